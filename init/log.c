/* SPDX-License-Identifier: MIT */
/*
 * Log lines, each one write(2) to fd 2.  PID 1 uses this too: no heap, no
 * stdio, and errors of write(2) are ignored.  A line longer than the buffer is
 * cut.  Bytes that a terminal would obey (in names of files, say) become '?'.
 */
#include "init/log.h"

#include "init/fmt.h"
#include "init/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOG_LINE_MAX 1024

static struct {
	const char *ident;
	enum log_level max;
	void (*sink)(enum log_level level, const char *line, size_t len);
	bool diverted; /* lines go to sink and not to fd 2 */
} self = {.max = LOG_LEVEL_INFO};

void log_init(const char *ident, enum log_level max)
{
	self.ident = ident;
	self.max = max;
}

void log_tee(void (*sink)(enum log_level level, const char *line, size_t len))
{
	self.sink = sink;
}

void log_divert(
	void (*sink)(enum log_level level, const char *line, size_t len))
{
	self.sink = sink;
	self.diverted = sink != NULL;
}

int log_level_parse(const char *name, size_t len)
{
	static const char *const names[] = {"err", "warn", "info", "debug"};

	for (int i = 0; i < 4; i++)
		if (strlen(names[i]) == len && !memcmp(names[i], name, len))
			return i;
	return -1;
}

static size_t stamp(char *buf, size_t size)
{
	struct timespec t = {0};
	int len;

	if (!self.ident)
		return 0;
	(void)clock_gettime(CLOCK_BOOTTIME, &t);
	len = fmt_print(buf, size, "[%5lld.%03ld] %s: ", (long long)t.tv_sec,
		t.tv_nsec / 1000000, self.ident);
	return len > 0 ? (size_t)len : 0;
}

static __attribute__((format(printf, 2, 0))) void put(enum log_level level,
	const char *format, va_list ap, const char *reason)
{
	char line[LOG_LINE_MAX];
	size_t len, start;

	if (level > self.max)
		return;
	start = stamp(line, sizeof(line) - 1);
	(void)fmt_vprint(line + start, sizeof(line) - 1 - start, format, ap);
	len = start + strlen(line + start);
	if (reason)
		(void)fmt_print(
			line + len, sizeof(line) - 1 - len, ": %s", reason);
	len = start + utf8_clean(line + start, strlen(line + start));
	line[len++] = '\n';
	line[len] = 0;
	if (!self.diverted)
		(void)!write(STDERR_FILENO, line, len);
	if (self.sink)
		self.sink(level, line, len);
}

#define LOG_FUNCTION(name, level)                                              \
	void name(const char *format, ...)                                     \
	{                                                                      \
		va_list ap;                                                    \
		int saved = errno;                                             \
                                                                               \
		va_start(ap, format);                                          \
		put(level, format, ap, NULL);                                  \
		va_end(ap);                                                    \
		errno = saved;                                                 \
	}

LOG_FUNCTION(log_err, LOG_LEVEL_ERR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)

int failed(const char *format, ...)
{
	int code = errno ? errno : EIO;
	va_list ap;

	va_start(ap, format);
	put(LOG_LEVEL_ERR, format, ap, strerror(code));
	va_end(ap);
	return -code;
}
