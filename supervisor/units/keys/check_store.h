/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_STORE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_STORE_H

struct draft;

/* What the assignments of a .volume or .image file say of each other. */
void check_store_volume(struct draft *u);
void check_store_image(struct draft *u);

/*
 * What a container takes from .volume and .image units it requires and comes
 * after.  0 or -ENOMEM.
 */
int check_store_uses(struct draft *u);

#endif
