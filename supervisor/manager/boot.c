/* SPDX-License-Identifier: MIT */
/* The start of a unit at boot, and the log line that says how the boot went. */
#include "supervisor/manager/boot.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/advice.h"
#include "supervisor/base/store.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/units/unit_file.h"

void boot_start(struct unit *u)
{
	const struct unit *opponent = goals_opponent(u);

	if (!opponent) {
		goals_start(u);
		return;
	}
	life_cause(u, "conflicts with %s, which is wanted too",
		opponent->file->name);
	log_warn("%s: not started, %s", u->file->name, u->cause);
}

/* u is up, or has done what it is there for. */
static bool is_well(const struct unit *u)
{
	return !u->file->bad && u->a.state != AUTO_BACKOFF &&
	       u->a.state != AUTO_WAITING &&
	       (u->a.state != AUTO_DOWN || u->a.outcome == OUTCOME_EXITED ||
		       u->a.outcome == OUTCOME_SKIPPED);
}

/* Prints "; not up: db, web", as many names as have room; "" if there are none.
 */
static void name_unwell(
	const struct unit *units, size_t count, char *text, size_t size)
{
	size_t len = 0;

	text[0] = 0;
	for (size_t i = 0; i < count; i++) {
		const struct unit_file *f = units[i].file;
		int n;

		if (!f->conf.wanted || f->builtin || is_well(&units[i]))
			continue;
		n = fmt_print(text + len, size - len, "%s%s",
			len ? ", " : "; not up: ", f->name);
		if (n < 0)
			return;
		len += (size_t)n;
	}
}

void boot_say(const struct unit *units, size_t count, int64_t boot_ms)
{
	size_t wanted = 0, well = 0, bad = 0;
	char unwell[512];

	for (size_t i = 0; i < count; i++) {
		const struct unit_file *f = units[i].file;

		bad += f->bad && !f->masked;
		wanted += f->conf.wanted && !f->builtin;
		well += f->conf.wanted && !f->builtin && is_well(&units[i]);
	}
	name_unwell(units, count, unwell, sizeof(unwell));
	log_info(
		"boot: %zu of %zu units up, %zu refused, after %lld.%03lld s%s",
		well, wanted, bad, (long long)boot_ms / 1000,
		(long long)boot_ms % 1000, unwell);
}

int boot_advise(const void *arg)
{
	(void)advice_crun(arg); /* a failure is logged there */
	return store_tidy(arg);
}
