/* SPDX-License-Identifier: MIT */
/*
 * The event loop, by epoll(7).  The caller says until when a turn may wait, so
 * that a tcrd without work does not wake up.
 */
#include "supervisor/base/loop.h"

#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <sys/epoll.h>

#define LOOP_EVENTS_MAX 32

static struct {
	int epoll;
	struct epoll_event events[LOOP_EVENTS_MAX]; /* of the current turn */
	int count;
} self = {.epoll = -1};

int loop_init(void)
{
	self.epoll = epoll_create1(EPOLL_CLOEXEC);
	return self.epoll < 0 ? failed("epoll_create1") : 0;
}

int loop_add(struct loop_source *s, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = s};

	if (epoll_ctl(self.epoll, EPOLL_CTL_ADD, s->fd, &e) < 0)
		return failed("watch descriptor %d", s->fd);
	return 0;
}

void loop_change(struct loop_source *s, uint32_t events)
{
	struct epoll_event e = {.events = events, .data.ptr = s};

	if (s->fd >= 0 && epoll_ctl(self.epoll, EPOLL_CTL_MOD, s->fd, &e) < 0)
		(void)failed("watch descriptor %d", s->fd);
}

void loop_remove(struct loop_source *s)
{
	if (s->fd < 0)
		return;
	(void)epoll_ctl(self.epoll, EPOLL_CTL_DEL, s->fd, NULL);
	s->fd = -1;
	for (int i = 0; i < self.count; i++)
		if (self.events[i].data.ptr == s)
			self.events[i].data.ptr = NULL;
}

static int wait_ms(int64_t deadline_ms)
{
	int64_t left;

	if (deadline_ms == INT64_MAX)
		return -1;
	left = deadline_ms - io_now_ms();
	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}

void loop_turn(int64_t deadline_ms)
{
	self.count = epoll_wait(
		self.epoll, self.events, LOOP_EVENTS_MAX, wait_ms(deadline_ms));
	for (int i = 0; i < self.count; i++) {
		struct loop_source *s = self.events[i].data.ptr;

		if (s)
			s->fn(s->arg, self.events[i].events);
	}
	self.count = 0;
}
