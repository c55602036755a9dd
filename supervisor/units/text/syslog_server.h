/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_SYSLOG_SERVER_H
#define SUPERVISOR_UNITS_TEXT_SYSLOG_SERVER_H

#include <netinet/in.h>
#include <stdbool.h>

/* Where logs are forwarded to; port 0: nowhere. */
struct syslog_server {
	struct in6_addr address; /* as of net/address.h */
	in_port_t port;
	bool tcp;
};

/*
 * Reads "udp://192.0.2.1" or "tcp://[2001:db8::1]:6514"; the port is 514
 * (RFC 5426) or 601 (RFC 6587) if it is not there.  0, or -EINVAL with *out
 * unchanged.
 */
int syslog_server_read(const char *text, struct syslog_server *out);

#endif
