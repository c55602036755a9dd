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

int footer_parse(const char buf[FOOTER_BYTES], struct footer *footer)
{
	char line[FOOTER_BYTES + 1];
	const char *p = line;
	uint64_t fs, text, cksum;

	memcpy(line, buf, FOOTER_BYTES);
	line[FOOTER_BYTES] = 0;
	if (strncmp(line, "TCRIMG", 6) != 0)
		return -ENOENT;
	if (strncmp(line, "TCRIMG1 ", 8) != 0)
		return -EPROTONOSUPPORT;
	if (!fixed(&p, "TCRIMG1 fs=", 20, &fs) ||
		!fixed(&p, " text=", 10, &text) ||
		!fixed(&p, " cksum=", 10, &cksum))
		return -EBADMSG;
	p += strspn(p, " ");
	if (p != line + FOOTER_BYTES - 1 || *p != '\n')
		return -EBADMSG;
	if (text > IMAGE_TEXT_MAX || cksum > UINT32_MAX)
		return -EBADMSG;
	*footer = (struct footer){fs, (uint32_t)text, (uint32_t)cksum};
	return 0;
}
