/* SPDX-License-Identifier: MIT */
/*
 * The end of the device, because a unit says so.  PID 1 does it, asked by
 * signal; what is immediate goes by it and loses what was not written back.
 */
#include "supervisor/action.h"

#include "init/log.h"

#include <signal.h>
#include <sys/reboot.h>

void action_take(enum unit_action action, const char *unit, const char *key,
	bool under_init)
{
	static const struct {
		const char *name;
		int sig;
		int how;
	} actions[] = {
		[ACTION_REBOOT] = {"reboot", SIGTERM, RB_AUTOBOOT},
		[ACTION_POWEROFF] = {"poweroff", SIGUSR1, RB_POWER_OFF},
		[ACTION_HALT] = {"halt", SIGUSR2, (int)RB_HALT_SYSTEM},
	};
	bool now = action > ACTION_HALT;
	unsigned which = now ? (unsigned)action - ACTION_HALT : action;
	int rc;

	if (action == ACTION_NONE)
		return;
	if (!under_init) {
		log_err("%s: %s=%s: tcr-init is not PID 1 here", unit, key,
			actions[which].name);
		return;
	}
	log_err("%s: %s=%s%s", unit, key, actions[which].name,
		now ? "-immediate" : "");
	rc = now ? reboot(actions[which].how) : kill(1, actions[which].sig);
	if (rc < 0)
		(void)failed("%s: %s", unit, actions[which].name);
}
