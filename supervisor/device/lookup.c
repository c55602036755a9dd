/* SPDX-License-Identifier: MIT */
/*
 * What a container would be answered when it asks for a name, and why.  The
 * program tcr-dns says it, called with --explain and the configuration of the
 * tcr-dns that serves: nobody is asked, and names are matched by one code.
 */
#include "supervisor/device/lookup.h"

#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/base/json.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/out.h"
#include "supervisor/spec/namespaces.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/verify/present.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_MAX 1024
#define RESOLV_MAX (48 << 10)

struct question {
	const char *name;
	const struct unit_file *from;    /* who asks; NULL: anyone */
	const struct unit_file *network; /* in which tcr-dns is asked */
	char at[ADDRESS_TEXT_MAX];       /* the address that is asked */
	char client[ADDRESS_TEXT_MAX];   /* who asks, or "-" */
};

static struct {
	struct present present;
	bool json;
	size_t told;   /* how many questions were answered */
	bool resolved; /* one of them with an address or by asking another */
} self;

/* Has tcr-dns explain a question: the length of its lines, or -errno. */
static ssize_t explain(const struct question *q, char out[ANSWER_MAX])
{
	char config[PATH_MAX], program[PATH_MAX];
	const char *const argv[] = {
		program, "--explain", q->at, q->client, q->name, NULL};
	int rc = paths_unit(config, KIND_DNS, "config"), ends[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (rc == 0)
		rc = paths_program(program, "tcr-dns");
	autofd int in = rc < 0 ? rc : open(config, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return rc < 0 ? rc : -errno;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = _Fork();
	if (pid == 0) {
		(void)dup2(in, STDIN_FILENO);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)execv(program, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	while (pid > 0 &&
		(n = read(ends[0], out + len, ANSWER_MAX - 1 - len)) > 0)
		len += (size_t)n;
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		return -EINVAL;
	out[len] = 0;
	return (ssize_t)len;
}

/* The unit that has this address; NULL: none. */
static const struct unit_file *owner_of(const char *ip)
{
	const struct conf *conf = &self.present.conf;
	struct in6_addr address;

	for (size_t i = 0; address_read(ip, &address) == 0 && i < conf->count;
		i++) {
		const struct unit_net *net = conf->units[i].conf.net;

		for (size_t e = 0;
			!conf->units[i].bad && net && e < net->end_count; e++)
			for (size_t a = 0; a < net->ends[e].address_count; a++)
				if (address_is(&net->ends[e].addresses[a],
					    &address))
					return &conf->units[i];
	}
	return NULL;
}

/* A unit that has the name, in whatever network; NULL: none. */
static const struct unit_file *named(const char *wanted)
{
	const struct conf *conf = &self.present.conf;
	char name[UNIT_NAME_MAX + 16];

	for (size_t i = 0; i < conf->count; i++)
		for (size_t n = 0;
			unit_name_dns(&conf->units[i], n, name, sizeof(name));
			n++)
			if (strcasecmp(name, wanted) == 0 &&
				conf->units[i].conf.net)
				return &conf->units[i];
	return NULL;
}

/* Writes why, in words: what the word of tcr-dns means here. */
static void reason(const struct question *q, const char *word,
	const char *values, char *out, size_t size)
{
	char who[UNIT_NAME_MAX + 16] = "", label[UNIT_NAME_MAX + 1] = "";
	const struct unit_file *unit = NULL;
	char first[ADDRESS_TEXT_MAX];

	(void)fmt_print(first, sizeof(first), "%.*s", (int)strcspn(values, " "),
		values);
	if (strcmp(word, "local") == 0)
		unit = owner_of(first);
	else if (strcmp(word, "unknown") == 0)
		unit = named(q->name);
	if (unit) {
		unit_name_full(unit, who, sizeof(who));
		unit_name_label(unit, label, sizeof(label));
	}
	if (strcmp(word, "local") == 0 && unit)
		(void)fmt_print(out, size, "%s%s", who,
			strncasecmp(q->name, label, strlen(label)) == 0 &&
					strchr(".", q->name[strlen(label)])
				? ""
				: ", by another name of it");
	else if (strcmp(word, "local") == 0)
		(void)fmt_print(out, size, "the name of this address");
	else if (strcmp(word, "empty") == 0)
		(void)fmt_print(out, size,
			"the name is known, but has no record of this type");
	else if (strcmp(word, "unknown") == 0 && unit)
		(void)fmt_print(out, size,
			"does not exist here: %s shares no network", who);
	else if (strcmp(word, "unknown") == 0)
		(void)fmt_print(out, size,
			"does not exist: no unit has this name, and nobody "
			"else is asked for it");
	else if (strcmp(word, "closed") == 0)
		(void)fmt_print(out, size,
			"refused: %s is internal (Internal=yes)",
			q->network->name);
	else if (*values)
		(void)fmt_print(
			out, size, "is asked, unless the cache has an answer");
	else
		(void)fmt_print(
			out, size, "fails: tcr-dns has no resolver to ask");
}

static void print_json(const struct question *q, const char *type,
	const char *word, char *values, const char *why)
{
	char text[ANSWER_MAX * 4], from[UNIT_NAME_MAX + 16], *save;
	struct json j;

	if (q->from)
		unit_name_full(q->from, from, sizeof(from));
	json_begin(&j, text, sizeof(text));
	json_open(&j, NULL, '{');
	json_string(&j, "name", q->name);
	json_string(&j, "from", q->from ? from : NULL);
	json_string(&j, "network", q->network->name);
	json_string(&j, "server", q->at);
	json_string(&j, "type", type);
	json_string(&j, "answer", word);
	json_open(&j, "values", '[');
	for (char *v = strtok_r(values, " ", &save); v;
		v = strtok_r(NULL, " ", &save))
		json_string(&j, NULL, v);
	json_close(&j, ']');
	json_string(&j, "why", why);
	json_close(&j, '}');
	(void)out_element(&j, self.told == 0); /* it fits */
}

/* Prints a line of tcr-dns, "TYPE WORD [VALUE...]". */
static void print_line(const struct question *q, char *line)
{
	char why[160], *word = strchr(line, ' '), *values;

	if (!word)
		return;
	*word++ = 0;
	values = strchrnul(word, ' ');
	if (*values)
		*values++ = 0;
	reason(q, word, values, why, sizeof(why));
	self.resolved |= *values != 0;
	if (self.json)
		print_json(q, line, word, values, why);
	else
		out_print("  %-4s  %s%s%s\n", line, values, *values ? ": " : "",
			why);
	self.told++;
}

static int ask(const struct question *q)
{
	char answer[ANSWER_MAX], *save;
	ssize_t n = explain(q, answer);

	if (n == -ENOENT)
		return out_fail(EXITCODE_NOT_RUNNING,
			"dns: tcr-dns does not run: no network is up");
	if (n == -EINVAL)
		return out_fail(EXITCODE_FAILED,
			"dns: '%s' is no name, or tcr-dns does not answer at "
			"%s",
			q->name, q->at);
	if (n < 0)
		return out_fail(
			EXITCODE_FAILED, "dns: tcr-dns: %s", strerror((int)-n));
	if (!self.json && q->from)
		out_print("%s asks tcr-dns at %s (%s)\n", q->from->name, q->at,
			q->network->name);
	else if (!self.json)
		out_print("in %s, at %s\n", q->network->name, q->at);
	for (char *line = strtok_r(answer, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		print_line(q, line);
	return 0;
}

static bool serves(const struct unit_file *u)
{
	return !u->bad && u->conf.bridge && !u->conf.bridge->bridge.no_dns &&
	       u->conf.bridge->bridge.driver == NET_BRIDGE;
}

/* The network in which tcr-dns has that address; NULL: it is another's. */
static const struct unit_file *network_at(const struct in6_addr *address)
{
	const struct conf *conf = &self.present.conf;

	for (size_t i = 0; i < conf->count; i++)
		if (serves(&conf->units[i]) &&
			net_is_gateway(
				&conf->units[i].conf.bridge->bridge, address))
			return &conf->units[i];
	return NULL;
}

/* Asks in each network. */
static int ask_all(struct question *q)
{
	const struct conf *conf = &self.present.conf;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < conf->count; i++) {
		struct in6_addr gateway;
		struct doc_unit u;

		q->network = &conf->units[i];
		if (!serves(q->network) ||
			!present_find(&self.present, q->network, &u) ||
			!doc_is(u.state, "active"))
			continue;
		gateway = net_gateway(&q->network->conf.bridge->bridge, false);
		(void)address_write(&gateway, q->at);
		rc = ask(q);
	}
	if (rc == 0 && self.told == 0)
		rc = out_fail(EXITCODE_NOT_RUNNING,
			"dns: tcr-dns does not run: no network is up");
	return rc;
}

/* Reads which resolver the unit asks first; an exit code. */
static int find_server(struct question *q)
{
	static char text[RESOLV_MAX];
	static const char key[] = "nameserver ";
	char path[PATH_MAX];
	struct in6_addr server;
	ssize_t n = paths_unit(path, q->from->name, "resolv.conf");
	const char *p;

	if (n == 0)
		n = io_read_file(AT_FDCWD, path, text, sizeof(text));
	if (n == -EACCES)
		return out_fail(
			EXITCODE_FAILED, "dns: --from: you must be root");
	if (n < 0)
		return out_fail(EXITCODE_NOT_RUNNING,
			"dns: %s has not been started yet", q->from->name);
	p = strstr(text, key);
	if (!p)
		return out_fail(EXITCODE_FAILED,
			"dns: %s has no resolver (no network, or DNS=none)",
			q->from->name);
	p += strlen(key);
	(void)fmt_print(q->at, sizeof(q->at), "%.*s", (int)strcspn(p, "\n"), p);
	q->network =
		address_read(q->at, &server) < 0 ? NULL : network_at(&server);
	if (!q->network)
		return out_fail(EXITCODE_FAILED,
			"dns: %s asks %s itself, not tcr-dns", q->from->name,
			q->at);
	return 0;
}

/* Asks as the unit does: the resolver in its files, from its address. */
static int ask_from(struct question *q, const char *name)
{
	const struct conf *conf = &self.present.conf;
	int i = conf_find(conf, name), rc;
	const struct unit_net *net;

	if (i < 0)
		return fetch_no_unit(&self.present.doc, name);
	q->from = &conf->units[i];
	if (q->from->kind != UNIT_CONTAINER)
		return out_fail(EXITCODE_FAILED, "dns: %s is no container",
			q->from->name);
	rc = find_server(q);
	net = q->network ? namespaces_owner(conf, q->from)->conf.net : NULL;
	for (size_t e = 0; net && e < net->end_count; e++)
		if (strcmp(net->ends[e].network, q->network->name) == 0 &&
			net->ends[e].address_count)
			(void)address_write(
				&net->ends[e].addresses[0], q->client);
	return rc == 0 ? ask(q) : rc;
}

int lookup_run(const struct client_args *args)
{
	struct question q = {.name = args->names[0], .client = "-"};
	int rc;

	if (geteuid() != 0)
		return out_fail(EXITCODE_FAILED, "dns: you must be root");
	self.json = args->json;
	rc = present_load(&self.present);
	if (rc == 0)
		rc = args->from ? ask_from(&q, args->from) : ask_all(&q);
	if (self.json && self.told)
		out_text("]\n");
	return rc == 0 && !self.resolved ? EXITCODE_FAILED : rc;
}
