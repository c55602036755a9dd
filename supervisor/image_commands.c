/* SPDX-License-Identifier: MIT */
/* The table of commands that show and change images (store/). */
#include "supervisor/image_commands.h"

#include "supervisor/client/args.h"
#include "supervisor/store/change.h"
#include "supervisor/store/check.h"
#include "supervisor/store/load.h"
#include "supervisor/store/show.h"

#include <stddef.h>

static const struct command commands[] = {
	{"image ls", "[--json]", "list images, and which of a name is used",
		"Of two images of one name the loaded one is used, unless that "
		"of the firmware\nis newer; the line below one that is not "
		"used says why.\n\n"
		"  --json         an array of all that is known of each.\n",
		ARGS_JSON, 0, 0, true, show_images, NULL},
	{"image load", "[--restart] [--keep-old-for SEC] [--timeout SEC] FILE",
		"load an image from a file, or standard input (-)",
		"It takes the place of a loaded image of its name and tag.  "
		"Containers keep\nwhat they run until they restart.\n\n"
		"  --restart           restart the units that use it, and wait "
		"until they are\n                      up; if one does not "
		"come up, undo all.\n"
		"  --keep-old-for SEC  with --restart: watch for so long that "
		"they stay up.\n"
		"  --timeout SEC       give up to wait after so long (default: "
		"300).\n",
		ARGS_RESTART | ARGS_KEEP_OLD | ARGS_TIMEOUT, 1, 1, true,
		load_run, NULL},
	{"image rm", "[--force] IMAGE...", "remove loaded images",
		"Of an image that the firmware has, too, that one is then "
		"used.\n\n"
		"  -f, --force    also images that units use.\n",
		ARGS_FORCE, 1, COMMAND_ANY, true, change_rm, NULL},
	{"image tag", "IMAGE NAME[:TAG]", "give a loaded image another name",
		"It keeps its name, too.\n", 0, 2, 2, true, change_tag, NULL},
	{"image prune", "", "remove loaded images that no unit uses",
		"Also those that are older than the firmware's.\n", 0, 0, 0,
		true, change_prune, NULL},
	{"image inspect", "[--json] IMAGE...", "show all about images",
		"IMAGE is a NAME[:TAG], a digest, or the beginning of one.\n\n"
		"  --json         as an array.\n",
		ARGS_JSON, 1, COMMAND_ANY, true, show_image, NULL},
	{"image verify", "[--json] [IMAGE...]", "read images whole",
		"Mounts each as a start does, and reads all files in it.  "
		"Without IMAGE: all.\nExit status 1 if one is damaged.\n\n"
		"  --json         as an array.\n",
		ARGS_JSON, 0, COMMAND_ANY, true, check_run, NULL},
};

const struct command_list image_commands = {"image", "show and change images",
	commands, sizeof(commands) / sizeof(*commands)};
