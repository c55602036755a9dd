/* SPDX-License-Identifier: MIT */
/*
 * Who is at the other end of a Unix socket.
 *
 * A pid proves something only while its process lives: afterwards it is
 * nobody's or another's.  So the process is held by a pidfd first, then its
 * cgroup is read, then the pidfd must still find it.  Linux 6.5 has the pidfd
 * of the process that connected (SO_PEERPIDFD); before, it is opened by pid,
 * and a pid that was given out again between connect() and here would go
 * unseen.  That is why peer_receive() tells who sent a packet: a request counts
 * if one process connected, sent it, and is there when it is read.
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

pid_t peer_root(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	enum cgroup_answer answer;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0)
		return -errno;
	if (peer.uid != 0)
		return -EACCES;
	if (peer.pid <= 0) /* of a pid namespace that is not below ours */
		return -ESRCH;
	autofd int process = open_peer(fd, peer.pid);
	if (process < 0)
		return process;
	answer = cgroup_of_units(peer.pid);
	if (syscall(SYS_pidfd_send_signal, process, 0, NULL, 0) < 0)
		return -errno;
	return answer == CGROUP_OUTSIDE  ? peer.pid
	       : answer == CGROUP_INSIDE ? -EACCES
					 : -ESRCH;
}

ssize_t peer_receive(int fd, char *buf, size_t size, pid_t *sender)
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec v = {.iov_base = buf, .iov_len = size};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	ssize_t n = recvmsg(fd, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	const struct cmsghdr *c = n < 0 ? NULL : CMSG_FIRSTHDR(&h);
	struct ucred cred;

	*sender = 0;
	if (n < 0)
		return -errno;
	if (c && c->cmsg_level == SOL_SOCKET &&
		c->cmsg_type == SCM_CREDENTIALS) {
		memcpy(&cred, CMSG_DATA(c), sizeof(cred));
		*sender = cred.pid;
	}
	return h.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}
