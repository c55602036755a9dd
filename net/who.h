/* SPDX-License-Identifier: MIT */
#ifndef NET_WHO_H
#define NET_WHO_H

#include "net/net.h"

/*
 * A process, told to people: "sshd (pid 123)".  It chose its name itself: what
 * is not printable ASCII is shown as "?".  name may end before its len bytes.
 */
void who_write(
	char who[NET_WHO_MAX], const char *name, size_t len, unsigned pid);

#endif
