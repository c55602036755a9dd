/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_ED25519_H
#define IMAGES_ED25519_H

#include <stddef.h>

/*
 * Checks that sig is the ed25519 signature (RFC 8032) of the message by the
 * key.  0, -EBADMSG: it is not, -ENOMEM.  Does not log.
 */
#define ED25519_KEY_BYTES       32
#define ED25519_SIGNATURE_BYTES 64

int ed25519_check(const unsigned char sig[ED25519_SIGNATURE_BYTES],
	const unsigned char key[ED25519_KEY_BYTES], const void *message,
	size_t len);

#endif
