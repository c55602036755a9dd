/* SPDX-License-Identifier: MIT */
#include "supervisor/logs/ownlog.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/repeats.h"
#include "supervisor/logs/ring.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The counts are apart: with initial values they are stored in the program. */
static struct ring own = {.fd = -1};
static struct repeats counts;

static void take(enum log_level level, const char *line, size_t len)
{
	static const char behind[] = "] tcrd: ";
	const char *text = strstr(line, behind);

	(void)level; /* the ring keeps all that is written */
	text = text ? text + strlen(behind) : line;
	if (!repeats_pass(
		    &counts, text, (size_t)(line + len - text), io_now_ms()))
		return;
	(void)!write(STDERR_FILENO, line, len); /* a failure cannot be logged */
	if (own.fd >= 0)
		ring_put(&own, "tcr", text, (size_t)(line + len - text));
}

void ownlog_begin(void)
{
	log_divert(take);
}

void ownlog_open(void)
{
	char path[PATH_MAX];

	if (paths_unit(path, NULL, "units/tcrd/log") == 0)
		(void)ring_open(&own, AT_FDCWD, path);
}

void ownlog_turn(void)
{
	const char *text = "";
	unsigned n;

	while ((n = repeats_over(&counts, io_now_ms(), &text)) > 0)
		log_warn("%u times more: %s", n, text);
}

int64_t ownlog_deadline(void)
{
	return repeats_deadline(&counts);
}

uint64_t ownlog_written(void)
{
	return own.written;
}
