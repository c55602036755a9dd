/* SPDX-License-Identifier: MIT */
/*
 * The status FIFO and the control socket without a supervisor behind them:
 * whatever document and answers a test of tcrctl wants.
 *
 * fake-tcrd RUN DOCUMENT ANSWERS: makes RUN/public/status and
 * RUN/control/socket, prints its pid, goes on in the background.  Each reader
 * of the FIFO gets the file DOCUMENT as it is then ("-": nothing, for ever).
 * Each request is added to RUN/requests as one line and answered with one
 * packet for each line of the file ANSWERS; a line "hang" keeps the connection
 * open without a word more.
 */
#include "init/fmt.h"
#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
	const char *document, *answers;
	int inotify, fifo, watch, listener;
} self;

static void die(const char *what)
{
	fprintf(stderr, "fake-tcrd: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* As tcrd does it: a FIFO of its own for each reader. */
static void renew(void)
{
	(void)unlink("public/.status");
	if (mkfifo("public/.status", 0444) < 0)
		die("mkfifo");
	self.fifo = open("public/.status", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (self.fifo < 0)
		die("open FIFO");
	self.watch = inotify_add_watch(self.inotify, "public/.status", IN_OPEN);
	if (rename("public/.status", "public/status") < 0)
		die("rename FIFO");
}

static void serve(void)
{
	static char text[2 << 20];
	autofd int old = self.fifo;
	ssize_t n;

	(void)inotify_rm_watch(self.inotify, self.watch);
	renew();
	n = io_read_file(AT_FDCWD, self.document, text, sizeof(text));
	if (n < 0 || fork() > 0)
		return;
	/* A child, so that a document may be larger than the pipe. */
	(void)close(self.fifo);
	(void)alarm(10);
	(void)fcntl(old, F_SETFL, 0);
	(void)io_write_all(old, text, (size_t)n);
	_exit(0);
}

static void on_reader(void)
{
	char events[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = read(self.inotify, events, sizeof(events));
	bool opened = false;

	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *e = (const void *)(events + at);

		opened |= e->wd == self.watch && (e->mask & IN_OPEN);
		at += (ssize_t)sizeof(*e) + e->len;
	}
	if (opened && strcmp(self.document, "-") != 0)
		serve();
}

static void on_request(void)
{
	char text[4097];
	autofd int fd = accept4(self.listener, NULL, NULL, SOCK_CLOEXEC);
	autofd int log = open(
		"requests", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);
	char *save = NULL;

	if (n <= 0)
		return;
	text[n] = '\n';
	(void)io_write_all(log, text, (size_t)n + 1);
	n = io_read_file(AT_FDCWD, self.answers, text, sizeof(text));
	if (n < 0)
		return;
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		if (strcmp(line, "hang") == 0) {
			(void)take_fd(&fd); /* until we end */
			return;
		}
		(void)send(fd, line, strlen(line), MSG_NOSIGNAL);
	}
}

static void listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	self.listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	(void)fmt_print(address.sun_path, sizeof(address.sun_path), "%s", path);
	(void)unlink(path);
	if (self.listener < 0 ||
		bind(self.listener, (struct sockaddr *)&address,
			sizeof(address)) < 0 ||
		listen(self.listener, 16) < 0)
		die(path);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	self.document = argv[2];
	self.answers = argv[3];
	if (chdir(argv[1]) < 0)
		die(argv[1]);
	(void)mkdir("public", 0755);
	(void)mkdir("control", 0700);
	if (symlink("public/status", "status") < 0 && errno != EEXIST)
		die("status");
	self.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	renew();
	listen_at("control/socket");

	pid_t pid = fork();
	if (pid != 0) {
		printf("%d\n", pid);
		return pid < 0;
	}
	(void)close(STDOUT_FILENO);
	(void)signal(SIGCHLD, SIG_IGN);
	for (;;) {
		struct pollfd p[] = {{.fd = self.inotify, .events = POLLIN},
			{.fd = self.listener, .events = POLLIN}};

		(void)poll(p, 2, -1);
		if (p[0].revents)
			on_reader();
		if (p[1].revents)
			on_request();
	}
}
