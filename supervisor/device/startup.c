/* SPDX-License-Identifier: MIT */
/*
 * Gets the times of the boot: those of units from tcrd, that of the kernel from
 * its log.  A clock of its own stamps that log, but it begins at the same time
 * and does not differ by a hundredth in the seconds of a boot.
 */
#include "supervisor/device/startup.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/int64.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/device/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_MAX 8192 /* of /dev/kmsg */
#define ENDED      "ended-"

/* When PID 1 was made, in ms; in a container that is long after the boot. */
static int64_t pid1_ms(void)
{
	char text[1024];
	ssize_t n = io_read_file(AT_FDCWD, "/proc/1/stat", text, sizeof(text));
	const char *p = n < 0 ? NULL : strrchr(text, ')');

	for (int blanks = 0; p && blanks < 20; blanks++)
		p = strchr(p + 1, ' ');
	return p ? (int64_t)text_digits(p + 1, NULL, 10) * TICK_MS : INT64_MAX;
}

/* When the kernel executed PID 1, as its log says; 0: it does not any more. */
static int64_t kernel_ms(int64_t start_ms)
{
	static char text[RECORD_MAX];
	autofd int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int64_t ms = 0;
	ssize_t n;

	/* "PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT"; EPIPE: one was lost. */
	while (fd >= 0 && ms == 0 &&
		((n = read(fd, text, sizeof(text) - 1)) > 0 ||
			(n < 0 && errno == EPIPE))) {
		const char *p = text;

		text[n > 0 ? n : 0] = 0;
		if (!strstr(text, ";Run ") || !strstr(text, " as init process"))
			continue;
		for (int commas = 0; p && commas < 2; commas++)
			p = strchr(p + 1, ',');
		ms = p ? (int64_t)text_digits(p + 1, NULL, 10) / 1000 : 0;
	}
	return ms <= start_ms && ms >= pid1_ms() ? ms : 0;
}

static void take_device(struct startup *s, const char *key, int64_t value)
{
	if (strcmp(key, "units") == 0)
		s->wanted = (size_t)value;
	else if (strcmp(key, "start") == 0)
		s->start_ms = value;
	else if (strcmp(key, "boot") == 0)
		s->boot_ms = value;
}

static void add_part(struct startup_unit *u, const char *name, int64_t ms)
{
	if (u->count < STARTUP_PARTS)
		u->parts[u->count++] = (struct startup_part){name, ms};
}

static void take_unit(struct startup_unit *u, const char *key, int64_t value)
{
	if (strcmp(key, "queued") == 0) {
		u->queued_ms = value;
	} else if (strcmp(key, "clear") == 0) {
		u->clear_ms = value;
	} else if (strcmp(key, "ready") == 0) {
		u->ready_ms = value;
	} else if (strncmp(key, ENDED, strlen(ENDED)) == 0) {
		u->end = key + strlen(ENDED);
		u->ended_ms = value;
	} else {
		add_part(u, key, value);
	}
}

/* Takes a line "NAME KEY=NUMBER..."; that of the device has the name tcrd. */
static void take(char *text, void *arg)
{
	struct startup *s = arg;
	char *save, *kept = arena_copy(&s->arena, text, strlen(text));
	const char *name = kept ? strtok_r(kept, " ", &save) : NULL;
	struct startup_unit *v, *u = NULL;

	if (!name)
		return;
	if (strcmp(name, "tcrd") != 0) {
		v = arena_grow(&s->arena, s->v, s->count, sizeof(*v));
		if (!v)
			return;
		s->v = v;
		u = &v[s->count++];
		*u = (struct startup_unit){.name = name};
	}
	for (char *key = strtok_r(NULL, " ", &save); key;
		key = strtok_r(NULL, " ", &save)) {
		char *equals = strchr(key, '=');
		int64_t value = equals ? human_number(equals + 1,
						 strlen(equals + 1), INT64_MAX)
				       : -1;

		if (!equals)
			continue;
		*equals = 0;
		if (u)
			take_unit(u, key, value);
		else
			take_device(s, key, value);
	}
	if (!u)
		return;
	if (u->end && (!u->ready_ms || u->ended_ms < u->ready_ms))
		add_part(u, u->end, u->ended_ms);
	if (u->ready_ms)
		add_part(u, "ready", u->ready_ms);
}

/* A unit that could not start yet is behind all that could. */
static int by_clear(const void *a, const void *b)
{
	const struct startup_unit *x = a, *y = b;
	uint64_t of_x = (uint64_t)x->clear_ms - 1;
	uint64_t of_y = (uint64_t)y->clear_ms - 1;

	if (of_x != of_y)
		return of_x < of_y ? -1 : 1;
	return x->ready_ms < y->ready_ms ? -1 : x->ready_ms > y->ready_ms;
}

int startup_load(const struct client_args *args, struct startup *s)
{
	size_t before;
	int rc;

	*s = (struct startup){.boot_ms = -1};
	do {
		before = s->count;
		rc = ask_times(args, s->count, take, s);
	} while (rc == 0 && s->count > before && s->count < s->wanted);
	if (rc == 0 && (s->count == 0 || s->count < s->wanted))
		rc = out_fail(
			EXITCODE_FAILED, "%s: no complete answer", args->verb);
	if (rc == 0)
		qsort(s->v, s->count, sizeof(*s->v), by_clear);
	s->kernel_ms = kernel_ms(s->start_ms);
	return rc;
}

void startup_done(struct startup *s)
{
	arena_done(&s->arena);
}

bool startup_at_boot(const struct startup *s, const struct startup_unit *u)
{
	return u->queued_ms && (s->boot_ms < 0 || u->queued_ms <= s->boot_ms);
}

int64_t startup_took(const struct startup_unit *u)
{
	return u->clear_ms && u->ready_ms ? u->ready_ms - u->clear_ms : -1;
}

void startup_words(const struct startup_unit *u, char out[STARTUP_TEXT])
{
	int64_t since = u->clear_ms;
	size_t len = 0;

	out[0] = 0;
	for (size_t i = 0; i < u->count; i++) {
		const struct startup_part *p = &u->parts[i];
		char text[HUMAN_SHORT];
		int n;

		/* A unit that only had to wait its turn took no time. */
		if (since && p->ms - since == 0 &&
			strcmp(p->name, "ready") == 0)
			continue;
		human_seconds(text, p->ms - since, 3);
		n = fmt_print(out + len, STARTUP_TEXT - len, "%s%s%s%s",
			len ? "  " : "", p->name, since ? " " : "",
			since ? text : "");
		len += n > 0 ? (size_t)n : 0;
		since = p->ms;
	}
}

void startup_sum(const struct startup *s, char out[STARTUP_TEXT])
{
	int64_t end = s->boot_ms < 0 ? io_now_ms() : s->boot_ms;
	char kernel[HUMAN_SHORT], before[HUMAN_SHORT], units[HUMAN_SHORT];
	char all[HUMAN_SHORT];

	human_seconds(kernel, s->kernel_ms, 3);
	human_seconds(before, s->start_ms - s->kernel_ms, 3);
	human_seconds(units, end - s->start_ms, 3);
	human_seconds(all, end, 3);
	(void)fmt_print(out, STARTUP_TEXT, "%s%s%s %s + units %s = %s%s",
		s->kernel_ms ? "kernel " : "", s->kernel_ms ? kernel : "",
		s->kernel_ms ? " + tcr-init" : "before tcrd", before, units,
		all, s->boot_ms < 0 ? " so far" : "");
}
