/* SPDX-License-Identifier: MIT */
/*
 * tcrctl shows and controls the units of the device.  It is short-lived, needs
 * root only to change something and to read logs, asks no questions (but before
 * data are removed) and opens no pager.
 *
 * This file finds the command that is asked for and calls it (command.h).  It
 * has the table of commands on unit files and on the device; the other tables
 * are in *_commands.c.  In client/, fetch.c and doc.c get and parse the status
 * document; status.c, table.c, detail.c and look.c show it; ask.c sends
 * requests to tcrd; logs.c reads logs; human.c and out.c serve all of them. The
 * commands that read unit files without tcrd are in verify/.
 */
#include "supervisor/tcrctl.h"

#include "supervisor/client/args.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/factory.h"
#include "supervisor/client/inhibit.h"
#include "supervisor/client/nuke.h"
#include "supervisor/client/out.h"
#include "supervisor/client/remote.h"
#include "supervisor/command.h"
#include "supervisor/image_commands.h"
#include "supervisor/network_commands.h"
#include "supervisor/slot_commands.h"
#include "supervisor/unit_commands.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/verify/edit.h"
#include "supervisor/verify/enable.h"
#include "supervisor/verify/show.h"
#include "supervisor/verify/verify.h"
#include "supervisor/volume_commands.h"

#include <string.h>

static int help_run(const struct client_args *args);

/* Of the commands that end the device; both rows share the text. */
#define END_OPTIONS (ARGS_TIMEOUT | ARGS_REASON | ARGS_FORCE | ARGS_END)
#define END_HELP                                                               \
	"Refused while a process inhibits it.  If tcrd does not answer, "      \
	"tcr-init gets the\nrequest.\n\n"                                      \
	"  --reason TEXT   is in the status after the next start.\n"           \
	"  -f, --force     do it although it is inhibited.\n"                  \
	"  --when-allowed  do it as soon as nothing inhibits it.\n"            \
	"  --cancel        take back what waits for that.\n"                   \
	"  --timeout SEC   wait at most SEC seconds for tcrd (default: "       \
	"60).\n"

static const struct command commands[] = {
	{"verify", "[OPTION]... [PATH...]",
		"check unit files, here or elsewhere",
		"PATH is a unit directory (several are a search path), a unit "
		"file, which is\nchecked alone, or a tcr.conf.  Without PATH: "
		"the unit files of this device.\nExit status 5 if there is "
		"an error.\n\n"
		"  --strict       count warnings as errors.\n"
		"  --images DIR   look for images in DIR; repeatable.\n"
		"  --root DIR     look for the device's files in DIR; "
		"repeatable.\n"
		"  --arch ARCH    refuse images of another architecture.\n"
		"  --json         print problems as a JSON array.\n"
		"  --dump         print all units and their config.json.\n"
		"  --system       check the running kernel, too.\n"
		"  -v, --verbose  tell which files override or add to "
		"others.\n",
		ARGS_JSON | ARGS_VERIFY, 0, COMMAND_ANY, true, verify_run},
	{"show", "[--oci] [--json] [--units DIR]... NAME",
		"show all settings of a unit",
		"Prints every key that is set or has a default, with the file "
		"and line that\nset it.  Exit status 5 if the unit is "
		"refused.\n\n"
		"  --oci          print the config.json of the last start (for "
		"root), or else\n                 that of the next one.\n"
		"  --json         print the settings as a JSON object.\n"
		"  --units DIR    read units from DIR instead of this device; "
		"repeatable.\n",
		ARGS_JSON | ARGS_OCI | ARGS_UNITS, 1, 1, true, show_run},
	{"cat", "[--units DIR]... NAME", "show a unit's files",
		"Prints its unit file and its drop-ins, each after its path.\n"
		"\n"
		"  --units DIR    read units from DIR instead of this device; "
		"repeatable.\n",
		ARGS_UNITS, 1, 1, true, show_cat},
	{"edit", "NAME", "change a unit on this device",
		"Runs $EDITOR, or vi, with a drop-in of the unit; or reads the "
		"drop-in from\nstandard input if that is not a terminal.  It "
		"is written to /var/lib/tcr/conf.d\nif no unit gets an error "
		"by it.  Otherwise the exit status is 5, and the text\nis kept "
		"for the next edit.  NAME may be tcr.conf.\n\n"
		"  tcrctl edit web <more-memory.conf && tcrctl "
		"reload-config\n",
		0, 1, 1, false, edit_run},
	{"revert", "NAME", "undo what was changed on this device",
		"Removes the drop-ins of the unit from /var/lib/tcr/conf.d, "
		"and its unit file if\nthe firmware has one, too.\n",
		0, 1, 1, false, edit_revert},
	{"diff", "NAME", "show what was changed of a unit on this device",
		"Prints the lines of the firmware's files that do not count, "
		"and those of this\ndevice that do.\n",
		0, 1, 1, false, enable_diff},
	{"enable", "[--now] NAME...", "start units at boot",
		"Kept in /var/lib/tcr/conf.d.\n\n"
		"  --now          start them, too.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run},
	{"disable", "[--now] NAME...", "do not start units at boot",
		"Other units may still start them.\n"
		"Kept in /var/lib/tcr/conf.d.\n\n"
		"  --now          stop them, too.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run},
	{"mask", "[--now] NAME...", "let nothing start units",
		"Kept in /var/lib/tcr/conf.d, until unmask.  A masked unit "
		"goes down when unit\nfiles are read.\n\n"
		"  --now          read them now.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run},
	{"unmask", "[--now] NAME...", "undo mask",
		"The units are as their files say again.\n\n"
		"  --now          read unit files now.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run},
	{"poweroff", "[OPTION]...", "stop everything and power off", END_HELP,
		END_OPTIONS, 0, 0, false, ask_power},
	{"reboot", "[OPTION]...", "stop everything and restart", END_HELP,
		END_OPTIONS, 0, 0, false, ask_power},
	{"inhibit", "[--why TEXT] COMMAND... | --list [--json]",
		"keep others from rebooting during a command",
		"Executes the command.  While that process runs, for "
		"InhibitMaxSec= at most,\nnobody reboots the device or powers "
		"it off but with --force.  tcrctl ends with\nthe exit "
		"status of the command, or as exec does.\n\n"
		"  --why TEXT     why, for those who would.\n"
		"  --list         print who inhibits it.\n"
		"  --json         print these lines as an array.\n\n"
		"  tcrctl inhibit --why 'writes slot B' swupdate -i "
		"/data/update.swu\n",
		ARGS_INHIBIT | ARGS_JSON | ARGS_COMMAND, 0, COMMAND_ANY, true,
		inhibit_run},
	{"factory-reset", "[--yes] [--force] [--timeout SEC]",
		"remove all data of the device",
		"Reboots the device; the next boot removes all of the data "
		"partition before any\nunit starts, and goes on with that "
		"after a power cut.\n\n"
		"  --yes          do not ask.\n"
		"  -f, --force    do it although a reboot is inhibited.\n"
		"  --timeout SEC  wait at most SEC seconds for tcrd (default: "
		"60).\n",
		ARGS_YES | ARGS_FORCE | ARGS_TIMEOUT, 0, 0, false,
		factory_reset},
	{"nuke", "[--yes] [--data]", "remove all that tcr made on this machine",
		"Stops tcrd and all containers; for tcr beside another "
		"system.\n\n"
		"  --yes          do not ask.\n"
		"  --data         remove volumes, images and settings, too.\n",
		ARGS_YES | ARGS_DATA, 0, 0, true, nuke_run},
	{"help", "[COMMAND]", "explain a command",
		"Without COMMAND: lists all commands.\n", 0, 0, 2, true,
		help_run},
};

static const struct command_list list = {
	"", NULL, commands, sizeof(commands) / sizeof(*commands)};

static const struct command_list *const groups[] = {&image_commands,
	&volume_commands, &network_commands, &slot_commands, NULL};

/* The command of no group. */
static const struct command *find(const char *name)
{
	const struct command *c = command_find(&unit_commands, name);

	return c ? c : command_find(&list, name);
}

static const struct command_list *find_group(const char *name)
{
	for (const struct command_list *const *g = groups; *g; g++)
		if (strcmp((*g)->group, name) == 0)
			return *g;
	return NULL;
}

static int unknown(const char *name)
{
	struct nearest near = nearest_begin(name);

	command_try(&unit_commands, &near);
	command_try(&list, &near);
	for (const struct command_list *const *g = groups; *g; g++)
		nearest_try(&near, (*g)->group, strlen((*g)->group));
	return command_unknown(&list, name, nearest_end(&near));
}

static int help_all(void)
{
	out_print("Usage: tcrctl [COMMAND] [OPTIONS] [NAME...]\n\n"
		  "Shows and controls the containers of this device.  Without "
		  "COMMAND: status.\n"
		  "Before COMMAND: --root DIR, where data are; "
		  "--runroot DIR, where run files are.\n\nCommands:\n");
	command_summaries(&unit_commands);
	command_summaries(&list);
	for (const struct command_list *const *g = groups; *g; g++)
		out_print("  %-14s %s\n", (*g)->group, (*g)->summary);
	out_print("\n'tcrctl help COMMAND' explains one.  NAME is a unit: "
		  "web, or web.container.\n'tcrctl --host "
		  "ssh://[USER@]HOST[:PORT] COMMAND...' runs it on another "
		  "device.\n\n"
		  "Exit status:\n"
		  "  0  done             4  no such unit\n"
		  "  1  failed           5  the unit's file was refused\n"
		  "  2  wrong usage      6  not done in time\n"
		  "  3  unit is not up   7  tcrd is not running\n");
	return EXITCODE_OK;
}

static int help_run(const struct client_args *args)
{
	const struct command_list *group;
	const struct command *c;

	if (args->count == 0)
		return help_all();
	group = find_group(args->names[0]);
	if (group)
		return command_help_group(
			group, args->count > 1 ? args->names[1] : NULL);
	if (args->count > 1)
		return out_fail(EXITCODE_USAGE,
			"help: '%s' is too much (see 'tcrctl help')",
			args->names[1]);
	c = find(args->names[0]);
	return c ? command_help(c) : unknown(args->names[0]);
}

/* A command line that begins with an option belongs to `status`, too. */
static int dispatch(int argc, char **argv)
{
	const struct command *c = &unit_commands.v[0];
	const struct command_list *group;

	if (argc < 2)
		return command_run(&list, c, 0, argv);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_all();
	if (strcmp(argv[1], "--version") == 0) {
		out_print("tcrctl " TCR_VERSION "\n");
		return EXITCODE_OK;
	}
	if (strcmp(argv[1], "--host") == 0 && argc > 2)
		return remote_host(argv[2], argc - 3, argv + 3);
	if (strcmp(argv[1], "--host") == 0 || strcmp(argv[1], "--root") == 0 ||
		strcmp(argv[1], "--runroot") == 0) /* tcrd.c takes these two */
		return out_fail(EXITCODE_USAGE, "%s needs a value", argv[1]);
	if (argv[1][0] == '-')
		return command_run(&list, c, argc - 1, argv + 1);
	group = find_group(argv[1]);
	if (group)
		return command_run_group(group, argc - 2, argv + 2);
	c = find(argv[1]);
	return c ? command_run(&list, c, argc - 2, argv + 2) : unknown(argv[1]);
}

/* Whether the command is to run where it is asked for: an inhibitor has to be
 * the process in the container. */
static bool is_local(int argc, char **argv)
{
	return argc > 2 && strcmp(argv[1], "inhibit") == 0 &&
	       strcmp(argv[2], "--list") != 0;
}

int tcrctl_main(int argc, char **argv)
{
	int rc;

	if (argc > 1 && strcmp(argv[1], "--for-container") == 0)
		return remote_serve(argc - 2, argv + 2);
	rc = remote_inside() && !is_local(argc, argv) ? remote_ask(argc, argv)
						      : dispatch(argc, argv);

	if (!out_flush() && rc == EXITCODE_OK)
		rc = out_fail(EXITCODE_FAILED, "cannot write the output");
	return rc;
}
