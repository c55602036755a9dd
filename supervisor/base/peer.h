/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PEER_H
#define SUPERVISOR_BASE_PEER_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Who is at the other end of a Unix socket.  Of three answers, the device's
 * root, a container, cannot tell, only the first is a yes.
 */

/*
 * The process that connected, if it is root of the device, outside of all
 * containers, and still lives.  -EACCES: it is another; -ESRCH: it has ended,
 * so what it was cannot be told; -errno.
 */
pid_t peer_root(int fd);

/*
 * The next packet: its length, 0 at the end, -errno.  *sender is the process
 * that sent it, which may be another than the one that connected; 0: the kernel
 * does not say.  The socket must have SO_PASSCRED.
 */
ssize_t peer_receive(int fd, char *buf, size_t size, pid_t *sender);

#endif
