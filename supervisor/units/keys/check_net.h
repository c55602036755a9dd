/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_NET_H
#define SUPERVISOR_UNITS_KEYS_CHECK_NET_H

struct draft;

/*
 * Checks how a container or a pod is connected.  Problems go to the unit's
 * report.  0 or -ENOMEM.
 */
int check_net(struct draft *u);

#endif
