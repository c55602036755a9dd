/* SPDX-License-Identifier: MIT */
/*
 * One datagram socket for each unit that may notify.  Its folder is mounted
 * into the unit's container and nowhere else; crun does not know of it, as its
 * own relay would pass on READY=1 alone and block the start.
 *
 * Who sends is checked besides, by the credentials that the kernel attaches: a
 * process that lives must be in the unit's cgroup.  One that has ended since
 * (a shell's helper) can only have been there.
 */
#include "supervisor/notify.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/cgroup.h"
#include "supervisor/life.h"
#include "supervisor/paths.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define TURN_MAX 16 /* messages before others have their turn */

static bool allowed(const struct unit *u, pid_t pid)
{
	if (u->file->conf.life.notify_main && u->pid && pid != u->pid)
		return false;
	if (pid > 1 && cgroup_owns(u->file->name, pid))
		return true;
	return pid > 1 && kill(pid, 0) < 0 && errno == ESRCH;
}

/*
 * The next datagram: its length, 0 for one to be passed over, -errno.  What
 * descriptors came with it are closed: there is room for none, so the kernel
 * does that.
 */
static ssize_t receive(struct notify *n, char text[MESSAGE_MAX])
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec v = {.iov_base = text, .iov_len = MESSAGE_MAX};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	ssize_t len =
		recvmsg(n->source.fd, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = len < 0 ? NULL : CMSG_FIRSTHDR(&h);
	struct ucred sender;

	if (len < 0)
		return -errno;
	if (!c || c->cmsg_level != SOL_SOCKET ||
		c->cmsg_type != SCM_CREDENTIALS || (h.msg_flags & MSG_TRUNC))
		return 0;
	memcpy(&sender, CMSG_DATA(c), sizeof(sender));
	return allowed(n->unit, sender.pid) ? len : 0;
}

/* True if there was one. */
static bool take(struct notify *n)
{
	char text[MESSAGE_MAX];
	struct message m;
	ssize_t len = receive(n, text);

	if (len > 0) {
		message_read(text, (size_t)len, &m);
		life_message(n->unit, &m);
	}
	n->count++;
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

/* Its user may be anyone in the container: 0666, in a folder that others do
 * not reach. */
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

int notify_open(struct notify *n, struct unit *u)
{
	static const int on = 1;
	char path[PATH_MAX];
	int rc = paths_unit(path, u->file->name, "notify");

	*n = (struct notify){.source = {.fd = -1, .fn = readable, .arg = n},
		.unit = u,
		.resume_ms = INT64_MAX};
	if (rc == 0)
		rc = io_mkdirs(path, 0755);
	if (rc == 0)
		rc = paths_unit(path, u->file->name, "notify/notify");
	if (rc < 0)
		return rc;
	autofd int fd =
		socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
		return failed("%s: notify socket", u->file->name);
	rc = bind_to(fd, path);
	if (rc < 0) {
		errno = -rc;
		return failed("bind %s", path);
	}
	n->source.fd = take_fd(&fd);
	return loop_add(&n->source, EPOLLIN);
}
