/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a public key, as a signature and as a list of revoked keys. What
 * is taken for a key or a signature is what signify(1) would have written.
 * Links: images/signature.c images/ed25519.c init/fmt.c
 */
#include "images/signature.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether text is base64 of "Ed" and the id and bytes behind it. */
static void check_base64(const char *text, const void *rest, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char all[2 + SIGNATURE_ID_BYTES + ED25519_SIGNATURE_BYTES + 2];

	memset(all, 0, sizeof(all));
	memcpy(all, "Ed", 2);
	memcpy(all + 2, rest, len);
	len += 2;
	for (size_t i = 0; i < (len + 2) / 3 * 4; i++) {
		const unsigned char *b = all + i / 4 * 3;
		unsigned three = (unsigned)b[0] << 16 | b[1] << 8 | b[2];

		if (i / 4 * 3 + i % 4 > len)
			assert(text[i] == '=');
		else
			assert(text[i] ==
				digits[three >> (18 - 6 * (i % 4)) & 63]);
	}
}

static void check_id(const unsigned char id[SIGNATURE_ID_BYTES])
{
	char text[SIGNATURE_ID_MAX];
	unsigned line;

	signature_id(id, text);
	assert(strspn(text, "0123456789abcdef") == SIGNATURE_ID_MAX - 1);
	assert(signature_listed(text, SIGNATURE_ID_MAX - 1, text, &line) == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct signature_key key;
	struct signature sig;
	unsigned line = 0;
	int listed;

	if (signature_parse_key(text, size, &key)) {
		const char *base64 = memchr(text, '\n', size);

		assert(base64);
		check_base64(base64 + 1, &key, sizeof(key));
		check_id(key.id);
	}
	if (size == FOOTER_SIGNATURE_BYTES && signature_parse(text, &sig)) {
		check_base64(text, &sig, sizeof(sig));
		check_id(sig.id);
		assert(text[size - 1] == '\n');
	}
	listed = signature_listed(text, size, "4ebe8ff2d7ce8143", &line);
	assert(listed == 0 || listed == 1 || listed == -EBADMSG);
	assert((listed == -EBADMSG) == (line > 0));
	return 0;
}
