/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_LIFE_H
#define SUPERVISOR_UNITS_UNIT_LIFE_H

#include "images/image.h"
#include "supervisor/base/strv.h"
#include "supervisor/units/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* Keys for starting, watching and ending a unit that are not in policy.h. */

enum unit_notify {
	NOTIFY_NO,
	NOTIFY_YES,
	NOTIFY_HEALTHY,
};

/*
 * FailureAction= and keys like it; each action is followed by its immediate
 * form in the same order, _NOW.
 */
enum unit_action {
	ACTION_NONE,
	ACTION_REBOOT,
	ACTION_POWEROFF,
	ACTION_HALT,
	ACTION_REBOOT_NOW,
	ACTION_POWEROFF_NOW,
	ACTION_HALT_NOW,
};

/* HealthOnFailure= */
enum unit_unhealthy {
	UNHEALTHY_NONE,
	UNHEALTHY_KILL,
	UNHEALTHY_RESTART,
	UNHEALTHY_STOP,
};

/* Where the command that checks a container's health comes from. */
enum unit_checker {
	CHECK_UNIT,  /* from HealthCmd= of the unit: cmd */
	CHECK_IMAGE, /* from the image, if it has one: spec/imagehealth.h */
	CHECK_NONE,  /* there is none: it is not checked */
};

/* Health*= */
struct unit_health {
	enum unit_checker from;
	struct strv cmd;
	struct strv startup;       /* empty: cmd runs from the start */
	struct image_health times; /* with an interval of 0 no check runs */
	bool has_interval;         /* the unit sets it, so the image cannot */
	bool has_timeout;
	bool has_start;
	bool has_retries;
	int64_t startup_interval_ms;
	int64_t startup_timeout_ms;
	unsigned startup_retries; /* 0: no limit */
	unsigned startup_success;
	enum unit_unhealthy on_failure;
};

struct unit_life {
	enum unit_notify notify;
	bool notify_main;     /* NotifyAccess=main */
	int watchdog_signal;  /* WatchdogSignal= */
	int reload_signal;    /* 0: not set */
	unsigned limit_burst; /* StartLimitBurst=; 0: no limit */
	enum unit_action job_action;
	enum unit_action limit_action;
	enum unit_action failure_action;
	enum unit_action success_action;
	int64_t start_ms;      /* TimeoutStartSec=; 0: no limit */
	int64_t runtime_ms;    /* RuntimeMaxSec=; 0: no limit */
	int64_t watchdog_ms;   /* WatchdogSec=; 0: no watchdog */
	int64_t random_ms;     /* RestartRandomizedDelaySec= */
	int64_t limit_ms;      /* StartLimitIntervalSec= */
	char *reboot_argument; /* or NULL */
	struct strv reload_cmd;
	struct reason_exits *exits; /* NULL: none is set */
	struct unit_health *health; /* NULL: it is never checked */
};

/* Whether the container gets a socket for sd_notify(3). */
static inline bool unit_life_listens(const struct unit_life *l)
{
	return l->notify == NOTIFY_YES || l->watchdog_ms > 0;
}

#endif
