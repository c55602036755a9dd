/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_CONDITION_H
#define SUPERVISOR_UNITS_KEYS_SET_CONDITION_H

#include "supervisor/units/keys/set.h"

/*
 * Setters of Condition...= and Assert...=.  row->field is an enum unit_check,
 * plus SET_CONDITION_ASSERT for Assert...=.
 */
#define SET_CONDITION_ASSERT 64

SET_FUNCTION(set_condition_path);    /* [|][!]/PATH */
SET_FUNCTION(set_condition_pattern); /* [|][!]/PATH with * and ? in one part */
SET_FUNCTION(set_condition_word);    /* [|][!]WORD */
SET_FUNCTION(set_condition_machine); /* the name of an architecture */
SET_FUNCTION(set_condition_bool);    /* a boolean */
SET_FUNCTION(set_condition_count);   /* [|][!][OPERATOR]NUMBER or size */

#endif
