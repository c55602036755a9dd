/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PEER_H
#define SUPERVISOR_BASE_PEER_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Finds out which process is at the other end of a Unix socket, and whether it
 * is root of the device, that is outside of all containers.  If that cannot be
 * found out, the answer is no.
 */

/*
 * The pid of the process that connected, if it is root of the device and has
 * not ended.  -EACCES: it is another user or in a container; -ESRCH: it has
 * ended, so that nothing can be known of it; -errno.
 */
pid_t peer_root(int fd);

/*
 * Receives a packet without blocking: its length, 0 if the peer has closed,
 * -EMSGSIZE if it is longer than size, -errno.  *sender becomes the pid of the
 * process that sent it, which need not be the one that connected, or 0 if the
 * kernel does not say.  The socket must have SO_PASSCRED (unix(7)).
 */
ssize_t peer_receive(int fd, char *buf, size_t size, pid_t *sender);

#endif
