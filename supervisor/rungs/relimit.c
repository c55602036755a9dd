/* SPDX-License-Identifier: MIT */
/*
 * Changes the limits of a container in place.
 *
 * Writing memory.max below what is in use makes the kernel kill processes until
 * the rest fits.  Writing memory.high only makes it reclaim what it can.  So
 * the new limit is written to memory.high first, and to memory.max if the
 * memory in use fits then.
 */
#include "supervisor/rungs/relimit.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/spec/memory.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_limits.h"

#include <errno.h>
#include <string.h>

static const char *self; /* the name of the unit: this is a task's own copy */

/*
 * The processors or memory nodes of all containers, in place of none, which is
 * refused for a group with processes; NULL if the group has all of them.
 */
static const char *all_of(const char *file, char text[256])
{
	char all[64];

	(void)fmt_print(all, sizeof(all), "../%s.effective", file);
	return cgroup_read(self, file, text, 256) > 0 && text[0] != '\n' &&
			       cgroup_read(self, all, text, 256) > 0
		       ? text
		       : NULL;
}

static int put(const char *file, const char *text)
{
	char all[256];
	int rc;

	if (*text == '\n')
		text = all_of(file, all);
	rc = text ? cgroup_write(self, file, text) : 0;
	if (rc < 0)
		log_err("%s: cannot write %s: %s", file, text, strerror(-rc));
	return rc;
}

/* Lifts the limits of each device that the file has a line for. */
static int lift(const char *file, const char *none)
{
	char text[2048], line[96];
	ssize_t n = cgroup_read(self, file, text, sizeof(text));
	int rc = 0;

	for (const char *at = text; n > 0 && *at && rc == 0;) {
		(void)fmt_print(line, sizeof(line), "%.*s %s",
			(int)strcspn(at, " "), at, none);
		rc = put(file, line);
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	return rc;
}

/* Makes the memory in use fit a new limit. */
static int shrink(int64_t limit)
{
	char text[24];
	int64_t used;
	int rc;

	if (limit == MEMORY_NO_LIMIT || !cgroup_can("memory.high"))
		return 0;
	(void)fmt_print(text, sizeof(text), "%lld", (long long)limit);
	rc = put("memory.high", text);
	used = cgroup_number(self, "memory.current", NULL);
	if (rc < 0 || used <= limit)
		return rc;
	log_err("%lld KiB of memory are in use, the new limit is %lld KiB",
		(long long)used / 1024, (long long)limit / 1024);
	return -ENOMEM;
}

int relimit_up(const void *arg)
{
	const struct rung_context *c = arg;
	const struct spec_input in = {
		.unit = c->unit, .cgroup_can = cgroup_can};
	int rc;

	self = c->unit->name;
	rc = shrink(spec_limits_memory(&in));
	if (rc == 0)
		rc = lift("io.max", "rbps=max wbps=max riops=max wiops=max");
	if (rc == 0)
		rc = lift("io.latency", "target=0");
	return rc < 0 ? rc : spec_limits_files(&in, put);
}
