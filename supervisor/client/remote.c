/* SPDX-License-Identifier: MIT */
/*
 * tcrctl where the device is not.  On another machine ssh(1) runs the command
 * on the device.  In a container the process there sends the words of the
 * command and its standard files to tcrd, which starts a tcrctl with them; from
 * then on these two have the connection for themselves: one sends "signal
 * NUMBER", the other "exit STATUS".
 */
#include "supervisor/client/remote.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/protocol.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_MAX 8192 /* of a command for ssh */
#define CONNECTION  3    /* remote_serve() finds it there */
#define PATIENCE_MS 5000 /* from SIGTERM to SIGKILL */

static bool is_there(const char *leaf)
{
	char path[PATH_MAX];

	return paths_unit(path, NULL, leaf) == 0 && access(path, F_OK) == 0;
}

bool remote_inside(void)
{
	return is_there("control/socket") && !is_there("units") &&
	       !is_there("status");
}

/* Blocks the signals that are passed on, and SIGCHLD: a signalfd(2). */
static int catch_signals(void)
{
	static const int passed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1,
		SIGUSR2, SIGWINCH, SIGCHLD};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		sigaddset(&set, passed[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Appends a word and its NUL to the packet; false: there is no room. */
static bool add(
	char packet[PROTOCOL_REQUEST_MAX], size_t *len, const char *word)
{
	size_t n = strlen(word) + 1;

	if (n > PROTOCOL_REQUEST_MAX - *len)
		return false;
	memcpy(packet + *len, word, n);
	*len += n;
	return true;
}

/* Writes the packet of a command: its length, or 0 if it is too long. */
static size_t pack(int argc, char **argv, char packet[PROTOCOL_REQUEST_MAX])
{
	const char *term = getenv("TERM");
	size_t len = 0;
	bool fits = add(packet, &len, PROTOCOL_VERSION " command") &&
		    add(packet, &len, term ? term : "dumb");

	for (int i = 1; i < argc && fits; i++)
		fits = add(packet, &len, argv[i]);
	return fits ? len : 0;
}

/* Sends the packet with this process's standard files. */
static int hand_over(int fd, char *packet, size_t len)
{
	static const int files[] = {0, 1, 2};
	union {
		char bytes[CMSG_SPACE(sizeof(files))];
		struct cmsghdr align;
	} control = {{0}};
	struct iovec v = {.iov_base = packet, .iov_len = len};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(files));
	memcpy(CMSG_DATA(c), files, sizeof(files));
	/* EPIPE: tcrd refused and closed; its reason is there to receive. */
	return sendmsg(fd, &h, MSG_NOSIGNAL) < 0 && errno != EPIPE ? -errno : 0;
}

/* Sends the signals that have come. */
static void pass_signals(int signals, int fd)
{
	struct signalfd_siginfo info;
	char text[24];
	int len;

	while (read(signals, &info, sizeof(info)) == sizeof(info)) {
		len = fmt_print(text, sizeof(text), "signal %u",
			(unsigned)info.ssi_signo);
		if (info.ssi_signo != SIGCHLD)
			(void)send(fd, text, (size_t)len, MSG_NOSIGNAL);
	}
}

/* Waits for "exit STATUS", passing signals on. */
static int wait_exit(int fd, int signals)
{
	struct pollfd p[] = {{.fd = fd, .events = POLLIN},
		{.fd = signals, .events = POLLIN}};
	char answer[PROTOCOL_ANSWER_MAX];

	for (;;) {
		ssize_t n = recv(fd, answer, sizeof(answer) - 1, MSG_DONTWAIT);

		if (n > 0) {
			answer[n] = 0;
			if (strncmp(answer, "exit ", 5) == 0)
				return (int)human_number(
					answer + 5, (size_t)n - 5, 255);
			return ask_report(answer);
		}
		if (n == 0 || (errno != EAGAIN && errno != EINTR &&
				      errno != ECONNRESET))
			return out_fail(EXITCODE_NO_DAEMON,
				"the tcrctl of the device ended before it "
				"answered");
		(void)poll(p, 2, -1);
		pass_signals(signals, fd);
	}
}

int remote_ask(int argc, char **argv)
{
	char packet[PROTOCOL_REQUEST_MAX];
	size_t len = pack(argc, argv, packet);
	autofd int fd = -1;
	autofd int signals = -1;
	int rc;

	if (len == 0)
		return out_fail(EXITCODE_USAGE, "too many words");
	fd = ask_dial();
	if (fd < 0)
		return ask_no_daemon(fd);
	signals = catch_signals();
	rc = hand_over(fd, packet, len);
	if (rc < 0)
		return out_fail(
			EXITCODE_NO_DAEMON, "ask tcrd: %s", strerror(-rc));
	return wait_exit(fd, signals);
}

/* In a child of remote_serve(): becomes the command. */
static _Noreturn void become(char **argv, const sigset_t *usual)
{
	char program[PATH_MAX];

	(void)sigprocmask(SIG_SETMASK, usual, NULL);
	for (int i = 0; i < 3; i++)
		if (dup2(CONNECTION + 1 + i, i) < 0)
			_exit(EXITCODE_FAILED);
	for (int i = CONNECTION; i <= CONNECTION + 3; i++)
		close(i);
	(void)setenv("TERM", argv[0], 1);
	argv[0] = program;
	if (paths_program(program, PATHS_TCRCTL) == 0)
		(void)execv(program, argv);
	_exit(EXITCODE_FAILED);
}

/* Takes "signal NUMBER"; false: the other side has gone. */
static bool take_signal(pid_t pid)
{
	char text[24];
	ssize_t n = recv(CONNECTION, text, sizeof(text) - 1, MSG_DONTWAIT);
	int64_t number;

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		return false;
	if (n > 7 && memcmp(text, "signal ", 7) == 0) {
		number = human_number(text + 7, (size_t)n - 7, NSIG - 1);
		if (number > 0)
			(void)kill(pid, (int)number);
	}
	return true;
}

/* Waits for the end of the command: its status of waitpid(2). */
static int follow(pid_t pid, int signals)
{
	struct pollfd p[] = {{.fd = CONNECTION, .events = POLLIN},
		{.fd = signals, .events = POLLIN}};
	struct signalfd_siginfo info;
	int64_t end = INT64_MAX;
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		int64_t left = end - io_now_ms();

		if (left <= 0)
			(void)kill(pid, SIGKILL);
		(void)poll(p, 2,
			end == INT64_MAX ? -1
			: left > 0       ? (int)left
					 : PATIENCE_MS);
		while (read(signals, &info, sizeof(info)) == sizeof(info))
			;
		if (p[0].fd >= 0 && p[0].revents && !take_signal(pid)) {
			/* A terminal's settings are put back by SIGTERM. */
			(void)kill(pid, SIGTERM);
			p[0].fd = -1;
			end = io_now_ms() + PATIENCE_MS;
		}
	}
	return status;
}

int remote_serve(int argc, char **argv)
{
	char text[24];
	sigset_t usual;
	int signals, status, len;
	pid_t pid;

	if (argc < 1)
		return EXITCODE_USAGE;
	(void)sigprocmask(SIG_BLOCK, NULL, &usual);
	signals = catch_signals();
	pid = _Fork();
	if (pid < 0 || signals < 0)
		return EXITCODE_FAILED;
	if (pid == 0)
		become(argv, &usual);
	/* The container's terminal or pipe ends when the command ends. */
	for (int i = 0; i < 3; i++)
		close(CONNECTION + 1 + i);
	status = follow(pid, signals);
	len = fmt_print(text, sizeof(text), "exit %d",
		WIFEXITED(status) ? WEXITSTATUS(status)
				  : 128 + WTERMSIG(status));
	(void)send(CONNECTION, text, (size_t)len, MSG_NOSIGNAL);
	return EXITCODE_OK;
}

/* Appends a word as a POSIX shell reads it back: in single quotes. */
static int quote(char *out, size_t size, const char *word)
{
	size_t len = strlen(out);
	int n = fmt_print(out + len, size - len, " '");

	for (; n >= 0 && *word; word++) {
		len = strlen(out);
		n = *word == '\''
			    ? fmt_print(out + len, size - len, "'\\''")
			    : fmt_print(out + len, size - len, "%c", *word);
	}
	len = strlen(out);
	return n < 0 ? n : fmt_print(out + len, size - len, "'");
}

/*
 * Splits "[USER@]HOST[:PORT]" or "[USER@][ADDRESS]:PORT" into what ssh takes.
 * False: it is something else.
 */
static bool split_host(char *text, char **port)
{
	char *at = strrchr(text, '@');
	char *host = at ? at + 1 : text;
	char *end = host;

	*port = NULL;
	if (*host == '[') {
		end = strchr(host, ']');
		if (!end)
			return false;
		memmove(host, host + 1, (size_t)(end - host - 1));
		end[-1] = 0;
		end++;
	} else
		end += strcspn(host, ":");
	if (*end == ':') {
		*port = end + 1;
		*end = 0;
		end = *port + strspn(*port, "0123456789");
	}
	return *end == 0 && *host && *text != '-' && *text != '@' &&
	       *host != '-' && !strpbrk(text, "/ \t\n") && (!*port || **port);
}

int remote_host(const char *where, int argc, char **argv)
{
	char host[256], command[COMMAND_MAX] = "tcrctl";
	char ssh[] = "ssh", terminal[] = "-t", at_port[] = "-p";
	char *words[8] = {ssh};
	size_t n = 1;
	char *port;
	int rc = 0;

	if (strncmp(where, "ssh://", 6) != 0 ||
		fmt_print(host, sizeof(host), "%s", where + 6) < 0 ||
		!split_host(host, &port))
		return out_fail(EXITCODE_USAGE,
			"--host: '%s' is not ssh://[USER@]HOST[:PORT]", where);
	for (int i = 0; i < argc && rc >= 0; i++)
		rc = quote(command, sizeof(command), argv[i]);
	if (rc < 0)
		return out_fail(EXITCODE_USAGE, "too many words");
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		words[n++] = terminal;
	if (port) {
		words[n++] = at_port;
		words[n++] = port;
	}
	words[n++] = host;
	words[n++] = command;
	(void)execvp(ssh, words);
	return out_fail(EXITCODE_FAILED, "ssh: %s", strerror(errno));
}
