/* SPDX-License-Identifier: MIT */
/*
 * Bytes that were given out are zeroed here, so that this memory tells nothing
 * of queries that are on their way.
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
		/*
		 * Up to 256 bytes come as a whole (getrandom(2)).  By
		 * syscall(2), as glibc's function maps memory from 2.41 on,
		 * which the list of system calls does not allow.
		 */
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
