/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_ATTEMPT_H
#define NET_DNS_ATTEMPT_H

#include "net/dns/slot.h"

#include <stdint.h>

/*
 * Attempt: one packet to one upstream for the query of a slot.  Each function
 * may finish the slot: then its query is answered.
 */

/* Asks the next upstream; answers when there is none left. */
void dns_attempt_next(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms);
/* Reads one reply from the slot's socket. */
void dns_attempt_receive(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms);
/* Gives an attempt up that is due. */
void dns_attempt_expire(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms);

#endif
