/* SPDX-License-Identifier: MIT */
/*
 * The watchdog is fed whatever PID 1 waits for.  A pipe stands for it.
 * Links: init/watch.c init/child.c init/option.c init/fmt.c init/io.c
 * Links: init/log.c
 */
#include "init/watch.h"

#include "init/io.h"
#include "init/state.h"
#include "tests/unit/tap.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 10000

/* The next time that it is fed; false: it is not. */
static bool is_fed(int dog)
{
	struct pollfd p = {dog, POLLIN, 0};
	char byte;

	return poll(&p, 1, PATIENCE_MS) == 1 && read(dog, &byte, 1) == 1;
}

int main(void)
{
	struct state s = {.machine = true, .feed_ms = 20};
	int dog[2];
	int32_t feeder;
	bool fed = true;

	if (pipe(dog) < 0)
		return 1;
	for (int i = 0; i < STATE_FDS; i++)
		s.fd[i] = -1;
	s.fd[STATE_FD_WATCHDOG] = dog[1];
	is_int(watch_open(&s), 0, "open since before a fault: not again");
	is_int(s.fd[STATE_FD_WATCHDOG], dog[1], "and not forgotten");
	is_int(s.feed_ms, 20, "nor how often it wants to be fed");
	for (int i = 0; i < 5; i++)
		fed = fed && is_fed(dog[0]);
	ok(fed, "it is fed while PID 1 does something else");
	feeder = s.child[STATE_TASK].pid;
	ok(feeder > 0, "by a child");
	is_int(watch_open(&s), 0, "another fault in the boot");
	is_int(s.child[STATE_TASK].pid, feeder, "makes no second child");
	watch_alone(&s);
	while (s.child[STATE_TASK].pid)
		(void)watch_turn(&s, io_now_ms() + 10);
	is_int(waitpid(feeder, NULL, WNOHANG), -1, "which ends with the boot");
	while (poll(&(struct pollfd){dog[0], POLLIN, 0}, 1, 0) == 1)
		(void)is_fed(dog[0]);
	s.feed_due_ms = 0;
	(void)watch_turn(&s, io_now_ms());
	ok(is_fed(dog[0]), "then each turn feeds it that is due");
	watch_close(&s);
	ok(is_fed(dog[0]), "at the end it is told to stop");
	s.machine = false;
	is_int(watch_open(&s), 0, "in a namespace there is none");
	is_int(s.child[STATE_TASK].pid, 0, "and nobody feeds it");
	return done_testing();
}
