/* SPDX-License-Identifier: MIT */
/*
 * Ends the device because a unit's file says so.  PID 1 does that in order when
 * it gets a signal.  The -immediate actions bypass PID 1, so data that the
 * kernel has not written back is lost.
 */
#include "supervisor/life/action.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/reboot.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Leaves RebootArgument= in a file that PID 1 reads before it reboots. */
static void keep_argument(const char *argument)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, NULL, "reboot-argument");

	if (rc == 0)
		rc = io_replace_file(
			AT_FDCWD, path, argument, strlen(argument), 0600);
	if (rc < 0)
		log_err("RebootArgument=%s is lost: %s", argument,
			strerror(-rc));
}

static int end_now(int how, const char *argument)
{
	if (argument && how == RB_AUTOBOOT)
		return (int)syscall(SYS_reboot, LINUX_REBOOT_MAGIC1,
			LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART2,
			argument);
	return reboot(how);
}

void action_take(enum unit_action action, const char *unit, const char *key,
	const char *argument, bool under_init)
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
	if (argument && which == ACTION_REBOOT && !now)
		keep_argument(argument);
	rc = now ? end_now(actions[which].how, argument)
		 : kill(1, actions[which].sig);
	if (rc < 0)
		(void)failed("%s: %s", unit, actions[which].name);
}
