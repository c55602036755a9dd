/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STORE_SHOW_H
#define SUPERVISOR_STORE_SHOW_H

#include "supervisor/client/client.h"

struct store_images; /* supervisor/store/images.h */

/* tcrctl image ls, inspect: exit codes. */
int show_images(const struct client_args *args);
int show_image(const struct client_args *args);

/* Prints those that are picked as a JSON array; an exit code. */
int show_json(const struct store_images *all);

#endif
