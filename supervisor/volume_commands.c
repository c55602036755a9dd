/* SPDX-License-Identifier: MIT */
/* The table of the commands `tcrctl volume ...`. */
#include "supervisor/volume_commands.h"

#include "supervisor/client/args.h"
#include "supervisor/volumes/backup.h"
#include "supervisor/volumes/listing.h"
#include "supervisor/volumes/removal.h"
#include "supervisor/volumes/restore.h"

static const struct command commands[] = {
	{"volume ls", "[--json]", "list all volumes",
		"With what each holds, its limit, and the units that describe "
		"or mount it.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON, 0, 0, true, listing_ls},
	{"volume inspect", "[--json] NAME...",
		"show all about volumes, as JSON",
		"NAME is the name of a volume or of its unit.\n\n"
		"  --json         without it, too.\n",
		ARGS_JSON, 1, COMMAND_ANY, true, listing_inspect},
	{"volume rm", "NAME...", "remove volumes with all they hold",
		"One that a unit describes or mounts is not removed, whether "
		"the unit runs or\nnot.\n",
		ARGS_ROOT, 1, COMMAND_ANY, true, removal_rm},
	{"volume prune", "", "remove all volumes that no unit names",
		"Also removes what an interrupted restore or an earlier boot "
		"has left.\n",
		ARGS_ROOT, 0, 0, true, removal_prune},
	{"volume backup", "[--timeout SEC] NAME [FILE]",
		"write a volume as a tar archive",
		"To standard output without FILE.  Containers that use the "
		"volume are frozen\nmeanwhile, and none of them is started.\n\n"
		"  --timeout SEC  freeze them for at most SEC seconds "
		"(default: 300); then they\n"
		"                 go on, and the exit status is 6.\n",
		ARGS_TIMEOUT | ARGS_ROOT, 1, 2, true, backup_run},
	{"volume restore", "NAME [FILE]",
		"replace a volume by what a tar archive has",
		"From standard input without FILE.  The archive is unpacked "
		"beside the volume\nand takes its place when it is complete.  "
		"Containers that use the volume\nhave to be stopped.\n",
		ARGS_ROOT, 1, 2, true, restore_run},
};

const struct command_list volume_commands = {"volume",
	"list, remove, back up and restore volumes", commands,
	sizeof(commands) / sizeof(*commands)};
