/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_NET_H
#define SUPERVISOR_UNITS_KEYS_CHECK_NET_H

struct draft;

/*
 * What a unit says of networks, as a whole: how a container or a pod is
 * connected, and what a network is.  Problems go to the unit's report.  0 or
 * -ENOMEM.
 */
int check_net(struct draft *u);
int check_net_bridge(struct draft *u);

#endif
