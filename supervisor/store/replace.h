/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_REPLACE_H
#define SUPERVISOR_STORE_REPLACE_H

#include "supervisor/client/client.h"
#include "supervisor/store/images.h"

/* A checked copy of an image, STORE_NEW, that is to get its name. */
struct replace {
	int folder; /* locked */
	char name[IMAGES_TEXT];
	char digest[IMAGES_TEXT]; /* or "" */
	char file[NAME_MAX + 1];
};

/*
 * Renames the copy and says so.  With --restart also restarts the units that
 * use the image; if they do not come up, the image before gets its name back
 * and they are restarted with it.  An exit code.
 */
int replace_run(const struct client_args *args, struct replace *r);

#endif
