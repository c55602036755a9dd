/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_H
#define SUPERVISOR_UNITS_KEYS_SET_H

#include "supervisor/units/keys/keys.h"

struct draft;

/* The field that the setter of a row sets; row->field is its offset. */
static inline void *set_field(struct draft *u, const struct keys_row *row)
{
	return (char *)u + row->field;
}

/*
 * Setters of the key table for [Unit], [Service] and [Install], and for fields
 * of plain types in any section.  struct keys_row says what a setter does.
 */
#define SET_FUNCTION(name)                                                     \
	int name(struct draft *u, const struct keys_row *row,                  \
		const char *value, unsigned at)

SET_FUNCTION(set_text);       /* char * */
SET_FUNCTION(set_command);    /* struct strv: the words of a command */
SET_FUNCTION(set_path);       /* char *, absolute */
SET_FUNCTION(set_bool);       /* bool */
SET_FUNCTION(set_duration);   /* int64_t, milliseconds, at least 1 */
SET_FUNCTION(set_limit);      /* as set_duration; 0 and infinity: 0, no limit */
SET_FUNCTION(set_stop);       /* as set_duration; 0 and infinity are refused */
SET_FUNCTION(set_signal);     /* int */
SET_FUNCTION(set_dependency); /* field: an enum draft_relation */
SET_FUNCTION(set_wanted);     /* as set_dependency; targets set wanted */
SET_FUNCTION(set_alias);
SET_FUNCTION(set_name); /* char *, as podman has names */
SET_FUNCTION(set_instance);
SET_FUNCTION(set_overrides);

#endif
