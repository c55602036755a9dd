/* SPDX-License-Identifier: MIT */
#ifndef NET_NFTWATCH_H
#define NET_NFTWATCH_H

#include "net/net.h"

#include <stdbool.h>

/*
 * What a datagram of nfnetlink (NFNLGRP_NFTABLES) tells.  touched: whether our
 * table is in a transaction whose end has not come yet; kept from one to the
 * next.  Pure.
 */
enum net_change nftwatch_judge(
	const void *data, size_t len, bool *touched, char who[NET_WHO_MAX]);

#endif
