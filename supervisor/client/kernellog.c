/* SPDX-License-Identifier: MIT */
/*
 * Reads the kernel's log.  Each read(2) of /dev/kmsg returns a record:
 * "PRIORITY,NUMBER,MICROSECONDS,FLAGS;text\n", with bytes that cannot be shown
 * as \xHH, and lines for programs that begin with a blank, which are left out.
 */
#include "supervisor/client/kernellog.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "init/utf8.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

size_t kernellog_line(const char *record, size_t len, int64_t began_ms,
	char *buf, size_t size)
{
	const char *text = memchr(record, ';', len), *comma, *newline;
	int64_t ms = began_ms;
	int n;

	comma = text ? memchr(record, ',', (size_t)(text - record)) : NULL;
	comma = comma ? memchr(comma + 1, ',', (size_t)(text - comma - 1))
		      : NULL;
	if (!comma)
		return 0;
	ms += (int64_t)(text_digits(comma + 1, NULL, 10) / 1000);
	text++;
	len -= (size_t)(text - record);
	newline = memchr(text, '\n', len);
	if (newline)
		len = (size_t)(newline - text);
	n = fmt_print(buf, size, "%lld.%03d kern ", (long long)(ms / 1000),
		(int)(ms % 1000));
	if (n < 0 || ms < 0 || (size_t)n + len + 1 > size)
		return 0;
	memcpy(buf + n, text, len);
	len = (size_t)n + utf8_clean(buf + n, len);
	buf[len] = '\n';
	return len + 1;
}

/* Makes room for one more line: removes the older half of the text. */
static size_t forget(char *buf, size_t len)
{
	const char *newline = memchr(buf + len / 2, '\n', len - len / 2);
	size_t gone = newline ? (size_t)(newline + 1 - buf) : len;

	memmove(buf, buf + gone, len - gone);
	return len - gone;
}

ssize_t kernellog_read(int fd, char *buf, size_t size)
{
	char record[KERNELLOG_RECORD_MAX + 1];
	int64_t began_ms;
	struct timespec now = {0};
	size_t len = 0;

	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
	began_ms = now.tv_sec * 1000 + now.tv_nsec / 1000000 - io_now_ms();
	for (;;) {
		ssize_t n = read(fd, record, KERNELLOG_RECORD_MAX);

		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue; /* EPIPE: records were overwritten */
		if (n <= 0)
			return n < 0 && errno != EAGAIN ? -errno : (ssize_t)len;
		record[n] = 0;
		if (size - len < KERNELLOG_RECORD_MAX)
			len = forget(buf, len);
		len += kernellog_line(
			record, (size_t)n, began_ms, buf + len, size - len);
	}
}
