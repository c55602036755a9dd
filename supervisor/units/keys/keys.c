/* SPDX-License-Identifier: MIT */
/* The key table: the sections of unit files and their rows. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/settings.h"

#include <string.h>

#define KIND(k) (1U << UNIT_##k)
#define ALL     (~0U)

/* The kinds of units that systemd runs as services, and timers. */
#define SERVICES                                                               \
	(KIND(CONTAINER) | KIND(VOLUME) | KIND(IMAGE) | KIND(NETWORK) |        \
		KIND(POD) | KIND(TIMER))

static const struct {
	const char *name;
	const struct keys_row *(*rows[KEYS_PARTS])(size_t *count);
	unsigned kinds; /* bits of enum unit_kind that may have the section */
	bool strict;    /* an unknown key is an error, not a warning */
	bool variables; /* $ is expanded, as Quadlet writes values to ExecStart=
			 */
} sections[SECTION_COUNT] = {
	[SECTION_UNIT] = {"Unit", {keys_unit, keys_condition}, ALL, false,
		false},
	[SECTION_CONTAINER] = {"Container",
		{keys_container, keys_logs_container, keys_rights, keys_net,
			keys_health},
		KIND(CONTAINER), true, true},
	[SECTION_SERVICE] = {"Service",
		{keys_service, keys_logs_service, keys_limits}, SERVICES, false,
		false},
	[SECTION_INSTALL] = {"Install", {keys_install}, SERVICES | KIND(TARGET),
		false, false},
	[SECTION_UPLINK] = {"Uplink", {keys_uplink}, KIND(UPLINK), true, false},
	[SECTION_VOLUME] = {"Volume", {keys_volume}, KIND(VOLUME), true, false},
	[SECTION_IMAGE] = {"Image", {keys_image}, KIND(IMAGE), true, false},
	[SECTION_TIMER] = {"Timer", {keys_timer}, KIND(TIMER), true, false},
	[SECTION_NETWORK] = {"Network", {keys_network}, KIND(NETWORK), true,
		false},
	[SECTION_POD] = {"Pod", {keys_pod}, KIND(POD), true, true},
	[SECTION_MANAGER] = {"Manager", {keys_manager}, KIND(MANAGER), false,
		false},
	[SECTION_QUADLET] = {"Quadlet", {NULL}, ALL, false, false},
	[SECTION_X_TCR] = {"X-TCR", {keys_x_tcr, keys_logs_x_tcr}, ALL, true,
		false},
};

const struct keys_row *keys_rows(
	enum keys_section section, unsigned part, size_t *count)
{
	*count = 0;
	return part < KEYS_PARTS && sections[section].rows[part]
		       ? sections[section].rows[part](count)
		       : NULL;
}

/* The number of rows of a section. */
static size_t count_of(enum keys_section section)
{
	size_t all = 0, count;

	for (unsigned part = 0; keys_rows(section, part, &count); part++)
		all += count;
	return all;
}

size_t keys_count(void)
{
	size_t all = 0;

	for (enum keys_section s = 0; s < SECTION_COUNT; s++)
		all += count_of(s);
	return all;
}

const char *keys_section_name(enum keys_section section)
{
	return sections[section].name;
}

enum keys_section keys_section_find(const char *name)
{
	enum keys_section s = 0;

	while (s < SECTION_COUNT && strcmp(name, sections[s].name) != 0)
		s++;
	return s;
}

bool keys_section_fits(enum unit_kind kind, enum keys_section section)
{
	return section < SECTION_COUNT &&
	       (sections[section].kinds >> kind & 1U) != 0;
}

bool keys_is_strict(enum keys_section section)
{
	return sections[section].strict;
}

bool keys_has_variables(enum keys_section section)
{
	return sections[section].variables;
}

const struct keys_row *keys_find(
	enum keys_section section, const char *key, size_t *number)
{
	size_t count, before = 0;
	const struct keys_row *rows;

	for (enum keys_section s = 0; s < section; s++)
		before += count_of(s);
	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++) {
		for (size_t i = 0; i < count; i++)
			if (strcmp(rows[i].name, key) == 0) {
				*number = before + i;
				return &rows[i];
			}
		before += count;
	}
	return NULL;
}

unsigned keys_last(
	const struct draft *u, enum keys_section section, const char *key)
{
	size_t number;

	return keys_find(section, key, &number) ? u->last[number] : 0;
}

bool keys_given(
	const struct draft *u, enum keys_section section, const char *key)
{
	unsigned at = keys_last(u, section, key);
	size_t first = 0;

	return (at > 0 && *u->lines[at - 1].value) ||
	       settings_next(u->defaults, (int)section, key, &first);
}

const struct keys_row *keys_row(enum keys_section section, const char *key)
{
	size_t number;

	return keys_find(section, key, &number);
}

int keys_default(
	struct draft *u, enum keys_section section, const struct keys_row *row)
{
	size_t at = 0;
	const char *value =
		settings_next(u->defaults, (int)section, row->name, &at);
	int rc = 0;

	if (!value && row->fallback)
		return row->set(u, row, row->fallback, 0);
	for (; rc == 0 && value; value = settings_next(u->defaults,
					 (int)section, row->name, &at))
		rc = row->set(u, row, value, 0);
	return rc;
}

static int section_defaults(struct draft *u, enum keys_section section)
{
	const struct keys_row *rows;
	size_t count;
	int rc = 0;

	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count && rc == 0; i++)
			rc = keys_default(u, section, &rows[i]);
	return rc;
}

int keys_defaults(struct draft *u)
{
	int rc = 0;

	for (enum keys_section s = 0; s < SECTION_COUNT && rc == 0; s++)
		if (keys_section_fits(u->unit.kind, s))
			rc = section_defaults(u, s);
	return rc;
}
