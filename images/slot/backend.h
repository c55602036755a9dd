/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_BACKEND_H
#define IMAGES_SLOT_BACKEND_H

#include "images/slot/header.h"

#include <stdbool.h>

/*
 * How a boot loader is told which slot it is to boot, through files of the boot
 * partition.  Slots are 0 (A) and 1 (B).  Functions return 0, or -errno after a
 * log line.
 */
enum slot_boot {
	SLOT_BOOT_NONE,  /* the loader has no kernel image of the slot */
	SLOT_BOOT_BAD,   /* given up */
	SLOT_BOOT_TRIAL, /* without a try left: running, or given up, too */
	SLOT_BOOT_GOOD,
};

struct slot_loader {
	enum slot_boot boot[2];
	unsigned tries[2]; /* that are left of a slot on trial */
	int next;          /* the slot that boots next; -1: none */
	bool untidy;       /* a power cut has left something that counts */
};

/* Where a new kernel image comes from: the slot's own partition. */
struct slot_source {
	int fd;
	struct slot_header header;
};

struct slot_backend {
	const char *name;
	int (*read)(int fat, struct slot_loader *l);
	/* The slot is not booted; its image is replaced, and on trial then. */
	int (*put)(
		int fat, int slot, const struct slot_source *s, unsigned tries);
	int (*good)(int fat, int slot);
	int (*bad)(int fat, int slot);
	/* The slot boots next; one that was given up gets so many tries. */
	int (*boot)(int fat, int slot, unsigned tries);
	/* Opens the slot's kernel image for reading. */
	int (*image)(int fat, int slot);
};

extern const struct slot_backend slot_backend_bls, slot_backend_env;

#endif
