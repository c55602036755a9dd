/* SPDX-License-Identifier: MIT */
/*
 * Parses single values.  Pure, and strict: devices fail in the field if a value
 * silently means something else (a misspelt boolean, a size with a wrong unit).
 */
#include "supervisor/units/text/value.h"

#include "init/text.h"
#include "net/address.h"
#include "supervisor/base/signals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool value_is_word(const char *text, size_t len, const char *extra)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!is_digit(c) && !(c && strchr(extra, c)))
			return false;
	}
	return len > 0;
}

bool value_ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len > n && !memcmp(text + len - n, end, n);
}

int value_index(const char *const *words, const char *text)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -EINVAL;
}

int value_bool(const char *text, bool *out)
{
	static const char *const words[] = {"1", "yes", "y", "true", "t", "on",
		"0", "no", "n", "false", "f", "off"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(text, words[i])) {
			*out = i < 6;
			return 0;
		}
	return -EINVAL;
}

/* Reads digits at *p and moves *p behind them. */
static int digits(const char **p, uint64_t max, uint64_t *out)
{
	const char *start = *p;
	uint64_t n = text_digits(start, p, 10);

	if (*p == start || n > max)
		return -EINVAL;
	*out = n;
	return 0;
}

int64_t value_number(const char *text, uint64_t max)
{
	const char *end;
	uint64_t n = text_digits(text, &end, 10);

	return end == text || *end || n > max ? -EINVAL : (int64_t)n;
}

/* Digits behind a dot at *p, in millionths; 0 if there is no dot. */
static int fraction(const char **p, uint64_t *millionths)
{
	uint64_t scale = 1000000;

	*millionths = 0;
	if (**p != '.')
		return 0;
	if (!is_digit(*++*p))
		return -EINVAL;
	for (; is_digit(**p); ++*p) {
		scale /= 10;
		if (scale == 0)
			return -EINVAL;
		*millionths += (uint64_t)(**p - '0') * scale;
	}
	return 0;
}

int value_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "bkmgt";
	const char *unit = units;
	uint64_t n, millionths, factor;

	if (digits(&text, UINT64_MAX, &n) < 0 ||
		fraction(&text, &millionths) < 0)
		return -EINVAL;
	if (*text) {
		unit = strchr(units, *text++ | 0x20);
		if (!unit)
			return -EINVAL;
		if (unit != units && (*text | 0x20) == 'i')
			text++;
		if (unit != units && (*text | 0x20) == 'b')
			text++;
	}
	factor = UINT64_C(1) << (10 * (unit - units));
	if (*text || __builtin_mul_overflow(n, factor, &n) ||
		__builtin_add_overflow(n, millionths * factor / 1000000, &n))
		return -EINVAL;
	*bytes = n;
	return 0;
}

static const struct span_unit {
	const char *name;
	uint64_t us;
} span_units[] = {
	{"seconds", 1000000},
	{"second", 1000000},
	{"sec", 1000000},
	{"s", 1000000},
	{"minutes", 60000000},
	{"minute", 60000000},
	{"min", 60000000},
	{"months", UINT64_C(2629800000000)},
	{"month", UINT64_C(2629800000000)},
	{"M", UINT64_C(2629800000000)},
	{"msec", 1000},
	{"ms", 1000},
	{"m", 60000000},
	{"hours", UINT64_C(3600000000)},
	{"hour", UINT64_C(3600000000)},
	{"hr", UINT64_C(3600000000)},
	{"h", UINT64_C(3600000000)},
	{"days", UINT64_C(86400000000)},
	{"day", UINT64_C(86400000000)},
	{"d", UINT64_C(86400000000)},
	{"weeks", UINT64_C(604800000000)},
	{"week", UINT64_C(604800000000)},
	{"w", UINT64_C(604800000000)},
	{"years", UINT64_C(31557600000000)},
	{"year", UINT64_C(31557600000000)},
	{"y", UINT64_C(31557600000000)},
	{"usec", 1},
	{"us", 1},
	{"\xc2\xb5s", 1},
	{"\xce\xbcs", 1},
};

/* Takes a unit; without letters at *p the unit is seconds. */
static int take_unit(const char **p, uint64_t *us)
{
	size_t len = strcspn(*p, " \t0123456789.+-");

	if (len == 0) {
		*us = 1000000;
		return 0;
	}
	for (size_t i = 0; i < sizeof(span_units) / sizeof(*span_units); i++) {
		const struct span_unit *u = &span_units[i];

		if (strlen(u->name) == len && !memcmp(*p, u->name, len)) {
			*p += len;
			*us = u->us;
			return 0;
		}
	}
	return -EINVAL;
}

static void skip_blanks(const char **p)
{
	*p += strspn(*p, " \t");
}

/* Takes one "2.5 min" at *p. */
static int take_span(const char **p, uint64_t *us)
{
	const char *fraction = NULL;
	uint64_t whole, unit, part;

	if (digits(p, UINT64_MAX, &whole) < 0)
		return -EINVAL;
	if (**p == '.') {
		fraction = ++*p;
		if (!is_digit(*fraction))
			return -EINVAL;
		*p += strspn(*p, "0123456789");
	}
	skip_blanks(p);
	if (take_unit(p, &unit) < 0 ||
		__builtin_mul_overflow(whole, unit, &whole))
		return -EINVAL;
	for (; fraction && is_digit(*fraction); fraction++) {
		part = unit / 10;
		if (__builtin_add_overflow(
			    whole, part * (uint64_t)(*fraction - '0'), &whole))
			return -EINVAL;
		unit = part;
	}
	*us = whole;
	return 0;
}

int64_t value_duration(const char *text)
{
	uint64_t total = 0;
	uint64_t us;

	skip_blanks(&text);
	if (!strcmp(text, "infinity"))
		return VALUE_FOREVER;
	do {
		if (take_span(&text, &us) < 0 ||
			__builtin_add_overflow(total, us, &total))
			return -EINVAL;
		skip_blanks(&text);
	} while (*text);
	return (int64_t)(total / 1000 + (total % 1000 != 0));
}

int value_signal(const char *text, int *number)
{
	int n = signals_parse(text);

	if (n < 0)
		return n;
	*number = n;
	return 0;
}

int value_ipv4(const char *text, struct in_addr *out)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		return -EINVAL;
	*out = address;
	return 0;
}

bool value_is_interface(const char *text)
{
	size_t len = strlen(text);

	return len <= 15 && value_is_word(text, len, "._-") &&
	       value_is_word(text, len ? 1 : 0, "") && strcmp(text, "lo") != 0;
}

int value_host(const char *text, struct in6_addr *out)
{
	struct in6_addr address;

	if (address_read(text, &address) < 0 || !address_is_unicast(&address))
		return -EINVAL;
	*out = address;
	return 0;
}

int value_subnet(const char *text, struct in6_addr *address, uint8_t *prefix)
{
	char host[ADDRESS_TEXT_MAX];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : sizeof(host);
	struct in6_addr found;
	int64_t bits;

	if (len >= sizeof(host))
		return -EINVAL;
	memcpy(host, text, len);
	host[len] = 0;
	if (address_read(host, &found) < 0)
		return -EINVAL;
	bits = value_number(slash + 1, address_is4(&found) ? 32 : 128);
	if (bits < 1)
		return -EINVAL;
	*address = found;
	*prefix = (uint8_t)bits;
	return 0;
}

int value_cidr(const char *text, struct in_addr *address, uint8_t *prefix)
{
	struct in6_addr found;
	uint8_t bits;

	if (value_subnet(text, &found, &bits) < 0 || !address_is4(&found))
		return -EINVAL;
	*address = address_to4(&found);
	*prefix = bits;
	return 0;
}

/* Parses len bytes "80" or "8000-8010". */
static int port_range(
	const char *text, size_t len, unsigned *first, unsigned *count)
{
	const char *end = text + len;
	uint64_t low, high;

	if (digits(&text, UINT16_MAX, &low) < 0 || low == 0)
		return -EINVAL;
	high = low;
	if (text < end && *text == '-') {
		text++;
		if (digits(&text, UINT16_MAX, &high) < 0 || high < low)
			return -EINVAL;
	}
	if (text != end)
		return -EINVAL;
	*first = (unsigned)low;
	*count = (unsigned)(high - low + 1);
	return 0;
}

static int refuse(const char **why, const char *text)
{
	*why = text;
	return -EINVAL;
}

/* Parses len bytes "IP" or "[IP6]", the address before the host's port. */
static int publish_ip(const char *text, size_t len, struct net_port *port)
{
	bool is6 = len >= 2 && text[0] == '[' && text[len - 1] == ']';
	char host[ADDRESS_TEXT_MAX];

	text += is6;
	len -= is6 ? 2 : 0;
	if (len >= sizeof(host))
		return -EINVAL;
	memcpy(host, text, len);
	host[len] = 0;
	if (address_read(host, &port->host_ip) < 0 ||
		address_is4(&port->host_ip) == is6)
		return -EINVAL;
	port->family = (sa_family_t)address_family(&port->host_ip);
	return 0;
}

/* The protocol of "", "/tcp", "/udp" or "/sctp"; 0 for anything else. */
static uint8_t publish_protocol(const char *text)
{
	if (!*text || strcasecmp(text, "/tcp") == 0)
		return IPPROTO_TCP;
	if (strcasecmp(text, "/udp") == 0)
		return IPPROTO_UDP;
	return strcasecmp(text, "/sctp") == 0 ? IPPROTO_SCTP : 0;
}

int value_publish(const char *text, struct net_port *port, const char **why)
{
	size_t len = strcspn(text, "/");
	struct net_port p = {.family = AF_UNSPEC};
	unsigned to, to_count, host, host_count;
	const char *to_at = memrchr(text, ':', len);
	const char *host_at;

	p.protocol = publish_protocol(text + len);
	if (!p.protocol)
		return refuse(why, "the protocol is tcp, udp or sctp");
	if (!to_at)
		return refuse(why,
			"the host's port is missing, write "
			"HOST:CONTAINER (there are no random ports)");
	host_at = memrchr(text, ':', (size_t)(to_at - text));
	if (host_at && publish_ip(text, (size_t)(host_at - text), &p) < 0)
		return refuse(why, "no IPv4 address, nor an IPv6 one in [], "
				   "before the ports");
	if (IN6_IS_ADDR_LOOPBACK(&p.host_ip))
		return refuse(why, "the kernel cannot forward [::1] to a "
				   "container; use 127.0.0.1");
	host_at = host_at ? host_at + 1 : text;
	if (host_at == to_at)
		return refuse(why, "the host's port is missing, write "
				   "IP:HOST:CONTAINER (there are no random "
				   "ports)");
	if (port_range(host_at, (size_t)(to_at - host_at), &host, &host_count) <
			0 ||
		port_range(to_at + 1, len - (size_t)(to_at + 1 - text), &to,
			&to_count) < 0)
		return refuse(why, "ports are 1 to 65535, ranges LOW-HIGH");
	if (host_count != to_count)
		return refuse(why, "the two ranges differ in length");
	*port = (struct net_port){
		.host_ip = p.host_ip,
		.family = p.family,
		.host_port = (uint16_t)host,
		.to_port = (uint16_t)to,
		.count = (uint16_t)to_count,
		.protocol = p.protocol,
	};
	return 0;
}
