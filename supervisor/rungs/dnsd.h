/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DNSD_H
#define SUPERVISOR_RUNGS_DNSD_H

#include <stdbool.h>
#include <sys/types.h>

struct conf;
struct net_dns_counters;
struct rung_context;

/*
 * Starts tcr-dns, with the sockets and questions of the one before.  Returns
 * its pid or -errno.
 */
pid_t dnsd_spawn(const struct rung_context *c, int output);
/* Takes over the sockets of a tcr-dns that an earlier tcrd has started. */
void dnsd_adopt(int pidfd);

/*
 * Whether tcr-dns was started with another configuration than it would get now
 * (names from unit files, resolvers from uplinks and DHCP).
 */
bool dnsd_stale(const struct conf *conf);

/* Reads what all tcr-dns have counted since boot; false: not known. */
bool dnsd_counters(struct net_dns_counters *counters);

#endif
