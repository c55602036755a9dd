/* SPDX-License-Identifier: MIT */
/* Checks the keys for a container's output and input. */
#include "supervisor/units/keys/check_logs.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"

#define RATE_MS    30000 /* systemd's defaults if only one of the two is set */
#define RATE_LINES 10000

static void check_rate(struct draft *u)
{
	struct unit_logs *l = &u->unit.conf.logs;
	bool interval =
		keys_last(u, SECTION_SERVICE, "LogRateLimitIntervalSec");
	bool lines = keys_last(u, SECTION_SERVICE, "LogRateLimitBurst");

	if (lines && !interval)
		l->rate_ms = RATE_MS;
	if (interval && !lines)
		l->rate_lines = RATE_LINES;
	if (l->rate_lines == 0)
		l->rate_ms = 0;
}

void check_logs(struct draft *u)
{
	static const char *const tty_keys[] = {
		"TTYPath", "TTYReset", "TTYVHangup"};
	struct unit_logs *l = &u->unit.conf.logs;
	uint8_t both;

	check_rate(u);
	if (!l->out)
		l->out = l->tty_in ? SINK_TTY : SINK_LOG;
	if (!l->err)
		l->err = l->out;
	both = l->out | l->err;
	if (l->attach && (l->tty_in || (both & SINK_TTY)))
		report_error(&u->report, keys_last(u, SECTION_X_TCR, "Attach"),
			"Attach= does not go with the terminal of TTYPath=");
	l->kmsg = both & SINK_KMSG;
	l->console |= (both & SINK_CONSOLE) || l->driver == LOG_DRIVER_CONSOLE;
	for (int i = 0; l->driver == LOG_DRIVER_NONE && i < 2; i++) {
		uint8_t *sink = i ? &l->err : &l->out;

		*sink = *sink & SINK_TTY ? SINK_TTY : SINK_NULL;
	}
	for (size_t i = 0; i < 3 && !l->tty_in && !(both & SINK_TTY); i++) {
		unsigned at = keys_last(u, SECTION_SERVICE, tty_keys[i]);

		if (at)
			report_warning(&u->report, at,
				"%s= has no effect without StandardInput=tty "
				"or StandardOutput=tty",
				tty_keys[i]);
	}
}
