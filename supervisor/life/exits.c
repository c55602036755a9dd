/* SPDX-License-Identifier: MIT */
/* How processes ended that tcrd does not know yet, in a ring. */
#include "supervisor/life/exits.h"

#include <stddef.h>

#define EXITS_MAX 256

static struct {
	struct {
		pid_t pid; /* 0: free */
		int status;
	} ring[EXITS_MAX];
	size_t next;
} self;

void exits_put(pid_t pid, int status)
{
	self.ring[self.next].pid = pid;
	self.ring[self.next].status = status;
	self.next = (self.next + 1) % EXITS_MAX;
}

bool exits_take(pid_t pid, int *status)
{
	/* Newest first, as the kernel uses pids again. */
	for (size_t i = 1; pid > 0 && i <= EXITS_MAX; i++) {
		size_t at = (self.next + EXITS_MAX - i) % EXITS_MAX;

		if (self.ring[at].pid != pid)
			continue;
		*status = self.ring[at].status;
		self.ring[at].pid = 0;
		return true;
	}
	return false;
}
