/* SPDX-License-Identifier: MIT */
/* Setters of conditions: each assignment adds one to the unit's list. */
#include "supervisor/units/keys/set_condition.h"

#include "supervisor/units/condition.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

/* The value after "|" and "!", which can only come in this order. */
static const char *behind(const char *value)
{
	value += *value == '|';
	return value + (*value == '!');
}

/* Adds a condition; an empty value removes all conditions, as in systemd. */
static int keep(struct draft *u, const struct keys_row *row, const char *value)
{
	struct unit_goals *goals = &u->unit.conf.goals;
	struct unit_condition *grown, *c;
	int rc;

	if (!value) {
		goals->condition_count = 0;
		return 0;
	}
	if (goals->condition_count == CONDITION_MAX) {
		u->why = "more than 100 conditions";
		return -EINVAL;
	}
	grown = arena_grow(&u->unit.arena, goals->conditions,
		goals->condition_count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	goals->conditions = grown;
	c = &grown[goals->condition_count];
	*c = (struct unit_condition){
		.check = (enum unit_check)(row->field & ~SET_CONDITION_ASSERT),
		.assertion = (row->field & SET_CONDITION_ASSERT) != 0,
		.trigger = *value == '|',
		.negate = value[*value == '|'] == '!'};
	rc = arena_set(&u->unit.arena, &c->value, behind(value));
	goals->condition_count += rc == 0;
	return rc;
}

SET_FUNCTION(set_condition_path)
{
	(void)at;
	return value && *behind(value) != '/' ? -EINVAL : keep(u, row, value);
}

/* Only one part of the path may have a pattern. */
SET_FUNCTION(set_condition_pattern)
{
	const char *wild = value ? strpbrk(value, "*?[") : NULL;
	const char *rest = wild ? strchr(wild, '/') : NULL;

	if ((value && strchr(value, '[')) || (rest && strpbrk(rest, "*?"))) {
		u->why = "* and ? in one part of the path, no other patterns";
		return -EINVAL;
	}
	return set_condition_path(u, row, value, at);
}

SET_FUNCTION(set_condition_word)
{
	(void)at;
	return value && !*behind(value) ? -EINVAL : keep(u, row, value);
}

SET_FUNCTION(set_condition_machine)
{
	static const char *const names[] = {"native", "x86", "x86-64", "arm",
		"arm64", "riscv32", "riscv64", "loongarch64", "mips", "mips-le",
		"mips64", "mips64-le", "ppc", "ppc-le", "ppc64", "ppc64-le",
		"s390", "s390x", NULL};

	(void)at;
	return value && value_index(names, behind(value)) < 0
		       ? -EINVAL
		       : keep(u, row, value);
}

SET_FUNCTION(set_condition_bool)
{
	bool ignored;

	(void)at;
	return value && value_bool(behind(value), &ignored) < 0
		       ? -EINVAL
		       : keep(u, row, value);
}

SET_FUNCTION(set_condition_count)
{
	uint64_t ignored;
	enum condition_order order;

	(void)at;
	return value && value_size(condition_order(behind(value), &order),
				&ignored) < 0
		       ? -EINVAL
		       : keep(u, row, value);
}
