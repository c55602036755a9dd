/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_KEYS_H
#define IMAGES_KEYS_H

#include "images/image.h"

#include <stdbool.h>

struct signature;

/*
 * The keys whose signatures count: files NAME.pub of signify(1) in folders,
 * each of which may have a file "revoked" with ids of keys that count no more,
 * in whatever folder they are.
 */

#define KEYS_WHY_MAX IMAGE_WHY_MAX

/*
 * Checks the signature of the text by the keys of the folders, a list that NULL
 * ends.  0: it is good, and name becomes the key's; -ENOKEY: no key has its id,
 * -EKEYREVOKED, -EBADMSG: it is not the key's; or another -errno, as if a file
 * "revoked" cannot be read.  Unless it returns 0, why becomes the reason.
 */
int keys_check(const char *const *dirs, const struct signature *sig,
	const char *text, size_t len, char name[IMAGE_KEY_MAX],
	char why[KEYS_WHY_MAX]);

/* Whether one of the folders has a file with a key's name, or may have one, as
 * it cannot be read. */
bool keys_any(const char *const *dirs);

#endif
