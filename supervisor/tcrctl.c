/* SPDX-License-Identifier: MIT */
/*
 * tcrctl shows and controls the units of the device.  It is short-lived, needs
 * root only to change something and to read logs, asks no questions and opens
 * no pager.
 *
 * This file has the table of commands and calls the one that is asked for.  In
 * client/, fetch.c and doc.c get and parse the status document; status.c,
 * table.c, detail.c and look.c show it; ask.c sends requests to tcrd; logs.c
 * reads logs; edit.c changes unit files; text.c and out.c serve all of them.
 * The commands that read unit files without tcrd are in verify/.
 */
#include "supervisor/tcrctl.h"

#include "supervisor/client/args.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/edit.h"
#include "supervisor/client/logs.h"
#include "supervisor/client/out.h"
#include "supervisor/client/status.h"
#include "supervisor/client/text.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/verify/show.h"
#include "supervisor/verify/verify.h"

#include <string.h>

struct command {
	const char *name;
	const char *synopsis;
	const char *summary;
	const char *help;
	unsigned options; /* enum args_option */
	size_t min, max;  /* how many operands */
	bool words;       /* operands are not checked to be names of units */
	int (*run)(const struct client_args *args);
	int (*raw)(int argc, char **argv); /* in place of run: gets all words */
};

#define ANY ((size_t)-1)

/* Follows the help of each command that waits. */
static const char help_wait[] =
	"\n  --timeout SEC  give up waiting (exit status 6); tcrd goes on.\n"
	"                 300 seconds if not given.\n"
	"  --no-wait      return as soon as tcrd has been asked.\n";

static int help_run(const struct client_args *args);

/* A command line without a command runs the first one. */
static const struct command commands[] = {
	{"status", "[--json] [NAME...]", "show all units, or some in detail",
		"Without NAME: a table of all units.  With NAME: the details "
		"of each, with\nits last log lines (as root).  Exit status 3 "
		"if one of them is not up,\n4 if there is no unit of that "
		"name.\n\n"
		"  --json         tcrd's status document; with NAME an array "
		"of units.\n",
		ARGS_JSON, 0, ANY, false, status_run, NULL},
	{"start", "[--timeout SEC] [--no-wait] NAME...",
		"start units and wait until they are up",
		"The units that they require are started too.  A unit in "
		"backoff is\nstarted at once.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, ANY, false, ask_run, NULL},
	{"stop", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and wait until they are down",
		"They stay down until they are started, or the device "
		"is.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, ANY, false, ask_run, NULL},
	{"restart", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and start them again",
		"Also starts those that were down.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, ANY, false, ask_run, NULL},
	{"reload", "[--timeout SEC] NAME...",
		"have units reload their configuration",
		"Sends ReloadSignal=, or runs ReloadCmd= in the container and "
		"waits for it.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, ANY, false, ask_run, NULL},
	{"kill", "[-s SIGNAL] NAME...", "send a signal to units",
		"To the first process of each container.\n\n"
		"  -s, --signal SIGNAL  SIGTERM if not given.\n",
		ARGS_SIGNAL, 1, ANY, false, ask_run, NULL},
	{"reset-failed", "NAME...", "forget that units have failed",
		"Also resets the count of StartLimitBurst= and the delay of "
		"the next restart.\n",
		0, 1, ANY, false, ask_run, NULL},
	{"reload-config", "[--timeout SEC]",
		"reload all unit files and apply the changes",
		"New units start, changed units restart, removed units stop.  "
		"A unit whose\nfiles are bad now stays as it was; the exit "
		"status is 5 then.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 0, 0, false, ask_run, NULL},
	{"logs", "[-f] [-n N] [-b -1] [NAME]", "show what a unit said, or tcrd",
		"Times are UTC.  Lines that tcrd wrote begin with \"tcr:\".  "
		"The log is in RAM\nand keeps the newest 60 KiB of each "
		"unit.\n\n"
		"  -n, --lines N  only the last N lines.\n"
		"  -f, --follow   the last 10 lines, then new lines as they "
		"come.\n"
		"  -b, --boot -1  what LogPersist= kept of the boot before.\n",
		ARGS_FOLLOW | ARGS_LINES | ARGS_BOOT, 0, 1, false, logs_run,
		NULL},
	{"is-active", "NAME...", "show by the exit status if units are up",
		"Prints their states.  Exit status 0 if all are up, 3 if one "
		"is not, 4 if\nthere is no unit of that name.\n",
		0, 1, ANY, false, status_is_active, NULL},
	{"verify", "[OPTION]... [PATH...]",
		"check unit files, here or elsewhere",
		"PATH is a directory of units (several: a search path), one "
		"unit file, which is\nchecked by itself, or tcr.conf.  "
		"Without PATH: the units of this device.\nExit status 5 if one "
		"is refused.\n\n"
		"  --strict       warnings count as errors.\n"
		"  --images DIR   where images are; repeatable.\n"
		"  --json         problems as a JSON array.\n"
		"  --dump         all units and their config.json.\n"
		"  --system       what the running kernel lacks.\n"
		"  -v             which files override or add to others.\n",
		0, 0, ANY, true, NULL, verify_main},
	{"show", "[--oci] [--json] [--units DIR]... NAME",
		"show the settings of a unit",
		"Every key that is set or has a default, and which file sets "
		"it.  Exit status 5\nif the unit is refused.\n\n"
		"  --oci          config.json: of the last start (as root), or "
		"as it would be.\n"
		"  --units DIR    a unit directory in place of this device's; "
		"repeatable.\n",
		0, 1, 1, true, NULL, show_main},
	{"cat", "[--units DIR]... NAME", "show a unit's files",
		"The unit file and its drop-ins, each after its path.\n", 0, 1,
		1, true, NULL, show_cat_main},
	{"edit", "NAME", "change a unit on this device",
		"Opens $EDITOR, or vi, with a drop-in of the unit; if standard "
		"input is no\nterminal, that is the text.  The drop-in is "
		"written to /var/lib/tcr/conf.d only\nif it makes no unit bad "
		"(else exit status 5, and the next edit goes on with\nthe "
		"text).  NAME may be tcr.conf.\n\n"
		"  tcrctl edit web <more-memory.conf && tcrctl "
		"reload-config\n",
		0, 1, 1, false, edit_run, NULL},
	{"revert", "NAME", "undo what was changed on this device",
		"Removes the files that /var/lib/tcr/conf.d has of the unit, "
		"but not a unit file\nthat the firmware does not have.\n",
		0, 1, 1, false, edit_revert, NULL},
	{"poweroff", "[--timeout SEC]", "stop everything and power off",
		"If tcrd does not answer, tcr-init is asked.\n\n"
		"  --timeout SEC  how long to wait for tcrd; 60 seconds if not "
		"given.\n",
		ARGS_TIMEOUT, 0, 0, false, ask_power, NULL},
	{"reboot", "[--timeout SEC]", "stop everything and restart",
		"If tcrd does not answer, tcr-init is asked.\n\n"
		"  --timeout SEC  how long to wait for tcrd; 60 seconds if not "
		"given.\n",
		ARGS_TIMEOUT, 0, 0, false, ask_power, NULL},
	{"help", "[COMMAND]", "explain a command",
		"Without COMMAND: all commands.\n", 0, 0, 1, true, help_run,
		NULL},
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int unknown(const char *name)
{
	struct nearest near = nearest_begin(name);

	for (size_t i = 0; i < COMMANDS; i++)
		nearest_try(&near, commands[i].name, strlen(commands[i].name));
	if (nearest_end(&near))
		return out_fail(EXITCODE_USAGE,
			"unknown command '%s' (did you mean '%s'?)", name,
			nearest_end(&near));
	return out_fail(EXITCODE_USAGE,
		"unknown command '%s' (see 'tcrctl help')", name);
}

static int help_all(void)
{
	out_print("Usage: tcrctl [COMMAND] [OPTIONS] [NAME...]\n\n"
		  "Shows and controls the containers of this device.  Without "
		  "COMMAND: status.\n\nCommands:\n");
	for (size_t i = 0; i < COMMANDS; i++)
		out_print(
			"  %-13s %s\n", commands[i].name, commands[i].summary);
	out_print("\n'tcrctl help COMMAND' explains one.  NAME is a unit: "
		  "web, or web.container.\n\n"
		  "Exit status:\n"
		  "  0  done             4  no such unit\n"
		  "  1  failed           5  the unit's file was refused\n"
		  "  2  wrong usage      6  not done in time\n"
		  "  3  unit is not up   7  tcrd is not running\n");
	return EXITCODE_OK;
}

static int help_one(const struct command *c)
{
	out_print("Usage: tcrctl %s %s\n\n%c%s.\n", c->name, c->synopsis,
		c->summary[0] - 'a' + 'A', c->summary + 1);
	out_print("%s%s", c->help, c->options & ARGS_NO_WAIT ? help_wait : "");
	return EXITCODE_OK;
}

static int help_run(const struct client_args *args)
{
	const struct command *c;

	if (args->count == 0)
		return help_all();
	c = find(args->names[0]);
	return c ? help_one(c) : unknown(args->names[0]);
}

static int check_operands(const struct command *c, const struct client_args *a)
{
	if (a->count < c->min)
		return out_fail(EXITCODE_USAGE,
			"%s: which unit? (see 'tcrctl help %s')", c->name,
			c->name);
	if (a->count > c->max)
		return out_fail(EXITCODE_USAGE,
			"%s: '%s' is too much (see 'tcrctl help %s')", c->name,
			a->names[c->max], c->name);
	for (size_t i = 0; i < a->count && !c->words; i++)
		if (!text_is_unit(a->names[i], strlen(a->names[i])))
			return out_fail(EXITCODE_USAGE,
				"%s: '%s' cannot be a unit's name", c->name,
				a->names[i]);
	return 0;
}

static int run(const struct command *c, int argc, char **argv)
{
	struct client_args args = {.verb = c->name};
	bool help = false;
	int rc;

	for (int i = 0; c->raw && i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 || !strcmp(argv[i], "-h"))
			return help_one(c);
	if (c->raw) /* these parse their own options, from argv[2] on */
		return c->raw(argc + 2, argv - 2);
	rc = args_parse(&args, c->options, argc, argv, &help);
	if (rc == 0 && help)
		return help_one(c);
	if (rc == 0)
		rc = check_operands(c, &args);
	return rc == 0 ? c->run(&args) : rc;
}

/* A command line that begins with an option belongs to `status`, too. */
static int dispatch(int argc, char **argv)
{
	const struct command *c = &commands[0];

	if (argc < 2)
		return run(c, 0, argv);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_all();
	if (strcmp(argv[1], "--version") == 0) {
		out_print("tcrctl " TCR_VERSION "\n");
		return EXITCODE_OK;
	}
	if (argv[1][0] == '-')
		return run(c, argc - 1, argv + 1);
	c = find(argv[1]);
	return c ? run(c, argc - 2, argv + 2) : unknown(argv[1]);
}

int tcrctl_main(int argc, char **argv)
{
	int rc = dispatch(argc, argv);

	if (!out_flush() && rc == EXITCODE_OK)
		rc = out_fail(EXITCODE_FAILED, "cannot write the output");
	return rc;
}
