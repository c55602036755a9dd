/* SPDX-License-Identifier: MIT */
/*
 * ed25519 as OpenBSD's signify(1) checks it.  host/signify fetches its sources;
 * they are compiled as one with this file, and so of SHA-2 only what a check
 * needs becomes part of the program.  They are headers of the system to the
 * compiler, which does not warn of them.
 */
#include "images/ed25519.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#define VERIFYONLY
#define SHA2_SMALL
#include <signify/compat.h>
/* What compat.h makes of OpenBSD's names comes first. */
/* NOLINTBEGIN(bugprone-suspicious-include): compiled as one, see above */
#include <signify/crypto_api.c>
#include <signify/fe25519.c>
#include <signify/mod_ed25519.c>
#include <signify/mod_ge25519.c>
/* fe25519.c has a function of this name, too. */
#define reduce_add_sub sc25519_reduce_add_sub
#include <signify/sc25519.c>
#include <signify/sha2.c>
#include <signify/timingsafe_bcmp.c>
/* NOLINTEND(bugprone-suspicious-include) */

int ed25519_check(const unsigned char sig[ED25519_SIGNATURE_BYTES],
	const unsigned char key[ED25519_KEY_BYTES], const void *message,
	size_t len)
{
	unsigned long long size = ED25519_SIGNATURE_BYTES + len, rest;
	unsigned char *text = malloc(2 * size);
	int rc;

	if (!text)
		return -ENOMEM;
	memcpy(text, sig, ED25519_SIGNATURE_BYTES);
	memcpy(text + ED25519_SIGNATURE_BYTES, message, len);
	rc = crypto_sign_ed25519_open(text + size, &rest, text, size, key);
	free(text);
	return rc == 0 ? 0 : -EBADMSG;
}
