/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_DATA_H
#define SUPERVISOR_BASE_DATA_H

#include <stdbool.h>
#include <stddef.h>

#define DATA_WHY_MAX 256

/* What paths_data(), the folder of all data that outlives a boot, is on. */
enum data_state {
	DATA_NONE,   /* there is no such folder */
	DATA_DISK,   /* a file system that can be written */
	DATA_MEMORY, /* memory: the kernel's command line has no tcr.data= */
	DATA_FAILED, /* memory in the place of tcr.data=, or read-only */
};

/* Returns the state now; why becomes the reason of DATA_FAILED, else "". */
enum data_state data_look(char why[DATA_WHY_MAX]);

/* Whether the kernel's command line has a tcr.data=. */
bool data_asked(void);

/* "disk", "memory", "failed"; NULL for DATA_NONE. */
const char *data_name(enum data_state state);

#endif
