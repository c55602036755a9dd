/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SIGNATURE_H
#define IMAGES_SIGNATURE_H

#include "images/ed25519.h"
#include "images/footer.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Keys and signatures in the form of signify(1).  The functions are pure, do
 * not log, and take bytes that may be hostile.
 */

#define SIGNATURE_ID_BYTES 8
#define SIGNATURE_ID_MAX   (2 * SIGNATURE_ID_BYTES + 1)

/* An id names a key; whoever makes a key chooses it. */
struct signature {
	unsigned char id[SIGNATURE_ID_BYTES]; /* of the key */
	unsigned char bytes[ED25519_SIGNATURE_BYTES];
};

struct signature_key {
	unsigned char id[SIGNATURE_ID_BYTES];
	unsigned char bytes[ED25519_KEY_BYTES];
};

/* Parses a signature, one line of base64; false: it is none. */
bool signature_parse(
	const char line[FOOTER_SIGNATURE_BYTES], struct signature *sig);

/* Parses a file with a public key, a comment and base64; false: it is none. */
bool signature_parse_key(
	const char *text, size_t len, struct signature_key *key);

/* Writes an id as hexadecimal digits. */
void signature_id(const unsigned char id[SIGNATURE_ID_BYTES],
	char text[SIGNATURE_ID_MAX]);

/*
 * Whether the text, one id a line and comments behind "#", has the id.  Returns
 * 1, 0, or -EBADMSG with the number of the line that is neither.
 */
int signature_listed(const char *text, size_t len,
	const char id[SIGNATURE_ID_MAX], unsigned *line);

#endif
