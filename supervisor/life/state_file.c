/* SPDX-License-Identifier: MIT */
/*
 * The saved state of a unit: a line with a version and numbers, then a line
 * each for the cause, the last exit, STATUS= and the last health check.  The
 * next tcrd reads it, and believes it only as far as pidfd and cgroup confirm.
 */
#include "supervisor/life/state_file.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "init/utf8.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define STATE_MAX    1280
#define STATE_MAGIC  "tcr-state-6 "
#define DEVICE_MAGIC "tcr-device-1 "

enum field {
	FIELD_STATE,
	FIELD_OUTCOME,
	FIELD_WANT,
	FIELD_STREAK,
	FIELD_DELAY,
	FIELD_PID,
	FIELD_STOP_SIGNAL,
	FIELD_STOP_TIMEOUT,
	FIELD_SINCE,
	FIELD_START,
	FIELD_RUNS,
	FIELD_RESTARTS,
	FIELD_READY,
	FIELD_READY_SINCE,
	FIELD_START_BY,
	FIELD_STARTS_SINCE,
	FIELD_STARTS,
	FIELD_RESULT,
	FIELD_HEALTH,
	FIELD_HEALTH_SINCE,
	FIELD_FAILURES,
	FIELD_SUCCESSES,
	FIELD_STARTED,
	FIELD_WELL,
	FIELD_TIMES, /* of struct times */
	FIELD_COUNT = FIELD_TIMES + TIMES_COUNT,
};

/*
 * FIELD_WANT of a unit whose file is gone.  If the file comes back before all
 * of the unit is down, the file is that of a new unit.
 */
#define WANT_GONE 2
/* Added to FIELD_WANT: what the unit is to do once its dependents are down. */
#define WANT_STOP  4
#define WANT_START 8

/* Adds text as one line: newlines in it are replaced by '?'. */
static void put_line(char text[STATE_MAX], size_t *len, const char *said)
{
	char *line = text + *len;
	int n = fmt_print(line, STATE_MAX - *len, "%s\n", said);

	if (n < 0)
		return; /* cannot be: STATE_MAX has room for all lines */
	*len += utf8_clean(line, (size_t)n - 1);
	text[(*len)++] = '\n';
	text[*len] = 0;
}

void state_file_save(const struct unit *u)
{
	int64_t fields[FIELD_COUNT] = {
		/* A unit that tcrd only puts up again was running. */
		[FIELD_STATE] = u->kept_ms ? AUTO_RUNNING : u->a.state,
		[FIELD_OUTCOME] = u->a.outcome,
		[FIELD_WANT] = u->gone ? WANT_GONE
				       : u->a.want |
						 u->stop_pending * WANT_STOP |
						 u->then_start * WANT_START,
		[FIELD_STREAK] = u->a.streak,
		[FIELD_DELAY] = u->a.delay_ms,
		[FIELD_PID] = u->pid,
		[FIELD_STOP_SIGNAL] = u->stop_signal,
		[FIELD_STOP_TIMEOUT] = u->stop_timeout_ms,
		[FIELD_SINCE] = u->kept_ms ? u->kept_ms : u->since_ms,
		[FIELD_START] = u->start_ms,
		[FIELD_RUNS] = u->runs,
		[FIELD_RESTARTS] = u->restarts,
		[FIELD_READY] = u->a.ready,
		[FIELD_READY_SINCE] = u->ready_ms,
		[FIELD_START_BY] = u->start_by_ms,
		[FIELD_STARTS_SINCE] = u->starts.since_ms,
		[FIELD_STARTS] = u->starts.count,
		[FIELD_RESULT] = u->result,
		[FIELD_HEALTH] = u->health ? u->health->state : 0,
		[FIELD_HEALTH_SINCE] = u->health ? u->health->since_ms : 0,
		[FIELD_FAILURES] = u->health ? u->health->failures : 0,
		[FIELD_SUCCESSES] = u->health ? u->health->successes : 0,
		[FIELD_STARTED] = u->health && u->health->started,
		[FIELD_WELL] = u->well_ms,
	};
	char path[PATH_MAX], text[STATE_MAX] = STATE_MAGIC;
	size_t len = strlen(text);
	int rc = paths_unit(path, u->file->name, "state");

	memcpy(fields + FIELD_TIMES, &u->times, sizeof(u->times));
	for (int i = 0; i < FIELD_COUNT; i++)
		len += (size_t)fmt_print(text + len, sizeof(text) - len,
			"%lld ", (long long)fields[i]);
	text[len++] = '\n';
	put_line(text, &len, u->cause);
	put_line(text, &len, u->last_exit);
	put_line(text, &len, u->notify ? u->notify->status : "");
	put_line(text, &len, u->health ? u->health->last : "");
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, text, len, 0600);
	if (rc < 0)
		log_warn("%s: cannot save state: %s", u->file->name,
			strerror(-rc));
}

/* Reads n numbers, each with a blank behind it; returns what follows, or NULL.
 */
static char *take_fields(char *p, int64_t *fields, int n)
{
	for (int i = 0; i < n; i++) {
		bool minus = *p == '-';
		const char *end;
		uint64_t field = text_digits(p + minus, &end, 10);

		if (end == p + minus || *end != ' ' || field > INT64_MAX)
			return NULL;
		fields[i] = minus ? -(int64_t)field : (int64_t)field;
		p += end + 1 - p;
	}
	return p;
}

/* Copies the line after the newline at *p, and moves *p to that line's end. */
static void take_line(char **p, char *out, size_t size)
{
	char *line = **p ? *p + 1 : *p;
	size_t len = strcspn(line, "\n");

	(void)fmt_print(out, size, "%.*s", (int)len, line);
	*p = line + len;
}

void state_file_forget(const struct unit *u)
{
	char path[PATH_MAX];

	if (paths_unit(path, u->file->name, "state") == 0 && unlink(path) < 0 &&
		errno != ENOENT)
		(void)failed("remove %s", path);
}

/* Reads STATUS= and the results of health checks. */
static void take_signs(struct unit *u, const int64_t *fields, char **p)
{
	char text[HEALTH_LAST_MAX + MESSAGE_STATUS_MAX]; /* room for either */
	struct health *h = u->health;

	take_line(p, text, sizeof(text));
	if (u->notify)
		(void)fmt_print(u->notify->status, sizeof(u->notify->status),
			"%s", text);
	take_line(p, text, sizeof(text));
	if (!h)
		return;
	(void)fmt_print(h->last, sizeof(h->last), "%s", text);
	h->state = (enum health_state)fields[FIELD_HEALTH];
	h->since_ms = fields[FIELD_HEALTH_SINCE];
	h->failures = (unsigned)fields[FIELD_FAILURES];
	h->successes = (unsigned)fields[FIELD_SUCCESSES];
	h->started = fields[FIELD_STARTED] != 0;
}

void state_file_device_save(const struct state_device *d)
{
	char path[PATH_MAX], text[96];
	int len = fmt_print(text, sizeof(text),
		DEVICE_MAGIC "%lld %lld %lld \n", (long long)d->start_ms,
		(long long)d->boot_ms, (long long)d->available);
	int rc = paths_unit(path, "tcrd", "state");

	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600);
	if (rc < 0)
		log_warn(
			"cannot save the state of the boot: %s", strerror(-rc));
}

void state_file_device_load(struct state_device *d)
{
	char path[PATH_MAX], text[96];
	int64_t fields[3] = {0};

	*d = (struct state_device){.boot_ms = -1};
	if (paths_unit(path, "tcrd", "state") < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0 ||
		strncmp(text, DEVICE_MAGIC, strlen(DEVICE_MAGIC)) != 0 ||
		take_fields(text + strlen(DEVICE_MAGIC), fields, 3) == NULL)
		return;
	d->start_ms = fields[0];
	d->boot_ms = fields[1];
	d->available = fields[2];
}

void state_file_device_forget(void)
{
	char path[PATH_MAX];

	if (paths_unit(path, "tcrd", "state") == 0)
		(void)unlink(path); /* the file may be missing */
}

int state_file_load(struct unit *u)
{
	char path[PATH_MAX], text[STATE_MAX] = "";
	int64_t fields[FIELD_COUNT] = {0};
	char *p = text + strlen(STATE_MAGIC);
	ssize_t n = paths_unit(path, u->file->name, "state");
	bool left = false;

	if (n == 0)
		n = io_read_file(AT_FDCWD, path, text, sizeof(text));
	if (n < 0)
		return (int)n;
	if (strncmp(text, STATE_MAGIC, strlen(STATE_MAGIC)) != 0)
		return -EBADMSG;
	p = take_fields(p, fields, FIELD_COUNT);
	if (!p || fields[FIELD_STATE] < 0 ||
		fields[FIELD_STATE] > AUTO_BACKOFF ||
		fields[FIELD_OUTCOME] < 0 ||
		fields[FIELD_OUTCOME] > OUTCOME_DEPENDENCY ||
		fields[FIELD_RESULT] < 0 || fields[FIELD_HEALTH] < 0 ||
		fields[FIELD_HEALTH] > HEALTH_UNHEALTHY ||
		fields[FIELD_RESULT] >= RESULT_COUNT || *p != '\n')
		return -EBADMSG;
	if (fields[FIELD_WANT] == WANT_GONE && !u->gone) {
		if (fields[FIELD_STATE] == AUTO_DOWN)
			return -ENOENT;
		fields[FIELD_WANT] = 0;
		left = true;
	}
	u->a.state = (enum automaton_state)fields[FIELD_STATE];
	u->a.outcome = (enum automaton_outcome)fields[FIELD_OUTCOME];
	u->a.want = (fields[FIELD_WANT] & (1 | WANT_GONE)) != 0;
	u->stop_pending = (fields[FIELD_WANT] & WANT_STOP) != 0;
	u->then_start = (fields[FIELD_WANT] & WANT_START) != 0;
	u->a.streak = (uint32_t)fields[FIELD_STREAK];
	u->a.delay_ms = fields[FIELD_DELAY];
	u->pid = (pid_t)fields[FIELD_PID];
	u->stop_signal = (int)fields[FIELD_STOP_SIGNAL];
	if (u->gone) /* no unit file sets it any more */
		u->stop_timeout_ms = fields[FIELD_STOP_TIMEOUT];
	u->since_ms = fields[FIELD_SINCE];
	u->start_ms = fields[FIELD_START];
	u->runs = (uint32_t)fields[FIELD_RUNS];
	u->restarts = (uint32_t)fields[FIELD_RESTARTS];
	u->a.ready = fields[FIELD_READY] != 0;
	u->ready_ms = fields[FIELD_READY_SINCE];
	u->well_ms = fields[FIELD_WELL];
	u->start_by_ms = fields[FIELD_START_BY];
	u->starts.since_ms = fields[FIELD_STARTS_SINCE];
	u->starts.count = (uint32_t)fields[FIELD_STARTS];
	u->result = (enum reason_result)fields[FIELD_RESULT];
	if (!left) /* a new unit starts for the first time, too */
		memcpy(&u->times, fields + FIELD_TIMES, sizeof(u->times));
	take_line(&p, u->cause, sizeof(u->cause));
	take_line(&p, u->last_exit, sizeof(u->last_exit));
	take_signs(u, fields, &p);
	return left;
}
