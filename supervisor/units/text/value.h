/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_VALUE_H
#define SUPERVISOR_UNITS_TEXT_VALUE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Single values of unit files.  Each returns the value, or 0 where the value
 * has a place of its own; or -EINVAL without touching that place.  Whole texts
 * only: "5x" is no number.
 */

/* 1 yes y true t on, 0 no n false f off, in any case. */
int value_bool(const char *text, bool *out);

/* Decimal digits, at most max. */
int64_t value_number(const char *text, uint64_t max);

/* Bytes: a number and an optional b k m g t (1024 each), in any case. */
int value_size(const char *text, uint64_t *bytes);

#define VALUE_FOREVER INT64_MAX

/*
 * systemd's time span: "1h 30min", "2.5s", "100ms"; a bare number is seconds,
 * "infinity" is VALUE_FOREVER.  In milliseconds, rounded up.
 */
int64_t value_duration(const char *text);

/* "SIGTERM", "TERM", "15", "SIGRTMIN+3"; the numbers of Linux. */
int value_signal(const char *text, int *number);

int value_ipv4(const char *text, struct in_addr *out);
/* A name that an interface may have, "lo" excepted. */
bool value_is_interface(const char *text);
/* Of either family, that of one host. */
int value_host(const char *text, struct in6_addr *out);

/* "10.0.0.5/24": an address and its prefix, 1 to 32. */
int value_cidr(const char *text, struct in_addr *address, uint8_t *prefix);
/* Likewise of either family; the prefix is its own family's. */
int value_subnet(const char *text, struct in6_addr *address, uint8_t *prefix);

/*
 * "[[IP:]HOST:]CONTAINER[/tcp|udp|sctp]", both ports single or ranges of one
 * length; the host's must be there.  *why is set on -EINVAL.  to_ip is left 0.
 */
int value_publish(const char *text, struct net_port *port, const char **why);

/* True if the len bytes end so and have something before it. */
bool value_ends_with(const char *text, size_t len, const char *end);

/* Letters, digits, and of the others those in extra; not empty. */
bool value_is_word(const char *text, size_t len, const char *extra);

#endif
