/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_STORE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_STORE_H

struct draft;

/* Checks the keys of a .volume or .image file against each other. */
void check_store_volume(struct draft *u);
void check_store_image(struct draft *u);

/*
 * Makes a container require the .volume and .image units that it names, and
 * start after them.  0 or -ENOMEM.
 */
int check_store_uses(struct draft *u);

#endif
