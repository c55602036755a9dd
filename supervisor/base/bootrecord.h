/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_BOOTRECORD_H
#define SUPERVISOR_BASE_BOOTRECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * How boots end.  The file DATA/boot-record says "running" while the device
 * runs, and why it ends once that was asked for, so the next boot knows whether
 * anybody has.  It is written twice in a boot, if DATA is on a disk and PID 1
 * is tcr-init.
 */
#define BOOTRECORD_WHY_MAX 256

enum bootrecord_end {
	BOOTRECORD_RUNNING, /* of the record: this boot has not ended */
	BOOTRECORD_REBOOT,
	BOOTRECORD_POWEROFF,
	BOOTRECORD_HALT,
	BOOTRECORD_SHUTDOWN, /* any of these three */
	BOOTRECORD_PANIC,    /* the kernel has left one in pstore */
	BOOTRECORD_WATCHDOG, /* its driver says so */
	BOOTRECORD_RESET,    /* a power cut or a reset: nobody wrote why */
	BOOTRECORD_UNKNOWN,  /* the record is damaged */
	BOOTRECORD_ENDS
};

struct bootrecord {
	enum bootrecord_end end;
	/* Since 1970: when it was asked for or happened.  Of RUNNING, RESET and
	 * WATCHDOG: when that boot began. */
	int64_t seconds;
	uint64_t panic; /* tells which panic was found last; 0: none */
	char why[BOOTRECORD_WHY_MAX]; /* cleaned (utf8_clean) */
};

/* "reboot" and so on. */
const char *bootrecord_name(enum bootrecord_end end);

/*
 * At the start of tcrd, under tcr-init: starts a task that finds out how the
 * boot before has ended, unless an earlier tcrd has, and marks this one as
 * running.
 */
void bootrecord_start(void);

/* How the boot before has ended; NULL: not known. */
const struct bootrecord *bootrecord_last(void);

/*
 * The device is about to end: starts a task that writes the record.  The first
 * reason of a boot is kept.
 */
void bootrecord_end(enum bootrecord_end end, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Whether a task runs: bootrecord_last() may not know it yet. */
bool bootrecord_busy(void);
/* Whether no task runs, or it has had its time. */
bool bootrecord_done(int64_t now_ms);
/* When bootrecord_done() becomes true by itself. */
int64_t bootrecord_deadline(void);
/* A child has ended with this waitpid(2) status; true if it was the task. */
bool bootrecord_reaped(pid_t pid, int status);

/*
 * What the task of bootrecord_end() does, for a child: blocks for as long as
 * the disk does.  0 or -errno.
 */
int bootrecord_write(enum bootrecord_end end, const char *why);

/* Reads a record (ARCHITECTURE.md); overwrites text.  0 or -EBADMSG. */
int bootrecord_parse(struct bootrecord *r, char *text);

/*
 * Makes of the record of the boot before, which was read with this result, how
 * it has ended; RUNNING if there was none (-ENOENT).  watchdog is the driver's
 * bootstatus, panic the newest one that the kernel has kept.
 */
void bootrecord_judge(struct bootrecord *r, int rc, unsigned watchdog,
	const struct bootrecord *panic);

#endif
