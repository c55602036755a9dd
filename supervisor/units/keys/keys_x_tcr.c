/* SPDX-License-Identifier: MIT */
/* The key table: [X-TCR]: what neither systemd nor Quadlet has. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_life.h"
#include "supervisor/units/keys/set_limits.h"
#include "supervisor/units/keys/set_rights.h"

static const struct keys_row rows[] = {
	{"RestartResetSec", KEY_TEXT, KEYS_CONF(policy.reset_ms), set_life_span,
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
	{"Critical", KEY_BOOL, KEYS_CONF(goals.critical), set_bool, "yes or no",
		"no",
		KEYS_TEXT(
			"Whether firmware on trial (see tcrctl-slot(1)) is "
			"good only if this unit is up, and healthy if it "
			"is checked. A oneshot that has succeeded is up. When "
			"the unit is down for good, the device reboots at "
			"once; of firmware that is confirmed it does not. A "
			"unit that nothing starts at boot, or that is "
			"masked, does not count.",
			"yes")},
	{"StableSec", KEY_TEXT, KEYS_CONF(goals.stable_ms), set_life_amount,
		"a time like 90s or 10min", "30s",
		KEYS_TEXT("How long a unit with Critical=yes must have been so "
			  "without interruption.",
			"2min")},
	{"Control", KEY_TEXT, KEYS_RIGHTS(control), set_rights_control,
		"none, status, update or full", "none",
		KEYS_TEXT(
			"What the container may do with tcrd. status: it has "
			"the status of all units, in the folder /run/tcr. "
			"update: tcrctl slot status, try, good and bad "
			"(without a letter), inhibit and reboot "
			"--when-allowed work there, and nothing else, "
			"for a container that updates the firmware. "
			"full: each command of tcrctl that its root gives is "
			"run on the device as if root of the device had "
			"given it, for a container in which people log in "
			"(see tcrctl(1)). Such a container is as good as the "
			"device itself, so it must not be one that others can "
			"break into; UserNS= cannot be used with it, nor with "
			"update.",
			"full")},
	{"DeviceOwner", KEY_LIST, KEYS_RIGHTS(device_owners),
		set_rights_device_owner, "[/dev/INSIDE ][USER][:GROUP]", NULL,
		KEYS_TEXT(
			"Whose a device of AddDevice= is, in names or numbers "
			"of the image: the one with that path inside, those "
			"below it, or all. The last line that fits counts. "
			"Without it the group is the one that Debian has for "
			"its kind, by its name in the image's /etc/group, and "
			"the mode 0660: dialout (serial ports), audio, video "
			"(cameras, displays), input, gpio, i2c, spi, disk. An "
			"image without dialout, audio, video or disk gets "
			"Debian's number: 20, 29, 44, 6. Other kinds are as on "
			"the device, mostly root's alone.",
			"/dev/modem root:dialout")},
	{"DeviceMode", KEY_LIST, KEYS_RIGHTS(device_modes),
		set_rights_device_mode, "[/dev/INSIDE ]MODE", NULL,
		KEYS_TEXT("The permissions of such a device, in octal.",
			"/dev/modem 0660")},
};

const struct keys_row *keys_x_tcr(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
