/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_SHA256_H
#define IMAGES_SLOT_SHA256_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Whether those bytes of the file or device, from at on, have the SHA-256 sum
 * hex, 64 small digits.  Returns 1 or 0, or -errno: -ENODATA if there are fewer
 * bytes.  Does not log.
 */
int sha256_is(int fd, off_t at, uint64_t bytes, const char *hex);

#endif
