/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_COLLECT_H
#define SUPERVISOR_MANAGER_COLLECT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Removes the files of containers that have ended and are to be removed then
 * (CollectMode=).  True: a file was removed, so all units are to be loaded.
 */
bool collect_turn(int64_t now_ms);
/* When collect_turn() has something to do; INT64_MAX: not by itself. */
int64_t collect_deadline(void);

#endif
