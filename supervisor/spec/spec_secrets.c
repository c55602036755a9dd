/* SPDX-License-Identifier: MIT */
/*
 * Secrets and the time zone: files that are copied to the unit's folder under
 * RUN and mounted from there.  RUN is in memory, so a secret is on flash only
 * in the file that it comes from.  Only root can read that file and the folder.
 * No message has a secret's value.
 */
#include "supervisor/spec/spec_secrets.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/openin.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/readfd.h"
#include "supervisor/base/utf8.h"
#include "supervisor/spec/source.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/text/env.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECRET_MAX (512 << 10)
#define VALUE_MAX  (32 << 10)
#define ZONE_MAX   (64 << 10)
#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
#define ZONEINFO   "/usr/share/zoneinfo/"

static int refuse(const char *path, const char *why)
{
	log_err("%s: %s", path, why);
	return -EINVAL;
}

static ssize_t read_secret(
	const struct conf *conf, const char *name, char *buf, size_t size)
{
	const char *const *dirs = paths_secrets();
	char path[PATH_MAX] = "";
	struct stat st;
	ssize_t len;
	int fd = -1;

	for (size_t i = 0; dirs[i] && fd < 0; i++) {
		autofd int dir = source_open(conf, NULL, dirs[i]);

		if (dir < 0 && dir != -ENOENT)
			return dir;
		(void)fmt_print(path, sizeof(path), "%s/%s", dirs[i], name);
		fd = openat(dir, name, OPEN_FLAGS | O_NOFOLLOW);
		if (dir >= 0 && fd < 0 && errno != ENOENT)
			return failed("secret %s", path);
	}
	autofd int file = fd;
	if (file < 0) {
		log_err("secret %s: there is none in %s, %s or %s", name,
			dirs[0], dirs[1], dirs[2]);
		return -ENOENT;
	}
	if (fstat(file, &st) < 0 || !S_ISREG(st.st_mode))
		return refuse(path, "a secret is a regular file");
	if (st.st_uid != 0 || (st.st_mode & 077))
		return refuse(path, "a secret is root's alone (mode 0600)");
	len = readfd(file, buf, size);
	if (len < 0) {
		errno = (int)-len;
		return failed("secret %s", path);
	}
	return len;
}

/*
 * Copies a secret and gives it the owner that it is to have inside.  An id that
 * the user namespace does not have becomes root of the device.
 */
static int write_secret(const struct spec_input *in,
	const struct unit_secret *s, int dir, const char *leaf, char *buf)
{
	ssize_t len = read_secret(in->conf, s->name, buf, SECRET_MAX + 1);
	int rc;

	if (len < 0)
		return (int)len;
	rc = io_replace_file(dir, leaf, buf, (size_t)len, 0600);
	if (rc == 0 && (fchownat(dir, leaf, userns_uid(in->userns, s->uid),
				userns_gid(in->userns, s->gid), 0) < 0 ||
			       fchmodat(dir, leaf, s->mode, 0) < 0))
		rc = -errno;
	if (rc < 0)
		log_err("secret %s: %s", s->name, strerror(-rc));
	return rc;
}

/* Opens the time zone of the device or, if it has none, of the image. */
static int open_zone(const char *name, const char *root)
{
	char path[PATH_MAX];
	int fd;

	if (strcmp(name, "local") == 0)
		return open("/etc/localtime", OPEN_FLAGS);
	if (fmt_print(path, sizeof(path), ZONEINFO "%s", name) < 0)
		return -1;
	fd = open(path, OPEN_FLAGS);
	if (fd >= 0)
		return fd;
	autofd int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return openin(top, path, OPEN_FLAGS, RESOLVE_IN_ROOT);
}

static int write_zone(const char *name, const char *root, int dir, char *buf)
{
	autofd int fd = open_zone(name, root);
	struct stat st;
	ssize_t len = -ENOENT;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		len = readfd(fd, buf, ZONE_MAX);
	if (len >= 4 && memcmp(buf, "TZif", 4) == 0)
		return io_replace_file(
			dir, SPEC_SECRETS_TIMEZONE, buf, (size_t)len, 0644);
	log_err("Timezone=%s: neither the device nor the image has it", name);
	return -ENOENT;
}

int spec_secrets_write(const struct spec_input *in, int dir)
{
	static char buf[SECRET_MAX + 1];
	const struct unit_conf *c = &in->unit->conf;
	char leaf[32];
	int rc = 0;

	spec_secrets_remove(dir);
	if (c->secret_count == 0 && !c->timezone)
		return 0;
	for (size_t i = 0, n = 0; rc == 0 && i < c->secret_count; i++) {
		if (c->secrets[i].env)
			continue;
		(void)fmt_print(leaf, sizeof(leaf), SPEC_SECRETS_FILE, n++);
		rc = write_secret(in, &c->secrets[i], dir, leaf, buf);
	}
	if (rc == 0 && c->timezone)
		rc = write_zone(c->timezone, in->root, dir, buf);
	explicit_bzero(buf, sizeof(buf));
	return rc;
}

void spec_secrets_remove(int dir)
{
	char leaf[32];

	for (size_t n = 0; n < SECRET_COUNT_MAX; n++) {
		(void)fmt_print(leaf, sizeof(leaf), SPEC_SECRETS_FILE, n);
		if (unlinkat(dir, leaf, 0) < 0)
			break; /* the numbers have no gap */
	}
	(void)unlinkat(dir, SPEC_SECRETS_TIMEZONE, 0);
}

static int add_variable(const struct conf *conf, const struct unit_secret *s,
	struct arena *arena, struct strv *env, char *buf)
{
	int at = fmt_print(buf, VALUE_MAX, "%s=", s->target);
	char *value;
	ssize_t len;

	if (at < 0)
		return at;
	value = buf + at;
	len = read_secret(conf, s->name, value, VALUE_MAX - (size_t)at);
	if (len < 0)
		return (int)len;
	if (len > 0 && value[len - 1] == '\n')
		len--;
	value[len] = 0;
	if (strlen(value) != (size_t)len || !utf8_valid(value, (size_t)len)) {
		log_err("secret %s: no text, so it cannot be a variable",
			s->name);
		return -EINVAL;
	}
	return env_set(arena, env, buf);
}

int spec_secrets_environment(const struct conf *all,
	const struct unit_conf *conf, struct arena *arena, struct strv *env)
{
	char buf[VALUE_MAX + 1];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < conf->secret_count; i++)
		if (conf->secrets[i].env)
			rc = add_variable(
				all, &conf->secrets[i], arena, env, buf);
	return rc;
}
