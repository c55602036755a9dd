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
	if (peer.pid <=
		0) /* the process is not visible in this pid namespace */
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
