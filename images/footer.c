/* SPDX-License-Identifier: MIT */
/*
 * Parses the footer of an image file, which may be hostile: fields of fixed
 * width in a fixed order.
 */
#include "images/footer.h"

#include "images/image.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BLOCK_BYTES  4096               /* of a hash tree */
#define BLOCK_HASHES (BLOCK_BYTES / 32) /* hashes of sha256 in it */

uint32_t footer_cksum(const char *data, size_t len)
{
	uint32_t crc = 0;
	size_t rest = len;

	for (size_t i = 0; i < len || rest > 0; i++) {
		unsigned char byte = (unsigned char)rest; /* the length, last */

		if (i < len)
			byte = (unsigned char)data[i];
		else
			rest >>= 8;
		crc ^= (uint32_t)byte << 24;
		for (int bit = 0; bit < 8; bit++)
			crc = crc << 1 ^ (crc >> 31 ? 0x04c11db7U : 0);
	}
	return ~crc;
}

/* Reads key and a number of width digits; moves *p behind them. */
static bool fixed(const char **p, const char *key, int width, uint64_t *value)
{
	size_t len = strlen(key);
	uint64_t n = 0;

	if (strncmp(*p, key, len) != 0)
		return false;
	*p += len;
	for (int i = 0; i < width; i++, (*p)++) {
		if (**p < '0' || **p > '9' ||
			__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, (uint64_t)(**p - '0'), &n))
			return false;
	}
	*value = n;
	return true;
}

uint64_t footer_tree_bytes(uint64_t fs)
{
	uint64_t blocks = fs / BLOCK_BYTES, tree = 0;

	/* The hash of the last block that is left is the root hash. */
	while (blocks > 1) {
		blocks = (blocks + BLOCK_HASHES - 1) / BLOCK_HASHES;
		tree += blocks;
	}
	return tree * BLOCK_BYTES;
}

int footer_parse(const char buf[FOOTER_BYTES], struct footer *footer)
{
	char line[FOOTER_BYTES + 1];
	const char *p = line + strlen("TCRIMG1 ");
	uint64_t fs, tree = 0, text, sig = 0, cksum;
	bool second;

	memcpy(line, buf, FOOTER_BYTES);
	line[FOOTER_BYTES] = 0;
	if (strncmp(line, "TCRIMG", 6) != 0)
		return -ENOENT;
	second = strncmp(line, "TCRIMG2 ", 8) == 0;
	if (!second && strncmp(line, "TCRIMG1 ", 8) != 0)
		return -EPROTONOSUPPORT;
	if (!fixed(&p, "fs=", 20, &fs) ||
		(second && !fixed(&p, " tree=", 20, &tree)) ||
		!fixed(&p, " text=", 10, &text) ||
		(second && !fixed(&p, " sig=", 5, &sig)) ||
		!fixed(&p, " cksum=", 10, &cksum))
		return -EBADMSG;
	p += strspn(p, " ");
	if (p != line + FOOTER_BYTES - 1 || *p != '\n')
		return -EBADMSG;
	if (text > IMAGE_TEXT_MAX || cksum > UINT32_MAX ||
		(sig != 0 && sig != FOOTER_SIGNATURE_BYTES))
		return -EBADMSG;
	*footer = (struct footer){second ? 2 : 1, fs, tree, (uint32_t)text,
		(uint32_t)sig, (uint32_t)cksum};
	return 0;
}
