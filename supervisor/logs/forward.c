/* SPDX-License-Identifier: MIT */
#include "supervisor/logs/forward.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/logs/forwarder.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#define AGAIN_MS 1000

static struct {
	struct task task;
	int64_t again_ms; /* when the child is started */
	bool wanted;
} self;

void forward_turn(const struct conf *conf, int64_t now_ms)
{
	self.wanted = conf->syslog.port != 0;
	if (!self.wanted || self.task.pid || now_ms < self.again_ms)
		return;
	self.again_ms = now_ms + AGAIN_MS;
	(void)task_start(&self.task, forwarder_run, conf, INT64_MAX - now_ms);
}

int64_t forward_deadline(void)
{
	return self.wanted && !self.task.pid ? self.again_ms : INT64_MAX;
}

void forward_stop(void)
{
	if (self.task.pid)
		(void)kill(self.task.pid, SIGKILL);
}

bool forward_reaped(pid_t pid, int status)
{
	char text[TASK_TEXT_MAX];

	if (!self.task.pid || pid != self.task.pid)
		return false;
	(void)task_finish(&self.task, status, "syslog", text, sizeof(text));
	log_warn("the process that forwards logs has ended");
	return true;
}

bool forward_counts(uint64_t *sent, uint64_t *lost)
{
	char path[PATH_MAX];
	struct forwarder_head head;

	if (!self.wanted || paths_unit(path, "tcrd", FORWARDER_STATE) < 0)
		return false;
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || read(fd, &head, sizeof(head)) != sizeof(head))
		return false;
	*sent = head.sent;
	*lost = head.lost;
	return true;
}
