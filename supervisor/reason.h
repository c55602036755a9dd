/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_REASON_H
#define SUPERVISOR_REASON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether an end was a clean one (systemd.service(5), Restart=): exit status 0,
 * or, not for a oneshot, SIGHUP, SIGINT, SIGTERM or SIGPIPE.  status is
 * waitpid(2)'s; negative: unknown, which is not clean.
 */
bool reason_clean(int status, bool oneshot);

/* "exited with status 1 after 0.4 s", "killed by SIGSEGV (core) after 2 h". */
void reason_print(char *text, size_t size, int status, int64_t ran_ms);

#endif
