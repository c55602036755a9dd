/* SPDX-License-Identifier: MIT */
/*
 * Carries out requests of the control socket and answers them: one packet for
 * each line, the last one when the units have settled.
 */
#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/serve/control_parts.h"
#include "supervisor/units/unit_file.h"

#include "init/fmt.h"
#include "init/utf8.h"
#include "supervisor/base/signals.h"
#include "supervisor/life/life.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/manager.h"
#include "supervisor/units/text/nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

void control_answer(struct client *c, const char *format, ...)
{
	char text[UNIT_CAUSE_MAX + 128];
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(text, sizeof(text), format, ap);
	va_end(ap);
	(void)send(c->source.fd, text, utf8_clean(text, strlen(text)),
		MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Whether the unit is as the request wants it; a oneshot that has succeeded
 * counts as up. */
static bool well(const struct unit *u, bool down)
{
	if (down)
		return u->a.state == AUTO_DOWN;
	return automaton_ready(&u->a, &u->policy);
}

void control_conclude(struct client *c)
{
	if (c->failed)
		control_answer(c, "error %d %zu of %zu units failed",
			EXITCODE_FAILED, c->failed, c->count + c->missed);
	else if (c->refused)
		control_answer(
			c, "error %d there are bad units", EXITCODE_BAD_CONFIG);
	else
		control_answer(c, "ok");
}

/* Answers if every ReloadCmd= of the client's units has ended. */
static bool check_commands(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->units[i]->reload && c->units[i]->reload->task.pid)
			return false;
	for (size_t i = 0; i < c->count; i++) {
		const struct life_reload *r = c->units[i]->reload;

		if (!r || r->rc == 0)
			continue;
		c->failed++;
		control_answer(c, "note %s: ReloadCmd=: %s",
			c->units[i]->file->name, *r->text ? r->text : "failed");
	}
	control_conclude(c);
	return true;
}

/* Answers if all of the client's units have settled. */
static bool check_units(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (!manager_settled(c->units[i]))
			return false;
	for (size_t i = 0; i < c->count; i++) {
		struct unit *u = c->units[i];

		if (c->reload && u->limits_failed)
			control_answer(c,
				"note %s was restarted: its limits could not "
				"change in place (see 'tcrctl logs')",
				u->file->name);
		u->limits_failed = false;
		if (well(u, c->down) || (c->reload && !u->a.want &&
						u->a.outcome < OUTCOME_FAILED))
			continue;
		c->failed++;
		control_answer(c, "note %s: %s%s%s", u->file->name,
			life_state(u), *u->cause ? ": " : "", u->cause);
	}
	control_conclude(c);
	return true;
}

bool control_check(struct client *c)
{
	if (c->holds || c->pauses)
		return control_hold_check(c);
	if (c->slot)
		return control_slot_check(c);
	if (c->until)
		return control_wait_check(c);
	return c->commands ? check_commands(c) : check_units(c);
}

static void no_unit(struct client *c, const char *name)
{
	struct nearest near = nearest_begin(name);
	const char *best;
	size_t count;
	const struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++)
		nearest_try(&near, units[i].file->name,
			strlen(units[i].file->name));
	best = nearest_end(&near);
	control_answer(c, "error %d no such unit: '%s'%s%s%s", EXITCODE_NO_UNIT,
		name, best ? " (did you mean '" : "", best ? best : "",
		best ? "'?)" : "");
}

/*
 * Finds the units of a request, before anything is done to one of them.  False,
 * after an answer, if one is missing or refuses.
 */
static bool find_units(struct client *c, char *names, bool start, bool stop)
{
	char *save = NULL;

	for (char *n = strtok_r(names, " ", &save); n;
		n = strtok_r(NULL, " ", &save)) {
		struct unit *u = manager_find(n);

		if (!u && c->asked && !start)
			continue; /* its file is gone: it is stopped */
		if (!u) {
			no_unit(c, n);
			return false;
		}
		if (start && u->file->bad) {
			control_answer(c, "error %d %s", EXITCODE_BAD_CONFIG,
				u->file->bad);
			return false;
		}
		if ((start && u->file->conf.goals.refuse_start) ||
			(stop && u->file->conf.goals.refuse_stop)) {
			control_answer(c,
				"error %d %s: its file says RefuseManual%s=",
				EXITCODE_FAILED, u->file->name,
				stop && u->file->conf.goals.refuse_stop
					? "Stop"
					: "Start");
			return false;
		}
		if (c->count == CONTROL_UNITS_MAX) {
			control_answer(c, "error %d more than %d units",
				EXITCODE_USAGE, CONTROL_UNITS_MAX);
			return false;
		}
		c->units[c->count++] = u;
	}
	if (c->count > 0 || c->asked)
		return true;
	control_answer(c, "error %d name a unit", EXITCODE_USAGE);
	return false;
}

static enum control_result act(
	struct client *c, void (*verb)(struct unit *u), bool down)
{
	c->down = down;
	for (size_t i = 0; i < c->count && !c->asked; i++)
		verb(c->units[i]);
	if (!c->no_wait)
		return CONTROL_WAIT;
	control_conclude(c);
	return CONTROL_DONE;
}

/* Sends the client's units a signal or, if sig is 0, has them reload. */
static enum control_result signal_units(struct client *c, int sig)
{
	size_t reached = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct unit *u = c->units[i];
		int rc = sig ? life_kill(u, sig) : life_reload(u);

		if (rc == 0) {
			c->units[reached++] = u;
			continue;
		}
		c->failed++;
		control_answer(c, "note %s: %s", u->file->name,
			rc == -ESRCH     ? "it does not run"
			: rc == -ENOTSUP ? "no ReloadSignal= and no ReloadCmd="
			: rc == -EBUSY   ? "it is being reloaded"
					 : strerror(-rc));
	}
	/* check_commands() must not count the failed ones again. */
	c->missed = c->count - reached;
	c->count = reached;
	c->commands = sig == 0 && !c->no_wait;
	if (c->commands)
		return CONTROL_WAIT;
	control_conclude(c);
	return CONTROL_DONE;
}

/* "kill SIGNAL NAME...", words being what follows "kill". */
static enum control_result kill_units(struct client *c, char *words)
{
	char *names = strchr(words, ' ');
	int sig;

	if (names)
		*names++ = 0;
	sig = signals_parse(words);
	if (sig < 0)
		control_answer(
			c, "error %d no signal '%s'", EXITCODE_USAGE, words);
	if (sig < 0 || !find_units(c, names ? names : words, false, false))
		return CONTROL_DONE;
	return signal_units(c, sig);
}

static enum control_result reload_units(struct client *c)
{
	return signal_units(c, 0);
}

static enum control_result reset_failed(struct client *c)
{
	for (size_t i = 0; i < c->count; i++)
		life_event(c->units[i], AUTO_RESET);
	control_conclude(c);
	return CONTROL_DONE;
}

/* "wait WHAT NAME...", words being what follows "wait". */
static enum control_result wait_units(struct client *c, char *words)
{
	char *names = strchr(words, ' ');

	if (names)
		*names++ = 0;
	return find_units(
		       c, names ? names : words + strlen(words), false, false)
		       ? control_wait(c, words)
		       : CONTROL_DONE;
}

/* Freezes the client's units, or lets them go on. */
static enum control_result pause_units(struct client *c, bool on)
{
	size_t reached = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct unit *u = c->units[i];
		int rc = life_pause(u, on);

		if (rc == 0) {
			c->units[reached++] = u;
			continue;
		}
		c->failed++;
		control_answer(c, "note %s: %s", u->file->name,
			rc == -ESRCH ? "it does not run" : strerror(-rc));
	}
	c->missed = c->count - reached;
	c->count = reached;
	c->pauses = on;
	if (on && !c->no_wait)
		return control_hold_check(c) ? CONTROL_DONE : CONTROL_WAIT;
	control_conclude(c);
	return CONTROL_DONE;
}

static enum control_result freeze_units(struct client *c)
{
	return pause_units(c, true);
}

static enum control_result thaw_units(struct client *c)
{
	return pause_units(c, false);
}

/* The requests with names of units, but "kill". */
static const struct verb {
	const char *name;
	void (*goal)(struct unit *u); /* called for each unit */
	enum control_result (*command)(struct client *c); /* or: once */
	bool start, stop; /* units with RefuseManualStart= or -Stop= refuse */
} verbs[] = {
	{"start", goals_start, NULL, true, false},
	{"stop", goals_stop, NULL, false, true},
	{"restart", goals_restart, NULL, true, true},
	{"reload", NULL, reload_units, false, false},
	{"freeze", NULL, freeze_units, false, false},
	{"thaw", NULL, thaw_units, false, false},
	{"reset-failed", NULL, reset_failed, false, false},
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

/* Whether text begins with that word, which is then passed over. */
static bool skip_word(char **text, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*text, word, n) != 0)
		return false;
	*text += n;
	return true;
}

void control_await_reload(struct client *c)
{
	size_t count;
	struct unit *units = manager_units(&count);

	c->reload = true;
	for (size_t i = 0; i < count; i++) {
		struct unit *u = &units[i];
		const struct unit_file *f = u->file;

		c->refused |= f->stale || f->fallback || (f->bad && !f->masked);
		/* Not a oneshot that has been at work before. */
		if (!manager_settled(u) &&
			(u->stop_pending || u->limiting ||
				u->a.state != AUTO_RUNNING) &&
			c->count < CONTROL_UNITS_MAX)
			c->units[c->count++] = u;
	}
}

enum control_result control_request(
	struct client *c, char *text, bool under_init)
{
	char *names;
	const struct verb *verb;

	c->no_wait = skip_word(&text, "no-wait ");
	c->asked = skip_word(&text, "asked ");
	names = strchr(text, ' ');
	if (names)
		*names++ = 0;
	else
		names = text + strlen(text);
	if (control_end(c, text, names, under_init))
		return CONTROL_DONE;
	c->load = strcmp(text, "load") == 0;
	if (c->asked && strcmp(text, "reload-config") == 0) {
		control_await_reload(c);
		return CONTROL_WAIT;
	}
	if (c->load || strcmp(text, "reload-config") == 0)
		return CONTROL_HAND_OVER;
	if (strcmp(text, "slot") == 0)
		return control_slot(c, names);
	if (strcmp(text, "kill") == 0)
		return kill_units(c, names);
	if (strcmp(text, "wait") == 0)
		return wait_units(c, names);
	/* Of a volume, which is given by its path: no name has a slash. */
	if ((strcmp(text, "freeze") == 0 && strchr(names, '/')) ||
		strcmp(text, "hold") == 0)
		return control_hold(c, names, *text == 'f');
	if (strcmp(text, "times") == 0) {
		control_times(c, names);
		return CONTROL_DONE;
	}
	verb = find_verb(text);
	if (!verb)
		control_answer(c, "error %d unknown request", EXITCODE_USAGE);
	if (!verb || !find_units(c, names, verb->start, verb->stop))
		return CONTROL_DONE;
	return verb->goal ? act(c, verb->goal, !verb->start) : verb->command(c);
}
