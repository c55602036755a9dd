/* SPDX-License-Identifier: MIT */
/*
 * Starts tcrd and the development shells and reaps all children, orphans
 * included.  The note to tcrd is sent before the child is reaped: until then
 * the kernel cannot give its pid to another process.
 */
#include "init/child.h"

#include "init/board.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/note.h"
#include "init/option.h"
#include "init/state.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define REAP_MAX       256 /* in one turn: signals are read between turns */
#define NOTES_BYTES    (8 << 20) /* some 20,000 unread notes */
#define STABLE_MS      10000
#define DELAY_MIN_MS   100
#define DELAY_MAX_MS   10000
#define SHELL_DELAY_MS 1000
#define SHORT_MAX      24 /* with the delays between them: three minutes */

int child_init(struct state *s)
{
	bool rescue = option_get("tcr.rescue");
	int size = NOTES_BYTES;

	for (int i = 0; i < STATE_CHILDREN; i++)
		s->child[i].due_ms = STATE_NEVER;
	for (int i = 0; i < STATE_SHELLS && option_nth("tcr.shell", i); i++)
		s->child[STATE_SHELL + i].due_ms = 0;
	s->child[rescue ? STATE_SHELL : STATE_TCRD].due_ms = 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
		    s->fd + STATE_FD_NOTES) < 0)
		return failed("socketpair");
	if (setsockopt(s->fd[STATE_FD_NOTES], SOL_SOCKET, SO_SNDBUFFORCE, &size,
		    sizeof(size)) < 0)
		return failed("SO_SNDBUFFORCE");
	return 0;
}

static void run_tcrd(const struct state *s)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char tcrd[] = "tcrd";
	char notes[32];
	char *const argv[] = {tcrd, NULL};
	char *envp[] = {path, NULL, NULL};
	const char *file = option_get("tcr.tcrd");

	if (fcntl(s->fd[STATE_FD_NOTES_TCRD], F_SETFD, 0) == 0 &&
		fmt_print(notes, sizeof(notes), NOTE_ENV "=%d",
			s->fd[STATE_FD_NOTES_TCRD]) > 0)
		envp[1] = notes;
	file = file && *file ? file : "/usr/sbin/tcrd";
	(void)execve(file, argv, envp);
	(void)failed("exec %s", file);
}

static void run_shell(int n)
{
	static char sh[] = "-sh";
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char home[] = "HOME=/", term[] = "TERM=linux";
	char *const argv[] = {sh, NULL}, *envp[] = {path, home, term, NULL};
	const char *name = option_nth("tcr.shell", n);
	char tty[64];
	int fd;

	name = name && *name ? name : "console";
	if (fmt_print(tty, sizeof(tty), "/dev/%s", name) < 0)
		return;
	fd = open(tty, O_RDWR); /* the shell inherits it as fd 0, 1 and 2 */
	if (fd < 0) {
		(void)failed("shell: %s", tty);
		return;
	}
	(void)ioctl(fd, TIOCSCTTY, 1); /* if it fails: no job control */
	for (int i = 0; i < 3; i++)
		(void)dup2(fd, i);
	if (fd > 2)
		close(fd);
	(void)execve("/bin/sh", argv, envp);
	(void)failed("exec /bin/sh");
}

static void start(struct state *s, int who, int64_t now)
{
	struct state_child *c = &s->child[who];
	sigset_t none;
	/* CLONE_INTO_CGROUP: moving a process later takes 10 ms. */
	autofd int group = open(who == STATE_TCRD ? BOARD_TCRD : "", O_CLOEXEC);
	struct clone_args a = {
		CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = group};
	pid_t pid = group < 0 ? -1 : (pid_t)syscall(SYS_clone3, &a, sizeof(a));

	pid = pid < 0 ? _Fork() : pid;
	if (pid == 0) {
		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)setsid();
		if (who == STATE_TCRD)
			run_tcrd(s);
		else
			run_shell(who - STATE_SHELL);
		_exit(127);
	}
	if (pid < 0)
		(void)failed("fork");
	c->pid = pid < 0 ? 0 : pid;
	c->started_ms = now;
	c->due_ms = pid < 0 ? now + SHELL_DELAY_MS : STATE_NEVER;
}

int64_t child_start(struct state *s)
{
	int64_t next = STATE_NEVER, now = io_now_ms();

	for (int i = STATE_TCRD; i < STATE_TASK; i++) {
		struct state_child *c = &s->child[i];

		if (c->due_ms <= now)
			start(s, i, now);
		if (c->due_ms < next)
			next = c->due_ms;
	}
	return next;
}

int32_t child_backoff_ms(int64_t ran_ms, int32_t last_ms)
{
	if (ran_ms >= STABLE_MS)
		return 0;
	if (last_ms < DELAY_MIN_MS)
		return DELAY_MIN_MS;
	return last_ms < DELAY_MAX_MS / 2 ? last_ms * 2 : DELAY_MAX_MS;
}

static void ended(struct state *s, int who, const siginfo_t *info)
{
	struct state_child *c = &s->child[who];
	int64_t now = io_now_ms(), ran = now - c->started_ms;

	c->pid = 0;
	if (who == STATE_TASK || s->halt)
		return;
	c->delay_ms = who == STATE_TCRD ? child_backoff_ms(ran, c->delay_ms)
					: SHELL_DELAY_MS;
	c->due_ms = now + c->delay_ms;
	if (who == STATE_TCRD)
		s->short_runs = ran < STABLE_MS ? s->short_runs + 1 : 0;
	log_warn("%s: %s %d after %lld.%03lld s, again in %d ms",
		who == STATE_TCRD ? "tcrd" : "shell",
		info->si_code == CLD_EXITED ? "exit" : "signal",
		info->si_status, (long long)ran / 1000, (long long)ran % 1000,
		c->delay_ms);
	/* It is tcrd that gives up a slot: without tcrd the slot would stay. */
	if (s->short_runs >= SHORT_MAX && option_get("tcr.slot")) {
		log_err("tcrd does not stay up: reboot");
		s->halt = RB_AUTOBOOT;
	}
}

/* The status as waitpid(2) would return it. */
static int status_of(const siginfo_t *info)
{
	if (info->si_code == CLD_EXITED)
		return (info->si_status & 0xff) << 8;
	return (info->si_status & 0x7f) |
	       (info->si_code == CLD_DUMPED ? 0x80 : 0);
}

static void tell(struct state *s, const siginfo_t *info)
{
	struct init_note note = {info->si_pid, status_of(info)};

	if (s->fd[STATE_FD_NOTES] < 0)
		return;
	if (send(s->fd[STATE_FD_NOTES], &note, sizeof(note),
		    MSG_DONTWAIT | MSG_NOSIGNAL) == sizeof(note))
		s->lost = 0;
	else if (s->lost++ == 0)
		log_warn("exits not reported, tcrd does not read them");
}

bool child_any(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool child_reap(struct state *s)
{
	for (int n = 0; n < REAP_MAX; n++) {
		siginfo_t info = {0};

		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
			info.si_pid == 0)
			return false;
		tell(s, &info);
		for (int i = 0; i < STATE_CHILDREN; i++)
			if (s->child[i].pid == info.si_pid)
				ended(s, i, &info);
		(void)waitid(P_PID, (id_t)info.si_pid, &info, WEXITED);
	}
	return true;
}
