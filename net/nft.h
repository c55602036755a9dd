/* SPDX-License-Identifier: MIT */
#ifndef NET_NFT_H
#define NET_NFT_H

#include <stddef.h>

/*
 * Hands a ruleset to tcr-nft (program is its path), which applies it in one
 * transaction or not at all.  Logs tcr-nft's first error, and the kernel option
 * that lacks where that is known; 0 or -errno; when it is one that all else
 * can do without -ENOPROTOOPT (RULES_COUNTING) or -EPFNOSUPPORT (RULES_BRIDGE).
 */
int nft_apply(const char *program, const char *ruleset, size_t len);

#endif
