/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_DEVICE_STARTUP_H
#define SUPERVISOR_DEVICE_STARTUP_H

#include "supervisor/base/arena.h"
#include "supervisor/client/client.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How long the boot took, and the first start of each unit.  All times are
 * milliseconds of CLOCK_MONOTONIC, which begins with the kernel; 0: not known,
 * or not yet.
 */

#define STARTUP_PARTS 5 /* three rungs, an end, ready */
#define STARTUP_TEXT  256

/* A part of a start; it begins where the one before ends. */
struct startup_part {
	const char *name; /* a rung, "ready", or how the first start ended */
	int64_t ms;       /* when it ended */
};

struct startup_unit {
	const char *name; /* with its suffix */
	int64_t queued_ms, clear_ms, ready_ms, ended_ms;
	const char *end; /* how what was started first ended, or NULL */
	struct startup_part parts[STARTUP_PARTS]; /* from clear_ms on */
	size_t count;
};

struct startup {
	struct arena arena;
	size_t wanted;          /* how many units tcrd has */
	int64_t kernel_ms;      /* when PID 1 was executed */
	int64_t start_ms;       /* when the first tcrd of this boot began */
	int64_t boot_ms;        /* when all units of the boot had settled; -1 */
	struct startup_unit *v; /* in the order in which they could start */
	size_t count;
};

/* Asks tcrd: an exit code, after a message.  startup_done() frees it. */
int startup_load(const struct client_args *args, struct startup *s);
void startup_done(struct startup *s);

/* Whether the unit was started at boot, not later. */
bool startup_at_boot(const struct startup *s, const struct startup_unit *u);
/* From when it could start to when it was ready; -1: it was not, or unknown. */
int64_t startup_took(const struct startup_unit *u);
/* Writes "image 0.020s  run 0.105s  ready 0.300s". */
void startup_words(const struct startup_unit *u, char out[STARTUP_TEXT]);
/* Writes "kernel 1.204s + tcr-init 0.141s + units 3.467s = 4.812s". */
void startup_sum(const struct startup *s, char out[STARTUP_TEXT]);

/* The commands time, blame and critical-chain; they return an exit code. */
int startup_time(const struct client_args *args);
int startup_blame(const struct client_args *args);
int startup_chain(const struct client_args *args);

#endif
