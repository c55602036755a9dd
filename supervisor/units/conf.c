/* SPDX-License-Identifier: MIT */
/*
 * All units of the device: read once when tcrd starts, then constant.  First
 * every file by itself, then what they say of each other, then the built-in
 * units that the good ones need.  A bad unit stays in the list, to be seen.
 */
#include "supervisor/units/conf.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/units/ipparam.h"
#include "supervisor/units/publish.h"
#include "supervisor/units/resolve.h"
#include "supervisor/units/scan.h"
#include "supervisor/units/unitfile.h"
#include "supervisor/units/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What is needed until the units are complete. */
struct load {
	struct scan scan;
	struct unitfile *files;
	size_t count;
	char *text; /* room for one file */
};

const char *conf_suffix(enum unit_kind kind)
{
	static const char *const suffixes[] = {
		[UNIT_CONTAINER] = ".container",
		[UNIT_NETWORK] = ".network",
		[UNIT_DNS] = ".service",
		[UNIT_UPLINK] = ".uplink",
	};

	return suffixes[kind];
}

/*
 * A container's name is a label of DNS, a cgroup and a directory: no dots, so
 * that it can never be a file of the cgroup above it.  An interface's may have
 * some (VLANs).
 */
static const char *check_name(const char *name, size_t len, enum unit_kind kind)
{
	const char *extra = kind == UNIT_UPLINK ? "_-." : "_-";

	if (memchr(name, '@', len))
		return "templates are not supported by this version";
	if (kind == UNIT_UPLINK && len > 15)
		return "the name of an interface has 15 letters at most";
	if (len > UNIT_NAME_MAX)
		return "the name has more than 63 letters";
	if (!value_is_word(name, len, extra) || !value_is_word(name, 1, ""))
		return "a name is letters, digits, '-' and '_', the first one "
		       "a letter or digit";
	if (!strncmp(name, "tcrd.", 5) ||
		!strncmp(name, CONF_BRIDGE ".", sizeof(CONF_BRIDGE)) ||
		!strncmp(name, CONF_DNS ".", sizeof(CONF_DNS)) ||
		(kind == UNIT_UPLINK && !strncmp(name, "lo.", 3)))
		return "the name is tcr's own";
	return NULL;
}

/* A bad name is shown too, with '?' for what no name has. */
static void set_name(struct unit_file *unit, const char *name, size_t len)
{
	if (len > UNIT_NAME_MAX)
		len = UNIT_NAME_MAX;
	if (unit->kind == UNIT_UPLINK && len > 15)
		len = 15;
	for (size_t i = 0; i < len; i++)
		unit->name[i] =
			value_is_word(name + i, 1, "_-.@") ? name[i] : '?';
	unit->name[len] = 0;
}

/* A drop-in would change the unit: it is refused rather than passed over. */
static void check_dropins(
	struct load *load, struct unitfile *u, const char *name)
{
	const char *const dirs[] = {name, strrchr(name, '.') + 1};
	char dropin[300];

	for (int i = 0; i < 2; i++) {
		const struct scan_entry *entry = NULL;

		if (fmt_print(dropin, sizeof(dropin), "%s.d", dirs[i]) > 0)
			entry = scan_find(&load->scan, dropin);
		if (entry)
			report_error(&u->report, 0,
				"drop-ins are not supported by this version "
				"(%s/%s)",
				entry->dir, entry->name);
	}
}

/* Reads one file into the next place; 0 or -ENOMEM. */
static int read_file(struct load *load, struct scan_entry *entry,
	enum unit_kind kind, size_t stem)
{
	struct unitfile *u = &load->files[load->count];
	size_t path_len = strlen(entry->dir) + strlen(entry->name) + 2;
	char *path = malloc(path_len);
	const char *why;
	size_t len;
	int rc;

	if (!path)
		return -ENOMEM;
	(void)fmt_print(path, path_len, "%s/%s", entry->dir, entry->name);
	rc = scan_read(path, load->text, CONF_FILE_MAX + 1, &len, &why);
	entry->masked = rc > 0;
	if (rc > 0) {
		log_info("%s: masked", path);
		free(path);
		return 0;
	}
	load->count++;
	u->unit.kind = kind;
	u->unit.path = path;
	u->report.path = path;
	set_name(&u->unit, entry->name, stem);
	if (rc < 0) {
		report_error(&u->report, 0, "%s", why);
		return u->report.no_memory ? -ENOMEM : 0;
	}
	why = check_name(entry->name, stem, kind);
	if (why)
		report_error(&u->report, 0, "bad unit name (%s)", why);
	check_dropins(load, u, entry->name);
	return unitfile_read(u, load->text, len);
}

static void tell_other(const struct scan_entry *e, enum scan_type type)
{
	if (type == SCAN_UNSUPPORTED)
		log_err("%s/%s: unit type %s is not supported by this version",
			e->dir, e->name, strrchr(e->name, '.'));
	else if (type == SCAN_OTHER)
		log_warn("%s/%s: no unit file, ignored (NAME.container, "
			 "NAME.uplink)",
			e->dir, e->name);
}

static int read_files(struct load *load)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < load->scan.count; i++) {
		struct scan_entry *entry = &load->scan.entries[i];
		size_t stem;
		enum scan_type type = scan_type(entry->name, &stem);

		if (type != SCAN_CONTAINER && type != SCAN_UPLINK)
			tell_other(entry, type);
		else if (load->count == CONF_UNITS_MAX)
			log_err("%s/%s: not loaded (more than %d units)",
				entry->dir, entry->name, CONF_UNITS_MAX);
		else
			rc = read_file(load, entry,
				type == SCAN_UPLINK ? UNIT_UPLINK
						    : UNIT_CONTAINER,
				stem);
	}
	return rc;
}

/* The uplink that the kernel's ip= asks for, unless a file is of that name. */
static int add_kernel_uplink(struct load *load, const char *cmdline)
{
	struct unitfile *u = &load->files[load->count];
	struct ipparam param;
	const char *why;
	int rc = ipparam_read(cmdline, &param, &why);

	if (rc == 0)
		return 0;
	for (size_t i = 0; i < load->count; i++)
		if (load->files[i].unit.kind == UNIT_UPLINK &&
			!strcmp(load->files[i].unit.name, param.uplink.name))
			return 0;
	load->count++;
	u->unit.kind = UNIT_UPLINK;
	u->unit.builtin = true;
	set_name(&u->unit, param.uplink.name, strlen(param.uplink.name));
	u->unit.conf.uplink = param.uplink;
	memcpy(u->unit.conf.dns, param.dns, sizeof(param.dns));
	u->unit.conf.dns_count = param.dns_count;
	u->unit.conf.wanted = true;
	u->report.path = "kernel command line";
	if (rc < 0)
		report_error(&u->report, 0, "bad value of ip= (%s)", why);
	u->unit.conf.description = strdup("Uplink of the kernel's ip=");
	return u->unit.conf.description && !u->report.no_memory ? 0 : -ENOMEM;
}

/* Whatever the case, so that names which only differ in it are neighbours. */
static int compare(const void *a, const void *b)
{
	const struct unit_file *x = &((const struct unitfile *)a)->unit;
	const struct unit_file *y = &((const struct unitfile *)b)->unit;
	int order = strcasecmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->name, y->name);
	return order ? order : (int)x->kind - (int)y->kind;
}

/* Directories, cgroups and DNS know a unit by its name without the suffix. */
static void check_names(struct load *load)
{
	for (size_t i = 1; i < load->count; i++) {
		struct unitfile *u = &load->files[i];

		if (!strcasecmp(u[-1].unit.name, u->unit.name))
			report_error(&u->report, 0, "the name is taken by %s",
				u[-1].report.path);
	}
}

static bool needs_bridge(const struct load *load)
{
	for (size_t i = 0; i < load->count; i++)
		if (load->files[i].unit.kind == UNIT_CONTAINER &&
			!load->files[i].report.failed &&
			load->files[i].unit.conf.network == NETWORK_BRIDGE)
			return true;
	return false;
}

static int add_builtin(struct unit_file *unit, enum unit_kind kind,
	const char *name, const char *description)
{
	unit->kind = kind;
	unit->builtin = true;
	set_name(unit, name, strlen(name));
	unit->conf.description = strdup(description);
	unit->conf.address.s_addr =
		htonl(kind == UNIT_NETWORK ? CONF_BRIDGE_NET + 1 : INADDR_ANY);
	return unit->conf.description ? 0 : -ENOMEM;
}

static int add_builtins(struct conf *conf)
{
	const struct unit_edge edge = {
		.on = 0, .after = true, .require = true, .pull = true};
	int rc = add_builtin(&conf->units[0], UNIT_NETWORK, CONF_BRIDGE,
		"Bridge of the containers");

	if (rc == 0)
		rc = add_builtin(&conf->units[1], UNIT_DNS, CONF_DNS,
			"DNS of the containers");
	return rc < 0 ? rc : resolve_add_edge(&conf->units[1], &edge);
}

/* Where each file's unit ends up: built-in ones first, then by name. */
static unsigned *places(const struct load *load, size_t first)
{
	unsigned *place = calloc(load->count + 1, sizeof(*place));
	unsigned next = (unsigned)first;

	for (int builtin = 1; place && builtin >= 0; builtin--)
		for (size_t i = 0; i < load->count; i++)
			if (load->files[i].unit.builtin == builtin)
				place[i] = next++;
	return place;
}

/* Moves the units, complete, to where they stay. */
static int settle(struct conf *conf, struct load *load)
{
	size_t first = needs_bridge(load) ? 2 : 0;
	unsigned *place = places(load, first);
	int rc = -ENOMEM;

	conf->units = calloc(first + load->count + 1, sizeof(*conf->units));
	if (conf->units && place) {
		conf->count = first + load->count;
		rc = first ? add_builtins(conf) : 0;
	}
	if (rc == 0)
		rc = resolve_edges(load->files, load->count, place, 0, 1);
	for (size_t i = 0; rc == 0 && i < load->count; i++) {
		struct unitfile *u = &load->files[i];

		if (u->report.no_memory)
			rc = -ENOMEM;
		u->unit.bad = u->report.first;
		u->report.first = NULL;
		conf->units[place[i]] = u->unit;
		u->unit = (struct unit_file){0};
	}
	free(place);
	return rc;
}

static int link_units(struct load *load)
{
	int rc;

	if (load->count > 0)
		qsort(load->files, load->count, sizeof(*load->files), compare);
	check_names(load);
	resolve_names(load->files, load->count, &load->scan);
	rc = resolve_cycles(load->files, load->count);
	if (rc < 0)
		return rc;
	publish_check(load->files, load->count);
	publish_addresses(load->files, load->count);
	return 0;
}

int conf_load(struct conf *conf, const char *const *dirs, const char *cmdline)
{
	struct load load = {.text = malloc(CONF_FILE_MAX + 1)};
	int rc = load.text ? scan_dirs(&load.scan, dirs) : -ENOMEM;

	*conf = (struct conf){0};
	if (rc == 0) {
		size_t most = load.scan.count < CONF_UNITS_MAX ? load.scan.count
							       : CONF_UNITS_MAX;

		load.files = calloc(most + 1, sizeof(*load.files));
		rc = load.files ? read_files(&load) : -ENOMEM;
	}
	if (rc == 0)
		rc = add_kernel_uplink(&load, cmdline);
	if (rc == 0)
		rc = link_units(&load);
	if (rc == 0)
		rc = settle(conf, &load);
	for (size_t i = 0; i < load.count; i++) {
		unitfile_done(&load.files[i]);
		unitfile_free_unit(&load.files[i].unit);
	}
	free(load.files);
	free(load.text);
	scan_done(&load.scan);
	if (rc < 0)
		conf_done(conf);
	return rc;
}

void conf_done(struct conf *conf)
{
	for (size_t i = 0; i < conf->count; i++)
		unitfile_free_unit(&conf->units[i]);
	free(conf->units);
	*conf = (struct conf){0};
}

int conf_find(const struct conf *conf, const char *name)
{
	size_t len = strlen(name);
	int found = -1;

	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];
		size_t n = strlen(u->name);

		if (len < n || memcmp(u->name, name, n) != 0)
			continue;
		if (name[n] && strcmp(name + n, conf_suffix(u->kind)) != 0 &&
			(u->kind != UNIT_CONTAINER ||
				strcmp(name + n, ".service") != 0))
			continue;
		if (found < 0 || conf->units[found].bad)
			found = (int)i;
	}
	return found;
}
