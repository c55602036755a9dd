/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_REF_H
#define IMAGES_REF_H

#include <stdbool.h>

#define REF_MAX    255
#define REF_SUFFIX ".sqfs"

/*
 * A reference to an image: NAME[:TAG][@sha256:HEX].  A name may have slashes,
 * as registries have.  The name of a file of a store is NAME:TAG.sqfs, with "+"
 * in the place of "/": neither can be in the other's text, so that each file
 * has one reference, and no reference is a path.
 */
struct ref {
	char name[REF_MAX + 1];
	char tag[REF_MAX + 1];
	bool tagged;              /* false: tag is "latest", as none is given */
	char digest[REF_MAX + 1]; /* "sha256:...", or "" */
};

/* Parses a reference; false if it is none. */
bool ref_parse(const char *text, struct ref *r);

/* Parses the name of a file of a store; false if it is no image's. */
bool ref_of_file(const char *file, struct ref *r);

/* Writes the name of the file of r; -ENAMETOOLONG if no file can have it. */
int ref_file(const struct ref *r, char file[REF_MAX + 1]);

/*
 * Whether r means an image of this name and tag; without a tag, NULL, it is
 * "latest".  If r has a digest and no tag, any tag will do.
 */
bool ref_means(const struct ref *r, const char *name, const char *tag);

/* Whether both have the same name and tag. */
bool ref_same(const struct ref *a, const struct ref *b);

#endif
