/* SPDX-License-Identifier: MIT */
/*
 * The key table, and how an assignment of a unit file is judged by it.  A key
 * that is not done is never passed over in silence when it changes what the
 * container does or may do.
 */
#include "supervisor/units/keys.h"

#include "init/fmt.h"
#include "supervisor/units/nearest.h"
#include "supervisor/units/refused.h"
#include "supervisor/units/setrun.h"
#include "supervisor/units/unitfile.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define HINT_MAX     128

#define CONF(member) offsetof(struct unitfile, unit.conf.member)

/* clang-format off: one row, one key */
static const struct keys_row rows[] = {
	{SECTION_UNIT, KEY_TEXT, "Description", set_text, CONF(description),
		"text", NULL, "What the unit is, for people."},
	{SECTION_UNIT, KEY_WORDS, "After", set_dependency, RELATION_AFTER,
		"UNIT ...", NULL,
		"Starts after these units are up, stops before them."},
	{SECTION_UNIT, KEY_WORDS, "Before", set_dependency, RELATION_BEFORE,
		"UNIT ...", NULL,
		"Is up before these units start, stops after them."},
	{SECTION_UNIT, KEY_WORDS, "Requires", set_dependency, RELATION_REQUIRES,
		"UNIT ...", NULL,
		"Starts these units too and cannot be up without them."},
	{SECTION_UNIT, KEY_WORDS, "Wants", set_dependency, RELATION_WANTS,
		"UNIT ...", NULL,
		"Starts these units too; their failure changes nothing."},

	{SECTION_CONTAINER, KEY_TEXT, "Image", setrun_image, 0,
		"NAME[:TAG] or /PATH", NULL, "The image that is run."},
	{SECTION_CONTAINER, KEY_TEXT, "Rootfs", setrun_rootfs, 0, "/PATH[:O]",
		NULL, "A directory of the device to run instead of an image."},
	{SECTION_CONTAINER, KEY_COMMAND, "Exec", setrun_exec, 0, "WORD ...",
		NULL, "The arguments after the entrypoint."},
	{SECTION_CONTAINER, KEY_TEXT, "Entrypoint", setrun_entrypoint, 0,
		"PROGRAM or JSON array", NULL,
		"The program that is run, in place of the image's."},
	{SECTION_CONTAINER, KEY_PAIRS, "Environment", setrun_environment, 0,
		"NAME=VALUE ...", NULL, "Variables of the container."},
	{SECTION_CONTAINER, KEY_ESCAPED, "EnvironmentFile",
		setrun_environment_file, 0, "[-]PATH ...", NULL,
		"Files of NAME=VALUE lines, read at each start."},
	{SECTION_CONTAINER, KEY_TEXT, "User", setrun_user, 0,
		"NAME or number, optionally :GROUP", NULL,
		"Who the program runs as, in place of the image's user."},
	{SECTION_CONTAINER, KEY_TEXT, "Group", setrun_group, 0,
		"NAME or number", NULL, "The group that goes with User=."},
	{SECTION_CONTAINER, KEY_TEXT, "WorkingDir", set_path, CONF(working_dir),
		"/PATH", NULL, "Where the program starts."},
	{SECTION_CONTAINER, KEY_TEXT, "HostName", setrun_hostname, 0,
		"up to 64 letters, digits, dots and dashes", NULL,
		"The host name inside; otherwise the unit's name."},
	{SECTION_CONTAINER, KEY_LIST, "Volume", setrun_volume, 0,
		"SOURCE:DESTINATION[:OPTIONS]", NULL,
		"A directory of the device in the container."},
	{SECTION_CONTAINER, KEY_LIST, "Tmpfs", setrun_tmpfs, 0,
		"DESTINATION[:OPTIONS]", NULL,
		"A file system in memory, empty at each start."},
	{SECTION_CONTAINER, KEY_BOOL, "ReadOnly", set_bool, CONF(read_only),
		"yes or no", "no",
		"Whether the root file system refuses writes."},
	{SECTION_CONTAINER, KEY_TEXT, "Network", setrun_network, 0,
		"bridge, none or host", "bridge",
		"The network that the container is in."},
	{SECTION_CONTAINER, KEY_LIST, "PublishPort", setrun_publish, 0,
		"[IP:]HOST:CONTAINER[/tcp|udp]", NULL,
		"A port of the device, or a range, that leads inside."},
	{SECTION_CONTAINER, KEY_TEXT, "StopSignal", set_signal,
		CONF(stop_signal), "SIGTERM, or another signal", NULL,
		"What asks the program to end, in place of the image's."},
	{SECTION_CONTAINER, KEY_TEXT, "StopTimeout", set_duration,
		CONF(stop_timeout_ms), "seconds, or a time like 1min 30s", "10",
		"How long it has for that before it is killed."},

	{SECTION_SERVICE, KEY_TEXT, "Restart", set_restart, 0,
		"no, on-failure, always or unless-stopped", "no",
		"When the container is started again after it ended."},
	{SECTION_SERVICE, KEY_TEXT, "RestartSec", set_duration,
		CONF(policy.restart_ms), "a time like 100ms or 5s", "100ms",
		"How long it waits before the first restart."},
	{SECTION_SERVICE, KEY_TEXT, "RestartMaxDelaySec", set_duration,
		CONF(policy.restart_max_ms), "a time like 30s or 5min", "60s",
		"The longest wait: each restart in a row doubles it."},
	{SECTION_SERVICE, KEY_TEXT, "TimeoutStopSec", set_stop,
		offsetof(struct unitfile, timeout_stop_ms),
		"seconds, or a time like 1min 30s", NULL,
		"As StopTimeout=; the smaller of the two holds."},
	{SECTION_SERVICE, KEY_TEXT, "KillSignal", set_signal,
		offsetof(struct unitfile, kill_signal),
		"SIGTERM, or another signal", NULL,
		"As StopSignal=, which has precedence."},
	{SECTION_SERVICE, KEY_TEXT, "Type", set_type, 0,
		"simple, exec or oneshot", "exec",
		"Whether the unit is up when its program runs or has ended."},
	{SECTION_SERVICE, KEY_BOOL, "RemainAfterExit", set_bool,
		CONF(policy.remain), "yes or no", "no",
		"Whether a oneshot unit stays up when its program has ended."},

	{SECTION_INSTALL, KEY_WORDS, "WantedBy", set_wanted, 0,
		"multi-user.target or default.target", NULL,
		"Starts the unit at boot."},

	{SECTION_UPLINK, KEY_BOOL, "DHCP", set_bool, CONF(uplink.dhcp),
		"yes or no", "no",
		"Whether address, route and resolvers come from DHCP."},
	{SECTION_UPLINK, KEY_TEXT, "Address", set_address, 0,
		"ADDRESS/PREFIX, as 192.168.1.5/24", NULL,
		"The fixed address of the interface."},
	{SECTION_UPLINK, KEY_TEXT, "Gateway", set_ipv4, CONF(uplink.gateway),
		"an IPv4 address", NULL, "Where the default route leads."},
	{SECTION_UPLINK, KEY_WORDS, "DNS", set_dns, 0, "IPv4 addresses", NULL,
		"The resolvers that are asked."},
	{SECTION_UPLINK, KEY_TEXT, "MTU", set_mtu, 0, "68 to 65535", NULL,
		"The largest packet of the interface."},
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(*rows))
_Static_assert(ROWS <= KEYS_MAX, "struct unitfile has a line for each row");

static const char *const sections[SECTION_COUNT] = {
	[SECTION_UNIT] = "Unit",
	[SECTION_CONTAINER] = "Container",
	[SECTION_SERVICE] = "Service",
	[SECTION_INSTALL] = "Install",
	[SECTION_UPLINK] = "Uplink",
	[SECTION_QUADLET] = "Quadlet",
};

const struct keys_row *keys_get(size_t i)
{
	return i < ROWS ? &rows[i] : NULL;
}

const char *keys_section_name(enum keys_section section)
{
	return sections[section];
}

enum keys_section keys_section_find(const char *name)
{
	enum keys_section s = 0;

	while (s < SECTION_COUNT && strcmp(name, sections[s]) != 0)
		s++;
	return s;
}

static const struct keys_row *find(enum keys_section section, const char *key)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].section == section && !strcmp(rows[i].name, key))
			return &rows[i];
	return NULL;
}

unsigned keys_line(
	const struct unitfile *u, enum keys_section section, const char *key)
{
	const struct keys_row *row = find(section, key);

	return row ? u->lines[row - rows] : 0;
}

int keys_defaults(struct unitfile *u)
{
	for (size_t i = 0; i < ROWS; i++) {
		int rc = rows[i].fallback
				 ? rows[i].set(u, &rows[i], rows[i].fallback, 0)
				 : 0;

		if (rc < 0)
			return rc;
	}
	return 0;
}

static bool is_single(enum keys_grammar grammar)
{
	return grammar == KEY_TEXT || grammar == KEY_BOOL ||
	       grammar == KEY_COMMAND;
}

/* One pair of double quotes around the whole goes. */
static const char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return value;
	value[len - 1] = 0;
	return value + 1;
}

/*
 * The message says what the value is, unless it may be a secret: everyone on
 * the device can read why a unit is refused.
 */
static void tell_bad(struct unitfile *u, const struct keys_row *row,
	const char *value, unsigned line)
{
	const char *why = u->why ? u->why : row->syntax;
	bool secret = row->grammar == KEY_PAIRS || row->grammar == KEY_COMMAND;
	bool is_long = strlen(value) > 60;

	if (secret)
		report_error(&u->report, line, "bad value of %s= (%s)",
			row->name, why);
	else
		report_error(&u->report, line, "bad value %s=%.60s%s (%s)",
			row->name, value, is_long ? "..." : "", why);
}

static int assign(struct unitfile *u, const struct keys_row *row, char *value,
	unsigned line)
{
	unsigned *last = &u->lines[row - rows];
	bool plain = row->grammar == KEY_TEXT || row->grammar == KEY_BOOL;
	const char *text = plain ? unquote(value) : value;
	int rc;

	if (*last && *text && is_single(row->grammar))
		report_warning(&u->report, line,
			"%s= replaces the one in line %u", row->name, *last);
	*last = line;
	u->why = NULL;
	rc = row->set(u, row, *text ? text : row->fallback, line);
	if (rc != -EINVAL)
		return rc;
	tell_bad(u, row, text, line);
	return 0;
}

static void tell_refused(struct unitfile *u, const struct refused_row *row,
	const char *key, unsigned line)
{
	const char *hint = row->hint ? row->hint : "";
	const char *open = row->hint ? " (" : "";
	const char *close = row->hint ? ")" : "";

	switch (row->verdict) {
	case REFUSED_LATER:
		report_error(&u->report, line,
			"%s= is not supported by this version%s%s%s", key, open,
			hint, close);
		break;
	case REFUSED_NEVER:
		report_error(&u->report, line, "%s= is not supported%s%s%s",
			key, open, hint, close);
		break;
	case REFUSED_WARNED:
		report_warning(&u->report, line, "%s= has no effect%s%s%s", key,
			open, hint, close);
		break;
	case REFUSED_IGNORED:
		break;
	}
}

/* The section that has this key; SECTION_COUNT: none. */
static enum keys_section home_of(const char *key)
{
	enum keys_section s = 0;

	while (s < SECTION_COUNT && !find(s, key) && !refused_find(s, key))
		s++;
	return s;
}

static struct nearest nearest_key(enum keys_section section, const char *key)
{
	struct nearest n = nearest_begin(key);

	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].section == section)
			nearest_try(&n, rows[i].name, strlen(rows[i].name));
	for (size_t i = 0; refused_get(i); i++)
		if (refused_get(i)->section == section)
			nearest_try_words(&n, refused_get(i)->names);
	return n;
}

/* A key that nobody knows, or that is in the wrong section. */
static void tell_unknown(struct unitfile *u, enum keys_section section,
	const char *key, unsigned line)
{
	const char *here = sections[section];
	enum keys_section home = home_of(key);
	struct nearest found = nearest_key(section, key);
	const char *near = nearest_end(&found);
	bool typed = section == SECTION_CONTAINER || section == SECTION_UPLINK;
	char hint[HINT_MAX] = "";

	if (home != SECTION_COUNT) {
		report_error(&u->report, line,
			"%s= is no key of [%s] (it belongs in [%s])", key, here,
			sections[home]);
		return;
	}
	if (near)
		(void)fmt_print(hint, sizeof(hint),
			!strcasecmp(near, key)
				? " (keys are case sensitive: '%s')"
				: " (did you mean '%s'?)",
			near);
	if (typed)
		report_error(&u->report, line, "unknown key '%s' in [%s]%s",
			key, here, hint);
	else
		report_warning(&u->report, line,
			"unknown key '%s' in [%s], ignored%s", key, here, hint);
}

int keys_assign(struct unitfile *u, enum keys_section section, const char *key,
	char *value, unsigned line)
{
	const struct keys_row *row = find(section, key);
	const struct refused_row *refused;

	if (row)
		return assign(u, row, value, line);
	refused = refused_find(section, key);
	if (!refused)
		tell_unknown(u, section, key, line);
	else if (!refused_is_harmless(refused, value))
		tell_refused(u, refused, key, line);
	return 0;
}
