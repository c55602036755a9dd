/* SPDX-License-Identifier: MIT */
/* How units are shown in the table and in detail: one row for each state. */
#include "supervisor/client/look.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/client/human.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#define GREEN  "32"
#define RED    "31"
#define YELLOW "33"

static const struct look looks[] = {
	{"running", '+', GREEN, true, false},
	{"active", '+', GREEN, true, false},
	{"frozen", '~', YELLOW, true, false},
	{"starting", '~', YELLOW, false, true},
	{"stopping", '~', YELLOW, false, true},
	{"backoff", '~', YELLOW, false, true},
	{"waiting", '.', NULL, false, true},
	{"inactive", '-', NULL, false, false},
	{"exited", '-', NULL, false, true},
	{"failed", 'x', RED, false, true},
	{"bad-config", '!', RED, false, true},
	{"masked", '-', NULL, false, false},
};

const struct look *look_of(struct doc_text state)
{
	static const struct look unknown = {"?", '?', NULL, false, true};

	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++)
		if (doc_is(state, looks[i].state))
			return &looks[i];
	return &unknown;
}

const struct look *look_of_unit(const struct doc_unit *unit)
{
	static const struct look amiss = {"", '!', YELLOW, true, false};
	const struct look *look = look_of(unit->state);

	/* The unit runs, but not as its files say: the device is degraded. */
	return look->up && (unit->stale.at || unit->fallback.at) ? &amiss
								 : look;
}

size_t look_name(struct doc_text unit, char *out, size_t size)
{
	static const char usual[] = ".container";
	size_t len = doc_print(unit, out, size), n = sizeof(usual) - 1;

	if (len > n && strcmp(out + len - n, usual) == 0)
		len -= n;
	out[len] = 0;
	return len;
}

ssize_t look_read(
	const struct doc_unit *unit, const char *file, char *text, size_t size)
{
	static int root = -1; /* stays open for the other units of a table */
	char cgroup[PATH_MAX], path[PATH_MAX];
	size_t len = doc_print(unit->cgroup, cgroup, sizeof(cgroup));

	if (len == 0 || cgroup[0] != '/' || strstr(cgroup, "/../") ||
		fmt_print(path, sizeof(path), "%s/%s", cgroup + 1, file) < 0)
		return -1;
	if (root < 0)
		root = open("/sys/fs/cgroup", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root < 0 ? -1 : io_read_file(root, path, text, size);
}

int64_t look_memory(const struct doc_unit *unit)
{
	char text[32];
	ssize_t n = look_read(unit, "memory.current", text, sizeof(text));

	return n < 1 ? -1 : human_number(text, (size_t)n - 1, INT64_MAX);
}
