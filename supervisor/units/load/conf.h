/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_CONF_H
#define SUPERVISOR_UNITS_LOAD_CONF_H

#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stddef.h>

#define CONF_FILE_MAX  (256 << 10) /* bytes of one unit file */
#define CONF_UNITS_MAX 1000

/* The built-in units, and the bridge's network 10.88.0.0/16, as podman's. */
#define CONF_BRIDGE        "tcr0"
#define CONF_NETWORK       CONF_BRIDGE ".network"
#define CONF_DNS           "tcr-dns.service"
#define CONF_FIREWALL      "tcr-firewall.service"
#define CONF_BRIDGE_NET    0x0a580000
#define CONF_BRIDGE_PREFIX 16

/* All units of the device, sorted by name; the built-in ones first. */
struct conf {
	struct unit_file *units;
	size_t count;
	unsigned dns_cache; /* DNSCacheSize= of tcr.conf: the caller's to set */
	bool dns_plain;     /* DNSMixedCase=no of it, likewise */
};

struct unitfile;

/* Where units come from. */
struct conf_source {
	const char *const *dirs; /* NULL-ended; the first wins for a name */
	const char *cmdline;     /* the kernel's, for ip=, or "" */
	/*
	 * RUN/units: what saved_write() left there is used in place of files
	 * that have become bad.  NULL: nothing is.
	 */
	const char *saved;
	bool fallback; /* a unit that is bad is read without its overrides */
	const struct strv *defaults; /* of tcr.conf; NULL: none */
	struct scan_trust trust;     /* offline: not on the units' own device */
	/*
	 * The name of a file, to look at it alone: names of units that are not
	 * there are no problem.  Of a template an instance is made.  NULL: all.
	 */
	const char *only;
	/* Is shown the files when all is known of them; or NULL. */
	void (*look)(struct unitfile *files, size_t count);
};

/*
 * Reads every unit file with its drop-ins, makes instances of templates,
 * resolves dependencies, adds the built-in units that are needed, gives
 * addresses out.  A bad unit is kept, with its `bad` set; problems that refuse
 * nothing are logged as warnings "PATH:LINE: text".  -ENOMEM is the only
 * failure.
 */
int conf_load(struct conf *conf, const struct conf_source *source);
void conf_done(struct conf *conf);

/* The unit called "web" or "web.container"; -1: none. */
int conf_find(const struct conf *conf, const char *name);

/*
 * True if the name means the unit: "app" or "app.container", also
 * "app.service"; "app" or "app.network".
 */
bool conf_is_called(const struct unit_file *unit, const char *name);

/* ".container" for its kind. */
const char *conf_suffix(enum unit_kind kind);

/* "web.container": its whole name. */
void conf_full_name(const struct unit_file *unit, char *out, size_t size);

/* "app-x" for app@x, "shop" for shop.pod: the name as a label of DNS. */
void conf_label(const struct unit_file *unit, char *out, size_t size);

#endif
