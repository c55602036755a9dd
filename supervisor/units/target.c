/* SPDX-License-Identifier: MIT */
/* The names of targets. */
#include "supervisor/units/target.h"

#include <string.h>

static const char *const names[TARGET_COUNT] = {"sysinit.target",
	"local-fs.target", "basic.target", "network.target",
	"network-pre.target", TARGET_ONLINE, "time-sync.target",
	"timers.target", "shutdown.target", TARGET_BOOT, "default.target",
	"graphical.target"};

const char *target_name(size_t i)
{
	return names[i];
}

const char *target_find(const char *name)
{
	for (size_t i = 0; i < TARGET_COUNT; i++)
		if (strcmp(name, names[i]) == 0)
			return i > TARGET_COUNT - 3 ? TARGET_BOOT : names[i];
	return NULL;
}

bool target_is_reached(const char *name)
{
	const char *target = target_find(name);

	return target && strcmp(target, "shutdown.target") != 0;
}
