/* SPDX-License-Identifier: MIT */
/*
 * Finds out why the device was started.  A record on the data partition is the
 * only thing that a power cut leaves, and its text is whatever the partition
 * has: a damaged or hostile record costs only the answer.  A panic is found in
 * pstore, where the kernel keeps it until somebody removes it, so the record
 * also has the sum of the newest one that was told.
 */
#include "supervisor/base/bootrecord.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/data.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/watchdog.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAGIC      "tcr-boot 1 "
#define RECORD     "boot-record"
#define RECORD_MAX (BOOTRECORD_WHY_MAX + 80)
#define LIMIT_MS   5000
#define PSTORE     "/sys/fs/pstore"
#define PANIC_MAX  (32 << 10) /* bytes of a file in pstore that are read */
#define WATCHDOG   "/sys/class/watchdog/watchdog0/bootstatus"

static struct {
	struct task task;
	bool first;    /* the task is the first one of this boot */
	bool asked;    /* ending is to be written when the task has ended */
	int64_t until; /* as of bootrecord_done(); 0: not ending */
	struct bootrecord last, ending;
} self;

const char *bootrecord_name(enum bootrecord_end end)
{
	static const char *const names[] = {
		[BOOTRECORD_RUNNING] = "running",
		[BOOTRECORD_REBOOT] = "reboot",
		[BOOTRECORD_POWEROFF] = "poweroff",
		[BOOTRECORD_HALT] = "halt",
		[BOOTRECORD_SHUTDOWN] = "shutdown",
		[BOOTRECORD_PANIC] = "panic",
		[BOOTRECORD_WATCHDOG] = "watchdog",
		[BOOTRECORD_RESET] = "reset",
		[BOOTRECORD_UNKNOWN] = "unknown",
	};

	return names[end];
}

static void set_why(struct bootrecord *r, const char *why, size_t len)
{
	utf8_copy(r->why, sizeof(r->why), why, len);
}

int bootrecord_parse(struct bootrecord *r, char *text)
{
	char *word = text + strlen(MAGIC), *space;
	uint64_t seconds, panic;
	const char *end;
	unsigned which = 0;

	if (strncmp(text, MAGIC, strlen(MAGIC)) != 0)
		return -EBADMSG;
	space = strchr(word, ' ');
	if (!space)
		return -EBADMSG;
	*space = 0;
	while (which < BOOTRECORD_ENDS &&
		strcmp(word, bootrecord_name((enum bootrecord_end)which)) != 0)
		which++;
	seconds = text_digits(space + 1, &end, 10);
	if (which == BOOTRECORD_ENDS || *end != ' ' || seconds > INT64_MAX)
		return -EBADMSG;
	panic = text_digits(end + 1, &end, 10);
	if (*end != ' ' || !strchr(end, '\n'))
		return -EBADMSG;
	*r = (struct bootrecord){.end = (enum bootrecord_end)which,
		.seconds = (int64_t)seconds,
		.panic = panic};
	set_why(r, end + 1, strcspn(end + 1, "\n"));
	return 0;
}

/* The path of the record on the disk or, for tcrd, of its copy in RUN. */
static int find(const char *unit, char path[PATH_MAX])
{
	return unit ? paths_unit(path, unit, RECORD)
		    : fmt_print(path, PATH_MAX, "%s/" RECORD, paths_data());
}

/* Reads the record: 0, -ENOENT (there is none), -errno with *r all zero. */
static int read_record(const char *unit, struct bootrecord *r)
{
	char path[PATH_MAX], text[RECORD_MAX];
	struct stat st;
	ssize_t n;
	int rc = find(unit, path);
	autofd int fd = rc < 0 ? -1
			       : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW |
						    O_NONBLOCK);

	*r = (struct bootrecord){0};
	if (fd < 0)
		return -errno;
	n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
		    ? read(fd, text, sizeof(text) - 1)
		    : 0;
	text[n < 0 ? 0 : n] = 0;
	return bootrecord_parse(r, text);
}

static int write_record(const char *unit, const struct bootrecord *r)
{
	char path[PATH_MAX], text[RECORD_MAX];
	int rc = find(unit, path);
	int len = fmt_print(text, sizeof(text), MAGIC "%s %lld %llu %s\n",
		bootrecord_name(r->end), (long long)r->seconds,
		(unsigned long long)r->panic, r->why);

	if (rc < 0 || len < 0)
		return -ENAMETOOLONG;
	return unit ? io_replace_file(AT_FDCWD, path, text, (size_t)len, 0600)
		    : keep_file(AT_FDCWD, path, text, (size_t)len, 0600);
}

/* A number that tells panics apart: times in it do, to the microsecond. */
static uint64_t sum(const char *text, size_t len)
{
	uint64_t n = len;

	for (size_t i = 0; i < len; i++)
		n = n * 31 + (unsigned char)text[i];
	return n;
}

/* Takes a file of pstore if it has the end of a panic, newer than *r. */
static void look_at(int dir, const char *name, struct bootrecord *r)
{
	static const char said[] = "Kernel panic - not syncing: ";
	static char text[PANIC_MAX];
	autofd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	const char *why;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0 || st.st_mtime < r->seconds)
		return;
	n = read(fd, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = 0;
	if (strncmp(text, "Panic#", 6) != 0 ||
		!text_has(text, strcspn(text, "\n"), " Part1"))
		return;
	why = strstr(text, said);
	why = why ? why + strlen(said) : "";
	r->seconds = st.st_mtime;
	r->panic = sum(text, (size_t)n);
	set_why(r, why, strcspn(why, "\n"));
}

/* Finds the newest panic that the kernel has kept; its sum is 0 without one. */
static void find_panic(struct bootrecord *r)
{
	DIR *dir;

	*r = (struct bootrecord){.end = BOOTRECORD_PANIC};
	/* It may be mounted already, or the kernel may have none. */
	(void)mount("pstore", PSTORE, "pstore",
		MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	dir = opendir(PSTORE);
	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));)
		if (strncmp(e->d_name, "dmesg-", 6) == 0)
			look_at(dirfd(dir), e->d_name, r);
	(void)closedir(dir);
}

void bootrecord_judge(struct bootrecord *r, int rc, unsigned watchdog,
	const struct bootrecord *panic)
{
	uint64_t told = r->panic;
	const char *why = NULL;

	r->panic = panic->panic;
	if (rc == -ENOENT)
		return;
	if (panic->panic != 0 && panic->panic != told) {
		*r = *panic;
	} else if (rc < 0) {
		r->end = BOOTRECORD_UNKNOWN;
		why = "the record of it is damaged";
	} else if (r->end == BOOTRECORD_RUNNING) {
		bool dog = watchdog & WDIOF_CARDRESET;

		r->end = dog ? BOOTRECORD_WATCHDOG : BOOTRECORD_RESET;
		why = dog ? "the watchdog has reset the device"
			  : "a power cut or a reset, nobody asked for it";
	}
	if (why)
		set_why(r, why, strlen(why));
}

static unsigned read_watchdog(void)
{
	char text[24];

	if (io_read_file(AT_FDCWD, WATCHDOG, text, sizeof(text)) < 0)
		return 0;
	return (unsigned)text_digits(text, NULL, 10);
}

/* The task of bootrecord_start().  0 or -errno. */
static int begin(const void *arg)
{
	struct bootrecord r, panic;
	int rc = read_record(NULL, &r);

	(void)arg;
	if (self.first) {
		find_panic(&panic);
		bootrecord_judge(&r, rc, read_watchdog(), &panic);
		rc = write_record("tcrd", &r);
		if (rc < 0)
			return rc;
	} else if (rc == 0 && r.end == BOOTRECORD_RUNNING) {
		return 0;
	}
	r = (struct bootrecord){.seconds = time(NULL), .panic = r.panic};
	return write_record(NULL, &r);
}

void bootrecord_start(void)
{
	char why[DATA_WHY_MAX];

	if (data_look(why) != DATA_DISK)
		return;
	self.first = read_record("tcrd", &self.last) < 0;
	(void)task_start(&self.task, begin, NULL, INT_MAX);
}

const struct bootrecord *bootrecord_last(void)
{
	return self.last.end == BOOTRECORD_RUNNING ? NULL : &self.last;
}

int bootrecord_write(enum bootrecord_end end, const char *why)
{
	char text[DATA_WHY_MAX];
	struct bootrecord r, before;

	if (data_look(text) != DATA_DISK ||
		(read_record(NULL, &before) == 0 &&
			before.end != BOOTRECORD_RUNNING))
		return 0;
	r = (struct bootrecord){
		.end = end, .seconds = time(NULL), .panic = before.panic};
	set_why(&r, why, strlen(why));
	return write_record(NULL, &r);
}

/* The task of bootrecord_end().  0 or -errno. */
static int end_task(const void *arg)
{
	const struct bootrecord *r = arg;
	int rc = bootrecord_write(r->end, r->why);

	errno = -rc;
	return rc < 0 ? failed("write " RECORD) : 0;
}

static void write_end(void)
{
	self.asked = self.task.pid != 0;
	if (!self.asked)
		(void)task_start(&self.task, end_task, &self.ending, LIMIT_MS);
}

void bootrecord_end(enum bootrecord_end end, const char *format, ...)
{
	va_list ap;

	if (self.until)
		return;
	self.until = io_now_ms() + LIMIT_MS;
	self.ending.end = end;
	va_start(ap, format);
	(void)fmt_vprint(self.ending.why, sizeof(self.ending.why), format, ap);
	va_end(ap);
	write_end();
}

bool bootrecord_busy(void)
{
	return self.task.pid != 0;
}

bool bootrecord_done(int64_t now_ms)
{
	return self.task.pid == 0 || self.until <= now_ms;
}

int64_t bootrecord_deadline(void)
{
	return self.task.pid && self.until > io_now_ms() ? self.until
							 : INT64_MAX;
}

bool bootrecord_reaped(pid_t pid, int status)
{
	char text[TASK_TEXT_MAX];

	if (self.task.pid == 0 || self.task.pid != pid)
		return false;
	(void)task_finish(&self.task, status, RECORD, text, sizeof(text));
	if (self.first && read_record("tcrd", &self.last) == 0 &&
		bootrecord_last())
		log_info("the boot before ended: %s: %s",
			bootrecord_name(self.last.end), self.last.why);
	self.first = false;
	if (self.asked)
		write_end();
	return true;
}
