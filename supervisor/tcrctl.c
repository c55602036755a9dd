/* SPDX-License-Identifier: MIT */
/*
 * tcrctl shows and controls the units of the device.  It is short-lived, needs
 * root only to change something and to read logs, asks no questions and opens
 * no pager.
 *
 * This file has the table of commands and calls the one that is asked for
 * (command.h).  In
 * client/, fetch.c and doc.c get and parse the status document; status.c,
 * table.c, detail.c and look.c show it; ask.c sends requests to tcrd; logs.c
 * reads logs; edit.c changes unit files; human.c and out.c serve all of them.
 * The commands that read unit files without tcrd are in verify/.
 */
#include "supervisor/tcrctl.h"

#include "supervisor/client/args.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/factory.h"
#include "supervisor/client/inhibit.h"
#include "supervisor/client/lists.h"
#include "supervisor/client/logs.h"
#include "supervisor/client/nuke.h"
#include "supervisor/client/out.h"
#include "supervisor/client/remote.h"
#include "supervisor/client/status.h"
#include "supervisor/command.h"
#include "supervisor/device/connections.h"
#include "supervisor/device/lookup.h"
#include "supervisor/device/plot.h"
#include "supervisor/device/processes.h"
#include "supervisor/device/startup.h"
#include "supervisor/device/top.h"
#include "supervisor/image_commands.h"
#include "supervisor/inside/adopt.h"
#include "supervisor/inside/attach.h"
#include "supervisor/inside/copy.h"
#include "supervisor/inside/execute.h"
#include "supervisor/inside/run.h"
#include "supervisor/inside/wait.h"
#include "supervisor/network_commands.h"
#include "supervisor/slot_commands.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/verify/edit.h"
#include "supervisor/verify/enable.h"
#include "supervisor/verify/plan.h"
#include "supervisor/verify/show.h"
#include "supervisor/verify/verify.h"
#include "supervisor/verify/why.h"
#include "supervisor/volume_commands.h"
#include "supervisor/volumes/filled.h"

#include <string.h>

static int help_run(const struct client_args *args);

static int reload_run(const struct client_args *args)
{
	return args->dry_run ? plan_run(args) : ask_run(args);
}

/* Of the commands that end the device. */
#define END_OPTIONS (ARGS_TIMEOUT | ARGS_REASON | ARGS_FORCE | ARGS_END)

/* A command line without a command runs the first one. */
static const struct command commands[] = {
	{"status", "[--json] [NAME...]", "show all units, or some in detail",
		"Without NAME: a table of all units.  With NAME: all that is "
		"known about each\nunit and, for root, how full its volumes "
		"with SizeMax= are, and its last log\nlines.  Exit status 3 if "
		"a unit is not up, 4 if there is no such unit.\n\n"
		"  --json         the status document of tcrd; with NAME, an "
		"array of units.\n",
		ARGS_JSON, 0, COMMAND_ANY, false, filled_status, NULL},
	{"why", "NAME", "tell why a unit is not up, and what to do",
		"Follows the units that it needs, down to the one that is the "
		"reason.  Exit\nstatus 0 if the unit is up, 3 if not.\n",
		0, 1, 1, false, why_run, NULL},
	{"deps", "[--reverse] NAME", "show which units a unit needs",
		"Prints a tree of units and their states, each with the key "
		"that names it.\n\n"
		"  --reverse      the units that need it.\n",
		ARGS_REVERSE, 1, 1, false, why_deps, NULL},
	{"ps", "[-a] [--json] [NAME]", "list containers, or a unit's processes",
		"Without NAME: the containers that run.  With NAME: its "
		"processes; INSIDE is the\npid in the container, UID the "
		"user on the device.\n\n"
		"  -a, --all      also those that do not run.\n"
		"  --json         print an array of objects.\n",
		ARGS_ALL | ARGS_JSON, 0, 1, false, processes_ps, NULL},
	{"top", "[-n COUNT] [-d SEC] [--json] [NAME]",
		"show what the device and its units use",
		"With NAME: its processes.  CPU% is of one processor; CPU-P, "
		"MEM-P and IO-P are\npressure: percent of the time in which a "
		"process waited for it.  q ends.\n\n"
		"  -n, --count N    end after N measurements.\n"
		"  -d, --delay SEC  the time between them (default: 2).\n"
		"  --json           print each as an array of objects.\n",
		ARGS_TOP | ARGS_JSON, 0, 1, false, top_run, NULL},
	{"start", "[--timeout SEC] [--no-wait] NAME...",
		"start units and wait until they are up",
		"Starts the units that they require, too.  A unit that waits "
		"for a restart is\nstarted at once.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run,
		NULL},
	{"stop", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and wait until they are down",
		"They stay down until they are started again or the device is "
		"booted.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run,
		NULL},
	{"restart", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and start them again",
		"Units that were down are started, too.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run,
		NULL},
	{"reload", "[--timeout SEC] [--no-wait] NAME...",
		"make programs in containers reload",
		"Sends the signal of ReloadSignal=, or runs the command of "
		"ReloadCmd= in the\ncontainer and waits until it ends.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run,
		NULL},
	{"kill", "[-s SIGNAL] NAME...", "send a signal to units",
		"Sends it to the first process of each container.\n\n"
		"  -s, --signal SIGNAL  the signal (default: SIGTERM).\n",
		ARGS_SIGNAL, 1, COMMAND_ANY, false, ask_run, NULL},
	{"freeze", "NAME...", "stop all processes of units where they are",
		"They go on with thaw, or when the unit is stopped.  Health "
		"checks and watchdogs\npause.\n",
		0, 1, COMMAND_ANY, false, ask_run, NULL},
	{"thaw", "NAME...", "let frozen units go on",
		"See 'tcrctl help freeze'.\n", 0, 1, COMMAND_ANY, false,
		ask_run, NULL},
	{"wait", "[--for=WHAT] [--timeout SEC] NAME...",
		"wait until units have ended, or are up",
		"Prints the exit status of each unit.\n\n"
		"  --for WHAT     exited, or running, ready, healthy, which "
		"print "
		"nothing.\n"
		"  --timeout SEC  wait at most SEC seconds (default: 300).\n",
		ARGS_FOR | ARGS_TIMEOUT, 1, COMMAND_ANY, false, wait_run, NULL},
	{"rm", "[-f] NAME...", "remove containers that 'tcrctl run' made",
		"\n  -f, --force    stop those that are up.\n", ARGS_FORCE, 1,
		COMMAND_ANY, false, wait_rm, NULL},
	{"reset-failed", "NAME...", "reset the failed state of units",
		"Also resets the number of starts that StartLimitBurst= counts "
		"and the delay\nbefore the next restart.\n",
		0, 1, COMMAND_ANY, false, ask_run, NULL},
	{"reload-config", "[--dry-run] [--timeout SEC] [--no-wait]",
		"read all unit files again and apply them",
		"New units are started, changed units are restarted or, if "
		"only limits changed,\nchanged in place, and units whose files "
		"are gone are stopped.  A unit whose\nfiles now have an error "
		"keeps running as before; the exit status is then 5.\n\n"
		"  --dry-run      print what would be done, and do nothing.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT | ARGS_DRY_RUN, 0, 0, false,
		reload_run, NULL},
	{"logs", "[-f] [-n N] [-S TIME] [-U TIME] [-g TEXT] [NAME...]",
		"show the logs of units, or of tcrd",
		"Logs of several units are shown in the order of their times, "
		"which are in UTC.\nLines that tcrd wrote about the unit begin "
		"with \"tcr:\".  A log is in memory and\nkeeps the newest "
		"64 KiB of its unit.  On a terminal, standard error is red.\n\n"
		"  -n, --lines N     print only the last N lines.\n"
		"  -f, --follow      print the last 10 lines, then new lines "
		"as "
		"they arrive.\n"
		"  -S, --since TIME  print no older ones; TIME is "
		"2026-11-23T14:02:11Z,\n                    2026-11-23, 14:02 "
		"of today, or 10min before now.\n"
		"  -U, --until TIME  print no newer ones.\n"
		"  -g, --grep TEXT   print only lines with this text in them.\n"
		"  --stream STREAM   print only lines of out, err (standard "
		"output, error), or\n                    tcr, what tcrd "
		"wrote.\n"
		"  --jsonl           print each line as a JSON object.\n"
		"  -k, --dmesg       print the kernel's log, with those of "
		"units.\n"
		"  -b, --boot [-1]   print what LogPersist= kept of the "
		"previous boot;\n                    without -1 this one.\n",
		ARGS_FOLLOW | ARGS_LINES | ARGS_BOOT | ARGS_WHICH, 0,
		COMMAND_ANY, false, logs_run, NULL},
	{"exec", "[-t] [-i] [-u USER] [-w DIR] [-e K=V]... NAME COMMAND...",
		"run a command in a container",
		"It runs as the container's own program does: as the same "
		"user, with the same\nrights, limits, variables and "
		"directory.  tcrctl ends with its exit status, or\n125: it "
		"was not tried, 126: it cannot be executed, 127: there is "
		"no such\ncommand.\n\n"
		"  -t, --tty          give it a terminal.\n"
		"  -i, --interactive  pass on standard input.\n"
		"  -u, --user USER    as USER or USER:GROUP of the container.\n"
		"  -w, --workdir DIR  in that directory.\n"
		"  -e, --env K=V      with that variable; K alone: as it is "
		"here.\n\n"
		"  tcrctl exec -ti client sh\n",
		ARGS_TTY | ARGS_INTERACTIVE | ARGS_USER | ARGS_DIR | ARGS_ENV |
			ARGS_COMMAND,
		1, COMMAND_ANY, true, execute_run, NULL},
	{"run", "[-d] [OPTION]... IMAGE [COMMAND...]",
		"run a container without a unit file",
		"Makes a unit in /run/tcr/conf.d and starts it.  Without -d "
		"tcrctl shows its\noutput, passes on signals and ends with its "
		"exit status (128 + N: signal N\nended it; 125: it was not "
		"started; 126: its command cannot be executed, 127: is\nnot "
		"there), and the unit is removed when it has ended.\n\n"
		"  -d, --detach          leave it to run, and print its name.\n"
		"  --rm                  with -d: remove it when it has "
		"ended.\n"
		"  --name NAME           otherwise that of the image and a "
		"number.\n"
		"  --print               print the unit file, and do nothing.\n"
		"  -t, --tty             give it a terminal.\n"
		"  -i, --interactive     pass on standard input.\n"
		"  -e, --env K=V         a variable; K alone: as it is here.\n"
		"  -v, --volume SRC:DST[:ro]       --tmpfs DST[:OPTIONS]\n"
		"  -p, --publish H:C[/PROTO]       --network NAME|none|host\n"
		"  -u, --user USER                 -w, --workdir DIR\n"
		"  -h, --hostname NAME             --read-only\n"
		"  -c, --cpus N                    -m, --memory BYTES\n"
		"  --restart no|always|on-failure[:N]\n"
		"  --stop-timeout SEC              --rootfs DIR  (in place of "
		"IMAGE)\n\n"
		"  tcrctl run -ti busybox sh\n",
		ARGS_TTY | ARGS_INTERACTIVE | ARGS_USER | ARGS_DIR | ARGS_ENV |
			ARGS_RUN | ARGS_COMMAND,
		0, COMMAND_ANY, true, run_run, NULL},
	{"adopt", "NAME", "keep a unit that 'tcrctl run -d' has made",
		"Moves its file to the data partition, so that it is started "
		"at boot.\n",
		0, 1, 1, false, adopt_run, NULL},
	{"attach", "NAME", "show what a container writes, and type into it",
		"Shows it from now on.  With Attach=terminal Ctrl-P Ctrl-Q "
		"ends that, else\nCtrl-C.\n",
		0, 1, 1, false, attach_main, NULL},
	{"console", "NAME", "the same as attach", "", 0, 1, 1, false,
		attach_main, NULL},
	{"cp", "NAME:/PATH -", "copy files out of a container",
		"Writes the file, or the directory with all in it, to standard "
		"output as a tar\narchive.\n\n"
		"  tcrctl cp web:/etc/nginx - | tar -x -C /tmp/nginx\n",
		0, 2, 2, true, copy_run, NULL},
	{"time", "[--json]", "show how long the boot took",
		"What the kernel took, tcr-init, and the units.  Exit status 3 "
		"if the boot is\nnot over.\n\n"
		"  --json         all times of all units, in ms since the "
		"kernel began.\n",
		ARGS_JSON, 0, 0, false, startup_time, NULL},
	{"blame", "", "show how long each unit took at boot",
		"From when it could start to when it was ready, with the parts "
		"of that: mounting\nits image, its network, crun, and the "
		"program itself.\n",
		0, 0, 0, false, startup_blame, NULL},
	{"critical-chain", "[NAME]", "show the units that the boot waited for",
		"Below each unit is the one that it waited for last; @ is when "
		"a unit was ready,\n+ how long it took.  With NAME: what that "
		"unit waited for.\n",
		0, 0, 1, false, startup_chain, NULL},
	{"plot", "", "draw the boot as an SVG",
		"Grey: waiting for others; amber: starting; green: ready; red: "
		"failed.\n\n"
		"  tcrctl plot >boot.svg\n",
		0, 0, 0, false, plot_run, NULL},
	{"dns", "[--json] [--from UNIT] NAME",
		"tell what containers are answered for a name",
		"And why; no server is asked.  Without --from: in each "
		"network.  Exit status 1\nif there would be no address.\n\n"
		"  --from UNIT    as that container asks.\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON | ARGS_FROM, 1, 1, true, lookup_run, NULL},
	{"ports", "[--json]", "list published ports and where they lead",
		"Also says which programs of the device listen there.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON, 0, 0, false, connections_ports, NULL},
	{"is-active", "NAME...", "show by the exit status if units are up",
		"Prints their states.  Exit status 0 if all units are up, 3 if "
		"one is not,\n4 if there is no such unit.\n",
		0, 1, COMMAND_ANY, false, status_is_active, NULL},
	{"is-failed", "NAME...", "show by the exit status if a unit has failed",
		"Prints their states.  Exit status 0 if one has failed or is "
		"refused, 1 if none,\n4 if there is no such unit.\n",
		0, 1, COMMAND_ANY, false, status_is_failed, NULL},
	{"list-units", "", "print names and states of units, for scripts", "",
		0, 0, 0, false, lists_units, NULL},
	{"list-files", "", "print the files of units that count",
		"A unit and a path in each line, its drop-ins after its "
		"file.\n",
		0, 0, 0, false, lists_files, NULL},
	{"verify", "[OPTION]... [PATH...]",
		"check unit files, here or elsewhere",
		"PATH is a unit directory (several are a search path), a unit "
		"file, which is\nchecked alone, or a tcr.conf.  Without PATH: "
		"the unit files of this device.\nExit status 5 if a unit is "
		"refused.\n\n"
		"  --strict       count warnings as errors.\n"
		"  --images DIR   look for images in DIR; repeatable.\n"
		"  --root DIR     look for the device's files in DIR; "
		"repeatable.\n"
		"  --arch ARCH    refuse images of another architecture.\n"
		"  --json         print problems as a JSON array.\n"
		"  --dump         print all units and their config.json.\n"
		"  --system       check the running kernel, too.\n"
		"  -v             tell which files override or add to "
		"others.\n",
		0, 0, COMMAND_ANY, true, NULL, verify_main},
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
		0, 1, 1, true, NULL, show_main},
	{"cat", "[--units DIR]... NAME", "show a unit's files",
		"Prints its unit file and its drop-ins, each after its path.\n"
		"\n"
		"  --units DIR    read units from DIR instead of this device; "
		"repeatable.\n",
		0, 1, 1, true, NULL, show_cat_main},
	{"edit", "NAME", "change a unit on this device",
		"Runs $EDITOR, or vi, with a drop-in of the unit; or reads the "
		"drop-in from\nstandard input if that is not a terminal.  It "
		"is written to /var/lib/tcr/conf.d\nif no unit gets an error "
		"by it.  Otherwise the exit status is 5, and the text\nis kept "
		"for the next edit.  NAME may be tcr.conf.\n\n"
		"  tcrctl edit web <more-memory.conf && tcrctl "
		"reload-config\n",
		0, 1, 1, false, edit_run, NULL},
	{"revert", "NAME", "undo what was changed on this device",
		"Removes the drop-ins of the unit from /var/lib/tcr/conf.d, "
		"and its unit file if\nthe firmware has one, too.\n",
		0, 1, 1, false, edit_revert, NULL},
	{"diff", "NAME", "show what was changed of a unit on this device",
		"Prints the lines of the firmware's files that do not count, "
		"and those of this\ndevice that do.\n",
		0, 1, 1, false, enable_diff, NULL},
	{"enable", "[--now] NAME...", "start units at boot",
		"Kept in /var/lib/tcr/conf.d.\n\n"
		"  --now          start them, too.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run, NULL},
	{"disable", "[--now] NAME...", "do not start units at boot",
		"Other units may still start them.\n"
		"Kept in /var/lib/tcr/conf.d.\n\n"
		"  --now          stop them, too.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run, NULL},
	{"mask", "[--now] NAME...", "let nothing start units",
		"Kept in /var/lib/tcr/conf.d, until unmask.  A masked unit "
		"goes down when unit\nfiles are read.\n\n"
		"  --now          read them now.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run, NULL},
	{"unmask", "[--now] NAME...", "undo mask",
		"The units are as their files say again.\n\n"
		"  --now          read unit files now.\n",
		ARGS_NOW, 1, COMMAND_ANY, false, enable_run, NULL},
	{"poweroff", "[--reason TEXT] [--force] [--when-allowed] [--cancel]",
		"stop everything and power off", "See 'tcrctl help reboot'.\n",
		END_OPTIONS, 0, 0, false, ask_power, NULL},
	{"reboot", "[--reason TEXT] [--force] [--when-allowed] [--cancel]",
		"stop everything and restart",
		"Refused while a process inhibits it.  If tcrd does not "
		"answer, tcr-init gets the\nrequest.\n\n"
		"  --reason TEXT   is in the status after the next start.\n"
		"  -f, --force     do it although it is inhibited.\n"
		"  --when-allowed  do it as soon as nothing inhibits it.\n"
		"  --cancel        take back what waits for that.\n"
		"  --timeout SEC   wait at most SEC seconds for tcrd "
		"(default: 60).\n",
		END_OPTIONS, 0, 0, false, ask_power, NULL},
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
		inhibit_run, NULL},
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
		factory_reset, NULL},
	{"nuke", "[--yes] [--data]", "remove all that tcr made on this machine",
		"Stops tcrd and all containers; for tcr beside another "
		"system.\n\n"
		"  --yes          do not ask.\n"
		"  --data         remove volumes, images and settings, too.\n",
		0, 0, 0, true, NULL, nuke_run},
	{"help", "[COMMAND]", "explain a command",
		"Without COMMAND: lists all commands.\n", 0, 0, 2, true,
		help_run, NULL},
};

static const struct command_list list = {
	"", NULL, commands, sizeof(commands) / sizeof(*commands)};

static const struct command_list *const groups[] = {&image_commands,
	&volume_commands, &network_commands, &slot_commands, NULL};

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
	c = command_find(&list, args->names[0]);
	return c ? command_help(c) : unknown(args->names[0]);
}

/* A command line that begins with an option belongs to `status`, too. */
static int dispatch(int argc, char **argv)
{
	const struct command *c = &commands[0];
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
	if (strcmp(argv[1], "--host") == 0)
		return out_fail(EXITCODE_USAGE, "--host needs a value");
	if (argv[1][0] == '-')
		return command_run(&list, c, argc - 1, argv + 1);
	group = find_group(argv[1]);
	if (group)
		return command_run_group(group, argc - 2, argv + 2);
	c = command_find(&list, argv[1]);
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
