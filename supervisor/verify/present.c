/* SPDX-License-Identifier: MIT */
#include "supervisor/verify/present.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/out.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/problems.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#define CMDLINE_MAX 4096

static int load(struct conf *conf)
{
	static char cmdline[CMDLINE_MAX], units[PATH_MAX];
	static struct settings settings;
	const struct scan_trust trust = {.data = paths_data()};
	ssize_t n = io_read_file(
		AT_FDCWD, "/proc/cmdline", cmdline, sizeof(cmdline));
	const struct gather_source source = {.dirs = paths_units(),
		.defaults = &settings.defaults,
		.cmdline = n < 0 ? "" : cmdline,
		.trust = trust,
		.saved = units,
		.fallback = true};

	if (fmt_print(units, sizeof(units), "%s/units", paths_run()) < 0)
		return -ENAMETOOLONG;
	log_init(NULL, LOG_LEVEL_ERR);
	problems_begin(); /* collects problems, so that none is logged */
	if (tcrconf_read(&settings, paths_settings(), &trust) < 0)
		return -ENOMEM;
	return load_all(conf, &source);
}

int present_load(struct present *p)
{
	int rc = fetch_document(&p->doc);

	if (rc != 0)
		return rc;
	rc = load(&p->conf);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "units: %s", strerror(-rc));
	return 0;
}

bool present_find(
	struct present *p, const struct unit_file *file, struct doc_unit *unit)
{
	char name[UNIT_NAME_MAX + 16];

	unit_name_full(file, name, sizeof(name));
	return doc_find(&p->doc, name, unit);
}

int present_no_unit(const struct conf *conf, const char *name)
{
	struct nearest near = nearest_begin(name);
	size_t stem = kind_stem(name, strlen(name));
	char full[UNIT_NAME_MAX + 16];

	for (size_t i = 0; i < conf->count; i++) {
		unit_name_full(&conf->units[i], full, sizeof(full));
		nearest_try(&near, full,
			name[stem] ? strlen(full)
				   : kind_stem(full, strlen(full)));
	}
	return out_no_unit(name, nearest_end(&near));
}
