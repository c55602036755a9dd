/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BOOT_H
#define SUPERVISOR_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit;

/* True once a boot, however often tcrd starts: for what is said once. */
bool boot_is_first(void);

/* Says how many of the units that were wanted are up, and which are not. */
void boot_say(const struct unit *units, size_t count, int64_t boot_ms);

#endif
