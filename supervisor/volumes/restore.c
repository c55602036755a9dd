/* SPDX-License-Identifier: MIT */
/*
 * tcrctl volume restore.  The archive is unpacked beside the volume, written to
 * the disk, and exchanged with the volume by one rename(2): a power cut leaves
 * the old volume or the new one.
 *
 * A container that runs would go on with the old files, which are about to be
 * removed, so it has to be stopped; and it must not start in between
 * (ask_hold()).  There is no option that stops containers: who restores has to
 * know which programs that takes away, and when to start them again.
 */
#include "supervisor/volumes/restore.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/quota.h"
#include "supervisor/base/tree.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/units/store.h"
#include "supervisor/units/text/value.h"
#include "supervisor/volumes/catalog.h"
#include "supervisor/volumes/staging.h"
#include "supervisor/volumes/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What is restored, and where. */
struct job {
	const struct client_args *args;
	const char *name; /* of the directory */
	char path[PATH_MAX];
	uint64_t size_max; /* SizeMax= of the volume's unit; 0: none */
	int in, top;
};

static int fail(const struct job *j, int rc)
{
	return out_fail(EXITCODE_FAILED, "%s: %s: %s", j->args->verb, j->name,
		strerror(-rc));
}

/* Whether the volume's units are down; if so, *held keeps them so. */
static int hold(const struct job *j, int *held)
{
	return ask_hold(j->args, j->path, false, held);
}

/* No process with this capability has to obey a quota. */
static void obey_quotas(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data) < 0)
		return;
	data[0].effective &= ~(1U << CAP_SYS_RESOURCE);
	(void)syscall(SYS_capset, &head, data);
}

/* Makes the staged directory ready: as the volume is now, and as limited. */
static int prepare(const struct job *j, int staged)
{
	struct stat st = {.st_mode = 0755};
	int rc = fstatat(j->top, j->name, &st, AT_SYMLINK_NOFOLLOW) < 0 &&
				 errno != ENOENT
			 ? -errno
			 : quota_set(staged, j->size_max);

	if (rc == 0 && (fchown(staged, st.st_uid, st.st_gid) < 0 ||
			       fchmod(staged, st.st_mode & 07777) < 0))
		rc = -errno;
	obey_quotas();
	return rc;
}

/* Unpacks to the staged directory and puts it in the volume's place. */
static int replace(const struct job *j, int staged, const char *name)
{
	autofd int held = -1;
	int rc = prepare(j, staged);

	if (rc == -EOPNOTSUPP)
		return out_fail(EXITCODE_FAILED,
			"%s: %s: SizeMax= cannot be enforced: the file system "
			"of %s has no project quotas (mke2fs -O quota,project)",
			j->args->verb, j->name, paths_volumes());
	if (rc < 0)
		return fail(j, rc);
	if (unpack_run(j->in, staged) < 0)
		return EXITCODE_FAILED;
	if (syncfs(staged) < 0)
		return fail(j, -errno);
	rc = hold(j, &held);
	if (rc != 0)
		return rc;
	rc = staging_swap(j->top, name, j->name);
	return rc < 0 ? fail(j, rc) : 0;
}

static int restore(struct job *j)
{
	char name[STAGING_NAME];
	autofd int held = -1;
	autofd int staged = -1;
	int rc = hold(j, &held); /* tells at once what would be told later */

	if (rc != 0)
		return rc;
	io_close(&held);
	held = -1;
	staging_sweep(j->top);
	staged = staging_make(j->top, name);
	if (staged < 0)
		return fail(j, staged);
	rc = replace(j, staged, name);
	(void)tree_remove(j->top, name); /* the old volume, or what was new */
	return rc;
}

/* Finds what the name means: an exit code. */
static int find(struct job *j, const struct catalog *c, const char *name)
{
	const struct volume *v = NULL;

	if (*name == '.' || strlen(name) > 255 ||
		!value_is_word(name, strlen(name), "_.-@"))
		return out_fail(EXITCODE_USAGE,
			"%s: '%s' cannot be a volume's name", j->args->verb,
			name);
	v = catalog_match(c, name);
	if (v && v->kind != VOLUME_DIRECTORY)
		return out_fail(EXITCODE_FAILED,
			"%s: %s is %s, which cannot be replaced as a whole",
			j->args->verb, v->name,
			v->kind == VOLUME_ANONYMOUS ? "anonymous"
			: v->kind == VOLUME_IMAGE   ? "an image"
						    : "a file system");
	j->name = v ? strrchr(v->path, '/') + 1 : name;
	j->size_max = v && v->unit ? v->unit->conf.store.size_max : 0;
	return fmt_print(j->path, sizeof(j->path), "%s/%s", paths_volumes(),
		       j->name) < 0
		       ? fail(j, -ENAMETOOLONG)
		       : 0;
}

int restore_run(const struct client_args *args)
{
	struct job j = {.args = args, .name = args->names[0]};
	const char *path = args->count > 1 ? args->names[1] : NULL;
	autofd int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	autofd int top = -1;
	struct catalog c = {0};
	int rc;

	if (path && file < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s: %s", args->verb, path,
			strerror(errno));
	j.in = path ? file : STDIN_FILENO;
	if (isatty(j.in))
		return out_fail(EXITCODE_USAGE,
			"%s: standard input is a terminal: name a file",
			args->verb);
	rc = catalog_load(&c);
	log_init(NULL, LOG_LEVEL_WARN);
	if (rc == 0)
		rc = find(&j, &c, args->names[0]);
	if (rc == 0) {
		top = staging_top();
		j.top = top;
		rc = top < 0 ? fail(&j, top) : restore(&j);
	}
	catalog_done(&c);
	return rc;
}
