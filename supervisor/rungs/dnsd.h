/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_DNSD_H
#define SUPERVISOR_RUNGS_DNSD_H

#include <stdbool.h>
#include <sys/types.h>

struct conf;
struct rung_context;

/* Starts tcr-dns, with the sockets and questions of the one before. */
pid_t dnsd_spawn(const struct rung_context *c, int output);
/* One that an earlier tcrd has started runs: its sockets are kept from now on.
 */
void dnsd_adopt(int pidfd);

/*
 * Whether it runs with another configuration than it would be given now (names
 * from unit files, resolvers from uplinks and DHCP).
 */
bool dnsd_stale(const struct conf *conf);

#endif
