/* SPDX-License-Identifier: MIT */
/* The key table: [X-TCR]: what neither systemd nor Quadlet has. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_extra.h"
#include "supervisor/units/set_life.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{"RestartResetSec", KEY_TEXT, KEYS_CONF(policy.reset_ms), set_span,
		"a time like 90s or 10min", "0",
		KEYS_TEXT("How long a container must have been ready until "
			  "earlier failures are forgotten and the next restart "
			  "waits RestartSec= again. 0 is one minute, or twice "
			  "the last delay if that is longer.",
			"10min")},
	{"Overrides", KEY_TEXT, 0, set_overrides, "a number", NULL,
		KEYS_TEXT("A checksum of the firmware's files of the unit, "
			  "which tcrctl edit puts into the drop-ins that it "
			  "writes. When it is another now, the status of the "
			  "unit says so: a newer firmware has changed what is "
			  "overridden.",
			"2166136261")},
};

const struct keys_row *keys_x_tcr(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
