/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a unit file, of a container, an uplink and a volume, all the way
 * through the key table; what comes out as good must be what the manager and
 * config.json rely on.
 *
 * Links: supervisor/units/[a-z]*.c supervisor/signals.c supervisor/utf8.c
 * Links: supervisor/strv.c supervisor/paths.c init/fmt.c init/log.c init/io.c
 */
#include "supervisor/units/conf.h"
#include "supervisor/units/unitfile.h"
#include "supervisor/units/volume.h"
#include "supervisor/utf8.h"

#include "init/log.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Messages are made whole, but go nowhere: the tee has seen them. */
static void check_line(enum log_level level, const char *line, size_t len)
{
	(void)level;
	if (len < 2 || line[len - 1] != '\n' || !utf8_valid(line, len))
		abort();
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_init(NULL, LOG_LEVEL_ERR);
	log_tee(check_line);
	return 0;
}

static void must(bool claim)
{
	if (!claim)
		abort();
}

static void check_list(const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		must(utf8_valid(list->v[i], strlen(list->v[i])));
	must(list->n == 0 || !list->v[list->n]);
}

static void check_container(const struct unitfile *u)
{
	const struct unit_conf *c = &u->unit.conf;

	must((c->image != NULL) != (c->rootfs != NULL) && c->hostname);
	must(c->stop_timeout_ms > 0 && c->policy.restart_ms > 0 &&
		c->policy.restart_max_ms > 0 && c->stop_signal >= 0 &&
		c->stop_signal <= 64);
	must(!c->policy.oneshot || c->policy.restart <= RESTART_ON_FAILURE);
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
			!strcmp(source, "/run/tcr/public"));
		must(!c->volumes[i].named ||
			!strncmp(source, VOLUME_DIR "/", sizeof(VOLUME_DIR)));
	}
	for (size_t i = 0; i < c->environment.n; i++)
		must(strchr(c->environment.v[i], '=') > c->environment.v[i]);
	check_list(&c->exec);
	check_list(&c->entrypoint);
	check_list(&c->environment);
	check_list(&c->environment_files);
}

static void check_uplink(const struct unitfile *u)
{
	const struct unit_conf *c = &u->unit.conf;

	must(c->uplink.dhcp != (c->uplink.prefix > 0) && c->wanted);
	must(c->uplink.prefix <= 32 && c->dns_count <= NET_DNS_MAX);
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

static void read_as(enum unit_kind kind, const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct unitfile u = {
		.unit = {.name = "eth0", .kind = kind},
		.report.path = "/etc/tcr/conf.d/eth0.x",
	};

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	must(unitfile_begin(&u, "eth0", false) == 0);
	must(unitfile_add(&u, u.report.path, text, size) == 0);
	must(unitfile_end(&u) == 0);
	free(text);
	must(u.report.failed == (u.report.first != NULL));
	must(!u.report.first ||
		!strncmp(u.report.first, u.report.path, strlen(u.report.path)));
	for (size_t i = 0; i < u.dep_count; i++)
		must(u.deps[i].name && u.deps[i].at > 0 && u.deps[i].on < 0);
	if (!u.report.failed && kind == UNIT_CONTAINER)
		check_container(&u);
	else if (!u.report.failed && kind == UNIT_UPLINK)
		check_uplink(&u);
	else if (!u.report.failed && kind == UNIT_VOLUME)
		check_volume(&u.unit.conf);
	else if (!u.report.failed)
		must(u.unit.conf.image != NULL);
	unitfile_done(&u);
	unitfile_free_unit(&u.unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > CONF_FILE_MAX)
		return 0;
	read_as(UNIT_CONTAINER, data, size);
	read_as(UNIT_UPLINK, data, size);
	read_as(UNIT_VOLUME, data, size);
	read_as(UNIT_IMAGE, data, size);
	return 0;
}
