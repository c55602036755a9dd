/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PEER_H
#define SUPERVISOR_BASE_PEER_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Finds out which process is at the other end of a Unix socket, whether its
 * user is root of the device, and in which container it is.  If that cannot be
 * found out, the answer is no.
 */

/*
 * The pid of the process that connected, if its user is root of the device and
 * it has not ended.  group becomes the name of the container's cgroup in which
 * it is (cgroup.h), "" if it is in none.  -EACCES: it is another user; -ESRCH:
 * it has ended, so that nothing can be known of it; -errno.
 */
pid_t peer_find(int fd, char group[NAME_MAX + 1]);
/* The same, but -EACCES for a process in a container. */
pid_t peer_root(int fd);

#define PEER_FILES 3 /* descriptors that are taken of a packet */

/*
 * Receives a packet without blocking: its length, 0 if the peer has closed,
 * -EMSGSIZE if it is longer than size, -errno.  *sender becomes the pid of the
 * process that sent it, which need not be the one that connected, or 0 if the
 * kernel does not say.  files gets the descriptors that came with it, for
 * peer_close(), and -1 for those that are missing; NULL: none are taken.  The
 * socket must have SO_PASSCRED (unix(7)).
 */
ssize_t peer_receive(
	int fd, char *buf, size_t size, pid_t *sender, int files[PEER_FILES]);
/* Closes them, without waiting for anybody. */
void peer_close(int files[PEER_FILES]);

#endif
