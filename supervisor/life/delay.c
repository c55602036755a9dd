/* SPDX-License-Identifier: MIT */
/*
 * The curve of restart delays, in whole milliseconds and without floats.  The
 * logarithm of a power is the exponent times the logarithm of the base.  Where
 * a logarithm lies is found by bisection, so log2_of() alone has an error.
 */
#include "supervisor/life/delay.h"

#include "supervisor/units/policy.h"

#define FRACTION_BITS 24

/*
 * The logarithm to base 2 of n > 0, in units of 2^-24, rounded down.  Squaring
 * doubles the logarithm of the mantissa; the whole part of that is the next bit
 * of the result.  The errors of a mantissa of 31 bits add up to less than
 * 2^-29.
 */
static int64_t log2_of(int64_t n)
{
	int whole = 63 - __builtin_clzll((unsigned long long)n);
	uint64_t mantissa = (uint64_t)n; /* 1 <= m < 2, times 2^31 */
	int64_t log = whole;

	mantissa = whole > 31 ? mantissa >> (whole - 31)
			      : mantissa << (31 - whole);
	for (int i = 0; i < FRACTION_BITS; i++) {
		mantissa = mantissa * mantissa >> 31;
		log <<= 1;
		if (mantissa >> 32) {
			mantissa >>= 1;
			log |= 1;
		}
	}
	return log;
}

/* low * (high / low) ^ (i / n), for 0 < i < n. */
static int64_t between(int64_t low, int64_t high, int64_t i, int64_t n)
{
	int64_t from = log2_of(low);
	int64_t goal = from + (log2_of(high) - from) * i / n;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (log2_of(middle) < goal)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t delay_of(const struct automaton_policy *p, uint32_t streak)
{
	int64_t delay = p->restart_ms;

	if (p->restart_max_ms <= delay)
		return delay;
	if (p->steps > 0 && delay > 0 && streak > 0 && streak < p->steps)
		return between(delay, p->restart_max_ms, streak, p->steps);
	if (p->steps > 0)
		return streak == 0 ? delay : p->restart_max_ms;
	for (uint32_t i = 0; i < streak && delay < p->restart_max_ms; i++)
		delay = delay > 0 ? delay * 2 : 1;
	return delay < p->restart_max_ms ? delay : p->restart_max_ms;
}

bool delay_start(struct delay_starts *s, int64_t window_ms, unsigned burst,
	int64_t now_ms)
{
	if (burst == 0)
		return true;
	if (s->count == 0 || now_ms - s->since_ms >= window_ms) {
		s->since_ms = now_ms;
		s->count = 0;
	}
	if (s->count >= burst)
		return false;
	s->count++;
	return true;
}
