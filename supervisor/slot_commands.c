/* SPDX-License-Identifier: MIT */
/* The table of the commands `tcrctl slot ...`. */
#include "supervisor/slot_commands.h"

#include "supervisor/client/args.h"
#include "supervisor/client/slots.h"

static const struct command commands[] = {
	{"slot status", "[--json]", "show the slots: * is the one that runs",
		"STATE is good, trial, bad (given up), empty or none.\n\n"
		"  --json         the object \"slot\" of the status.\n",
		ARGS_JSON, 0, 0, true, slots_status},
	{"slot try", "[--tries N] [--reboot] [a|b]",
		"boot a slot next, on trial",
		"Without a letter the other slot.  If it is not confirmed "
		"before N boots have\nended, this one is back.\n\n"
		"  --tries N      so many boots (default: 3).\n"
		"  --reboot       reboot now, or when that is allowed again.\n",
		ARGS_TRY | ARGS_TIMEOUT, 0, 1, true, slots_ask},
	{"slot good", "", "confirm the slot that runs",
		"tcrd does so by itself when all units with Critical=yes are "
		"stable.\n",
		ARGS_TIMEOUT, 0, 0, true, slots_ask},
	{"slot bad", "[a|b]", "give a slot up",
		"Without a letter the other slot.  It does not boot any "
		"more.\n",
		ARGS_TIMEOUT, 0, 1, true, slots_ask},
	{"slot boot", "a|b", "boot a slot from now on",
		"One that was given up is on trial again.\n", ARGS_TIMEOUT, 1,
		1, true, slots_ask},
};

const struct command_list slot_commands = {"slot",
	"show and choose the slot that boots", commands,
	sizeof(commands) / sizeof(*commands)};
