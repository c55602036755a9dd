/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_FOLDER_H
#define SUPERVISOR_STORE_FOLDER_H

#include <stdint.h>

#define FOLDER_WAIT_MS 300000 /* for the lock, by default */

/* store_open() with messages: -1, and *code becomes the exit code. */
int folder_open(int64_t wait_ms, int *code);

/* Makes the names in the folder survive a power cut; 0 or -errno. */
int folder_sync(int folder);

/* Says what failed with a file of the folder; an exit code. */
int folder_failed(const char *what, const char *file, int rc);

#endif
