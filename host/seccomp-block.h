/* SPDX-License-Identifier: MIT */
#ifndef HOST_SECCOMP_BLOCK_H
#define HOST_SECCOMP_BLOCK_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

/* Block: instructions for system calls from first to the next block's first. */
struct block {
	uint32_t first;
	size_t alone; /* exceptions in it */
	size_t len;
	struct sock_filter *code;
};

/* Prints a message and exits with 1. */
_Noreturn void block_die(const char *what, const char *detail);

/* Adds an instruction; one that returns the verdict. */
void block_emit(struct block *block, struct sock_filter instruction);
void block_verdict(struct block *block, uint32_t verdict);

/* Makes all jumps to a verdict lead to one copy of it; drops the other copies.
 */
void block_shrink(struct block *block);

#endif
