/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_NAMES_H
#define IMAGES_SLOT_NAMES_H

#include <stdbool.h>

/*
 * The name of a slot's kernel image in EFI/Linux of the boot partition, by
 *which systemd-boot counts boots.  Pure; the text may be hostile.
 *
 *	tcr-SERIAL-X.efi            slot X, a or b, is good
 *	tcr-SERIAL-X+LEFT.efi       it is on trial, with LEFT tries left
 *	tcr-SERIAL-X+LEFT-DONE.efi  the same after DONE tries
 *
 * A slot on trial with no try left is given up.
 */
#define SLOT_NAME_MAX   48
#define SLOT_SERIAL_MAX 999999999

struct slot_name {
	unsigned serial; /* the highest is booted first */
	int slot;        /* 0: A, 1: B */
	bool good;       /* without a count */
	unsigned left, done;
};

/* Whether the file has such a name.  *name is written on success only. */
bool slot_name_parse(const char *file, struct slot_name *name);

void slot_name_write(const struct slot_name *name, char file[SLOT_NAME_MAX]);

/*
 * The order in which systemd-boot 252 sorts images that have no version: below
 * 0 if it prefers a, above 0 if it prefers b.
 */
int slot_name_compare(const struct slot_name *a, const struct slot_name *b);

#endif
