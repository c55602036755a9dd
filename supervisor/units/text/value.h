/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_VALUE_H
#define SUPERVISOR_UNITS_TEXT_VALUE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Parse single values of unit files.  Each returns the value, or 0 if it has an
 * output parameter; -EINVAL without writing the output.  The whole text must
 * fit: "5x" is no number.
 */

/* "1", "yes", "y", "true", "t", "on", "0", "no", "n", "false", "f", "off", in
 * upper or lower case. */
int value_bool(const char *text, bool *out);

/* The index of text in words, which a NULL ends. */
int value_index(const char *const *words, const char *text);

/* A decimal number, at most max. */
int64_t value_number(const char *text, uint64_t max);

/*
 * A number of bytes, with a fraction (1.5G) and a unit (b, k, m, g or t, powers
 * of 1024, in any case) or without; as in podman, "mb" and "MiB" are "m".
 */
int value_size(const char *text, uint64_t *bytes);

#define VALUE_FOREVER INT64_MAX
/* The longest time that a key accepts, 30 days: a longer one is a mistake. */
#define VALUE_TIME_MAX_MS INT64_C(2592000000)

/*
 * A time span as in systemd.time(7): "1h 30min", "2.5s", "100ms"; a number
 * without a unit is seconds, "infinity" is VALUE_FOREVER.  In milliseconds,
 * rounded up.
 */
int64_t value_duration(const char *text);

/* A signal: "SIGTERM", "TERM", "15", "SIGRTMIN+3" (see signals_parse()). */
int value_signal(const char *text, int *number);

int value_ipv4(const char *text, struct in_addr *out);
/* Whether it can be the name of a network interface, and is not "lo". */
bool value_is_interface(const char *text);
/* A unicast address, IPv4 (as ::ffff:0:0/96) or IPv6. */
int value_host(const char *text, struct in6_addr *out);

/* "10.0.0.5/24": an address and its prefix, 1 to 32. */
int value_cidr(const char *text, struct in_addr *address, uint8_t *prefix);
/* Likewise, IPv4 or IPv6; the prefix of IPv4 is 1 to 32, of IPv6 1 to 128. */
int value_subnet(const char *text, struct in6_addr *address, uint8_t *prefix);

/*
 * "[IP:]HOST:CONTAINER[/tcp|udp|sctp]": HOST and CONTAINER are ports, or ranges
 * of ports of the same length.  *why is set on -EINVAL.  port->to_ip is 0.
 */
int value_publish(const char *text, struct net_port *port, const char **why);

/* Whether text ends with `end` and has at least one byte before it. */
bool value_ends_with(const char *text, size_t len, const char *end);

/* Whether text is not empty and has only letters, digits and bytes of extra. */
bool value_is_word(const char *text, size_t len, const char *extra);

#endif
