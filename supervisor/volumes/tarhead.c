/* SPDX-License-Identifier: MIT */
/* Headers of tar archives.  Pure. */
#include "supervisor/volumes/tarhead.h"

#include <string.h>

bool tarhead_put(char *field, size_t size, int64_t n)
{
	bool fits = n >= 0 && (uint64_t)n >> (3 * (size - 1)) == 0;

	if (!fits)
		n = 0;
	for (size_t i = size - 1; i-- > 0; n >>= 3)
		field[i] = (char)('0' + (n & 7));
	field[size - 1] = 0;
	return fits;
}

int64_t tarhead_get(const char *field, size_t size)
{
	const unsigned char *p = (const unsigned char *)field;
	bool binary = *p & 0x80;
	int64_t n = binary ? *p & 0x7f : 0;
	size_t i = binary;

	while (!binary && i < size && p[i] == ' ')
		i++;
	for (; i < size; i++) {
		if (!binary && (p[i] == 0 || p[i] == ' '))
			break;
		if (!binary && (p[i] < '0' || p[i] > '7'))
			return -1;
		if (n >> (63 - (binary ? 8 : 3)))
			return -1;
		n = binary ? n << 8 | p[i] : n << 3 | (p[i] - '0');
	}
	return n;
}

/* The sum of all bytes, with blanks in place of the sum itself. */
static unsigned sum_of(const struct tar_head *h)
{
	const unsigned char *p = (const unsigned char *)h;
	size_t from = offsetof(struct tar_head, sum);
	unsigned sum = 0;

	for (size_t i = 0; i < sizeof(*h); i++)
		sum += i < from || i >= from + sizeof(h->sum) ? p[i] : ' ';
	return sum;
}

void tarhead_seal(struct tar_head *h)
{
	memcpy(h->magic,
		"ustar\0"
		"00",
		sizeof(h->magic));
	(void)tarhead_put(h->sum, sizeof(h->sum), sum_of(h));
}

bool tarhead_check(const struct tar_head *h)
{
	return tarhead_get(h->sum, sizeof(h->sum)) == sum_of(h);
}
