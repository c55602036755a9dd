/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_IMAGES_H
#define SUPERVISOR_STORE_IMAGES_H

#include "images/image.h"
#include "supervisor/base/arena.h"
#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMAGES_TEXT 512

/* A file in one of the folders of images. */
struct store_image {
	char path[PATH_MAX];
	char name[IMAGES_TEXT]; /* NAME:TAG; "" if no unit can name it so */
	char why[IMAGES_TEXT];  /* why it does not count for that name */
	char bad[IMAGES_TEXT];  /* what is wrong with it, or "" */
	bool loaded;            /* it is in the store, not the firmware */
	bool picked;            /* a command names it */
	uint64_t bytes;         /* of the file */
	struct image_info info; /* empty if the file is bad */
	struct strv users;      /* units that name it; "image NAME:TAG"s
				   that stack on it */
};

struct store_images {
	struct arena arena; /* has the users of all */
	struct store_image *v;
	size_t n;
	bool asked;   /* tcrd told which units there are */
	bool unknown; /* of a unit it does not tell which image it wants */
};

/*
 * Reads all images of all folders, in the order of their names.  Returns an
 * exit code, after a message unless it is EXITCODE_OK.
 */
int images_read(struct store_images *all);
void images_done(struct store_images *all);

/* Asks tcrd for its units, and fills users; without tcrd, asked is false. */
void images_ask_users(struct store_images *all);

/*
 * Sets picked of those that a command names, of no other: by NAME[:TAG], which
 * may be one of the firmware and a loaded one, or by a digest or the beginning
 * of one.  With no names: of all.  An exit code.
 */
int images_pick(struct store_images *all, char *const *names, size_t count);

/*
 * Between these two calls nothing is logged.  The second returns the last
 * error, or "", without the path that a line about an image begins with; it is
 * valid until the next images_listen().
 */
void images_listen(void);
const char *images_heard(void);

/* Opens an image file, or says in why what else is there, which is not opened:
 * a device or a FIFO has effects.  The descriptor or -errno. */
int images_open(const char *path, char why[IMAGES_TEXT]);

/*
 * The keys, and what tcr.conf requires of images (RequireSigned=), as tcrd has
 * it after its next reload-config.
 */
const struct image_trust *images_trust(void);

/* The same for an image that has to be signed under its name. */
struct image_trust images_trust_of(const struct store_image *image);

/*
 * Reads the trailer of an open image by the code that a start uses.  With
 * `strict` it is refused as a start would refuse it: if it is for another
 * architecture, or not as tcr.conf requires.  0, or -errno with the reason in
 * why.
 */
int images_info(
	int fd, bool strict, struct image_info *info, char why[IMAGES_TEXT]);

/* Writes "web.container, api.container", cut if need be. */
void images_users(const struct store_image *image, char text[IMAGES_TEXT]);

/* The name of the file, without its folder. */
const char *images_file(const struct store_image *image);

#endif
