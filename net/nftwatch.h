/* SPDX-License-Identifier: MIT */
#ifndef NET_NFTWATCH_H
#define NET_NFTWATCH_H

#include "net/net.h"

#include <stdbool.h>

/*
 * Seal: a random name by which tcrd recognises transactions of its own.  Such a
 * transaction makes and deletes a table of that name, so the name is in its
 * events but not in the ruleset.  No program can know it before it is used, and
 * it counts once.  The process's name and pid, which events have too, prove
 * nothing: any program can be called tcr-nft, pids are used again, and each pid
 * namespace has its own.
 */
#define NFTWATCH_SEAL_MAX 24 /* "tcr_", 16 digits and a NUL fit */

/* The seal for the next transaction; "": nothing watches the firewall. */
const char *nftwatch_seal(void);

/* The state of watching: what was seen of a transaction that is not complete.
 */
struct nftwatch {
	char seal[NFTWATCH_SEAL_MAX]; /* to recognise; "": none is recognised */
	bool touched;                 /* it has changed a table of tcr */
	bool sealed;                  /* it has made the table of the seal */
};

/*
 * Reads a datagram of nfnetlink (NFNLGRP_NFTABLES); *w is kept from one
 * datagram to the next.  Pure.
 */
enum net_change nftwatch_judge(const void *data, size_t len, struct nftwatch *w,
	char who[NET_WHO_MAX]);

#endif
