/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_RANDOM_H
#define NET_DNS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Random bytes of the kernel, fetched many at a time.  All zero at first. */
#define DNS_RANDOM_BYTES 240

struct dns_random {
	size_t left; /* how many of bytes were not given out yet */
	uint8_t bytes[DNS_RANDOM_BYTES];
};

/*
 * Writes len random bytes, DNS_RANDOM_BYTES at most, to out.  0, or -errno
 * after a log line.
 */
int dns_random_draw(struct dns_random *r, void *out, size_t len);

#endif
