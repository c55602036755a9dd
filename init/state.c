/* SPDX-License-Identifier: MIT */
/*
 * What PID 1 remembers, and how it survives a fault of its own.
 *
 * The kernel panics when PID 1 dies, but not when it executes a program.  So
 * the handler of the fault signals, on a stack of its own, executes
 * /proc/self/exe: pid, children and unread notes stay, the broken memory goes.
 * struct state stays too: it is in a memfd, whose number is the argument of the
 * new program.  Pending and blocked signals stay so over execve(2).
 *
 * Six faults in a minute end in reboot(2) from the handler itself.  A fault
 * while no handler can run is a panic, and kernel.panic reboots the board.
 */
#include "init/state.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/option.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <unistd.h>

#define MAGIC           0x7463722d696e6974 /* "tcr-init" */
#define ARGUMENT        "--state="
#define FAULT_WINDOW_MS 60000

static struct {
	struct state *state;
	char argument[24];
	char stack[32768];  /* AVX-512 and AMX frames need up to 11 KiB */
	struct state plain; /* used when memfd_create(2) fails */
} self;

bool state_faulty(const struct state *s, int n)
{
	return s->fault_ms[n - 1] &&
	       s->fault_ms[0] - s->fault_ms[n - 1] < FAULT_WINDOW_MS;
}

static void tell(const siginfo_t *info)
{
	char line[128];
	autofd int kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	bool sent = info->si_code <= 0; /* sent by a process (kill(2)) */
	int len = fmt_print(line, sizeof(line),
		"<2>tcr-init: fault: signal %d, %s 0x%lx, restarting\n",
		info->si_signo, sent ? "sent by pid" : "at address",
		sent ? (unsigned long)info->si_pid
		     : (unsigned long)info->si_addr);

	if (!self.state->machine || kmsg < 0)
		(void)!write(STDERR_FILENO, line + 3, (size_t)len - 3);
	else
		(void)!write(kmsg, line, (size_t)len);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	static char name[] = "tcr-init";
	char *const argv[] = {name, self.argument, NULL};
	struct state *s = self.state;

	(void)context;
	if (getpid() != 1) /* a child before its execve(2) */
		_exit(128 + number);
	memmove(s->fault_ms + 1, s->fault_ms,
		sizeof(s->fault_ms) - sizeof(s->fault_ms[0]));
	s->fault_ms[0] = io_now_ms();
	tell(info);
	for (int i = 0; i < STATE_FDS; i++)
		(void)fcntl(s->fd[i], F_SETFD, 0); /* clears FD_CLOEXEC */
	if (!state_faulty(s, STATE_FAULTS) && self.argument[0])
		(void)execve("/proc/self/exe", argv, environ);
	(void)reboot(RB_AUTOBOOT);
	_exit(1);
}

static void catch_faults(void)
{
	static const int faults[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};
	stack_t stack = {.ss_sp = self.stack, .ss_size = sizeof(self.stack)};
	struct sigaction action = {
		.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	(void)sigfillset(&action.sa_mask);
	(void)sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		(void)sigaction(faults[i], &action, NULL);
}

struct state *state_open(const char *argument)
{
	int fd = argument ? (int)option_number(argument + strlen(ARGUMENT), -1)
			  : memfd_create("tcr-init", MFD_CLOEXEC);
	void *memory = MAP_FAILED;

	if (fd >= 0 && (argument || ftruncate(fd, sizeof(*self.state)) == 0))
		memory = mmap(NULL, sizeof(*self.state), PROT_READ | PROT_WRITE,
			MAP_SHARED, fd, 0);
	self.state = memory == MAP_FAILED ? &self.plain : memory;
	if (memory != MAP_FAILED)
		(void)fmt_print(self.argument, sizeof(self.argument),
			ARGUMENT "%d", fd);
	if (self.state->magic != MAGIC) {
		*self.state = (struct state){.magic = MAGIC};
		memset(self.state->fd, -1, sizeof(self.state->fd));
		/* After a fault without its state, the children are unknown. */
		self.state->halt = argument ? RB_AUTOBOOT : 0;
	}
	self.state->fd[STATE_FD_SELF] = memory == MAP_FAILED ? -1 : fd;
	for (int i = 0; i < STATE_FDS; i++)
		(void)fcntl(self.state->fd[i], F_SETFD, FD_CLOEXEC);
	catch_faults();
	return self.state;
}
