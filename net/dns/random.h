/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_RANDOM_H
#define NET_DNS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Random bytes from the kernel, many at a time.  Starts as all zero. */
#define DNS_RANDOM_BYTES 240

struct dns_random {
	size_t left;
	uint8_t bytes[DNS_RANDOM_BYTES]; /* those not given out; others are 0 */
};

/* Gives len bytes, at most DNS_RANDOM_BYTES, to nobody else again.  0 or
 * -errno, logged. */
int dns_random_draw(struct dns_random *r, void *out, size_t len);

#endif
