/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_COMMAND_H
#define SUPERVISOR_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct client_args; /* supervisor/client/client.h */
struct nearest;     /* supervisor/units/text/nearest.h */

/* A command of tcrctl; its row in a table is its help, too. */
struct command {
	const char *name; /* of a group's: "GROUP NAME" */
	const char *synopsis;
	const char *summary;
	const char *help;
	unsigned options;       /* enum args_option */
	unsigned char min, max; /* how many operands */
	bool words; /* operands are not checked to be names of units */
	int (*run)(const struct client_args *args);
};

#define COMMAND_ANY 255 /* as max: there is no limit */

/*
 * The commands of one table: those that stand alone (group ""), or those of a
 * group, as `tcrctl volume ls` is of the group "volume".  A group's name is
 * also what its commands call their operands.
 */
struct command_list {
	const char *group;
	const char *summary; /* of a group */
	const struct command *v;
	size_t count;
};

/* The command of that name, without the group's; NULL: there is none. */
const struct command *command_find(
	const struct command_list *list, const char *name);

/* Tries the names of all commands as what a misspelt name could mean. */
void command_try(const struct command_list *list, struct nearest *near);
/* Says that there is no such command; near: the nearest, or NULL.  A code. */
int command_unknown(
	const struct command_list *list, const char *name, const char *near);

/* These print help: a line for each command; all of one; of a group, or (name
 * not NULL) of one in it.  The last two return an exit code. */
void command_summaries(const struct command_list *list);
int command_help(const struct command *c);
int command_help_group(const struct command_list *group, const char *name);

/* Runs a command, argv being the words after its name: an exit code. */
int command_run(const struct command_list *list, const struct command *c,
	int argc, char **argv);
/* The same for a group, argv being the words after the group's name. */
int command_run_group(const struct command_list *group, int argc, char **argv);

#endif
