/* SPDX-License-Identifier: MIT */
/* Options of Tmpfs= and Mount=type=tmpfs, ramfs or devpts, for crun. */
#include "supervisor/spec/spec_tmpfs.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/spec/memory.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define OPTIONS_MAX SPEC_TMPFS_MAX

/* Whether the list has the option: NAME, or NAME= with a value. */
static bool has(const char *options, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = options; p && *p; p += *p == ',') {
		size_t n = strcspn(p, ",");

		if (strncmp(p, name, len) == 0 &&
			(n == len || (n > len && name[len - 1] == '=')))
			return true;
		p += n;
	}
	return false;
}

/*
 * Copies the options, each with a comma before it, without the word and its
 * "no" form.  crun itself handles only tmpcopyup; it would pass notmpcopyup on
 * to the kernel, which refuses it.
 */
static int drop(const char *options, const char *word, char out[OPTIONS_MAX])
{
	size_t len = 0;

	out[0] = 0;
	for (const char *p = options; *p; p += *p == ',') {
		size_t n = strcspn(p, ",");
		bool no = n > 2 && strncmp(p, "no", 2) == 0;
		int added;

		if (strlen(word) != n - 2 * no ||
			strncmp(p + 2 * no, word, n - 2 * no) != 0) {
			added = fmt_print(out + len, OPTIONS_MAX - len, ",%.*s",
				(int)n, p);
			if (added < 0)
				return added;
			len += (size_t)added;
		}
		p += n;
	}
	return 0;
}

/*
 * A ramfs or devpts.  A ramfs has no size limit, but its memory counts for the
 * container, which has one.  The number of terminals is limited, as most of
 * their memory counts for nobody (memory.h).
 */
static int put_other(const struct unit_tmpfs *t, char out[OPTIONS_MAX])
{
	char max[16] = "";

	if (t->type == TMPFS_DEVPTS)
		(void)fmt_print(
			max, sizeof(max), ",max=%u", memory_terminals());
	return fmt_print(out, OPTIONS_MAX, "nosuid,noexec,%s%s%s%s",
		*max ? "newinstance,ptmxmode=0666" : "nodev", max,
		t->options ? "," : "", t->options ? t->options : "");
}

/* By default rw,noexec,nosuid,nodev and a copy of the image's files. */
static int put_tmpfs(
	const struct unit_tmpfs *t, uint64_t bytes, char out[OPTIONS_MAX])
{
	const char *options = t->options ? t->options : "rw";
	char asked[OPTIONS_MAX], size[32] = "";

	if (!has(options, "size="))
		(void)fmt_print(size, sizeof(size), ",size=%llu",
			(unsigned long long)bytes);
	if (drop(options, "tmpcopyup", asked) < 0)
		return -ENAMETOOLONG;
	return fmt_print(out, OPTIONS_MAX, "%s%s%s%s%s,nosuid,nodev",
		has(options, "exec") ? "exec" : "noexec",
		has(options, "notmpcopyup") ? "" : ",tmpcopyup", size,
		has(options, "nr_inodes=") ? "" : ",nr_inodes=65536", asked);
}

int spec_tmpfs(const struct unit_tmpfs *t, uint64_t bytes, const char **type,
	char options[SPEC_TMPFS_MAX])
{
	bool memory = t->type == TMPFS_TMPFS;
	int rc = memory ? put_tmpfs(t, bytes, options) : put_other(t, options);

	*type = memory ? "tmpfs" : t->type == TMPFS_DEVPTS ? "devpts" : "ramfs";
	if (rc >= 0)
		return 0;
	log_err("tmpfs %s: options too long", t->destination);
	return -ENAMETOOLONG;
}
