/* SPDX-License-Identifier: MIT */
/*
 * One datagram socket for each unit that may notify.  The socket's folder is
 * mounted into the unit's container and nowhere else.  crun does not know of
 * it: crun's own relay would pass on READY=1 alone and block the start.
 *
 * The sender is checked, too, by the credentials that the kernel attaches: it
 * must be in the unit's cgroup or be the main process, which may have ended
 * since.  Of any other process that has ended nobody can tell whether it was
 * the unit's, so its message is ignored.  A program that ends at once therefore
 * sends BARRIER=1 and waits until the descriptor in that message is closed
 * (sd_notify_barrier(3); systemd-notify does so).  The kernel closes it when
 * tcrd reads the message, as tcrd gives it no room for a descriptor.
 */
#include "supervisor/life/notify.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/peer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TURN_MAX 16 /* messages that are read in one turn of the loop */

/* Logs once in a run, as a container can send any number of messages. */
static void refuse(struct notify *n, const char *why)
{
	if (!n->refused)
		n->owner->refuses(n->arg, why);
	n->refused = true;
}

/* Reads one message; false: there is none. */
static bool take(struct notify *n)
{
	char text[MESSAGE_MAX];
	struct message m;
	pid_t sender;
	ssize_t len =
		peer_receive(n->source.fd, text, sizeof(text), &sender, NULL);

	n->count++;
	if (len == -EMSGSIZE) {
		refuse(n, "notify: a message of more than 4096 bytes is "
			  "ignored");
		return true;
	}
	if (len > 0 && !n->owner->believes(n->arg, sender)) {
		refuse(n, "notify: a message is ignored: its sender had "
			  "ended, or may not notify");
		return true;
	}
	if (len > 0) {
		message_read(text, (size_t)len, &m);
		n->owner->message(n->arg, &m);
	}
	return len >= 0;
}

static void readable(void *arg, uint32_t events)
{
	struct notify *n = arg;
	int64_t now = io_now_ms();

	(void)events;
	if (now - n->window_ms >= NOTIFY_WINDOW_MS) {
		n->window_ms = now;
		n->count = 0;
	}
	for (int i = 0; i < TURN_MAX; i++)
		if (!take(n))
			return;
	if (n->count < NOTIFY_WINDOW_MAX)
		return;
	n->resume_ms = n->window_ms + NOTIFY_WINDOW_MS;
	loop_change(&n->source, 0);
}

void notify_drain(struct notify *n)
{
	for (int i = 0; i < NOTIFY_WINDOW_MAX; i++)
		if (!take(n))
			return;
}

void notify_resume(struct notify *n, int64_t now_ms)
{
	if (now_ms < n->resume_ms)
		return;
	n->resume_ms = INT64_MAX;
	loop_change(&n->source, EPOLLIN);
}

/*
 * Binds the socket with mode 0666, as the container's program may run as any
 * user; nobody else can reach its folder.
 */
static int bind_to(int fd, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int rc = fmt_print(
		address.sun_path, sizeof(address.sun_path), "%s", path);
	mode_t mask;

	if (rc < 0)
		return rc;
	if (unlink(path) < 0 && errno != ENOENT)
		return -errno;
	mask = umask(0);
	rc = bind(fd, (const struct sockaddr *)&address, sizeof(address));
	rc = rc < 0 ? -errno : 0;
	umask(mask);
	return rc;
}

int notify_open(struct notify *n, const char *unit,
	const struct notify_owner *owner, void *arg)
{
	static const int on = 1;
	char path[PATH_MAX];
	int rc = paths_unit(path, unit, "notify");

	*n = (struct notify){.source = {.fd = -1, .fn = readable, .arg = n},
		.owner = owner,
		.arg = arg,
		.resume_ms = INT64_MAX};
	if (rc == 0)
		rc = io_mkdirs(path, 0755);
	if (rc == 0)
		rc = paths_unit(path, unit, "notify/notify");
	if (rc < 0)
		return rc;
	autofd int fd =
		socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
		return failed("%s: notify socket", unit);
	rc = bind_to(fd, path);
	if (rc < 0) {
		errno = -rc;
		return failed("bind %s", path);
	}
	n->source.fd = take_fd(&fd);
	return loop_add(&n->source, EPOLLIN);
}
