/* SPDX-License-Identifier: MIT */
/*
 * All units of the device.  They are constant once load/load.c has read them.
 */
#include "supervisor/units/conf.h"

#include "supervisor/units/unit_name.h"

#include <stdlib.h>

void conf_done(struct conf *conf)
{
	for (size_t i = 0; i < conf->count; i++)
		unit_file_done(&conf->units[i]);
	free(conf->units);
	*conf = (struct conf){0};
}

int conf_find(const struct conf *conf, const char *name)
{
	int found = -1;

	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		if (!unit_name_is(u, name))
			continue;
		if (found < 0 || (u->kind == UNIT_CONTAINER && !u->bad) ||
			conf->units[found].bad)
			found = (int)i;
	}
	return found;
}
