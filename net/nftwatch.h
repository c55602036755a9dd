/* SPDX-License-Identifier: MIT */
#ifndef NET_NFTWATCH_H
#define NET_NFTWATCH_H

#include "net/net.h"

#include <stdbool.h>

/*
 * A transaction of ours proves itself by its seal: it makes and deletes a table
 * of a random name, so the name stands in its events and never in the ruleset.
 * Nobody can know the name before it was used, and it counts once.  The name
 * and number of the process prove nothing: any program can be called tcr-nft,
 * numbers are used again, and those of another pid namespace are others.
 */
#define NFTWATCH_SEAL_MAX 24 /* "tcr_" and 16 digits */

/* The name for the next transaction; "": nobody watches. */
const char *nftwatch_seal(void);

/* What was seen of a transaction whose end has not come yet. */
struct nftwatch {
	char seal[NFTWATCH_SEAL_MAX]; /* that ours has; "": none is ours */
	bool touched;                 /* one of our tables is in it */
	bool sealed;                  /* the seal is */
};

/*
 * What a datagram of nfnetlink (NFNLGRP_NFTABLES) tells.  w is kept from one to
 * the next.  Pure.
 */
enum net_change nftwatch_judge(const void *data, size_t len, struct nftwatch *w,
	char who[NET_WHO_MAX]);

#endif
