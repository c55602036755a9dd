/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SETCOND_H
#define SUPERVISOR_UNITS_KEYS_SETCOND_H

#include "supervisor/units/keys/set.h"

/* Setters of Condition...= and Assert...=; field: an enum unit_check, and
 * SETCOND_ASSERT. */
#define SETCOND_ASSERT 64

SET_FUNCTION(setcond_path);    /* [|][!]/PATH */
SET_FUNCTION(setcond_pattern); /* the same with * and ? in one part */
SET_FUNCTION(setcond_word);    /* [|][!]WORD */
SET_FUNCTION(setcond_machine); /* the name of an architecture */
SET_FUNCTION(setcond_bool);    /* a boolean */
SET_FUNCTION(setcond_count);   /* [|][!][OPERATOR]NUMBER or size */

#endif
