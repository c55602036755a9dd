/* SPDX-License-Identifier: MIT */
/* tcrd executes itself, to load all units. */
#include "supervisor/serve/reload.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/note.h"
#include "init/text.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RELOAD_ENV  "TCR_RELOAD_FD"
#define LOAD_ENV    "TCR_LOAD_FD" /* in its place, if nothing is restarted */
#define PATIENCE_MS 3000 /* time for tasks, whose work is lost when killed */

static struct {
	int fd;
	bool asked;
	bool apply;
	int64_t deadline_ms;
} self = {.fd = -1};

static const char *variable(void)
{
	return self.apply ? RELOAD_ENV : LOAD_ENV;
}

void reload_ask(int fd, bool apply)
{
	self.apply = apply;
	self.deadline_ms = io_now_ms() + PATIENCE_MS;
	self.fd = fd;
	self.asked = true;
}

bool reload_asked(void)
{
	return self.asked;
}

int64_t reload_deadline(void)
{
	return self.asked ? self.deadline_ms : INT64_MAX;
}

/* Passes a descriptor on, its number in the environment variable `name`. */
static void hand_on(const char *name, int fd)
{
	char text[16];

	if (fd < 0 || fmt_print(text, sizeof(text), "%d", fd) < 0 ||
		fcntl(fd, F_SETFD, 0) < 0)
		return;
	(void)setenv(name, text, 1);
}

/* Undoes hand_on(). */
static void take_back(const char *name, int fd)
{
	(void)unsetenv(name);
	if (fd >= 0)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Answers the client, and forgets that it asked. */
static void give_up(const char *why)
{
	if (!self.asked)
		return;
	if (self.fd >= 0) {
		(void)send(
			self.fd, why, strlen(why), MSG_DONTWAIT | MSG_NOSIGNAL);
		close(self.fd);
	}
	self.fd = -1;
	self.asked = false;
}

void reload_cancel(void)
{
	give_up("error 1 the units are being stopped");
}

int reload_exec(char **argv, int notes_fd)
{
	char path[PATH_MAX];
	int rc = paths_program(path, "tcrd");

	log_info("reloading all units");
	hand_on(NOTE_ENV, notes_fd);
	hand_on(variable(), self.fd);
	if (rc == 0)
		(void)execv(path, argv);
	/* If that file does not run, the program that runs now may. */
	(void)execv("/proc/self/exe", argv);
	rc = failed("execute %s", path);
	take_back(NOTE_ENV, notes_fd);
	take_back(variable(), self.fd);
	give_up("error 1 cannot execute tcrd");
	return rc;
}

int reload_take(bool *apply)
{
	const char *number = getenv(RELOAD_ENV);
	int fd;

	*apply = number != NULL;
	if (!number)
		number = getenv(LOAD_ENV);
	fd = number ? (int)text_digits(number, NULL, 10) : -1;
	(void)unsetenv(RELOAD_ENV);
	(void)unsetenv(LOAD_ENV);
	if (fd <= STDERR_FILENO || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	self.fd = fd;
	return fd;
}

void reload_warn(const char *line)
{
	char text[1024];

	(void)fmt_print(text, sizeof(text), "note warning: %s", line);
	(void)send(self.fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}
