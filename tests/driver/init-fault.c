/* SPDX-License-Identifier: MIT */
/*
 * init-fault PID KIND: makes a real fault in another process, by ptrace.
 * stack: its stack pointer leads nowhere; jump: it runs at address 0;
 * code: it comes to an instruction that is none (where the program begins: what
 * handles the fault has to be whole).
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#if defined(__x86_64__)
#define SP                  rsp
#define PC                  rip
#define LEAVE_SYSCALL(regs) (regs).orig_rax = (unsigned long long)-1
#define NO_CODE             0x0b0fL /* ud2 */
#elif defined(__aarch64__)
#define SP                  sp
#define PC                  pc
#define LEAVE_SYSCALL(regs) (void)(regs)
#define NO_CODE             0L /* udf */
#endif

static unsigned long entry(pid_t pid)
{
	unsigned long pair[2] = {AT_NULL, 0};
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/auxv", pid);
	f = fopen(path, "r");
	while (f && fread(pair, sizeof(pair), 1, f) == 1 && pair[0] != AT_ENTRY)
		;
	if (f)
		fclose(f);
	return pair[1];
}

int main(int argc, char **argv)
{
	pid_t pid = argc == 3 ? atoi(argv[1]) : 0;
	const char *kind = argc == 3 ? argv[2] : "";
	struct user_regs_struct regs;
	struct iovec iov = {&regs, sizeof(regs)};
	int status;

	if (ptrace(PTRACE_ATTACH, pid, 0, 0) < 0 ||
		waitpid(pid, &status, 0) < 0 ||
		ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov) < 0) {
		fprintf(stderr, "init-fault: %s\n", strerror(errno));
		return 1;
	}
	LEAVE_SYSCALL(regs);
	if (!strcmp(kind, "stack"))
		regs.SP = 64;
	else if (!strcmp(kind, "jump"))
		regs.PC = 0;
	else
		regs.PC = entry(pid);
	if (regs.PC == entry(pid) &&
		ptrace(PTRACE_POKETEXT, pid, regs.PC, NO_CODE) < 0)
		return 1;
	if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &iov) < 0)
		return 1;
	return ptrace(PTRACE_DETACH, pid, 0, 0) < 0;
}
