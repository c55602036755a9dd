/* SPDX-License-Identifier: MIT */
#include "supervisor/slot/slot_call.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 30000  /* of a call */
#define TRY_MS   600000 /* of SLOT_TRY: it reads the slot, and writes */
#define KEEP_MS  5000   /* of writing the record */
#define LOOK_MS  10000  /* after the start of tcrd, if the boot lasts longer */
#define AGAIN_MS 60000  /* after a look that has failed */

/* How far the request is. */
enum phase {
	IDLE,
	ASKED,   /* it is to be called */
	CALLED,  /* it was; then a look shows what has become of the slots */
	ANSWERED /* who asked is to take the answer */
};

static struct {
	struct task task;
	int (*doing)(const void *arg); /* of the task that runs */
	bool there, held;
	bool keeping;    /* the verdict is not on the disk yet */
	bool known;      /* info is what tcr-slot said last */
	int64_t look_ms; /* when to look; INT64_MAX: when asked to */
	struct slotinfo info;
	struct verdict verdict;
	char error[VERDICT_WHY_MAX]; /* why the last look failed, or "" */
	enum phase phase;
	const void *who; /* NULL: nobody waits for the answer */
	struct slot_request request;
	int rc;
	char text[VERDICT_WHY_MAX];
} self;

void slot_call_init(void)
{
	char path[PATH_MAX];

	self.there = fmt_print(path, sizeof(path), "%s/current",
			     paths_slots()) > 0 &&
		     access(path, F_OK) == 0;
	self.look_ms = io_now_ms() + LOOK_MS;
}

bool slot_call_there(void)
{
	return self.there;
}

struct slotinfo *slot_call_info(const char **error)
{
	*error = self.error;
	return self.known ? &self.info : NULL;
}

const struct verdict *slot_call_verdict(void)
{
	return &self.verdict;
}

void slot_call_keep(const char *id, bool ran, const char *why)
{
	struct verdict v = {.ran = ran, .seconds = time(NULL)};

	(void)fmt_print(v.id, sizeof(v.id), "%s", id);
	(void)fmt_print(v.why, sizeof(v.why), "%s", why);
	self.verdict = v;
	self.keeping = true;
}

bool slot_call_keeping(void)
{
	return self.keeping;
}

static void answer(int rc, const char *text)
{
	self.phase = self.who ? ANSWERED : IDLE;
	self.rc = rc;
	(void)fmt_print(self.text, sizeof(self.text), "%s", text);
}

bool slot_call_ask(const void *who, const struct slot_request *r)
{
	if (self.phase != IDLE)
		return false;
	if (!self.known && !*self.error) {
		self.look_ms = 0;
		return false;
	}
	self.who = who;
	self.request = *r;
	if (!r->slot)
		self.request.slot = self.info.current == 'a' ? 'b' : 'a';
	self.phase = r->verb == SLOT_STATUS ? CALLED : ASKED;
	if (self.phase == CALLED)
		self.look_ms = 0;
	else if (!self.known)
		answer(-EIO, self.error);
	return true;
}

bool slot_call_answer(const void *who, int *rc, const char **text)
{
	if (self.who != who || self.phase != ANSWERED)
		return false;
	*rc = self.rc;
	*text = self.text;
	slot_call_leave(who);
	return true;
}

void slot_call_leave(const void *who)
{
	if (self.who != who)
		return;
	self.who = NULL;
	if (self.phase == ANSWERED)
		self.phase = IDLE;
}

/*
 * The task of a look.  Before what tcr-slot says it writes the record of the
 * data partition, and makes that file while there is room.
 */
static int look(const void *arg)
{
	char text[VERDICT_COPY];
	struct verdict v;

	(void)arg;
	if (verdict_read(&v) == -ENOENT)
		(void)verdict_write(&v); /* there may be no room */
	verdict_print(text, &v, 0);
	if (io_write_all(STDERR_FILENO, text, sizeof(text)) < 0 ||
		dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return -EIO;
	(void)execlp("tcr-slot", "tcr-slot", "status", NULL);
	return failed("tcr-slot");
}

const char *slot_call_verb(enum slot_verb verb)
{
	static const char *const verbs[] = {
		[SLOT_STATUS] = "status",
		[SLOT_TRY] = "try",
		[SLOT_GOOD] = "good",
		[SLOT_BAD] = "bad",
		[SLOT_BOOT] = "boot",
	};

	return verbs[verb];
}

static int call(const void *arg)
{
	const struct slot_request *r = arg;
	char slot[] = {r->slot, 0}, tries[16];

	(void)fmt_print(tries, sizeof(tries), "%u", r->tries);
	(void)execlp("tcr-slot", "tcr-slot", slot_call_verb(r->verb),
		r->verb == SLOT_GOOD ? NULL : slot, r->tries ? tries : NULL,
		NULL);
	return failed("tcr-slot");
}

static int keep(const void *arg)
{
	int rc = verdict_write(arg);

	errno = -rc;
	return rc < 0 ? failed("write slot-record") : 0;
}

static void start(int (*fn)(const void *arg), const void *arg, int64_t limit_ms)
{
	/* A failure is in the log, and the next turn tries again. */
	if (task_start(&self.task, fn, arg, limit_ms) < 0)
		return;
	self.task.quiet = true;
	self.doing = fn;
}

void slot_call_turn(int64_t now_ms, bool settled)
{
	if (!self.there)
		return;
	(void)task_expire(&self.task, now_ms);
	if (self.task.pid)
		return;
	if (self.keeping)
		start(keep, &self.verdict, KEEP_MS);
	else if (self.held)
		return;
	else if (self.phase == ASKED)
		start(call, &self.request,
			self.request.verb == SLOT_TRY ? TRY_MS : LIMIT_MS);
	else if (self.look_ms <= now_ms ||
		 (settled && !self.known && !*self.error))
		start(look, NULL, LIMIT_MS);
}

int64_t slot_call_deadline(void)
{
	if (!self.there)
		return INT64_MAX;
	if (self.task.pid)
		return self.task.overdue ? INT64_MAX : self.task.deadline_ms;
	if (self.held)
		return INT64_MAX;
	return self.keeping || self.phase == ASKED ? 0 : self.look_ms;
}

/* What the request means for the record, as the slots are now. */
static void note_request(void)
{
	const char *id = self.info.slots[self.request.slot == 'b'].id;

	if (self.request.verb == SLOT_TRY)
		slot_call_keep(id, false, "");
	else if (self.request.verb == SLOT_BAD)
		slot_call_keep(id, true, "tcrctl slot bad");
}

/* A look has ended: output is the record, then what tcr-slot said. */
static void looked(int rc, char *output, const char *why)
{
	uint64_t number;

	if (rc == 0 && slotinfo_parse(&self.info, output + VERDICT_COPY) < 0) {
		rc = -EBADMSG;
		why = "its status is no status";
	}
	self.look_ms = rc < 0 ? io_now_ms() + AGAIN_MS : INT64_MAX;
	if (rc < 0) {
		if (!*self.error)
			log_err("tcr-slot: %s", why);
		(void)fmt_print(
			self.error, sizeof(self.error), "tcr-slot: %s", why);
	} else {
		self.error[0] = 0;
		if (!self.known &&
			verdict_parse(output, &self.verdict, &number) < 0)
			self.verdict = (struct verdict){0};
		self.known = true;
	}
	if (self.phase != CALLED)
		return;
	if (rc == 0)
		note_request();
	answer(self.request.verb == SLOT_STATUS ? rc : 0, self.error);
}

/* Reads what a task has written; line becomes its first line, cleaned. */
static void take_output(
	char *output, size_t size, size_t skip, char line[VERDICT_WHY_MAX])
{
	ssize_t n = pread(self.task.output, output, size - 1, 0);

	memset(output + (n < 0 ? 0 : n), 0, size - (size_t)(n < 0 ? 0 : n));
	utf8_copy(line, VERDICT_WHY_MAX, output + skip,
		strcspn(output + skip, "\n"));
}

bool slot_call_reaped(pid_t pid, int status)
{
	char output[VERDICT_COPY + SLOTINFO_TEXT_MAX], line[VERDICT_WHY_MAX];
	char end[TASK_TEXT_MAX];
	int (*done)(const void *arg) = self.doing;
	int rc;

	if (self.task.pid == 0 || self.task.pid != pid)
		return false;
	take_output(
		output, sizeof(output), done == look ? VERDICT_COPY : 0, line);
	rc = task_finish(&self.task, status, "tcr-slot", end, sizeof(end));
	if (rc == -ETIMEDOUT)
		memcpy(line, "took too long", sizeof("took too long"));
	else if (rc < 0 && !*line)
		(void)fmt_print(
			line, sizeof(line), "ended with status %d", -rc);
	if (done == look) {
		looked(rc, output, line);
	} else if (done == keep) {
		self.keeping = false;
		if (rc < 0)
			log_err("%s", line);
	} else if (rc < 0) {
		log_err("tcr-slot: %s", line);
		answer(rc, line);
	} else {
		self.phase = CALLED;
		self.look_ms = 0;
	}
	return true;
}

bool slot_call_hold(void)
{
	self.held = true;
	return self.task.pid || self.keeping;
}

void slot_call_drop(void)
{
	self.held = false;
	if (self.task.pid)
		(void)kill(self.task.pid, SIGKILL);
}
