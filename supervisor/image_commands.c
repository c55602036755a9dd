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
		"of the firmware\nis newer.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON, 0, 0, true, show_images},
	{"image load", "[--restart] [--keep-old-for SEC] [--timeout SEC] FILE",
		"load an image from a file, or standard input (-)",
		"It takes the place of a loaded image of its name and tag.  "
		"Containers keep\nwhat they run until they restart.\n\n"
		"  --restart           restart the units that use it; undo all "
		"if one does not\n                      come up.\n"
		"  --keep-old-for SEC  also if one does not stay up for so "
		"long.\n"
		"  --timeout SEC       wait at most so long (default: 300).\n",
		ARGS_RESTART | ARGS_TIMEOUT | ARGS_ROOT, 1, 1, true, load_run},
	{"image rm", "[--force] IMAGE...", "remove loaded images",
		"An image that a unit uses, or that is the base of another "
		"one, is kept.\n\n"
		"  -f, --force    remove it nevertheless.\n",
		ARGS_FORCE | ARGS_ROOT, 1, COMMAND_ANY, true, change_rm},
	{"image tag", "IMAGE NAME[:TAG]", "give a loaded image another name",
		"", ARGS_ROOT, 2, 2, true, change_tag},
	{"image prune", "", "remove loaded images that no unit uses", "",
		ARGS_ROOT, 0, 0, true, change_prune},
	{"image inspect", "[--json] IMAGE...", "show all about images",
		"IMAGE is a NAME[:TAG], a digest, or the beginning of one.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON, 1, COMMAND_ANY, true, show_image},
	{"image verify", "[--json] [IMAGE...]", "read images whole",
		"Mounts each as a start does, and reads all files in it.  "
		"Without IMAGE: all.\n\n"
		"  --json         print an array of objects.\n",
		ARGS_JSON | ARGS_ROOT, 0, COMMAND_ANY, true, check_run},
};

const struct command_list image_commands = {"image", "show and change images",
	commands, sizeof(commands) / sizeof(*commands)};
