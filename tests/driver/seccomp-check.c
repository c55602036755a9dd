/* SPDX-License-Identifier: MIT */
/*
 * Holds a compiled seccomp program to the rules it was made from.
 *
 *	seccomp-check ARCH RULES PROGRAM
 *
 * Every system call number is tried with arguments near all those that any rule
 * names, once by running the program as the kernel would, once by reading the
 * rules.  Prints TAP.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINES_MAX  1024
#define VALUES_MAX 96

static struct {
	struct sock_filter code[BPF_MAXINSNS];
	size_t len;
	char *line[LINES_MAX]; /* of the rules */
	int nr[LINES_MAX];     /* what each is about; -1: the default */
	size_t lines;
	uint64_t value[VALUES_MAX]; /* arguments worth trying */
	size_t values;
} self;

/* What the kernel does with a filter; 0 is no verdict at all. */
static uint32_t run(const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t pc = 0; pc < self.len; pc++) {
		const struct sock_filter *f = &self.code[pc];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&a, (const char *)data + f->k, sizeof(a));
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= f->k;
			break;
		case BPF_JMP | BPF_JA:
			pc += f->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			pc += a == f->k ? f->jt : f->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			pc += a >= f->k ? f->jt : f->jf;
			break;
		case BPF_RET | BPF_K:
			return f->k;
		default:
			return 0;
		}
	}
	return 0;
}

static bool holds(const char *cond, const struct seccomp_data *data)
{
	unsigned long long value;
	unsigned long long mask = UINT64_MAX;
	unsigned index;

	if (sscanf(cond, " a%u&%lli==%lli", &index, (long long *)&mask,
		    (long long *)&value) != 3 &&
		sscanf(cond, " a%u==%llu", &index, &value) != 2)
		return false;
	return (data->args[index] & mask) == value;
}

static bool matches(const char *conds, const struct seccomp_data *data)
{
	for (; conds; conds = strchr(conds + 1, ' '))
		if (!holds(conds, data))
			return false;
	return true;
}

static uint32_t read_rules(const struct seccomp_data *data)
{
	uint32_t fallback = 0;

	for (size_t i = 0; i < self.lines; i++) {
		const char *word = strchr(self.line[i], ' ') + 1;
		uint32_t verdict =
			strncmp(word, "allow", 5)
				? SECCOMP_RET_ERRNO | (uint32_t)atoi(word)
				: SECCOMP_RET_ALLOW;

		if (self.nr[i] == -1)
			fallback = verdict;
		else if (self.nr[i] == data->nr &&
			 matches(strchr(word, ' '), data))
			return verdict;
	}
	return fallback;
}

static void value_add(uint64_t value)
{
	for (size_t i = 0; i < self.values; i++)
		if (self.value[i] == value)
			return;
	if (self.values == VALUES_MAX)
		exit(2);
	self.value[self.values++] = value;
}

/* Each value that a rule names, its neighbours, and what only looks like it. */
static void values_of(const char *line)
{
	for (const char *p = line; (p = strpbrk(p, "=&")); p++) {
		uint64_t value;

		if (*p == '=' && p[1] == '=')
			p++;
		value = strtoull(p + 1, NULL, 0);
		value_add(value);
		value_add(value + 1);
		value_add(value | UINT64_C(1) << 32);
	}
}

static bool rules_load(const char *path, uint32_t arch)
{
	FILE *f = fopen(path, "r");
	char line[512];

	if (!f)
		return false;
	while (fgets(line, sizeof(line), f) && self.lines < LINES_MAX) {
		char name[128];

		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%127s", name) != 1 || !strchr(line, ' '))
			break;
		self.line[self.lines] = strdup(line);
		self.nr[self.lines] =
			strcmp(name, "default")
				? seccomp_syscall_resolve_name_arch(arch, name)
				: -1;
		if (self.nr[self.lines] < 0 && strcmp(name, "default"))
			self.nr[self.lines] = -2; /* not of this machine */
		self.lines++;
		values_of(line);
	}
	fclose(f);
	return true;
}

static bool program_load(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return false;
	self.len = fread(self.code, sizeof(*self.code), BPF_MAXINSNS, f);
	fclose(f);
	return self.len > 0;
}

/* Whether a rule of the call looks at its arguments: they are all tried then.
 */
static bool has_conditions(int nr)
{
	for (size_t i = 0; i < self.lines; i++)
		if (self.nr[i] == nr && strchr(self.line[i], '='))
			return true;
	return false;
}

static unsigned disagreements(uint32_t audit)
{
	unsigned bad = 0;

	for (int n = 0; n < 1116; n++) {
		int nr = n < 1100 ? n : 0xf0000 + n - 1100; /* ARM's own */

		size_t tries =
			self.values * (has_conditions(nr) ? self.values : 1);

		for (size_t i = 0; i < tries; i++) {
			struct seccomp_data data = {
				.nr = nr,
				.arch = audit,
				.args = {self.value[i % self.values],
					self.value[(i + i / 7) % self.values],
					self.value[i / self.values]},
			};

			if (run(&data) != read_rules(&data) && !bad++)
				printf("# first: number %d\n", nr);
		}
	}
	return bad;
}

static const struct arch {
	const char *name;
	uint32_t scmp, audit;
} arches[] = {
	{"amd64", SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64},
	{"arm64", SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64},
	{"i386", SCMP_ARCH_X86, AUDIT_ARCH_I386},
	{"arm", SCMP_ARCH_ARM, AUDIT_ARCH_ARM},
};

static const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < sizeof(arches) / sizeof(*arches); i++)
		if (!strcmp(name, arches[i].name))
			return &arches[i];
	return NULL;
}

static unsigned count;

static void ok(bool good, const char *claim)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++count, claim);
}

int main(int argc, char **argv)
{
	const struct arch *a = argc == 4 ? arch_find(argv[1]) : NULL;
	uint32_t audit = a ? a->audit : 0;
	struct seccomp_data foreign = {.arch = AUDIT_ARCH_MIPS, .nr = 3};
	struct seccomp_data x32 = {.arch = audit, .nr = 0x40000001};

	if (!a || !rules_load(argv[2], a->scmp) || !program_load(argv[3]))
		return 2;
	ok(self.lines > 300 && self.len < 300,
		"there are all rules, in a short program");
	ok(disagreements(audit) == 0,
		"the program decides as the rules say, for every number");
	ok(run(&foreign) == SECCOMP_RET_KILL_PROCESS,
		"another architecture's call kills");
	ok(run(&x32) == (SECCOMP_RET_ERRNO | ENOSYS), "x32 calls do not exist");
	printf("1..%u\n", count);
	return 0;
}
