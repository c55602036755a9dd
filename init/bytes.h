/* SPDX-License-Identifier: MIT */
#ifndef INIT_BYTES_H
#define INIT_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of formats of other programs.  Inline, as each program needs few. */

/* The number that n bytes (1 to 8) make, the least first. */
static inline uint64_t bytes_little(const unsigned char *p, int n)
{
	uint64_t number = 0;

	while (n-- > 0)
		number = number << 8 | p[n];
	return number;
}

/* CRC-32 of IEEE 802.3, as UEFI and zlib have it. */
static inline uint32_t bytes_crc32(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint32_t crc = ~0U;

	while (len-- > 0) {
		crc ^= *p++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320U : 0);
	}
	return ~crc;
}

#endif
