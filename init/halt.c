/* SPDX-License-Identifier: MIT */
/*
 * The shutdown.  Steps that may block for ever (a disk does not answer) run in
 * a child process, which PID 1 abandons at the step's deadline: the last step
 * is always reached.
 */
#include "init/halt.h"

#include "init/board.h"
#include "init/child.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"
#include "init/state.h"
#include "init/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNITS_S    30 /* without tcr.shutdown= */
#define TERM_MS    2000
#define KILL_MS    5000
#define SYNC_MS    10000
#define UNMOUNT_MS 10000
#define BUSY_TRIES 5
#define ANYBODY    (-1) /* any child, where an enum state_who is expected */
#define MOUNTS_MAX (256 << 10)

static bool lives(const struct state *s, int who)
{
	return who == ANYBODY ? child_any() : s->child[who].pid != 0;
}

static int wait_for(struct state *s, int who, int64_t limit_ms)
{
	int64_t until = io_now_ms() + limit_ms;

	while (lives(s, who) && io_now_ms() < until)
		(void)watch_turn(s, until);
	return lives(s, who) ? -ETIMEDOUT : 0;
}

static int task(struct state *s, void (*work)(bool machine), int64_t limit_ms)
{
	pid_t pid = _Fork();

	if (pid < 0)
		return failed("fork");
	if (pid == 0) {
		work(s->machine);
		_exit(0);
	}
	s->child[STATE_TASK].pid = pid;
	return wait_for(s, STATE_TASK, limit_ms);
}

int halt_units(struct state *s)
{
	int32_t pid = s->child[STATE_TCRD].pid;

	if (!pid)
		return 0;
	(void)kill(pid, SIGTERM);
	(void)kill(pid, SIGCONT);
	return wait_for(s, STATE_TCRD,
		1000 * option_number(option_get("tcr.shutdown"), UNITS_S));
}

int halt_processes(struct state *s)
{
	for (int i = STATE_SHELL; i < STATE_TASK; i++)
		if (s->child[i].pid) /* interactive shells ignore SIGTERM */
			(void)kill(s->child[i].pid, SIGHUP);
	(void)kill(-1, SIGTERM);
	(void)kill(-1, SIGCONT);
	return wait_for(s, ANYBODY, TERM_MS);
}

int halt_kill(struct state *s)
{
	(void)io_write_file("/sys/fs/cgroup/tcr/cgroup.kill", "1");
	(void)kill(-1, SIGKILL);
	return wait_for(s, ANYBODY, KILL_MS);
}

static void work_sync(bool machine)
{
	autofd int fd = open(
		BOARD_CLOCK, /* O_TRUNC sets the time of modification */
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd < 0)
		(void)failed(BOARD_CLOCK);
	if (machine) /* sync(2) writes all disks of the machine */
		sync();
}

int halt_sync(struct state *s)
{
	return task(s, work_sync, SYNC_MS);
}

/* What is in use becomes read-only instead, so that its disk is consistent. */
static void unmount(const char *path, bool machine)
{
	for (int tries = 1; umount2(path, 0) < 0; tries++) {
		if (errno == EINVAL) /* gone: unmounted with its parent */
			return;
		if (errno == EBUSY && tries < BUSY_TRIES) {
			(void)poll(NULL, 0, 20);
			continue;
		}
		(void)failed("unmount %s", path);
		if (machine)
			(void)mount(
				NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL);
		(void)umount2(path, MNT_DETACH);
		return;
	}
}

static void work_unmount(bool machine)
{
	static char text[MOUNTS_MAX];
	ssize_t at =
		io_read_file(AT_FDCWD, "/proc/self/mounts", text, sizeof(text));

	while (at > 0) { /* the last line first */
		text[--at] = 0;
		while (at > 0 && text[at - 1] != '\n')
			at--;
		char *line = text + at;

		(void)board_field(&line); /* the device */
		const char *path = board_field(&line);
		const char *type = board_field(&line);

		if (strcmp(path, "/") != 0 && strcmp(type, "proc") != 0 &&
			strcmp(type, "sysfs") != 0 &&
			strcmp(type, "devtmpfs") != 0)
			unmount(path, machine);
	}
	/* In a namespace, / may be a file system that the machine uses. */
	if (machine && mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
		(void)failed("remount / read-only");
}

int halt_unmount(struct state *s)
{
	return task(s, work_unmount, UNMOUNT_MS);
}
