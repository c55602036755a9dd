/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_STORE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_STORE_H

struct unitfile;

/* What the assignments of a .volume or .image file say of each other. */
void check_volume(struct unitfile *u);
void check_image(struct unitfile *u);

/*
 * What a container takes from .volume and .image units it requires and comes
 * after.  0 or -ENOMEM.
 */
int check_stores(struct unitfile *u);

#endif
