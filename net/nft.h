/* SPDX-License-Identifier: MIT */
#ifndef NET_NFT_H
#define NET_NFT_H

#include <stddef.h>

/*
 * Runs tcr-nft (program is its path), which applies a ruleset in one
 * transaction or not at all.  0, or -errno after a log line with tcr-nft's
 * first error and, if known, the kernel option that is missing.  -ENOPROTOOPT:
 * the kernel lacks RULES_COUNTING; -EPFNOSUPPORT: it lacks RULES_BRIDGE.
 */
int nft_apply(const char *program, const char *ruleset, size_t len);

#endif
