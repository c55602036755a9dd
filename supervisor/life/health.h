/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_HEALTH_H
#define SUPERVISOR_LIFE_HEALTH_H

#include "supervisor/base/task.h"
#include "supervisor/units/unit_life.h"

#include <stdbool.h>
#include <stdint.h>

#define HEALTH_LAST_MAX 120 /* bytes of the last check's result */

enum health_state {
	HEALTH_STARTING,
	HEALTH_HEALTHY,
	HEALTH_UNHEALTHY,
};

/* What the checks of a container have found since its process started. */
struct health {
	struct task task;        /* the check under way */
	struct unit_health conf; /* the unit's, completed by its image */
	int64_t since_ms; /* when the process or the proper checks began */
	int64_t next_ms;  /* when the next check is due; INT64_MAX */
	enum health_state state;
	unsigned failures;          /* in a row, those that count */
	unsigned successes;         /* of HealthStartupCmd= */
	bool started;               /* HealthStartupCmd= has succeeded */
	bool stale;                 /* the task checks an earlier process */
	char last[HEALTH_LAST_MAX]; /* result of the last check, or "" */
};

/* What the result of a check means for the unit. */
enum health_verdict {
	HEALTH_SAME,  /* nothing has changed */
	HEALTH_GOOD,  /* the unit has become healthy */
	HEALTH_BAD,   /* the unit has become unhealthy */
	HEALTH_NEVER, /* HealthStartupRetries= is used up */
};

/* The process has started and h->conf is set: plans the first check. */
void health_begin(struct health *h, int64_t now_ms);

/* The process has ended: kills a check under way and plans no other. */
void health_end(struct health *h);

/* The process was adopted from an earlier tcrd: plans the next check. */
void health_adopt(struct health *h, int64_t now_ms);

/* A check has ended: counts its result and plans the next check. */
enum health_verdict health_count(struct health *h, bool well, int64_t now_ms);

/* "starting", "healthy", "unhealthy" */
const char *health_name(enum health_state state);

#endif
