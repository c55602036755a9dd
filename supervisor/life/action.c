/* SPDX-License-Identifier: MIT */
/*
 * Ends the device because a unit's file says so.  PID 1 does that in order when
 * it gets a signal.  The -immediate actions bypass PID 1, so data that the
 * kernel has not written back is lost, except for the record of why.
 */
#include "supervisor/life/action.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/reboot.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DISK_MS 2000 /* for the record of an -immediate action */

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

/*
 * Ends the device by two children, as tcrd does not wait: one writes why first,
 * and the other one ends the device if the disk does not answer.
 */
static int record_and_end(
	int how, const char *argument, enum bootrecord_end end, const char *why)
{
	for (int i = 0; i < 2; i++) {
		pid_t pid = _Fork();

		if (pid > 0)
			continue;
		if (pid < 0)
			return end_now(how, argument);
		if (i == 0)
			(void)bootrecord_write(end, why);
		else
			(void)poll(NULL, 0, DISK_MS);
		_exit(end_now(how, argument) < 0);
	}
	return 0;
}

void action_take(enum unit_action action, const char *unit, const char *key,
	const char *argument, bool under_init)
{
	static const struct {
		const char *name;
		int sig;
		int how;
		enum bootrecord_end end;
	} actions[] = {
		[ACTION_REBOOT] = {"reboot", SIGTERM, RB_AUTOBOOT,
			BOOTRECORD_REBOOT},
		[ACTION_POWEROFF] = {"poweroff", SIGUSR1, RB_POWER_OFF,
			BOOTRECORD_POWEROFF},
		[ACTION_HALT] = {"halt", SIGUSR2, (int)RB_HALT_SYSTEM,
			BOOTRECORD_HALT},
	};
	char why[BOOTRECORD_WHY_MAX];
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
	(void)fmt_print(why, sizeof(why), "%s: %s=%s%s", unit, key,
		actions[which].name, now ? "-immediate" : "");
	log_err("%s", why);
	if (argument && which == ACTION_REBOOT && !now)
		keep_argument(argument);
	if (!now)
		bootrecord_end(actions[which].end, "%s", why);
	rc = now ? record_and_end(actions[which].how, argument,
			   actions[which].end, why)
		 : kill(1, actions[which].sig);
	if (rc < 0)
		(void)failed("%s: %s", unit, actions[which].name);
}
