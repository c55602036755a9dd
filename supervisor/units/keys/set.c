/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table.  They log nothing: the reason for refusing a value
 * is u->why or the row's syntax.  A field is changed only if the value is good.
 */
#include "supervisor/units/keys/set.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>

SET_FUNCTION(set_text)
{
	(void)at;
	return arena_set(&u->unit.arena, set_field(u, row), value);
}

SET_FUNCTION(set_command)
{
	struct strv *command = set_field(u, row);

	(void)value;
	(void)at;
	*command = (struct strv){0};
	return strv_add_all(&u->unit.arena, command, &u->words);
}

SET_FUNCTION(set_path)
{
	char path[PATH_MAX];

	if (value && volume_path(value, strlen(value), NULL, 0, path) < 0)
		return -EINVAL;
	return set_text(u, row, value ? path : NULL, at);
}

SET_FUNCTION(set_bool)
{
	(void)at;
	return value_bool(value, set_field(u, row));
}

SET_FUNCTION(set_duration)
{
	int64_t *ms = set_field(u, row);
	int64_t found = value_duration(value);

	(void)at;
	if (found < 0)
		return -EINVAL;
	if (found > VALUE_TIME_MAX_MS)
		return draft_refuse(u, "30 days at most");
	*ms = found > 0 ? found : 1;
	return 0;
}

SET_FUNCTION(set_limit)
{
	int64_t *ms = set_field(u, row);
	int64_t found = value_duration(value);

	if (found < 0)
		return -EINVAL;
	if (found != 0 && found != VALUE_FOREVER)
		return set_duration(u, row, value, at);
	*ms = 0;
	return 0;
}

SET_FUNCTION(set_stop)
{
	int64_t *ms = set_field(u, row);
	int64_t found;

	if (!value) {
		*ms = -1;
		return 0;
	}
	found = value_duration(value);
	if (found < 0)
		return -EINVAL;
	if (found == 0 || found == VALUE_FOREVER)
		return draft_refuse(
			u, "a stop without a limit would block a reboot");
	return set_duration(u, row, value, at);
}

SET_FUNCTION(set_signal)
{
	int *number = set_field(u, row);

	(void)at;
	if (value)
		return value_signal(value, number);
	*number = 0;
	return 0;
}

static void forget_deps(struct draft *u, enum draft_relation relation)
{
	size_t kept = 0;

	for (size_t i = 0; i < u->dep_count; i++)
		if (u->deps[i].relation != relation)
			u->deps[kept++] = u->deps[i];
	u->dep_count = kept;
}

SET_FUNCTION(set_dependency)
{
	enum draft_relation relation = (enum draft_relation)row->field;

	if (value)
		return draft_add_dep(u, relation, value, at);
	forget_deps(u, relation);
	return 0;
}

/*
 * A unit that a target wants is started at boot, when tcrd reaches the targets.
 */
SET_FUNCTION(set_wanted)
{
	if (!value)
		u->unit.conf.wanted = false;
	else if (target_is_reached(value))
		u->unit.conf.wanted = true;
	else if (target_find(value))
		report_warning(&u->report, at, "%s=%s has no effect", row->name,
			value);
	return set_dependency(u, row, value, at);
}

static bool cut_suffix(const char *name, size_t *len, const char *suffix)
{
	size_t n = strlen(suffix);

	if (*len <= n || memcmp(name + *len - n, suffix, n) != 0)
		return false;
	*len -= n;
	return true;
}

SET_FUNCTION(set_alias)
{
	struct strv *aliases = &u->unit.conf.goals.aliases;
	size_t len = value ? strlen(value) : 0;
	bool whole;

	(void)at;
	if (!value) {
		*aliases = (struct strv){0};
		return 0;
	}
	whole = !cut_suffix(value, &len, ".service") &&
		!cut_suffix(value, &len, kind_suffix(u->unit.kind));
	/* Another suffix in Alias= is that of a unit of systemd: app.socket. */
	if (len > UNIT_STEM_MAX || !value_is_word(value, len, "_-@:.") ||
		(whole && !strcmp(row->name, "Alias") && strchr(value, '.')) ||
		kind_stem(value, len) != len)
		return -EINVAL;
	return strv_add(&u->unit.arena, aliases, value, len);
}

SET_FUNCTION(set_name)
{
	if (value &&
		(strchr(value, '@') ||
			unit_name_check(value, strlen(value), u->unit.kind)))
		return -EINVAL;
	return set_text(u, row, value, at);
}

/* Only checks the value: template_default.c has read it before. */
SET_FUNCTION(set_instance)
{
	(void)u;
	(void)row;
	(void)at;
	return !value || value_is_word(value, strlen(value), "_.-") ? 0
								    : -EINVAL;
}

SET_FUNCTION(set_overrides)
{
	int64_t found = value ? value_number(value, UINT32_MAX) : 0;

	(void)row;
	u->overrides_at = at;
	if (!value || found < 0)
		return (int)found;
	u->overrides = (uint64_t)found;
	return 0;
}
