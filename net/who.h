/* SPDX-License-Identifier: MIT */
#ifndef NET_WHO_H
#define NET_WHO_H

#include "net/net.h"

/*
 * Writes name and pid of a process for people: "sshd (pid 123)".  A process can
 * choose its name, so bytes that are not printable ASCII become '?'.  name has
 * len bytes at most and may end with a NUL before.
 */
void who_write(
	char who[NET_WHO_MAX], const char *name, size_t len, unsigned pid);

#endif
