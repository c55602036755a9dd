/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_LIMITS_H
#define SUPERVISOR_UNITS_KEYS_SET_LIMITS_H

#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/set.h"

/* Offsets for keys_row.field of the setters here and in set_rights.h. */
#define KEYS_RIGHTS(member) KEYS_FILE(rights.member)

/*
 * Setters of the key table for limits and scheduling, in struct unit_rights;
 * see struct keys_row.
 */
SET_FUNCTION(setlim_bytes);  /* struct rights_amount: bytes, %, infinity */
SET_FUNCTION(setlim_tasks);  /* struct rights_amount: a number, %, infinity */
SET_FUNCTION(setlim_shm);    /* shm_bytes */
SET_FUNCTION(setlim_int);    /* struct rights_int, by a table of ranges */
SET_FUNCTION(setlim_choice); /* struct rights_int, by a table of words */
SET_FUNCTION(setlim_umask);
SET_FUNCTION(setlim_quota);
SET_FUNCTION(setlim_period);
SET_FUNCTION(setlim_cpus);   /* char *: a list of numbers */
SET_FUNCTION(setlim_io);     /* field: enum setlim_io */
SET_FUNCTION(setlim_rlimit); /* field: the limit's number */
SET_FUNCTION(setlim_ulimit);
SET_FUNCTION(setlim_delegate);

enum setlim_io {
	SETLIM_RBPS,
	SETLIM_WBPS,
	SETLIM_RIOPS,
	SETLIM_WIOPS,
	SETLIM_LATENCY,
};

#endif
