/* SPDX-License-Identifier: MIT */
/*
 * Looks for the key of a signature in folders of keys.  They are read anew each
 * time, so a key that was added or revoked counts at once.  Whatever is wrong
 * with a list of revoked keys refuses every signature: a key that somebody
 * meant to revoke must not count because of a slip in that list.
 */
#include "images/keys.h"

#include "images/signature.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX      ".pub"
#define FILE_MAX    2048 /* bytes of a file with a key */
#define FILES_MAX   256  /* keys in a folder */
#define REVOKED_MAX (16 << 10)
#define NAME_SET                                                               \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-"

/* What is looked for, and what was found. */
struct search {
	const struct signature *sig;
	const char *text; /* that was signed */
	size_t len;
	char *name; /* of the key whose signature it is; "": none so far */
	bool known; /* there is a key with its id */
};

/* Reads a regular file; its length or -errno. */
static ssize_t read_regular(int dir, const char *name, char *buf, size_t size)
{
	struct stat st;

	if (fstatat(dir, name, &st, 0) < 0)
		return -errno;
	return S_ISREG(st.st_mode) ? io_read_file(dir, name, buf, size)
				   : -EINVAL;
}

/* Whether the folder's list of revoked keys has the id; 1, 0 or -errno. */
static int is_revoked(const char *dir, const char id[SIGNATURE_ID_MAX],
	char why[KEYS_WHY_MAX])
{
	char path[PATH_MAX], text[REVOKED_MAX];
	struct stat st;
	unsigned line = 0;
	ssize_t len;
	int rc;

	if (fmt_print(path, sizeof(path), "%s/revoked", dir) < 0)
		return -ENAMETOOLONG;
	len = read_regular(AT_FDCWD, path, text, sizeof(text));
	/* A link that leads nowhere is a list that has been lost. */
	if (len == -ENOENT && lstat(path, &st) < 0 && errno == ENOENT)
		return 0;
	rc = len < 0 ? (int)len
		     : signature_listed(text, (size_t)len, id, &line);
	if (rc == 1)
		(void)fmt_print(why, KEYS_WHY_MAX,
			"signed by revoked key %s (%s)", id, path);
	else if (line)
		(void)fmt_print(why, KEYS_WHY_MAX, "%s line %u: not a key's id",
			path, line);
	else if (rc < 0)
		(void)fmt_print(
			why, KEYS_WHY_MAX, "%s: %s", path, strerror(-rc));
	return rc;
}

/* Copies the key's name from that of its file; false: the file has no key. */
static bool name_of(const char *file, char name[IMAGE_KEY_MAX])
{
	size_t len = strlen(file), end = strlen(SUFFIX);

	if (len <= end || len - end >= IMAGE_KEY_MAX || *file == '.' ||
		strcmp(file + len - end, SUFFIX) != 0 ||
		file[strspn(file, NAME_SET)] != 0)
		return false;
	memcpy(name, file, len - end);
	name[len - end] = 0;
	return true;
}

/* Tries the key of one file.  Among several that fit, the first name counts. */
static int try_file(const char *dir, int at, const char *file, struct search *s)
{
	char text[FILE_MAX], name[IMAGE_KEY_MAX];
	struct signature_key key;
	ssize_t len;
	int rc;

	if (!name_of(file, name) || (*s->name && strcmp(name, s->name) > 0))
		return 0;
	len = read_regular(at, file, text, sizeof(text));
	if (len < 0 || !signature_parse_key(text, (size_t)len, &key)) {
		log_warn("%s/%s: not a public key of signify", dir, file);
		return 0;
	}
	if (memcmp(key.id, s->sig->id, sizeof(key.id)) != 0)
		return 0;
	s->known = true;
	rc = ed25519_check(s->sig->bytes, key.bytes, s->text, s->len);
	if (rc == 0)
		memcpy(s->name, name, sizeof(name));
	return rc == -EBADMSG ? 0 : rc;
}

static int look_in(const char *dir, struct search *s)
{
	DIR *d = opendir(dir);
	unsigned files = 0;
	int rc = 0;

	if (!d)
		return errno == ENOENT ? 0 : -errno;
	for (struct dirent *e; rc == 0 && (e = readdir(d));)
		rc = ++files > FILES_MAX
			     ? -EMFILE
			     : try_file(dir, dirfd(d), e->d_name, s);
	closedir(d);
	return rc;
}

int keys_check(const char *const *dirs, const struct signature *sig,
	const char *text, size_t len, char name[IMAGE_KEY_MAX],
	char why[KEYS_WHY_MAX])
{
	struct search s = {sig, text, len, name, false};
	char id[SIGNATURE_ID_MAX];
	int rc = 0;

	signature_id(sig->id, id);
	name[0] = 0;
	for (size_t i = 0; dirs[i] && rc == 0; i++)
		rc = is_revoked(dirs[i], id, why);
	if (rc != 0)
		return rc < 0 ? rc : -EKEYREVOKED;
	for (size_t i = 0; dirs[i] && !*name && rc == 0; i++) {
		rc = look_in(dirs[i], &s);
		if (rc < 0)
			(void)fmt_print(why, KEYS_WHY_MAX, "keys in %s: %s",
				dirs[i], strerror(-rc));
	}
	if (*name || rc < 0)
		return rc;
	(void)fmt_print(why, KEYS_WHY_MAX,
		s.known ? "not signed by key %s: its signature is bad"
			: "signed by unknown key %s",
		id);
	return s.known ? -EBADMSG : -ENOKEY;
}

bool keys_any(const char *const *dirs)
{
	char name[IMAGE_KEY_MAX];
	bool any = false;

	for (; *dirs && !any; dirs++) {
		DIR *d = opendir(*dirs);

		/* What cannot be read may have keys. */
		any = !d && errno != ENOENT;
		if (!d)
			continue;
		errno = 0;
		for (struct dirent *e; !any && (e = readdir(d));)
			any = name_of(e->d_name, name);
		any = any || errno;
		closedir(d);
	}
	return any;
}
