/* SPDX-License-Identifier: MIT */
/* The table of commands on units that run, and on the boot that started them.
 */
#include "supervisor/unit_commands.h"

#include "supervisor/client/args.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/lists.h"
#include "supervisor/client/logs.h"
#include "supervisor/client/status.h"
#include "supervisor/device/connections.h"
#include "supervisor/device/lookup.h"
#include "supervisor/device/plot.h"
#include "supervisor/device/processes.h"
#include "supervisor/device/startup.h"
#include "supervisor/device/top.h"
#include "supervisor/inside/adopt.h"
#include "supervisor/inside/attach.h"
#include "supervisor/inside/copy.h"
#include "supervisor/inside/execute.h"
#include "supervisor/inside/run.h"
#include "supervisor/inside/wait.h"
#include "supervisor/verify/plan.h"
#include "supervisor/verify/why.h"
#include "supervisor/volumes/filled.h"

static int reload_run(const struct client_args *args)
{
	return args->dry_run ? plan_run(args) : ask_run(args);
}

static const struct command commands[] = {
	{"status", "[--json] [NAME...]", "show all units, or some in detail",
		"Without NAME: a table of all units.  With NAME: all that is "
		"known about each\nunit and, for root, how full its volumes "
		"with SizeMax= are, and its last log\nlines.  Exit status 3 if "
		"a unit is not up, 4 if there is no such unit.\n\n"
		"  --json         the status document of tcrd; with NAME, an "
		"array of units.\n",
		ARGS_JSON, 0, COMMAND_ANY, false, filled_status},
	{"why", "NAME", "tell why a unit is not up, and what to do",
		"Follows the units that it needs, down to the one that is the "
		"reason.  Exit\nstatus 0 if the unit is up, 3 if not.\n",
		0, 1, 1, false, why_run},
	{"deps", "[--reverse] NAME", "show which units a unit needs",
		"Prints a tree of units and their states, each with the key "
		"that names it.\n\n"
		"  --reverse      the units that need it.\n",
		ARGS_REVERSE, 1, 1, false, why_deps},
	{"ps", "[-a] [--json] [NAME]", "list containers, or a unit's processes",
		"Without NAME: the containers that run.  With NAME: its "
		"processes; INSIDE is the\npid in the container, UID the "
		"user on the device.\n\n"
		"  -a, --all      also those that do not run.\n"
		"  --json         print an array of objects.\n",
		ARGS_ALL | ARGS_JSON, 0, 1, false, processes_ps},
	{"top", "[-n COUNT] [-d SEC] [--json] [NAME]",
		"show what the device and its units use",
		"With NAME: its processes.  CPU% is of one processor; CPU-P, "
		"MEM-P and IO-P are\npressure: percent of the time in which a "
		"process waited for it.  q ends.\n\n"
		"  -n, --count N    end after N measurements.\n"
		"  -d, --delay SEC  the time between them (default: 2).\n"
		"  --json           print each as an array of objects.\n",
		ARGS_TOP | ARGS_JSON, 0, 1, false, top_run},
	{"start", "[--timeout SEC] [--no-wait] NAME...",
		"start units and wait until they are up",
		"Starts the units that they require, too.  A unit that waits "
		"for a restart is\nstarted at once.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run},
	{"stop", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and wait until they are down",
		"They stay down until they are started again or the device is "
		"booted.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run},
	{"restart", "[--timeout SEC] [--no-wait] NAME...",
		"stop units and start them again",
		"Units that were down are started, too.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run},
	{"reload", "[--timeout SEC] [--no-wait] NAME...",
		"make programs in containers reload",
		"Sends the signal of ReloadSignal=, or runs the command of "
		"ReloadCmd= in the\ncontainer and waits until it ends.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT, 1, COMMAND_ANY, false, ask_run},
	{"kill", "[-s SIGNAL] NAME...", "send a signal to units",
		"Sends it to the first process of each container.\n\n"
		"  -s, --signal SIGNAL  the signal (default: SIGTERM).\n",
		ARGS_SIGNAL, 1, COMMAND_ANY, false, ask_run},
	{"freeze", "NAME...", "stop all processes of units where they are",
		"They go on with thaw, or when the unit is stopped.  Health "
		"checks and watchdogs\npause.\n",
		0, 1, COMMAND_ANY, false, ask_run},
	{"thaw", "NAME...", "let frozen units go on",
		"See 'tcrctl help freeze'.\n", 0, 1, COMMAND_ANY, false,
		ask_run},
	{"wait", "[--for=WHAT] [--timeout SEC] NAME...",
		"wait until units have ended, or are up",
		"Prints the exit status of each unit.\n\n"
		"  --for WHAT     exited, or running, ready, healthy, which "
		"print "
		"nothing.\n"
		"  --timeout SEC  wait at most SEC seconds (default: 300).\n",
		ARGS_FOR | ARGS_TIMEOUT, 1, COMMAND_ANY, false, wait_run},
	{"rm", "[-f] NAME...", "remove containers that 'tcrctl run' made",
		"\n  -f, --force    stop those that are up.\n", ARGS_FORCE, 1,
		COMMAND_ANY, false, wait_rm},
	{"reset-failed", "NAME...", "reset the failed state of units",
		"Also resets the number of starts that StartLimitBurst= counts "
		"and the delay\nbefore the next restart.\n",
		0, 1, COMMAND_ANY, false, ask_run},
	{"reload-config", "[--dry-run] [--timeout SEC] [--no-wait]",
		"read all unit files again and apply them",
		"New units are started, changed units are restarted or, if "
		"only limits changed,\nchanged in place, and units whose files "
		"are gone are stopped.  A unit whose\nfiles now have an error "
		"keeps running as before; the exit status is then 5.\n\n"
		"  --dry-run      print what would be done, and do nothing.\n",
		ARGS_TIMEOUT | ARGS_NO_WAIT | ARGS_DRY_RUN, 0, 0, false,
		reload_run},
	{"logs", "[OPTION]... [NAME...]", "show the logs of units, or of tcrd",
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
		COMMAND_ANY, false, logs_run},
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
		ARGS_EXEC | ARGS_COMMAND, 1, COMMAND_ANY, true, execute_run},
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
		"  -v, --volume SRC:DST[:ro]\n"
		"  --tmpfs DST[:OPTIONS]\n"
		"  -p, --publish H:C[/PROTO]\n"
		"  --network NAME|none|host\n"
		"  -u, --user USER\n"
		"  -w, --workdir DIR\n"
		"  -h, --hostname NAME\n"
		"  --read-only\n"
		"  -c, --cpus N\n"
		"  -m, --memory BYTES\n"
		"  --restart no|always|on-failure[:N]  with -d.\n"
		"  --stop-timeout SEC\n"
		"  --rootfs DIR          in place of IMAGE.\n\n"
		"  tcrctl run -ti busybox sh\n",
		ARGS_EXEC | ARGS_RUN | ARGS_COMMAND, 0, COMMAND_ANY, true,
		run_run},
	{"adopt", "NAME", "keep a unit that 'tcrctl run -d' has made",
		"Moves its file to the data partition, so that it is started "
		"at boot.\n",
		0, 1, 1, false, adopt_run},
	{"attach", "NAME", "show what a container writes, and type into it",
		"Shows it from now on.  With Attach=terminal Ctrl-P Ctrl-Q "
		"ends that, else\nCtrl-C.\n",
		0, 1, 1, false, attach_main},
	{"console", "NAME", "the same as attach", "", 0, 1, 1, false,
		attach_main},
	{"cp", "NAME:/PATH -", "copy files out of a container",
		"Writes the file, or the directory with all in it, to standard "
		"output as a tar\narchive.\n\n"
		"  tcrctl cp web:/etc/nginx - | tar -x -C /tmp/nginx\n",
		0, 2, 2, true, copy_run},
	{"time", "[--json]", "show how long the boot took",
		"What the kernel took, tcr-init, and the units.  Exit status 3 "
		"if the boot is\nnot over.\n\n"
		"  --json         all times of all units, in ms since the "
		"kernel began.\n",
		ARGS_JSON, 0, 0, false, startup_time},
	{"blame", "", "show how long each unit took at boot",
		"From when it could start to when it was ready, with the parts "
		"of that: mounting\nits image, its network, crun, and the "
		"program itself.\n",
		0, 0, 0, false, startup_blame},
	{"critical-chain", "[NAME]", "show the units that the boot waited for",
		"Below each unit is the one that it waited for last; @ is when "
		"a unit was ready,\n+ how long it took.  With NAME: what that "
		"unit waited for.\n",
		0, 0, 1, false, startup_chain},
	{"plot", "", "draw the boot as an SVG",
		"Grey: waiting for others; amber: starting; green: ready; red: "
		"failed.\n\n"
		"  tcrctl plot >boot.svg\n",
		0, 0, 0, false, plot_run},
	{"dns", "[--json] [--from UNIT] NAME",
		"tell what containers are answered for a name",
		"And why; no server is asked.  Without --from: in each "
		"network.  Exit status 1\nif there would be no address.\n\n"
		"  --from UNIT    as that container asks.\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON | ARGS_FROM, 1, 1, true, lookup_run},
	{"ports", "[--json]", "list published ports and where they lead",
		"Also says which programs of the device listen there.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON, 0, 0, false, connections_ports},
	{"is-active", "NAME...", "show by the exit status if units are up",
		"Prints their states.  Exit status 0 if all units are up, 3 if "
		"one is not,\n4 if there is no such unit.\n",
		0, 1, COMMAND_ANY, false, status_is_active},
	{"is-failed", "NAME...", "show by the exit status if a unit has failed",
		"Prints their states.  Exit status 0 if one has failed or is "
		"refused, 1 if none,\n4 if there is no such unit.\n",
		0, 1, COMMAND_ANY, false, status_is_failed},
	{"list-units", "", "print names and states of units, for scripts", "",
		0, 0, 0, false, lists_units},
	{"list-files", "", "print the files of units that count",
		"A unit and a path in each line, its drop-ins after its "
		"file.\n",
		0, 0, 0, false, lists_files},
};

const struct command_list unit_commands = {
	"", NULL, commands, sizeof(commands) / sizeof(*commands)};
