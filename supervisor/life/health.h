/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_HEALTH_H
#define SUPERVISOR_LIFE_HEALTH_H

#include "supervisor/base/task.h"
#include "supervisor/units/unitlife.h"

#include <stdbool.h>
#include <stdint.h>

#define HEALTH_LAST_MAX 120 /* of what the last check said */

enum health_state {
	HEALTH_STARTING,
	HEALTH_HEALTHY,
	HEALTH_UNHEALTHY,
};

/* What checks of one life have shown; pure but for its task. */
struct health {
	struct task task;        /* the check under way */
	struct unit_health conf; /* the unit's, with what its image says */
	int64_t since_ms;        /* of the life */
	int64_t next_ms;         /* of the next check; INT64_MAX: none */
	enum health_state state;
	unsigned failures;          /* in a row, those that count */
	unsigned successes;         /* of HealthStartupCmd= */
	bool started;               /* that is done */
	bool stale;                 /* the task is of the life before */
	char last[HEALTH_LAST_MAX]; /* of the last check; "": there was none */
};

/* What a check means for the unit. */
enum health_verdict {
	HEALTH_SAME,
	HEALTH_GOOD,  /* it is healthy, and was not */
	HEALTH_BAD,   /* it is unhealthy, and was not */
	HEALTH_NEVER, /* it has not started: HealthStartupRetries= */
};

/* A life begins, its conf is known. */
void health_begin(struct health *h, int64_t now_ms);

/* There is none any more: its check ends, next_ms is never. */
void health_end(struct health *h);

/* The life goes on under another tcrd: when the next check comes. */
void health_adopt(struct health *h, int64_t now_ms);

/* A check has ended: counts it and says when the next one comes. */
enum health_verdict health_count(struct health *h, bool well, int64_t now_ms);

/* "starting", "healthy", "unhealthy" */
const char *health_name(enum health_state state);

#endif
