/* SPDX-License-Identifier: MIT */
/*
 * SHA-256 of OpenBSD, from the sources of signify(1) that host/signify fetches;
 * they are compiled as one with this file (see images/ed25519.c).
 */
#include "images/slot/sha256.h"

#include "init/fmt.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SHA2_SMALL
#include <signify/compat.h>
/* What compat.h makes of OpenBSD's names comes first. */
/* NOLINTNEXTLINE(bugprone-suspicious-include): compiled as one, see above */
#include <signify/sha2.c>

#define PIECE (256 << 10)

int sha256_is(int fd, off_t at, uint64_t bytes, const char *hex)
{
	static unsigned char piece[PIECE];
	unsigned char sum[SHA256_DIGEST_LENGTH];
	char text[2 * SHA256_DIGEST_LENGTH + 1];
	SHA2_CTX state;

	SHA256Init(&state);
	while (bytes > 0) {
		size_t want = bytes < PIECE ? (size_t)bytes : PIECE;
		ssize_t n = pread(fd, piece, want, at);

		if (n <= 0)
			return n < 0 ? -errno : -ENODATA;
		SHA256Update(&state, piece, (size_t)n);
		at += n;
		bytes -= (uint64_t)n;
	}
	SHA256Final(sum, &state);
	for (int i = 0; i < SHA256_DIGEST_LENGTH; i++)
		(void)fmt_print(text + 2 * i, 3, "%02x", sum[i]);
	return strcmp(text, hex) == 0;
}
