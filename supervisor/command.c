/* SPDX-License-Identifier: MIT */
/* Finds the command of tcrctl that is asked for, prints its help, and runs it
 * when its options and operands are right. */
#include "supervisor/command.h"

#include "supervisor/client/args.h"
#include "supervisor/client/client.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/nearest.h"

#include <string.h>
#include <unistd.h>

/* The end of the help of commands that wait, unless it says that itself. */
static const char help_timeout[] =
	"\n  --timeout SEC  wait at most SEC seconds (default: 300), then end "
	"with\n"
	"                 exit status 6; tcrd goes on with the request.\n";
static const char help_no_wait[] =
	"  --no-wait      return as soon as tcrd has accepted the request.\n";

/* The name of a command without that of its group. */
static const char *own_name(
	const struct command_list *list, const struct command *c)
{
	return *list->group ? c->name + strlen(list->group) + 1 : c->name;
}

const struct command *command_find(
	const struct command_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(own_name(list, &list->v[i]), name) == 0)
			return &list->v[i];
	return NULL;
}

void command_try(const struct command_list *list, struct nearest *near)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *name = own_name(list, &list->v[i]);

		nearest_try(near, name, strlen(name));
	}
}

int command_unknown(
	const struct command_list *list, const char *name, const char *near)
{
	const char *blank = *list->group ? " " : "";

	if (near)
		return out_fail(EXITCODE_USAGE,
			"unknown command '%s%s%s' (did you mean '%s'?)",
			list->group, blank, name, near);
	return out_fail(EXITCODE_USAGE,
		"unknown command '%s%s%s' (see 'tcrctl help%s%s')", list->group,
		blank, name, blank, list->group);
}

void command_summaries(const struct command_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		out_print("  %-14s %s\n", own_name(list, &list->v[i]),
			list->v[i].summary);
}

int command_help(const struct command *c)
{
	out_print("Usage: tcrctl %s%s%s\n\n%c%s.\n", c->name,
		*c->synopsis ? " " : "", c->synopsis, c->summary[0] - 'a' + 'A',
		c->summary + 1);
	out_bytes(c->help, strlen(c->help)); /* longer than out_print() takes */
	if ((c->options & ARGS_TIMEOUT) && !strstr(c->help, "--timeout"))
		out_text(help_timeout);
	if (c->options & ARGS_NO_WAIT)
		out_text(help_no_wait);
	return EXITCODE_OK;
}

/* The command of the group, or NULL after a message. */
static const struct command *find_in(
	const struct command_list *group, const char *name)
{
	const struct command *c = command_find(group, name);
	struct nearest near = nearest_begin(name);

	if (c)
		return c;
	command_try(group, &near);
	(void)command_unknown(group, name, nearest_end(&near));
	return NULL;
}

int command_help_group(const struct command_list *group, const char *name)
{
	const struct command *c = name ? find_in(group, name) : NULL;

	if (name)
		return c ? command_help(c) : EXITCODE_USAGE;
	out_print("Usage: tcrctl %s COMMAND [OPTIONS] [NAME...]\n\n%c%s.\n\n"
		  "Commands:\n",
		group->group, group->summary[0] - 'a' + 'A',
		group->summary + 1);
	command_summaries(group);
	out_print("\n'tcrctl help %s COMMAND' explains one.\n", group->group);
	return EXITCODE_OK;
}

static int check_operands(const struct command_list *list,
	const struct command *c, const struct client_args *a)
{
	if (a->count < c->min && a->count)
		return out_fail(EXITCODE_USAGE,
			"%s: '%s' is not enough (see 'tcrctl help %s')",
			c->name, a->names[0], c->name);
	if (a->count < c->min)
		return out_fail(EXITCODE_USAGE,
			"%s: which %s? (see 'tcrctl help %s')", c->name,
			*list->group             ? list->group
			: c->options & ARGS_FROM ? "name"
						 : "unit",
			c->name);
	if (a->count > c->max && c->max != COMMAND_ANY)
		return out_fail(EXITCODE_USAGE,
			"%s: '%s' is too much (see 'tcrctl help %s')", c->name,
			a->names[c->max], c->name);
	for (size_t i = 0; i < a->count && !c->words; i++)
		if (!human_is_unit(a->names[i], strlen(a->names[i])))
			return out_fail(EXITCODE_USAGE,
				"%s: '%s' cannot be a unit's name", c->name,
				a->names[i]);
	return 0;
}

int command_run(const struct command_list *list, const struct command *c,
	int argc, char **argv)
{
	struct client_args args = {.verb = c->name};
	bool help = false;
	int rc;

	rc = args_parse(&args, c->options, argc, argv, &help);
	if (rc == 0 && help)
		return command_help(c);
	if (rc == 0)
		rc = check_operands(list, c, &args);
	if (rc == 0 && c->options & ARGS_ROOT && geteuid() != 0)
		rc = out_fail(EXITCODE_FAILED, "%s: you must be root", c->name);
	if (rc !=
		0) /* 1 and 2 are also exit statuses of a container's command */
		return c->options & ARGS_COMMAND ? EXITCODE_NOT_TRIED : rc;
	return c->run(&args);
}

int command_run_group(const struct command_list *group, int argc, char **argv)
{
	const struct command *c;

	if (argc < 1)
		return out_fail(EXITCODE_USAGE,
			"%s: which command? (see 'tcrctl help %s')",
			group->group, group->group);
	if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0)
		return command_help_group(group, NULL);
	c = find_in(group, argv[0]);
	return c ? command_run(group, c, argc - 1, argv + 1) : EXITCODE_USAGE;
}
