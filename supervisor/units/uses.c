/* SPDX-License-Identifier: MIT */
/* Which units use a volume. */
#include "supervisor/units/uses.h"

#include "init/fmt.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/volume.h"

#include <string.h>

/* Whether path is an anonymous volume of the unit: one in its folder of RUN, or
 * DATA/anonymous/BOOT/UNIT/NUMBER. */
static bool is_own(const char *name, const char *path)
{
	char dir[PATH_MAX];
	size_t len = strlen(name);
	const char *at;

	if (paths_unit(dir, name, "rw") == 0 && volume_is_under(path, dir))
		return true;
	if (fmt_print(dir, sizeof(dir), "%s/anonymous", paths_data()) < 0 ||
		!volume_is_under(path, dir) || !path[strlen(dir)])
		return false;
	at = strchr(path + strlen(dir) + 1, '/');
	return at && !strncmp(at + 1, name, len) && at[1 + len] == '/';
}

static bool overlaps(const char *source, bool writable, const char *path)
{
	return volume_is_under(source, path) ||
	       (writable && volume_is_under(path, source));
}

bool uses_volume(const struct unit_file *unit, const char *path)
{
	const struct unit_conf *c = &unit->conf;

	for (size_t i = 0; i < c->volume_count; i++)
		if (overlaps(c->volumes[i].source,
			    volume_is_writable(&c->volumes[i]), path))
			return true;
	if (unit->kind == UNIT_VOLUME && c->store.device)
		return overlaps(c->store.device, true, path);
	return unit->kind == UNIT_CONTAINER && is_own(unit->name, path);
}
