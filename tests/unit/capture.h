/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_CAPTURE_H
#define TESTS_UNIT_CAPTURE_H

/*
 * Keeps what is logged in captured[], as "error TEXT" and "warning TEXT" lines,
 * and off the terminal.  LOUD=1 lets it (and what a sanitizer has to say)
 * through.
 */
#include "init/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char captured[128 << 10];

static void capture(enum log_level level, const char *line, size_t len)
{
	size_t at = strlen(captured);
	const char *word = level == LOG_LEVEL_ERR    ? "error "
			   : level == LOG_LEVEL_WARN ? "warning "
						     : "note ";

	snprintf(captured + at, sizeof(captured) - at, "%s%.*s", word, (int)len,
		line);
}

static inline void capture_begin(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0 && !getenv("LOUD"))
		dup2(null, STDERR_FILENO);
	log_init(NULL, LOG_LEVEL_INFO);
	log_tee(capture);
}

#endif
