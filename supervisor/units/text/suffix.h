/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_SUFFIX_H
#define SUPERVISOR_UNITS_TEXT_SUFFIX_H

#include <stddef.h>

/* What the name of a unit ends in; first what the name of a file may end in. */
enum suffix {
	SUFFIX_CONTAINER,
	SUFFIX_UPLINK,
	SUFFIX_TIMER,
	SUFFIX_VOLUME,
	SUFFIX_IMAGE,
	SUFFIX_NETWORK,
	SUFFIX_POD,
	SUFFIX_OF_FILES,
	SUFFIX_TARGET = SUFFIX_OF_FILES,
	SUFFIX_SERVICE,
	SUFFIX_COUNT,
};

/* ".container" for SUFFIX_CONTAINER. */
const char *suffix_text(enum suffix suffix);

/* The suffix of a name of that length, or SUFFIX_COUNT: it has none. */
enum suffix suffix_of(const char *name, size_t len);

/* How long the name is without its suffix. */
size_t suffix_stem(const char *name, size_t len);

#endif
