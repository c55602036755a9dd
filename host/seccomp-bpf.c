/* SPDX-License-Identifier: MIT */
/*
 * Compiles seccomp rules to the BPF program that the kernel takes.
 *
 *	seccomp-bpf ARCH <RULES >PROGRAM
 *
 * Rules are lines of `NAME allow|ERRNO [aINDEX[&MASK]==VALUE]...`, read in
 * order: the first whose conditions all hold decides; where none does, it is
 * the line `default ERRNO`.  Names that the architecture lacks are passed over.
 *
 * How it works: system calls with the same fate are next to each other more
 * often than not, so the numbers fall into ranges, some 80 for 450 calls; and
 * where a single number parts two ranges of one fate, the three are one range
 * with an exception.  Each range is a block of instructions that ends in a
 * verdict, and neighbours are joined in pairs, `number >= first of the right
 * one`, until one block is left: a balanced tree.  The kernel walks it once for
 * each number when the filter is installed, to learn which are always allowed;
 * it takes a quarter of what a list of comparisons takes there.
 *
 * Then all jumps to a verdict are led to one copy of it, and the others go.
 * What is left is half as long, which shows in each start of a container: with
 * net.core.bpf_jit_harden=2 the kernel's work grows with the square of the
 * length (it rewrites each constant, moving all that follows).
 *
 * Another architecture's system calls (32-bit programs) kill the process.
 */
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

#define CALLS_MAX 1024 /* numbers above are the default's */
#define RULES_MAX 16   /* for one system call */
#define CONDS_MAX 3
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

struct call {
	size_t rules;
	struct rule rule[RULES_MAX];
};

/* Instructions for the system calls from first to the next block's first. */
struct block {
	uint32_t first;
	size_t alone; /* exceptions in it */
	size_t len;
	struct sock_filter *code;
};

static struct {
	struct call calls[CALLS_MAX];
	uint32_t fallback; /* the default's verdict */
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
};

static void die(const char *what, const char *detail)
{
	fprintf(stderr, "seccomp-bpf: %s: %s\n", what, detail);
	exit(1);
}

static uint32_t verdict_read(const char *word)
{
	char *end;
	unsigned long number;

	if (!strcmp(word, "allow"))
		return SECCOMP_RET_ALLOW;
	errno = 0;
	number = strtoul(word, &end, 10);
	if (errno || *end || end == word || number > SECCOMP_RET_DATA)
		die("neither allow nor an errno", word);
	return SECCOMP_RET_ERRNO | (uint32_t)number;
}

static struct cond cond_read(const char *word)
{
	struct cond cond = {.mask = UINT64_MAX};
	const char *p = word;
	char *end;

	if (p[0] != 'a' || p[1] < '0' || p[1] > '5')
		die("no such argument", word);
	cond.index = (unsigned)(p[1] - '0');
	p += 2;
	if (*p == '&') {
		cond.mask = strtoull(p + 1, &end, 0);
		p = end;
	}
	if (strncmp(p, "==", 2))
		die("not a condition", word);
	cond.value = strtoull(p + 2, &end, 0);
	if (*end || end == p + 2)
		die("not a value", word);
	if (cond.value & ~cond.mask)
		die("can never hold", word);
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
		die("no verdict", name);
	rule.verdict = verdict_read(word);
	while ((word = strtok(NULL, " "))) {
		if (rule.conds == CONDS_MAX)
			die("too many conditions", name);
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
	if (nr >= CALLS_MAX)
		die("number too high", name);
	call = &self.calls[nr];
	if (call->rules == RULES_MAX)
		die("too many rules", name);
	call->rule[call->rules++] = rule;
}

static void emit(struct block *block, struct sock_filter instruction)
{
	struct sock_filter *code;

	code = reallocarray(block->code, block->len + 1, sizeof(*code));
	if (!code)
		die("out of memory", "code");
	block->code = code;
	block->code[block->len++] = instruction;
}

static void emit_verdict(struct block *block, uint32_t verdict)
{
	emit(block, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

/* One half of an argument; jf stays 0 until emit_rule knows where to go. */
static void emit_half(
	struct block *block, size_t offset, uint32_t mask, uint32_t value)
{
	if (!mask)
		return;
	emit(block, (struct sock_filter)BPF_STMT(
			    BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
	if (mask != UINT32_MAX)
		emit(block, (struct sock_filter)BPF_STMT(
				    BPF_ALU | BPF_AND | BPF_K, mask));
	emit(block, (struct sock_filter)BPF_JUMP(
			    BPF_JMP | BPF_JEQ | BPF_K, value, 0, 0));
}

/* Both architectures are little-endian: the low half comes first. */
static void emit_rule(struct block *block, const struct rule *rule)
{
	size_t start = block->len;

	for (size_t i = 0; i < rule->conds; i++) {
		const struct cond *cond = &rule->cond[i];
		size_t offset = offsetof(struct seccomp_data, args) +
				cond->index * sizeof(uint64_t);

		emit_half(block, offset, (uint32_t)cond->mask,
			(uint32_t)cond->value);
		emit_half(block, offset + 4, (uint32_t)(cond->mask >> 32),
			(uint32_t)(cond->value >> 32));
	}
	emit_verdict(block, rule->verdict);
	for (size_t i = start; i < block->len; i++) {
		struct sock_filter *at = &block->code[i];

		if (at->code == (BPF_JMP | BPF_JEQ | BPF_K))
			at->jf = (uint8_t)(block->len - i - 1);
	}
}

static void emit_call(struct block *block, const struct call *call)
{
	for (size_t i = 0; i < call->rules; i++) {
		emit_rule(block, &call->rule[i]);
		if (!call->rule[i].conds)
			return;
	}
	emit_verdict(block, self.fallback);
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

/* What remains of a range behind its exceptions; NULL: tests of arguments. */
static const struct sock_filter *rest(const struct block *block)
{
	const struct sock_filter *last = &block->code[block->len - 1];

	return block->alone || block->len == 1 ? last : NULL;
}

/* A single number, and beside it ranges of one fate. */
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
		die("too many rules", "one system call");
	emit(&joined, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			      one->first, 0, (uint8_t)one->len));
	for (size_t i = 0; i < one->len; i++)
		emit(&joined, one->code[i]);
	for (size_t i = 0; i < left->len; i++)
		emit(&joined, left->code[i]);
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

/* A test of the number, then left, then right; takes both. */
static struct block block_join(struct block left, struct block right)
{
	struct block joined = {.first = left.first};
	bool near = left.len <= UINT8_MAX;

	emit(&joined, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K,
			      right.first, near ? (uint8_t)left.len : 0,
			      near ? 0 : 1));
	if (!near)
		emit(&joined, (struct sock_filter)BPF_STMT(
				      BPF_JMP | BPF_JA, (uint32_t)left.len));
	for (size_t i = 0; i < left.len; i++)
		emit(&joined, left.code[i]);
	for (size_t i = 0; i < right.len; i++)
		emit(&joined, right.code[i]);
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

static bool is_test(const struct sock_filter *at)
{
	return at->code == (BPF_JMP | BPF_JEQ | BPF_K) ||
	       at->code == (BPF_JMP | BPF_JGE | BPF_K);
}

static bool is_verdict(const struct sock_filter *at)
{
	return at->code == (BPF_RET | BPF_K);
}

/* Where the verdict is from start on; the end, if it is not. */
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
			emit_verdict(block, verdict);
	}
	for (size_t i = 0; i < end; i++) {
		struct sock_filter *at = &block->code[i];

		if (!is_test(at))
			continue;
		at->jt = detour(block, end, i, at->jt);
		at->jf = detour(block, end, i, at->jf);
	}
}

/* Drops what nothing leads to.  Jumps only go forward, so one pass finds it. */
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

static void program_write(const struct arch *arch)
{
	const struct sock_filter head[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arch->audit, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			offsetof(struct seccomp_data, nr)),
	};
	const size_t head_len = sizeof(head) / sizeof(*head);
	const struct block *all = &self.block[0];

	if (fwrite(head, sizeof(*head), head_len, stdout) != head_len ||
		fwrite(all->code, sizeof(*all->code), all->len, stdout) !=
			all->len ||
		fflush(stdout))
		die("write", strerror(errno));
}

int main(int argc, char **argv)
{
	const struct arch *arch = NULL;
	char line[512];

	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (argc == 2 && !strcmp(argv[1], arches[i].name))
			arch = &arches[i];
	if (!arch) {
		fputs("usage: seccomp-bpf amd64|arm64 <RULES >PROGRAM\n",
			stderr);
		return 2;
	}
	self.fallback = SECCOMP_RET_ERRNO | ENOSYS;
	while (fgets(line, sizeof(line), stdin)) {
		char *end = strchr(line, '\n');
		char *rest = strchr(line, ' ');

		if (!end || !rest)
			die("not a whole rule", line);
		*end = 0;
		*rest = 0;
		rule_read(arch, line, rest + 1);
	}
	blocks_make();
	blocks_merge();
	blocks_join();
	if (self.block[0].len > BPF_MAXINSNS / 2) /* with room for verdicts */
		die("too long for the kernel", arch->name);
	verdicts_share(&self.block[0]);
	unused_drop(&self.block[0]);
	program_write(arch);
	return 0;
}
