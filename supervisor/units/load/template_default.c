/* SPDX-License-Identifier: MIT */
#include "supervisor/units/load/template_default.h"

#include "init/fmt.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/load/template.h"
#include "supervisor/units/unit_file.h"

#include <string.h>

/* The value of the last DefaultInstance= in the unit's files. */
static const char *default_instance(const struct draft *u)
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
	struct draft u = {0};
	const char *instance;
	size_t stem;
	int rc;

	if (scan_type(entry->name, &u.unit.kind, &stem) != SCAN_UNIT ||
		!template_is(entry->name, stem))
		return 0;
	/*
	 * The template's problems are reported when an instance is made of it.
	 */
	u.report.quiet = true;
	rc = gather_unit(g, &u, entry, entry->name);
	instance = rc == 0 ? default_instance(&u) : NULL;
	if (instance)
		rc = fmt_print(name, NAME_MAX + 1, "%.*s%s%s", (int)stem,
			     entry->name, instance, entry->name + stem) > 0;
	draft_done(&u);
	unit_file_done(&u.unit);
	return rc;
}
