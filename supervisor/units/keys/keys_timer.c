/* SPDX-License-Identifier: MIT */
/* The key table: [Timer]: when another unit is started. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_timer.h"
#include "supervisor/units/unit_timer.h"

#include "supervisor/units/keys/draft.h"

#define SPAN "a time like 90s, 15min or 1d"

static const struct keys_row rows[] = {
	{"Unit", KEY_TEXT, RELATION_TRIGGERS, set_timer_unit, "UNIT", NULL,
		KEYS_TEXT("The unit that is started. Without it this is the "
			  "container of the same name.",
			"backup.container")},
	{"OnCalendar", KEY_LIST, 0, set_timer_calendar,
		"a calendar event like daily or Mon *-*-* 03:30", NULL,
		KEYS_TEXT("Starts the unit at these times, by the clock of the "
			  "device, in UTC; the syntax is that of "
			  "systemd.time(7) without time zones. When the clock "
			  "is set over such a time the unit is started once. "
			  "Until the clock is past the time at which the "
			  "firmware was built nothing is started. It may be "
			  "there more than once, beside others of these keys; "
			  "an empty one takes all of them back.",
			"*-*-* 03:30")},
	{"OnBootSec", KEY_LIST, TIMER_BOOT, set_timer_span, SPAN, NULL,
		KEYS_TEXT("Starts the unit that long after the start of the "
			  "device.",
			"2min")},
	{"OnStartupSec", KEY_LIST, TIMER_BOOT, set_timer_span, SPAN, NULL,
		KEYS_TEXT("The same as OnBootSec=.", "2min")},
	{"OnActiveSec", KEY_LIST, TIMER_ACTIVE, set_timer_span, SPAN, NULL,
		KEYS_TEXT("Starts the unit that long after the timer was "
			  "started.",
			"10s")},
	{"OnUnitActiveSec", KEY_LIST, TIMER_STARTED, set_timer_span, SPAN, NULL,
		KEYS_TEXT("Starts the unit that long after its last start: "
			  "again and again, once it was started by another "
			  "of these keys or by hand.",
			"1h")},
	{"OnUnitInactiveSec", KEY_LIST, TIMER_STOPPED, set_timer_span, SPAN,
		NULL,
		KEYS_TEXT("Starts the unit that long after its last end.",
			"15min")},
	{"RandomizedDelaySec", KEY_TEXT, KEYS_CONF(timer.random_ms), set_limit,
		SPAN, "0",
		KEYS_TEXT("Adds a delay between nothing and this to each "
			  "start, so that many devices do not do the same at "
			  "once.",
			"10min")},
	{"AccuracySec", KEY_TEXT, 0, set_timer_ignored, SPAN, NULL,
		KEYS_TEXT("Accepted without effect: starts are on time.",
			"1min")},
	{"Persistent", KEY_BOOL, KEYS_CONF(timer.persistent), set_bool,
		"yes or no", "no",
		KEYS_TEXT("Whether a time of OnCalendar= that has passed while "
			  "the device was off starts the unit once when it is "
			  "on again. For that each start writes the small file "
			  "/var/lib/tcr/timers/NAME.timer: think of the flash "
			  "memory before you start a unit every minute. "
			  "Without a data partition it is lost with the power.",
			"yes")},
};

const struct keys_row *keys_timer(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
