/* SPDX-License-Identifier: MIT */
/*
 * The kernel's command line, read once into a fixed buffer and split in place
 * at blanks outside of double quotes, as the kernel splits it.
 */
#include "init/option.h"

#include "init/io.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define CMDLINE_MAX 4352 /* COMMAND_LINE_SIZE is 4096 at most */

static struct {
	char line[CMDLINE_MAX]; /* words, each ended by a NUL */
	size_t len;
} self;

void option_init(const char *path)
{
	ssize_t len =
		io_read_file(AT_FDCWD, path, self.line, sizeof(self.line));
	bool quoted = false;

	self.len = len > 0 ? (size_t)len : 0;
	for (char *c = self.line; c < self.line + self.len; c++) {
		quoted ^= *c == '"';
		if (!quoted && strchr(" \t\n", *c))
			*c = 0;
	}
}

const char *option_nth(const char *name, int n)
{
	const char *end = self.line + self.len;
	size_t len = strlen(name);

	for (const char *w = self.line; w < end; w += strlen(w) + 1)
		if (!strncmp(w, name, len) && (!w[len] || w[len] == '=') &&
			n-- == 0)
			return w + len + (w[len] == '=');
	return NULL;
}

const char *option_get(const char *name)
{
	const char *last = NULL, *value;

	for (int n = 0; (value = option_nth(name, n)); n++)
		last = value;
	return last;
}

int64_t option_number(const char *text, int64_t otherwise)
{
	int64_t n = 0;

	if (!text || *text < '0' || *text > '9')
		return otherwise;
	for (; *text >= '0' && *text <= '9' && n < INT64_MAX / 100000; text++)
		n = n * 10 + (*text - '0');
	return n;
}
