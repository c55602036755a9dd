/* SPDX-License-Identifier: MIT */
#include "supervisor/units/text/suffix.h"

#include <string.h>

static const char *const texts[] = {
	[SUFFIX_CONTAINER] = ".container",
	[SUFFIX_UPLINK] = ".uplink",
	[SUFFIX_TIMER] = ".timer",
	[SUFFIX_VOLUME] = ".volume",
	[SUFFIX_IMAGE] = ".image",
	[SUFFIX_NETWORK] = ".network",
	[SUFFIX_POD] = ".pod",
	[SUFFIX_TARGET] = ".target",
	[SUFFIX_SERVICE] = ".service",
};

const char *suffix_text(enum suffix suffix)
{
	return texts[suffix];
}

enum suffix suffix_of(const char *name, size_t len)
{
	unsigned i = 0;

	for (; i < SUFFIX_COUNT; i++) {
		size_t n = strlen(texts[i]);

		if (len > n && memcmp(name + len - n, texts[i], n) == 0)
			break;
	}
	return (enum suffix)i;
}

size_t suffix_stem(const char *name, size_t len)
{
	enum suffix suffix = suffix_of(name, len);

	return suffix == SUFFIX_COUNT ? len : len - strlen(texts[suffix]);
}
