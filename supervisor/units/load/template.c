/* SPDX-License-Identifier: MIT */
/* Templates are no units: names that are, and files for them. */
#include "supervisor/units/load/template.h"

#include "init/fmt.h"

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

/* The last DefaultInstance= of what was read. */
static const char *default_instance(const struct unitfile *u)
{
	const char *found = NULL;

	for (size_t i = 0; i < u->report.place_count; i++)
		if (u->lines[i].section == SECTION_INSTALL &&
			strcmp(u->lines[i].key, "DefaultInstance") == 0)
			found = u->lines[i].value;
	return found && *found ? found : NULL;
}

int template_default(struct gather *g, struct scan_entry *entry, char *name)
{
	struct unitfile u = {0};
	const char *instance;
	size_t stem;
	int rc;

	if (scan_type(entry->name, &u.unit.kind, &stem) != SCAN_UNIT ||
		!template_is(entry->name, stem))
		return 0;
	/* Its problems are told when an instance is made of it. */
	u.report.quiet = true;
	rc = gather_unit(g, &u, entry, entry->name);
	instance = rc == 0 ? default_instance(&u) : NULL;
	if (instance)
		rc = fmt_print(name, NAME_MAX + 1, "%.*s%s%s", (int)stem,
			     entry->name, instance, entry->name + stem) > 0;
	unitfile_done(&u);
	unitfile_free_unit(&u.unit);
	return rc;
}
