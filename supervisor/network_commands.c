/* SPDX-License-Identifier: MIT */
/* The table of the commands `tcrctl network ...`. */
#include "supervisor/network_commands.h"

#include "supervisor/client/args.h"
#include "supervisor/device/connections.h"

static const struct command commands[] = {
	{"network ls", "[--json]", "list the networks of containers",
		"\n  --json         print an array of objects, as inspect "
		"does.\n",
		ARGS_JSON, 0, 0, true, connections_ls},
	{"network inspect", "[--json] NAME...",
		"show who is in networks, and what may talk to what",
		"\n  --json         print an array of objects.\n", ARGS_JSON, 1,
		COMMAND_ANY, true, connections_inspect},
};

const struct command_list network_commands = {"network",
	"show networks and who is in them", commands,
	sizeof(commands) / sizeof(*commands)};
