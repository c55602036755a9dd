/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a unit file of every kind that they name a section of, all the
 * way through the key table and, of a container, to config.json; what comes out
 * as good must be what the manager and crun rely on.
 *
 * Links: supervisor/base/machine.c supervisor/base/arena.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c supervisor/spec/spec*.c
 * Links: supervisor/spec/memory.c supervisor/base/json.c
 * Links: supervisor/base/jsoncheck.c supervisor/base/passwd.c
 * Links: supervisor/verify/effective.c
 * Links: supervisor/spec/points.c supervisor/base/linkwalk.c
 * Links: supervisor/spec/source.c supervisor/base/lock.c supervisor/base/keep.c
 * Links: supervisor/spec/userns.c net/address.c net/subnet.c images/[a-z]*.c
 * Links: init/fmt.c init/log.c init/io.c init/text.c
 */
#include "supervisor/base/paths.h"
#include "supervisor/base/utf8.h"
#include "supervisor/spec/spec.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/check_uplink.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/reader.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"
#include "supervisor/verify/effective.h"

#include "init/log.h"
#include "supervisor/units/load/scan.h"

#define JSMN_STRICT
#include <jsmn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void must(bool claim)
{
	if (!claim)
		abort();
}

/* Every message is a line of text. */
static void check_problem(const struct report_problem *p)
{
	must(p->path && p->text && utf8_valid(p->text, strlen(p->text)) &&
		!strchr(p->text, '\n'));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_init(NULL, LOG_LEVEL_ERR);
	report_sink(check_problem);
	return 0;
}

static void check_list(const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		must(utf8_valid(list->v[i], strlen(list->v[i])));
	must(list->n == 0 || !list->v[list->n]);
}

static void check_container(const struct draft *u)
{
	const struct unit_conf *c = &u->unit.conf;

	must((c->image != NULL) != (c->rootfs != NULL) && c->hostname);
	must(c->stop_timeout_ms > 0 && c->policy.restart_ms > 0 &&
		c->policy.restart_max_ms > 0 && c->stop_signal >= 0 &&
		c->stop_signal <= 64);
	must(!c->policy.oneshot ||
		(c->policy.restart != RESTART_ALWAYS &&
			c->policy.restart != RESTART_ON_SUCCESS));
	must(!c->group || c->user);
	must(c->port_count == 0 || c->network == NETWORK_BRIDGE);
	for (size_t i = 0; i < c->port_count; i++)
		must(c->ports[i].count > 0 && c->ports[i].host_port > 0 &&
			c->ports[i].to_port > 0 &&
			c->ports[i].host_port + c->ports[i].count <= 65536 &&
			c->ports[i].to_port + c->ports[i].count <= 65536);
	for (size_t i = 0; i < c->volume_count; i++) {
		const char *source = c->volumes[i].source;

		must(c->volumes[i].destination[0] == '/');
		if (c->volumes[i].store) {
			must(!strchr(source, '/') && strstr(source, ".volume"));
			continue;
		}
		must(source[0] == '/');
		must(!strstr(source, "/..") || strstr(source, "/..."));
		must(strncmp(source, "/run/tcr/", 9) != 0 ||
			!strcmp(source, "/run/tcr/public") ||
			(c->volumes[i].by == BY_CONTROL &&
				rights_of(c->rights)->control >=
					RIGHTS_CONTROL_UPDATE &&
				!strcmp(source, "/run/tcr/control")));
		must(!c->volumes[i].named ||
			volume_is_under(source, paths_volumes()));
	}
	for (size_t i = 0; i < c->environment.n; i++)
		must(strchr(c->environment.v[i], '=') > c->environment.v[i]);
	check_list(&c->exec);
	check_list(&c->entrypoint);
	check_list(&c->environment);
	check_list(&c->environment_files);
}

static void judge_uplink(const struct draft *u)
{
	const struct unit_conf *c = &u->unit.conf;

	must(!c->uplink.dhcp || !c->uplink.address_count);
	must(c->wanted && c->dns_count <= NET_DNS_MAX);
	must(c->uplink.address_count <= NET_ADDRESSES_MAX);
	must(c->uplink.address6_count <= NET_ADDRESSES_MAX);
	for (size_t i = 0; i < c->uplink.address_count; i++)
		must(c->uplink.addresses[i].prefix <= 32);
	must(!strcmp(c->uplink.name, "eth0"));
}

static void check_volume(const struct unit_conf *c)
{
	const struct unit_store *s = &c->store;
	char data[STORE_DATA_MAX];
	unsigned long flags;
	const char *why;

	must(s->directory && *s->directory && !strchr(s->directory, '/'));
	must(s->directory[0] != '.');
	must(!s->type || s->device);
	must(!s->device || s->type || s->device[0] == '/');
	must(!s->image || c->image);
	must(!s->options || store_options(s->options, &flags, data, &why) == 0);
}

static bool can(const char *file)
{
	return *file != 0;
}

/* What crun would read: text that JSON's grammar knows. */
static void check_config(const struct unit_file *unit)
{
	static char text[SPEC_MAX];
	static jsmntok_t tokens[65536];
	const struct image_info image = {.uid = -1, .gid = -1};
	struct userns ns;
	const struct spec_input in = {.unit = unit,
		.image = &image,
		.root = "/r",
		.unit_dir = "/u",
		.cgroup = "/tcr/x",
		.userns = userns_plan(unit, true, &ns) > 0 ? &ns : NULL,
		.cgroup_can = can,
		.offline = true,
		.image_unknown = true};
	jsmn_parser parser;
	int len = spec_text(&in, text, sizeof(text));

	if (len < 0)
		return; /* told: too large, or two mounts at one place */
	jsmn_init(&parser);
	must(utf8_valid(text, (size_t)len));
	must(jsmn_parse(&parser, text, (size_t)len, tokens,
		     sizeof(tokens) / sizeof(*tokens)) > 0);
}

/* What tcrctl show prints; the unit stays as it is. */
static void check_effective(struct draft *u)
{
	struct effective e;

	must(effective_make(u, &e) == 0);
	for (size_t i = 0; i < e.count; i++)
		must(e.keys[i].name && e.keys[i].value);
	effective_done(&e);
}

static void read_as(const char *suffix, const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct draft u = {.report.path = "/etc/tcr/conf.d/eth0.x"};
	char name[32];
	size_t stem;

	snprintf(name, sizeof(name), "eth0%s", suffix);
	must(text && scan_type(name, &u.unit.kind, &stem) == SCAN_UNIT);
	if (u.unit.kind == UNIT_CONTAINER)
		name[stem] = 0;
	memcpy(u.unit.name, name, strlen(name));
	memcpy(text, data, size);
	text[size] = 0;
	must(reader_begin(&u, "eth0", true) == 0);
	must(reader_add(&u, u.report.path, text, size) == 0);
	must(reader_end(&u) == 0);
	free(text);
	check_effective(&u);
	must(u.report.failed == (u.report.first != NULL));
	for (size_t i = 0; i < u.dep_count; i++)
		must(u.deps[i].name && u.deps[i].on < 0);
	if (!u.report.failed && u.unit.kind == UNIT_CONTAINER) {
		check_container(&u);
		check_config(&u.unit);
	} else if (!u.report.failed && u.unit.kind == UNIT_UPLINK) {
		judge_uplink(&u);
	}
	draft_done(&u);
	unit_file_done(&u.unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		const char *section, *suffix;
	} kinds[] = {
		{"[Container]", ".container"},
		{"[Uplink]", ".uplink"},
		{"[Volume]", ".volume"},
		{"[Image]", ".image"},
		{"[Network]", ".network"},
		{"[Pod]", ".pod"},
		{"[Timer]", ".timer"},
	};
	bool any = false;

	if (size > CONF_FILE_MAX)
		return 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (memmem(data, size, kinds[i].section,
			    strlen(kinds[i].section))) {
			read_as(kinds[i].suffix, data, size);
			any = true;
		}
	if (!any)
		read_as(".container", data, size);
	return 0;
}
