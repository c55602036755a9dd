/* SPDX-License-Identifier: MIT */
/*
 * Finds out which process is at the other end of a Unix socket.
 *
 * A pid identifies a process only while that process exists: afterwards the
 * kernel may give the pid to another.  So a pidfd is opened first, then the
 * cgroup of the pid is read, then a signal 0 to the pidfd must succeed.  Linux
 * 6.5 returns a pidfd of the process that connected (SO_PEERPIDFD).  Before,
 * the pidfd is opened by pid, and nothing shows if the kernel gave the pid to
 * another process between connect(2) and now.  Therefore peer_receive() returns
 * the sender of a packet: a request is accepted if the same process connected,
 * sent it, and exists when it is read.
 */
#include "supervisor/base/peer.h"

#include "init/io.h"
#include "supervisor/base/cgroup.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD /* Linux 6.5; Debian 12 does not name it */
#define SO_PEERPIDFD 77
#endif

/*
 * Descriptors in a packet at most, as the kernel has it.  All of them are
 * received: those without room the kernel would close as shut() must not.
 */
#define SENT_MAX 253

static int open_peer(int fd, pid_t pid)
{
	int peer = -1;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERPIDFD, &peer, &len) == 0)
		return peer;
	if (errno != ENOPROTOOPT)
		return -errno;
	peer = (int)syscall(SYS_pidfd_open, pid, 0);
	return peer < 0 ? -errno : peer;
}

pid_t peer_find(int fd, char group[NAME_MAX + 1])
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	enum cgroup_answer answer;

	*group = 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return -errno;
	if (peer.uid != 0)
		return -EACCES;
	if (peer.pid <=
		0) /* the process is not visible in this pid namespace */
		return -ESRCH;
	autofd int process = open_peer(fd, peer.pid);
	if (process < 0)
		return process;
	answer = cgroup_of_units(peer.pid, group);
	if (syscall(SYS_pidfd_send_signal, process, 0, NULL, 0) < 0)
		return -errno;
	/* The group of all containers itself is nobody's. */
	if (answer == CGROUP_INSIDE && !*group)
		return -EACCES;
	return answer == CGROUP_UNKNOWN ? -ESRCH : peer.pid;
}

pid_t peer_root(int fd)
{
	char group[NAME_MAX + 1];
	pid_t pid = peer_find(fd, group);

	return pid > 0 && *group ? -EACCES : pid;
}

/*
 * Closes a descriptor of somebody else.  close(2) of a connection with
 * SO_LINGER would wait until its other end has taken what was written.
 */
static void shut(int fd)
{
	static const struct linger none;

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	(void)close(fd); /* of which nothing was written here */
}

void peer_close(int files[PEER_FILES])
{
	for (int i = 0; i < PEER_FILES; i++)
		if (files[i] >= 0)
			shut(files[i]);
}

/* Takes the descriptors of a control message; those too many are closed. */
static void take_files(const struct cmsghdr *c, int files[PEER_FILES])
{
	size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (size_t i = 0; i < n; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(c) + i * sizeof(fd), sizeof(fd));
		if (files && i < PEER_FILES && files[i] < 0)
			files[i] = fd;
		else
			shut(fd);
	}
}

ssize_t peer_receive(
	int fd, char *buf, size_t size, pid_t *sender, int files[PEER_FILES])
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred)) +
			   CMSG_SPACE(SENT_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec v = {.iov_base = buf, .iov_len = size};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	ssize_t n = recvmsg(fd, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct ucred cred;

	*sender = 0;
	for (int i = 0; files && i < PEER_FILES; i++)
		files[i] = -1;
	if (n < 0)
		return -errno;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&h); c; c = CMSG_NXTHDR(&h, c)) {
		if (c->cmsg_level != SOL_SOCKET)
			continue;
		if (c->cmsg_type == SCM_RIGHTS)
			take_files(c, files);
		if (c->cmsg_type != SCM_CREDENTIALS)
			continue;
		memcpy(&cred, CMSG_DATA(c), sizeof(cred));
		*sender = cred.pid;
	}
	return h.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}
