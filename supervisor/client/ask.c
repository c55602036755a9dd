/* SPDX-License-Identifier: MIT */
/*
 * The client of the control socket: sends one request, prints its notes, takes
 * its answer.  ARCHITECTURE.md describes the protocol.  An answer may quote a
 * container, so it is cleaned before it is printed.
 */
#include "supervisor/client/ask.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/protocol.h"
#include "supervisor/client/human.h"
#include "supervisor/client/instance.h"
#include "supervisor/client/out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define WAIT_MS  300000 /* --timeout by default */
#define POWER_MS 60000  /* --timeout of poweroff and reboot by default */
#define DIAL_MS  5000   /* for connect(2) and for send(2) */

static struct {
	void (*take)(char *text, void *arg); /* gets notes; NULL: printed */
	void *arg;
	bool asked; /* a tcrd before has done it: only its end is waited for */
} self;

static int must_be_root(const struct client_args *args)
{
	return geteuid() == 0 ? 0
			      : out_fail(EXITCODE_FAILED,
					"%s: you must be root", args->verb);
}

/* Connects once: the descriptor, or -errno. */
static int dial(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const struct timeval limit = {.tv_sec = DIAL_MS / 1000};
	autofd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	char path[PATH_MAX];
	int rc = paths_unit(path, NULL, "control/socket");

	if (fd < 0)
		return -errno;
	if (rc == 0)
		rc = fmt_print(
			address.sun_path, sizeof(address.sun_path), "%s", path);
	if (rc < 0)
		return rc;
	/* SO_SNDTIMEO also limits connect(2), which waits for the backlog. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

int ask_dial(void)
{
	const int64_t gap = io_now_ms() + CLIENT_GAP_MS;
	char units[PATH_MAX];
	int fd = dial();

	/* Without the folder of units there was no tcrd yet. */
	while ((fd == -ECONNREFUSED || fd == -ENOENT) && io_now_ms() < gap &&
		paths_unit(units, NULL, "units") == 0 &&
		access(units, F_OK) == 0) {
		(void)usleep(CLIENT_PAUSE_US);
		fd = dial();
	}
	return fd;
}

int ask_no_daemon(int rc)
{
	char status[PATH_MAX];

	if (rc == -ENOENT && paths_unit(status, NULL, "status") == 0 &&
		access(status, F_OK) == 0)
		return out_fail(EXITCODE_NO_DAEMON,
			"there is no %s/control/socket here: a container sees "
			"the state, but controls nothing",
			paths_run());
	if (rc == -ENOENT || rc == -ECONNREFUSED)
		return out_fail(EXITCODE_NO_DAEMON,
			"tcrd is not running (nobody answers at "
			"%s/control/socket)",
			paths_run());
	return out_fail(EXITCODE_NO_DAEMON, "%s/control/socket: %s",
		paths_run(), strerror(-rc));
}

/*
 * Writes the request to out: "VERB NAME...", "kill SIGNAL NAME..." or "reboot
 * REASON", after "v1 ", "no-wait " with --no-wait, and so on.  Returns its
 * length, or -EMSGSIZE.
 */
static int compose(
	const struct client_args *args, char out[PROTOCOL_REQUEST_MAX])
{
	bool kills = strcmp(args->verb, "kill") == 0;
	const char *word = args->signal   ? args->signal
			   : args->what   ? args->what
			   : kills        ? "SIGTERM"
			   : args->reason ? args->reason
					  : "";
	int len = fmt_print(out, PROTOCOL_REQUEST_MAX,
		PROTOCOL_VERSION " %s%s%s%s",
		self.asked           ? "asked "
		: args->no_wait      ? "no-wait "
		: args->when_allowed ? "when-allowed "
		: args->force        ? "force "
		: args->cancel       ? "cancel "
				     : "",
		args->verb, *word ? " " : "", word);

	for (size_t i = 0; len >= 0 && i < args->count; i++) {
		int n = fmt_print(out + len, PROTOCOL_REQUEST_MAX - (size_t)len,
			" %s", args->names[i]);

		len = n < 0 ? n : len + n;
	}
	return len < 0 ? -EMSGSIZE : len;
}

/*
 * Receives the next packet as a string: its length, 0 when tcrd has closed the
 * connection, -errno.  ECONNRESET means that tcrd closed without reading the
 * request; it may have sent an answer, which the next recv(2) returns.
 */
static ssize_t receive(int fd, int64_t deadline, char out[PROTOCOL_ANSWER_MAX])
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	bool reset = false;

	for (;;) {
		int64_t left = deadline - io_now_ms();
		ssize_t n =
			recv(fd, out, PROTOCOL_ANSWER_MAX - 1, MSG_DONTWAIT);

		if (n >= 0) {
			out[n] = 0;
			return n == 0 && reset ? -ECONNRESET : n;
		}
		reset |= errno == ECONNRESET;
		if (errno == EAGAIN && left <= 0)
			return -ETIMEDOUT;
		if (errno == EAGAIN)
			(void)poll(&p, 1, (int)left);
		else if (errno != EINTR && errno != ECONNRESET)
			return -errno;
	}
}

/* Prints "CODE TEXT" of an answer that is an error; returns the code. */
static int report_error(const char *answer)
{
	size_t len = strcspn(answer, " ");
	int64_t code = human_number(answer, len, EXITCODE_NO_DAEMON);

	if (code <= EXITCODE_OK)
		return out_fail(EXITCODE_FAILED, "%s", answer);
	return out_fail((enum exitcode)code, "%s",
		answer[len] ? answer + len + 1 : "failed");
}

int ask_report(const char *answer)
{
	if (strncmp(answer, "error ", 6) == 0)
		return report_error(answer + 6);
	return out_fail(EXITCODE_FAILED,
		"tcrd answers '%s', which tcrctl does not know", answer);
}

/* Prints or takes notes until the answer comes: its exit code, or -errno. */
static int follow_answers(int fd, int64_t deadline)
{
	char answer[PROTOCOL_ANSWER_MAX];
	ssize_t n;

	while ((n = receive(fd, deadline, answer)) > 0) {
		char *text = strchr(answer, ' ');

		if (strcmp(answer, "ok") == 0)
			return EXITCODE_OK;
		if (strncmp(answer, "error " PROTOCOL_AGAIN " ", 8) == 0)
			return -EINPROGRESS;
		if (strncmp(answer, "error " PROTOCOL_LATER " ", 8) == 0)
			return -ECONNRESET;
		if (strncmp(answer, "note ", 5) != 0)
			return ask_report(answer);
		if (self.take) {
			self.take(text + 1, self.arg);
			continue;
		}
		out_shown(text + 1, strlen(text + 1));
		out_bytes("\n", 1);
		(void)out_flush(); /* tcrctl_main() reports a failure */
	}
	return n < 0 ? (int)n : -EPIPE;
}

static int64_t wait_ms(const struct client_args *args, int64_t otherwise)
{
	return args->wait_ms < 0 ? otherwise : args->wait_ms;
}

/*
 * Sends the request and waits for its answer: the exit code, or -errno.
 * -ECONNRESET: tcrd has not done it; -EINPROGRESS: it has, but the next tcrd
 * has to be asked how it ends.
 */
static int ask(const struct client_args *args, int fd, int64_t limit_ms)
{
	int64_t deadline = io_now_ms() + limit_ms;
	char request[PROTOCOL_REQUEST_MAX];
	int len = compose(args, request);
	bool unread;
	int rc;

	if (len < 0)
		return out_fail(EXITCODE_USAGE,
			"%s: too many names for one request", args->verb);
	/* EPIPE: tcrd has closed; if it refused, its reason is to be received.
	 */
	unread = send(fd, request, (size_t)len, MSG_NOSIGNAL) < 0;
	if (unread && errno != EPIPE)
		return -errno;
	rc = follow_answers(fd, deadline);
	return unread && rc == -EPIPE ? -ECONNRESET : rc;
}

/* The exit code for what ask() has returned, after a message if need be. */
static int conclude(const char *verb, int rc, int64_t limit_ms)
{
	if (rc == -ETIMEDOUT)
		return out_fail(EXITCODE_TIMEOUT,
			"%s: not done after %llds; tcrd goes on with it", verb,
			(long long)(limit_ms / 1000));
	if (rc == -EPIPE || rc == -ECONNRESET)
		return out_fail(EXITCODE_NO_DAEMON,
			"%s: tcrd ended before it answered", verb);
	return rc < 0 ? ask_no_daemon(rc) : rc;
}

/*
 * Connects, sends the request and waits for its answer; if a tcrd is replaced
 * meanwhile, the next one is asked.  The exit code, or -errno.
 */
static int ask_until(const struct client_args *args, int64_t limit_ms)
{
	const int64_t deadline = io_now_ms() + limit_ms;
	bool again;
	int rc;

	do {
		autofd int fd = ask_dial();

		rc = fd < 0 ? fd : ask(args, fd, deadline - io_now_ms());
		self.asked |= rc == -EINPROGRESS;
		/* "wait" is not answered by a tcrd that loads units again. */
		again = rc == -EINPROGRESS || rc == -ECONNRESET ||
			(rc == -EPIPE && args->what);
	} while (again && usleep(CLIENT_PAUSE_US) == 0 &&
		 io_now_ms() < deadline);
	self.asked = false;
	return rc == -EINPROGRESS ? -ETIMEDOUT : rc;
}

/* The same: an exit code, after a message if need be. */
static int request(const struct client_args *args)
{
	int64_t limit_ms = wait_ms(args, WAIT_MS);

	return conclude(args->verb, ask_until(args, limit_ms), limit_ms);
}

int ask_hold(const struct client_args *args, const char *path, bool freeze,
	int *held)
{
	char seconds[24];
	char *words[2] = {seconds, NULL};
	const struct client_args sent = {
		.verb = freeze ? "freeze" : "hold", .names = words, .count = 2};
	char copy[PATH_MAX];
	autofd int fd = -1;
	int rc = must_be_root(args);

	if (rc != 0)
		return rc;
	words[1] = copy;
	(void)fmt_print(copy, sizeof(copy), "%s", path);
	(void)fmt_print(seconds, sizeof(seconds), "%lld",
		(long long)(wait_ms(args, WAIT_MS) / 1000));
	fd = ask_dial();
	if (fd < 0)
		return ask_no_daemon(fd);
	rc = conclude(args->verb, ask(&sent, fd, WAIT_MS), WAIT_MS);
	if (rc == 0)
		*held = take_fd(&fd);
	return rc;
}

int ask_held(const struct client_args *args, int fd)
{
	/* At the deadline, which is over, nothing has come: it still holds. */
	int rc = follow_answers(fd, 0);

	return rc == -ETIMEDOUT ? 0 : conclude(args->verb, rc, 0);
}

/* Whether PID 1 is tcr-init, so that SIGUSR1 and SIGTERM end the device. */
static bool is_our_init(void)
{
	char text[PATH_MAX];
	const char *base;
	ssize_t n = io_read_file(AT_FDCWD, "/proc/1/comm", text, sizeof(text));

	if (n < 0)
		return false;
	if (strcmp(text, "tcr-init\n") == 0)
		return true;
	if (strcmp(text, "init\n") != 0)
		return false;
	n = readlink("/proc/1/exe", text, sizeof(text) - 1);
	if (n < 0)
		return false;
	text[n] = 0;
	base = strrchr(text, '/');
	return base && strcmp(base + 1, "tcr-init") == 0;
}

/* Signals tcr-init, which ends tcrd and then the device. */
static int ask_init(const struct client_args *args)
{
	bool off = strcmp(args->verb, "poweroff") == 0;

	if (kill(1, off ? SIGUSR1 : SIGTERM) < 0)
		return out_fail(EXITCODE_FAILED, "%s: signal tcr-init: %s",
			args->verb, strerror(errno));
	out_print("tcrd does not answer, asked tcr-init instead\n");
	return EXITCODE_OK;
}

/* Makes the files of new instances, and has tcrd load them. */
static int make_instances(const struct client_args *args)
{
	const struct client_args reload = {
		.verb = "reload-config", .lines = -1, .wait_ms = args->wait_ms};
	int made = instance_make(args->names, args->count);
	int rc;

	if (made <= 0)
		return made < 0 ? EXITCODE_FAILED : EXITCODE_OK;
	rc = request(&reload);
	/* Another unit may be bad; if one of these is, its start fails. */
	return rc == EXITCODE_BAD_CONFIG ? EXITCODE_OK : rc;
}

int ask_run(const struct client_args *args)
{
	int rc = must_be_root(args);

	if (rc == 0 && strcmp(args->verb, "start") == 0)
		rc = make_instances(args);
	return rc == 0 ? request(args) : rc;
}

int ask_times(const struct client_args *args, size_t from,
	void (*take)(char *text, void *arg), void *arg)
{
	char number[24];
	char *const words[] = {number};
	const struct client_args sent = {
		.verb = "times", .names = words, .count = 1, .wait_ms = -1};
	int rc = must_be_root(args);

	(void)fmt_print(number, sizeof(number), "%zu", from);
	self.take = take;
	self.arg = arg;
	if (rc == 0)
		rc = request(&sent);
	self.take = NULL;
	return rc;
}

int ask_power(const struct client_args *args)
{
	/* Only tcrd knows what inhibits it, and what waits. */
	bool only_tcrd = args->when_allowed || args->cancel;
	int rc = must_be_root(args);

	if (rc != 0)
		return rc;
	rc = ask_until(args, wait_ms(args, POWER_MS));
	if (rc >= 0)
		return rc;
	/* tcrd ended before it could answer: the device is going down. */
	if (!only_tcrd && rc == -EPIPE)
		return EXITCODE_OK;
	if (!only_tcrd && is_our_init())
		return ask_init(args);
	if (rc == -ETIMEDOUT)
		return out_fail(EXITCODE_TIMEOUT, "%s: tcrd does not answer",
			args->verb);
	return ask_no_daemon(rc);
}
