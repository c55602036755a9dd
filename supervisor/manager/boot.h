/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_BOOT_H
#define SUPERVISOR_MANAGER_BOOT_H

#include <stddef.h>
#include <stdint.h>

struct unit;

/* Starts a unit that is wanted at boot, unless one that it excludes is, too. */
void boot_start(struct unit *u);

/* Logs how many of the units wanted at boot are up, and which are not. */
void boot_say(const struct unit *units, size_t count, int64_t boot_ms);

/* A task, for what need not be done before the units are up: advice_crun() and
 * store_tidy(). */
int boot_advise(const void *arg);

#endif
