/* SPDX-License-Identifier: MIT */
/* Names of templates and of their instances. */
#include "supervisor/units/load/template.h"

#include "init/fmt.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

bool template_is(const char *name, size_t stem)
{
	return stem > 1 && name[stem - 1] == '@';
}

struct scan_entry *template_of(const struct scan *scan, const char *name)
{
	const char *at = strchr(name, '@');
	const char *suffix = strrchr(name, '.');
	char file[NAME_MAX + 1];

	if (!at || !suffix || suffix < at ||
		fmt_print(file, sizeof(file), "%.*s@%s", (int)(at - name), name,
			suffix) < 0)
		return NULL;
	return scan_find(scan, file);
}

bool template_named(const char *dependency, char *name)
{
	const char *at = strchr(dependency, '@');
	const char *dot = strrchr(dependency, '.');
	enum unit_kind kind;
	size_t stem, len = strlen(dependency);

	if (!at || !at[1] || at[1] == '.')
		return false;
	if (scan_type(dependency, &kind, &stem) == SCAN_UNIT)
		return fmt_print(name, NAME_MAX + 1, "%s", dependency) > 0;
	if (dot > at && strcmp(dot, ".service") == 0)
		len = (size_t)(dot - dependency);
	return fmt_print(name, NAME_MAX + 1, "%.*s.container", (int)len,
		       dependency) > 0;
}
