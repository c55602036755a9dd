/* SPDX-License-Identifier: MIT */
#include "supervisor/client/factory.h"

#include "supervisor/base/data.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/reset.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/out.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static bool is_confirmed(void)
{
	char answer[8] = "";

	out_print("This removes volumes, loaded images, settings and logs: all "
		  "of %s.\nThe device reboots. Type 'yes' to do it: ",
		paths_data());
	(void)out_flush();
	return read(STDIN_FILENO, answer, sizeof(answer) - 1) > 0 &&
	       strcmp(answer, "yes\n") == 0;
}

int factory_reset(const struct client_args *args)
{
	struct client_args reboot = *args;
	char why[DATA_WHY_MAX];
	sigset_t all;
	int rc;

	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "factory-reset: you must be root");
	if (!data_asked() || data_look(why) != DATA_DISK)
		return out_fail(EXITCODE_FAILED, "factory-reset: %s",
			data_asked()
				? why
				: "there is no data partition (tcr.data=)");
	if (!args->yes && !isatty(STDIN_FILENO))
		return out_fail(EXITCODE_USAGE,
			"factory-reset: say --yes where nobody can be asked");
	if (!args->yes && !is_confirmed())
		return out_fail(EXITCODE_FAILED, "nothing was done");
	/* Who is ended before tcrd has answered would leave the mark, and the
	 * data were gone after a reboot that somebody else asks for. */
	sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	rc = reset_ask();
	if (rc < 0)
		return out_fail(
			EXITCODE_FAILED, "factory-reset: %s", strerror(-rc));
	reboot.verb = "reboot";
	reboot.reason = "factory reset";
	rc = ask_power(&reboot);
	if (rc != EXITCODE_OK)
		reset_cancel();
	return rc;
}
