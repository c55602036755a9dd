/* SPDX-License-Identifier: MIT */
/*
 * Random bytes: what was given out is forgotten here, so that who reads this
 * memory learns nothing of queries that are on their way.
 */
#include "net/dns/random.h"

#include "init/log.h"

#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

int dns_random_draw(struct dns_random *r, void *out, size_t len)
{
	uint8_t *from;

	if (r->left < len) {
		/* Up to 256 bytes come whole, or not at all. */
		/* glibc from 2.41 on would map memory, which ends us */
		if (syscall(SYS_getrandom, r->bytes, sizeof(r->bytes), 0) < 0)
			return failed("draw random bytes");
		r->left = sizeof(r->bytes);
	}
	r->left -= len;
	from = r->bytes + r->left;
	memcpy(out, from, len);
	memset(from, 0, len);
	return 0;
}
