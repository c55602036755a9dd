/* SPDX-License-Identifier: MIT */
/*
 * Parses the configuration: each line is a directive and its arguments.
 *
 *	listen ADDRESS INTERFACE [NETWORK]
 *	upstream ADDRESS [NETWORK]
 *	closed NETWORK
 *	name NAME ADDRESS [NETWORK]
 *	alias NAME ADDRESS [NETWORK]
 *	sees ADDRESS NETWORK
 *	cache COUNT
 *	plain
 *	user UID
 *
 * tcr-dns.8 says what they mean.  A NETWORK must be in a listen line before it
 * is in another one.  Empty lines and lines that start with # are ignored.
 *
 * The text comes from tcrd, and parts of it from DHCP servers, so everything is
 * checked.  One error refuses the whole configuration.
 */
#include "net/dns/conf.h"

#include "net/address.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WORDS_MAX 4
#define USER_MAX  0xfffffffe /* (uid_t)-1 means "no user" */

struct word {
	const char *text;
	size_t len;
};

static bool word_is(const struct word *w, const char *text)
{
	return strlen(text) == w->len && !memcmp(text, w->text, w->len);
}

static bool word_copy(const struct word *w, char *out, size_t size)
{
	if (w->len >= size)
		return false;
	memcpy(out, w->text, w->len);
	out[w->len] = 0;
	return true;
}

/* Reads an address that can be a host's. */
static bool word_address(const struct word *w, struct in6_addr *address)
{
	char text[ADDRESS_TEXT_MAX];

	return word_copy(w, text, sizeof(text)) &&
	       address_read_zoned(text, address) == 0 &&
	       address_is_unicast(address);
}

static bool word_number(const struct word *w, uint64_t max, uint64_t *value)
{
	*value = 0;
	if (w->len == 0 || w->len > 10)
		return false;
	for (size_t i = 0; i < w->len; i++) {
		if (w->text[i] < '0' || w->text[i] > '9')
			return false;
		*value = *value * 10 + (uint64_t)(w->text[i] - '0');
	}
	return *value <= max;
}

static const char no_network[] = "no listen line has that network";

/* Sets the bit of the network of that name, or all bits if w is empty. */
static bool word_networks(
	const struct dns_conf *conf, const struct word *w, uint16_t *networks)
{
	int n;

	*networks = DNS_NETWORK_ALL;
	if (w->len == 0)
		return true;
	n = dns_table_network(&conf->table, w->text, w->len);
	if (n < 0)
		return false;
	*networks = (uint16_t)(1U << n);
	return true;
}

/* Each take_*() reads a directive's arguments; NULL, or what is wrong. */

static const char *take_listen(struct dns_conf *conf, const struct word *w)
{
	struct dns_listen listen;
	int known =
		w[2].len ? dns_table_network(&conf->table, w[2].text, w[2].len)
			 : -ENOENT;

	if (!word_address(&w[0], &listen.address))
		return "not an address to listen on";
	if (!word_copy(&w[1], listen.interface, sizeof(listen.interface)))
		return "the interface's name is too long";
	if (conf->listen_count == DNS_LISTEN_MAX ||
		(known < 0 && conf->network_count == DNS_NETWORK_MAX))
		return "more than 16 networks, or 64 addresses to listen on";
	if (known < 0 && w[2].len &&
		dns_table_name_network(&conf->table, conf->network_count,
			w[2].text, w[2].len) < 0)
		return "not a name for a network";
	listen.network =
		(uint8_t)(known < 0 ? (int)conf->network_count++ : known);
	conf->listen[conf->listen_count++] = listen;
	return NULL;
}

static const char *take_upstream(struct dns_conf *conf, const struct word *w)
{
	struct in6_addr address;
	uint16_t networks, bit;
	size_t i = 0;

	if (!word_address(&w[0], &address))
		return "not an upstream's address";
	if (!word_networks(conf, &w[1], &networks))
		return no_network;
	if (dns_upstream_add(&conf->upstreams, &address) < 0)
		return "more than 16 upstreams";
	while (!address_is(&conf->upstreams.at[i].address, &address))
		i++;
	bit = (uint16_t)(1U << i);
	if (w[1].len == 0)
		conf->common |= bit;
	else
		conf->own[__builtin_ctz(networks)] |= bit;
	return NULL;
}

static const char *take_closed(struct dns_conf *conf, const struct word *w)
{
	uint16_t networks;

	if (!word_networks(conf, &w[0], &networks))
		return no_network;
	conf->table.networks[__builtin_ctz(networks)].closed = true;
	return NULL;
}

static const char *add_name(
	struct dns_conf *conf, const struct word *w, bool alias)
{
	struct dns_name name = {w[0].text, w[0].len, alias};
	struct in6_addr address;
	uint16_t networks;

	if (!word_address(&w[1], &address))
		return "not a container's address";
	if (!word_networks(conf, &w[2], &networks))
		return no_network;
	switch (dns_table_add(&conf->table, &name, &address, networks)) {
	case 0:
		return NULL;
	case -ENOSPC:
		return "more than 2048 names, or 64 KiB of them";
	default:
		return "not a name";
	}
}

static const char *take_name(struct dns_conf *conf, const struct word *w)
{
	return add_name(conf, w, false);
}

static const char *take_alias(struct dns_conf *conf, const struct word *w)
{
	return add_name(conf, w, true);
}

static const char *take_sees(struct dns_conf *conf, const struct word *w)
{
	struct in6_addr address;
	uint16_t networks;

	if (!word_address(&w[0], &address))
		return "not a container's address";
	if (!word_networks(conf, &w[1], &networks))
		return no_network;
	return dns_table_add_member(&conf->table, &address, networks) < 0
		       ? "more than 2048 addresses in several networks"
		       : NULL;
}

static const char *take_user(struct dns_conf *conf, const struct word *w)
{
	uint64_t number;

	if (!word_number(&w[0], USER_MAX, &number) || number == 0)
		return "not a user's number";
	conf->user = (uid_t)number;
	return NULL;
}

static const char *take_cache(struct dns_conf *conf, const struct word *w)
{
	uint64_t number;

	if (!word_number(&w[0], DNS_CACHE_MAX, &number))
		return "not a number of replies to keep, at most 1024";
	conf->cache_count = (size_t)number;
	return NULL;
}

static const char *take_plain(struct dns_conf *conf, const struct word *w)
{
	(void)w;
	conf->upstreams.plain = true;
	return NULL;
}

static const struct {
	const char *word;
	size_t min, max; /* how many arguments it takes */
	const char *(*take)(struct dns_conf *conf, const struct word *w);
} directives[] = {
	{"name", 2, 3, take_name},
	{"alias", 2, 3, take_alias},
	{"sees", 2, 2, take_sees},
	{"upstream", 1, 2, take_upstream},
	{"listen", 2, 3, take_listen},
	{"closed", 1, 1, take_closed},
	{"cache", 1, 1, take_cache},
	{"plain", 0, 0, take_plain},
	{"user", 1, 1, take_user},
};

/* Splits at blanks; WORDS_MAX + 1 when there are more words. */
static size_t split(const char *line, size_t len, struct word *words)
{
	size_t count = 0, start;

	for (size_t i = 0; i < len;) {
		if (line[i] == ' ' || line[i] == '\t') {
			i++;
			continue;
		}
		if (count == WORDS_MAX)
			return WORDS_MAX + 1;
		for (start = i; i < len; i++)
			if (line[i] == ' ' || line[i] == '\t')
				break;
		words[count++] = (struct word){line + start, i - start};
	}
	return count;
}

static const char *take_line(
	struct dns_conf *conf, const char *line, size_t len)
{
	struct word words[WORDS_MAX] = {0};
	size_t count;

	for (size_t i = 0; i < len; i++)
		if (((uint8_t)line[i] < ' ' && line[i] != '\t') ||
			line[i] == 0x7f)
			return "a control byte";
	count = split(line, len, words);
	if (count == 0 || words[0].text[0] == '#')
		return NULL;
	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++) {
		if (!word_is(&words[0], directives[i].word))
			continue;
		if (count <= directives[i].min || count - 1 > directives[i].max)
			return "wrong number of words";
		/* cppcheck-suppress returnDanglingLifetime ; a literal's */
		return directives[i].take(conf, words + 1);
	}
	return "not listen, upstream, closed, name, alias, sees, cache, plain "
	       "or user";
}

static bool is_own(const struct dns_conf *conf, const struct in6_addr *address)
{
	for (size_t i = 0; i < conf->listen_count; i++)
		if (address_is(&conf->listen[i].address, address))
			return true;
	return false;
}

/* Removes a bit from a set and moves the bits above it down by one. */
static uint16_t without(uint16_t set, size_t bit)
{
	uint16_t below = (uint16_t)((1U << bit) - 1);

	return (uint16_t)((set & below) | (set >> 1 & (uint16_t)~below));
}

/* Removes upstreams that are a listener's address: a query would never end. */
static void drop_own(struct dns_conf *conf)
{
	struct dns_upstreams *u = &conf->upstreams;

	for (size_t i = u->count; i-- > 0;) {
		if (!is_own(conf, &u->at[i].address))
			continue;
		memmove(&u->at[i], &u->at[i + 1],
			(--u->count - i) * sizeof(u->at[0]));
		conf->common = without(conf->common, i);
		for (size_t n = 0; n < conf->network_count; n++)
			conf->own[n] = without(conf->own[n], i);
		conf->own_count++;
	}
}

/* Sets which upstreams each network must not ask. */
static void bar(struct dns_conf *conf)
{
	uint16_t all = (uint16_t)((1U << conf->upstreams.count) - 1);

	for (size_t n = 0; n < conf->network_count; n++)
		conf->table.networks[n].barred =
			all & (uint16_t) ~(conf->own[n] ? conf->own[n]
							: conf->common);
}

int dns_conf_parse(const char *text, size_t len, struct dns_conf *conf,
	struct dns_conf_error *error)
{
	size_t start = 0;

	error->line = 0;
	conf->user = DNS_CONF_USER;
	conf->cache_count = DNS_CACHE_DEFAULT;
	while (start < len) {
		const char *end = memchr(text + start, '\n', len - start);
		size_t line_len =
			end ? (size_t)(end - text) - start : len - start;

		error->line++;
		error->what = take_line(conf, text + start, line_len);
		if (error->what)
			return -EINVAL;
		start += line_len + 1;
	}
	error->line = 0;
	error->what = "no listen line";
	if (conf->listen_count == 0)
		return -EINVAL;
	drop_own(conf);
	bar(conf);
	dns_table_sort(&conf->table);
	return 0;
}
