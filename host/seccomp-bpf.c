/* SPDX-License-Identifier: MIT */
/*
 * Compiles seccomp rules to the BPF program that the kernel takes.
 *
 *	seccomp-bpf ARCH [ALSO] <RULES >PROGRAM
 *
 * A rule is a line `NAME allow|ERRNO [aINDEX[&MASK]==VALUE]...`.  The first
 *rule whose conditions are all true decides; if there is none, the line
 *`default ERRNO` does.  Names that the architecture does not have are skipped.
 *
 * How it works: most neighbouring system calls have the same rules, so the
 * numbers make ranges, some 80 for 450 calls.  If a single number separates two
 * ranges with the same rules, all three become one range with an exception.
 *Each range is a block of instructions that ends in a verdict.  Neighbours are
 *joined in pairs by a test `number >= first of the right one` until one block
 *is left: a balanced tree.  When the filter is installed, the kernel runs it
 *once for each number, to learn which calls are always allowed; that takes a
 *quarter of the time of a list of comparisons.
 *
 * Then block_shrink() removes duplicate instructions.
 *
 * Each architecture has such a tree.  A system call of an architecture that is
 * not given (32-bit programs) kills the process.
 */
#include "host/seccomp-block.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX 1024
#define CALLS_MAX 1024 /* greater numbers get the default, or are in high[] */
#define HIGHS_MAX 8
#define RULES_MAX 16 /* for one system call */
#define CONDS_MAX 3
#define TESTS_MAX (2 * CONDS_MAX)
#define ALONE_MAX 4 /* exceptions of a range: they are tried one by one */

struct cond {
	unsigned index; /* of the argument */
	uint64_t mask;
	uint64_t value;
};

struct rule {
	uint32_t verdict; /* SECCOMP_RET_* */
	size_t conds;
	struct cond cond[CONDS_MAX];
};

/* A test of one word: half of an argument. */
struct test {
	uint32_t offset, mask, value;
	size_t at; /* where in the block */
};

struct call {
	size_t rules;
	struct rule rule[RULES_MAX];
};

static struct {
	size_t lines;
	char line[LINES_MAX][256]; /* the rules, read once */
	struct call calls[CALLS_MAX];
	size_t highs;
	uint32_t high[HIGHS_MAX]; /* allowed numbers above CALLS_MAX: of ARM */
	uint32_t fallback;        /* the verdict of the default */
	size_t blocks;
	struct block block[CALLS_MAX];
} self;

static const struct arch {
	const char *name;
	uint32_t scmp;
	uint32_t audit;
} arches[] = {
	{"amd64", SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64},
	{"arm64", SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64},
	{"i386", SCMP_ARCH_X86, AUDIT_ARCH_I386},
	{"arm", SCMP_ARCH_ARM, AUDIT_ARCH_ARM},
};

static uint32_t verdict_read(const char *word)
{
	char *end;
	unsigned long number;

	if (!strcmp(word, "allow"))
		return SECCOMP_RET_ALLOW;
	errno = 0;
	number = strtoul(word, &end, 10);
	if (errno || *end || end == word || number > SECCOMP_RET_DATA)
		block_die("neither allow nor an errno", word);
	return SECCOMP_RET_ERRNO | (uint32_t)number;
}

static struct cond cond_read(const char *word)
{
	struct cond cond = {.mask = UINT64_MAX};
	const char *p = word;
	char *end;

	if (p[0] != 'a' || p[1] < '0' || p[1] > '5')
		block_die("no such argument", word);
	cond.index = (unsigned)(p[1] - '0');
	p += 2;
	if (*p == '&') {
		cond.mask = strtoull(p + 1, &end, 0);
		p = end;
	}
	if (strncmp(p, "==", 2))
		block_die("not a condition", word);
	cond.value = strtoull(p + 2, &end, 0);
	if (*end || end == p + 2)
		block_die("not a value", word);
	if (cond.value & ~cond.mask)
		block_die("can never hold", word);
	return cond;
}

static void rule_read(const struct arch *arch, const char *name, char *rest)
{
	struct rule rule = {0};
	struct call *call;
	char *word;
	int nr;

	word = strtok(rest, " ");
	if (!word)
		block_die("no verdict", name);
	rule.verdict = verdict_read(word);
	while ((word = strtok(NULL, " "))) {
		if (rule.conds == CONDS_MAX)
			block_die("too many conditions", name);
		rule.cond[rule.conds++] = cond_read(word);
	}
	if (!strcmp(name, "default")) {
		self.fallback = rule.verdict;
		return;
	}
	nr = seccomp_syscall_resolve_name_arch(arch->scmp, name);
	if (nr == __NR_SCMP_ERROR)
		fprintf(stderr, "seccomp-bpf: unknown here: %s\n", name);
	if (nr < 0)
		return;
	if (nr >= CALLS_MAX) {
		if (self.highs == HIGHS_MAX || rule.conds ||
			rule.verdict != SECCOMP_RET_ALLOW)
			block_die("number too high", name);
		self.high[self.highs++] = (uint32_t)nr;
		return;
	}
	call = &self.calls[nr];
	if (call->rules == RULES_MAX)
		block_die("too many rules", name);
	call->rule[call->rules++] = rule;
}

/* The tests of a rule.  Little-endian: an argument's upper half is at offset
 * + 4. */
static size_t tests_of(const struct rule *rule, struct test *tests)
{
	size_t n = 0;

	for (size_t i = 0; i < 2 * rule->conds; i++) {
		const struct cond *cond = &rule->cond[i / 2];
		unsigned upper = i % 2 ? 0 : 1;
		struct test test = {
			.offset =
				(uint32_t)(offsetof(struct seccomp_data, args) +
					   8 * cond->index + 4 * upper),
			.mask = (uint32_t)(cond->mask >> 32 * upper),
			.value = (uint32_t)(cond->value >> 32 * upper)};

		if (test.mask)
			tests[n++] = test;
	}
	return n;
}

static bool same_word(const struct test *a, const struct test *b)
{
	return a->offset == b->offset && a->mask == b->mask;
}

static void emit_load(struct block *block, const struct test *test)
{
	block_emit(block, (struct sock_filter)BPF_STMT(
				  BPF_LD | BPF_W | BPF_ABS, test->offset));
	if (test->mask != UINT32_MAX)
		block_emit(
			block, (struct sock_filter)BPF_STMT(
				       BPF_ALU | BPF_AND | BPF_K, test->mask));
}

/*
 * Emits the rules one after the other.  A rule that begins with tests of the
 * one before it is only reached when those were true, so it goes on behind
 * them; a word that the accumulator still has is not loaded again.
 */
static void emit_call(struct block *block, const struct call *call)
{
	const struct rule last = {.verdict = self.fallback};
	struct test done[TESTS_MAX], tests[TESTS_MAX];
	size_t had = 0;

	for (size_t i = 0; i <= call->rules; i++) {
		const struct rule *rule =
			i < call->rules ? &call->rule[i] : &last;
		size_t n = tests_of(rule, tests), k = 0;
		bool loaded;

		while (k < n && k < had && same_word(&done[k], &tests[k]) &&
			done[k].value == tests[k].value)
			k++;
		loaded =
			k < n && had == k + 1 && same_word(&done[k], &tests[k]);
		for (size_t j = k; j < had; j++)
			block->code[done[j].at].jf =
				(uint8_t)(block->len - done[j].at - 1);
		for (; k < n; k++, loaded = false) {
			if (!loaded)
				emit_load(block, &tests[k]);
			tests[k].at = block->len;
			block_emit(block, (struct sock_filter)BPF_JUMP(
						  BPF_JMP | BPF_JEQ | BPF_K,
						  tests[k].value, 0, 0));
			done[k] = tests[k];
		}
		block_verdict(block, rule->verdict);
		if (n == 0)
			return;
		had = n;
	}
}

static bool same(const struct block *a, const struct block *b)
{
	return a->len == b->len &&
	       !memcmp(a->code, b->code, a->len * sizeof(*a->code));
}

static void blocks_make(void)
{
	for (uint32_t nr = 0; nr < CALLS_MAX; nr++) {
		struct block block = {.first = nr};

		emit_call(&block, &self.calls[nr]);
		if (self.blocks && same(&self.block[self.blocks - 1], &block))
			free(block.code);
		else
			self.block[self.blocks++] = block;
	}
}

/* The rule of a range apart from its exceptions; NULL: it tests arguments. */
static const struct sock_filter *rest(const struct block *block)
{
	const struct sock_filter *last = &block->code[block->len - 1];

	return block->alone || block->len == 1 ? last : NULL;
}

/* Whether a single number is between two ranges with the same rules. */
static bool is_exception(const struct block *left, const struct block *one)
{
	const struct block *right = one + 1;

	return right->first == one->first + 1 && rest(left) &&
	       left->alone < ALONE_MAX && right->len == 1 &&
	       rest(left)->k == rest(right)->k;
}

/* Puts the test for one's number and its code before left's; takes one. */
static void block_except(struct block *left, struct block *one)
{
	struct block joined = {.first = left->first, .alone = left->alone + 1};

	if (one->len > UINT8_MAX)
		block_die("too many rules", "one system call");
	block_emit(
		&joined, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
				 one->first, 0, (uint8_t)one->len));
	for (size_t i = 0; i < one->len; i++)
		block_emit(&joined, one->code[i]);
	for (size_t i = 0; i < left->len; i++)
		block_emit(&joined, left->code[i]);
	free(left->code);
	free(one->code);
	*left = joined;
}

static void blocks_merge(void)
{
	size_t n = 1;

	for (size_t i = 1; i < self.blocks; i++) {
		struct block *left = &self.block[n - 1];

		if (i + 1 < self.blocks && is_exception(left, &self.block[i])) {
			block_except(left, &self.block[i]);
			free(self.block[++i].code);
		} else {
			self.block[n++] = self.block[i];
		}
	}
	self.blocks = n;
}

/* Joins two blocks by a test of the number; frees both. */
static struct block block_join(struct block left, struct block right)
{
	struct block joined = {.first = left.first};
	bool near = left.len <= UINT8_MAX;

	block_emit(
		&joined, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K,
				 right.first, near ? (uint8_t)left.len : 0,
				 near ? 0 : 1));
	if (!near)
		block_emit(
			&joined, (struct sock_filter)BPF_STMT(
					 BPF_JMP | BPF_JA, (uint32_t)left.len));
	for (size_t i = 0; i < left.len; i++)
		block_emit(&joined, left.code[i]);
	for (size_t i = 0; i < right.len; i++)
		block_emit(&joined, right.code[i]);
	free(left.code);
	free(right.code);
	return joined;
}

static void blocks_join(void)
{
	while (self.blocks > 1) {
		size_t n = 0;

		for (size_t i = 0; i + 1 < self.blocks; i += 2)
			self.block[n++] =
				block_join(self.block[i], self.block[i + 1]);
		if (self.blocks % 2)
			self.block[n++] = self.block[self.blocks - 1];
		self.blocks = n;
	}
}

static void put(struct sock_filter instruction)
{
	if (fwrite(&instruction, sizeof(instruction), 1, stdout) != 1)
		block_die("write", strerror(errno));
}

/* The accumulator has the architecture, and still has it for the next one. */
static void section_write(const struct arch *arch, bool last)
{
	const struct block *all = &self.block[0];
	uint32_t len = (uint32_t)(all->len + 1 + 2 * self.highs);

	put((struct sock_filter)BPF_JUMP(
		BPF_JMP | BPF_JEQ | BPF_K, arch->audit, 1, 0));
	if (last)
		put((struct sock_filter)BPF_STMT(
			BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
	else
		put((struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, len));
	put((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (size_t i = 0; i < self.highs; i++) {
		put((struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, self.high[i], 0, 1));
		put((struct sock_filter)BPF_STMT(
			BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	}
	for (size_t i = 0; i < all->len; i++)
		put(all->code[i]);
}

static void section_make(const struct arch *arch)
{
	char line[sizeof(self.line[0])];

	memset(self.calls, 0, sizeof(self.calls));
	self.highs = 0;
	self.blocks = 0;
	self.fallback = SECCOMP_RET_ERRNO | ENOSYS;
	for (size_t i = 0; i < self.lines; i++) {
		char *rest;

		memcpy(line, self.line[i], sizeof(line));
		rest = strchr(line, ' ');
		*rest = 0;
		rule_read(arch, line, rest + 1);
	}
	blocks_make();
	blocks_merge();
	blocks_join();
	if (self.block[0].len > BPF_MAXINSNS / 4) /* with room for verdicts */
		block_die("too long for the kernel", arch->name);
	block_shrink(&self.block[0]);
}

static void lines_read(void)
{
	while (self.lines < LINES_MAX &&
		fgets(self.line[self.lines], sizeof(self.line[0]), stdin)) {
		char *line = self.line[self.lines++];
		char *end = strchr(line, '\n');

		if (!end || !strchr(line, ' '))
			block_die("not a whole rule", line);
		*end = 0;
	}
	if (self.lines == LINES_MAX)
		block_die("too many rules", "at all");
}

static const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (!strcmp(name, arches[i].name))
			return &arches[i];
	return NULL;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!arch_find(argv[i]))
			argc = 0;
	if (argc != 2 && argc != 3) {
		fputs("usage: seccomp-bpf amd64|arm64 [i386|arm] <RULES "
		      ">PROGRAM\n",
			stderr);
		return 2;
	}
	lines_read();
	put((struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	for (int i = 1; i < argc; i++) {
		section_make(arch_find(argv[i]));
		section_write(arch_find(argv[i]), i == argc - 1);
	}
	if (fflush(stdout))
		block_die("write", strerror(errno));
	return 0;
}
