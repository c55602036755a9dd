/* SPDX-License-Identifier: MIT */
/*
 * Blocks of a BPF program.  Without duplicate instructions the program is half
 * as long, which shortens each start of a container: with
 * net.core.bpf_jit_harden=2 the kernel's work grows with the square of the
 * length (it rewrites each constant and moves all instructions behind it).
 */
#include "host/seccomp-block.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void block_die(const char *what, const char *detail)
{
	fprintf(stderr, "seccomp-bpf: %s: %s\n", what, detail);
	exit(1);
}

void block_emit(struct block *block, struct sock_filter instruction)
{
	struct sock_filter *code;

	code = reallocarray(block->code, block->len + 1, sizeof(*code));
	if (!code)
		block_die("out of memory", "code");
	block->code = code;
	block->code[block->len++] = instruction;
}

void block_verdict(struct block *block, uint32_t verdict)
{
	block_emit(
		block, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

static bool is_test(const struct sock_filter *at)
{
	return at->code == (BPF_JMP | BPF_JEQ | BPF_K) ||
	       at->code == (BPF_JMP | BPF_JGE | BPF_K);
}

static bool is_verdict(const struct sock_filter *at)
{
	return at->code == (BPF_RET | BPF_K);
}

/* The index of the first such verdict from start on; the length if none. */
static size_t verdict_at(
	const struct block *block, size_t start, uint32_t verdict)
{
	while (start < block->len && block->code[start].k != verdict)
		start++;
	return start;
}

/* Where a test at `at` leads instead: to the copy behind end, if in reach. */
static uint8_t detour(
	const struct block *block, size_t end, size_t at, uint8_t offset)
{
	const struct sock_filter *to = &block->code[at + 1 + offset];
	size_t far;

	if (!is_verdict(to))
		return offset;
	far = verdict_at(block, end, to->k) - at - 1;
	return far <= UINT8_MAX ? (uint8_t)far : offset;
}

static void verdicts_share(struct block *block)
{
	size_t end = block->len;

	for (size_t i = 0; i < end; i++) {
		uint32_t verdict = block->code[i].k;

		if (is_verdict(&block->code[i]) &&
			verdict_at(block, end, verdict) == block->len)
			block_verdict(block, verdict);
	}
	for (size_t i = 0; i < end; i++) {
		struct sock_filter *at = &block->code[i];

		if (!is_test(at))
			continue;
		at->jt = detour(block, end, i, at->jt);
		at->jf = detour(block, end, i, at->jf);
	}
}

/* Drops unreachable instructions.  Jumps go forward, so one pass finds them. */
static void unused_drop(struct block *block)
{
	static size_t place[BPF_MAXINSNS + 1]; /* 0: unused, else place + 1 */
	size_t n = 0;

	place[0] = 1;
	for (size_t i = 0; i < block->len; i++) {
		const struct sock_filter *at = &block->code[i];

		if (!place[i])
			continue;
		place[i] = ++n;
		if (is_test(at))
			place[i + 1 + at->jt] = place[i + 1 + at->jf] = 1;
		else if (at->code == (BPF_JMP | BPF_JA))
			place[i + 1 + at->k] = 1;
		else if (!is_verdict(at))
			place[i + 1] = 1;
	}
	for (size_t i = 0; i < block->len; i++) {
		struct sock_filter at = block->code[i];

		if (!place[i])
			continue;
		if (is_test(&at)) {
			at.jt = (uint8_t)(place[i + 1 + at.jt] - place[i] - 1);
			at.jf = (uint8_t)(place[i + 1 + at.jf] - place[i] - 1);
		} else if (at.code == (BPF_JMP | BPF_JA)) {
			at.k = (uint32_t)(place[i + 1 + at.k] - place[i] - 1);
		}
		block->code[place[i] - 1] = at;
	}
	block->len = n;
}

void block_shrink(struct block *block)
{
	verdicts_share(block);
	unused_drop(block);
}
