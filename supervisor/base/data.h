/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_DATA_H
#define SUPERVISOR_BASE_DATA_H

#include <stdbool.h>
#include <stddef.h>

#define DATA_WHY_MAX 256

/* Where what is to stay is kept, as it is now. */
enum data_state {
	DATA_NONE,   /* nowhere yet */
	DATA_DISK,   /* a file system that can be written */
	DATA_MEMORY, /* and nothing else was asked for */
	DATA_FAILED, /* memory in the place of tcr.data=, or read-only */
};

/* why: what is wrong, "" unless it has failed.  Never blocks. */
enum data_state data_look(char why[DATA_WHY_MAX]);

/* "disk", "memory", "failed"; NULL: none. */
const char *data_name(enum data_state state);

#endif
