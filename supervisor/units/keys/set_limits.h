/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_LIMITS_H
#define SUPERVISOR_UNITS_KEYS_SET_LIMITS_H

#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/set.h"

/* Offsets for keys_row.field of these setters and those of set_rights.h. */
#define KEYS_RIGHTS(member) KEYS_FILE(rights.member)

/*
 * Setters of the key table for limits and scheduling, in struct unit_rights;
 * see struct keys_row.
 */
SET_FUNCTION(set_limits_bytes); /* struct rights_amount: bytes, %, infinity */
SET_FUNCTION(
	set_limits_tasks);    /* struct rights_amount: a number, %, infinity */
SET_FUNCTION(set_limits_shm); /* shm_bytes */
SET_FUNCTION(set_limits_int); /* struct rights_int: a number in a range */
SET_FUNCTION(set_limits_choice); /* struct rights_int: one of some words */
SET_FUNCTION(set_limits_umask);
SET_FUNCTION(set_limits_quota);
SET_FUNCTION(set_limits_period);
SET_FUNCTION(set_limits_cpus);   /* char *: a list of numbers */
SET_FUNCTION(set_limits_io);     /* field: enum set_limits_io */
SET_FUNCTION(set_limits_rlimit); /* field: the number of the limit */
SET_FUNCTION(set_limits_ulimit);
SET_FUNCTION(set_limits_delegate);

enum set_limits_io {
	SET_LIMITS_RBPS,
	SET_LIMITS_WBPS,
	SET_LIMITS_RIOPS,
	SET_LIMITS_WIOPS,
	SET_LIMITS_LATENCY,
};

#endif
