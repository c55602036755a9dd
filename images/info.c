/* SPDX-License-Identifier: MIT */
/*
 * Reads what an image file says of itself.  All is checked before the kernel
 * mounts the file: the trailer by its cksum, its grammar and its signature, the
 * sizes in it against the file's size, the superblock against these sizes.
 */
#include "images/info.h"

#include "images/footer.h"
#include "images/ref.h"
#include "images/signature.h"
#include "images/squashfs.h"
#include "images/trailer.h"
#include "init/fmt.h"
#include "init/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PADDING 4096 /* mksquashfs pads file systems to multiples of it */

/* The architecture of this program, as OCI names it. */
#if defined(__x86_64__)
#define MACHINE "amd64"
#elif defined(__aarch64__)
#define MACHINE "arm64"
#elif defined(__arm__)
#define MACHINE "arm"
#elif defined(__i386__)
#define MACHINE "386"
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE "riscv64"
#else
#error "which architecture do OCI images call this?"
#endif

bool info_is_native(const struct image_info *info)
{
	return !info->architecture || strcmp(info->architecture, MACHINE) == 0;
}

void info_path(int fd, char path[PATH_MAX])
{
	char link[32];
	ssize_t n;

	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH_MAX - 1);
	if (n < 0)
		path[0] = '?';
	path[n < 0 ? 1 : n] = 0;
}

/* Reads exactly len bytes; 0 or -errno (-EIO: the file is shorter). */
static int read_at(int fd, void *buf, size_t len, off_t at)
{
	ssize_t n;

	do
		n = pread(fd, buf, len, at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

static int refuse(char why[INFO_WHY_MAX], const char *text)
{
	(void)fmt_print(why, INFO_WHY_MAX, "%s", text);
	return -EBADMSG;
}

/* Whether the lengths of the parts add up to the file's. */
static bool fits(const struct footer *f, uint64_t size, char why[INFO_WHY_MAX])
{
	uint64_t end = (uint64_t)f->text + f->sig + FOOTER_BYTES;
	uint64_t all = f->fs + f->tree + end;

	if (f->fs <= size && f->tree <= size - f->fs &&
		end == size - f->fs - f->tree)
		return true;
	(void)fmt_print(why, INFO_WHY_MAX,
		"truncated: %llu bytes where its footer says %llu",
		(unsigned long long)size, (unsigned long long)all);
	return false;
}

/*
 * Checks the hash tree's length and what the trailer says of it.  Returns NULL,
 * or what is wrong.
 */
static const char *check_tree(
	const struct footer *f, const struct image_info *info)
{
	if (f->format == 1)
		return info->verity_root || info->verity_salt ||
				       info->fs_bytes || info->base
			       ? "trailer of a hash tree that is not there"
			       : NULL;
	if (f->tree != footer_tree_bytes(f->fs))
		return "hash tree too long or too short";
	if (!info->verity_root || !info->verity_salt)
		return "hash tree without VerityRoot= or VeritySalt=";
	return info->fs_bytes == f->fs ? NULL
				       : "FsBytes= is not what the footer says";
}

static int parse_text(const char *text, size_t len, struct image_info *info,
	char why[INFO_WHY_MAX])
{
	struct trailer_error error = {0};
	int rc = trailer_parse(text, len, info, &error);

	if (rc == -EBADMSG)
		(void)fmt_print(why, INFO_WHY_MAX, "trailer line %u: %s",
			error.line, error.why);
	else if (rc < 0)
		(void)fmt_print(why, INFO_WHY_MAX, "%s", strerror(-rc));
	return rc;
}

/* Checks the signature that follows the text. */
static int check_signature(const struct image_trust *trust, const char *text,
	size_t len, struct image_info *info, char why[INFO_WHY_MAX])
{
	static const char *const none[] = {NULL};
	struct signature sig;
	int rc;

	if (!signature_parse(text + len, &sig))
		return refuse(why, "signature damaged");
	signature_id(sig.id, info->key_id);
	rc = keys_check(trust->keys ? trust->keys : none, &sig, text, len,
		info->signed_by, why);
	return rc == -ENOKEY ? 0 : rc;
}

/* Whether the reference means the image, by what its trailer says. */
static bool is_named(const struct image_info *info, const char *name)
{
	struct ref r;

	return ref_parse(name, &r) && ref_means(&r, info->name, info->tag);
}

int image_trusted(const struct image_trust *trust,
	const struct image_info *info, char why[IMAGE_WHY_MAX])
{
	bool is_signed = info->signed_by[0];

	if (trust->need_signed && !is_signed && info->key_id[0])
		(void)fmt_print(why, INFO_WHY_MAX,
			"signed by unknown key %s "
			"(RequireSigned= of tcr.conf)",
			info->key_id);
	else if (trust->need_signed && !is_signed)
		(void)refuse(why, "not signed (RequireSigned= of tcr.conf)");
	else if (trust->need_signed && trust->name &&
		 !is_named(info, trust->name))
		(void)fmt_print(why, INFO_WHY_MAX,
			"signed as %.40s:%.20s, not as %.60s "
			"(RequireSigned= of tcr.conf)",
			info->name ? info->name : "",
			info->tag ? info->tag : "latest", trust->name);
	else if (trust->need_verity && !info->verity_root)
		(void)refuse(why, "no hash tree (RequireVerity= of tcr.conf)");
	else if (trust->root &&
		 (!info->verity_root ||
			 strcmp(info->verity_root, trust->root) != 0))
		(void)refuse(why, "is another image now");
	else
		return 0;
	return -EKEYREJECTED;
}

/* Reads the text that the footer tells of, and checks all that it says. */
static int load_text(int fd, const struct footer *f,
	const struct image_trust *trust, struct image_info *info,
	char why[INFO_WHY_MAX])
{
	char text[IMAGE_TEXT_MAX + FOOTER_SIGNATURE_BYTES];
	const char *bad;
	int rc = read_at(
		fd, text, (size_t)f->text + f->sig, (off_t)(f->fs + f->tree));

	if (rc < 0)
		return refuse(why, strerror(-rc));
	if (footer_cksum(text, f->text) != f->cksum)
		return refuse(why, "trailer damaged (wrong cksum)");
	rc = parse_text(text, f->text, info, why);
	if (rc < 0)
		return rc;
	bad = check_tree(f, info);
	if (bad)
		rc = refuse(why, bad);
	else if (f->sig && trust)
		rc = check_signature(trust, text, f->text, info, why);
	if (rc < 0)
		image_info_done(info);
	info->fs_bytes = f->fs;
	info->tree_bytes = f->tree;
	return rc;
}

/* Reads the trailer that the file may have. */
static int load_trailer(int fd, uint64_t size, const struct image_trust *trust,
	struct image_info *info, char why[INFO_WHY_MAX])
{
	char end[FOOTER_BYTES];
	struct footer f;
	int rc = read_at(fd, end, sizeof(end), (off_t)(size - sizeof(end)));

	if (rc < 0)
		return refuse(why, strerror(-rc));
	rc = footer_parse(end, &f);
	if (rc == -ENOENT) {
		*info = (struct image_info){
			.uid = -1, .gid = -1, .fs_bytes = size};
		return 0;
	}
	if (rc < 0)
		return refuse(why, rc == -EPROTONOSUPPORT
					   ? "trailer of an unknown version"
					   : "trailer damaged (footer)");
	if (!fits(&f, size, why))
		return -EBADMSG;
	if (f.fs % PADDING != 0)
		return refuse(why, "file system not padded to 4096 bytes");
	return load_text(fd, &f, trust, info, why);
}

/*
 * Whether the file ends with a trailer or with the padding of a squashfs.  Else
 * it had a trailer that was cut or damaged, and the container would run without
 * the settings in it.
 */
static bool ends_well(
	const struct image_info *info, const struct squashfs_super *super)
{
	return info->has_trailer ||
	       (info->fs_bytes % PADDING == 0 &&
		       info->fs_bytes - super->bytes_used < PADDING);
}

int info_load(int fd, const struct image_trust *trust, struct image_info *info,
	char why[INFO_WHY_MAX])
{
	unsigned char block[SQUASHFS_SUPER_BYTES];
	struct image_info found = {0};
	struct squashfs_super super = {0};
	const char *bad;
	struct stat st;
	int rc;

	if (fstat(fd, &st) < 0)
		return refuse(why, "no file");
	if (st.st_size < SQUASHFS_SUPER_BYTES + FOOTER_BYTES)
		return refuse(why, "not a squashfs file (too short)");
	rc = load_trailer(fd, (uint64_t)st.st_size, trust, &found, why);
	if (rc < 0)
		return rc;
	rc = read_at(fd, block, sizeof(block), 0);
	if (rc < 0)
		bad = strerror(-rc);
	else
		bad = squashfs_check(block, found.fs_bytes, &super);
	if (!bad && !ends_well(&found, &super))
		bad = "ends neither in padding nor in a trailer (truncated?)";
	if (bad) {
		(void)refuse(why, bad);
		rc = rc < 0 ? rc : -EBADMSG;
	} else if (trust)
		rc = image_trusted(trust, &found, why);
	if (rc < 0)
		image_info_done(&found);
	else
		*info = found;
	return rc;
}

int image_info_peek(
	int fd, const struct image_trust *trust, struct image_info *info)
{
	char path[PATH_MAX], why[INFO_WHY_MAX];
	int rc = info_load(fd, trust, info, why);

	if (rc < 0) {
		info_path(fd, path);
		log_err("image %s: %s", path, why);
	}
	return rc;
}

int image_info_read(
	int fd, const struct image_trust *trust, struct image_info *info)
{
	char path[PATH_MAX];
	struct image_info found;
	int rc = image_info_peek(fd, trust, &found);

	if (rc < 0)
		return rc;
	if (!info_is_native(&found)) {
		info_path(fd, path);
		log_err("image %s: is for %s, this machine is %s", path,
			found.architecture, MACHINE);
		image_info_done(&found);
		return -ENOEXEC;
	}
	*info = found;
	return 0;
}

const char *image_label(const struct image_info *info, const char *key)
{
	size_t len = strlen(key);

	for (char **l = info->labels; l && *l; l++)
		if (strncmp(*l, key, len) == 0 && (*l)[len] == '=')
			return *l + len + 1;
	return NULL;
}

void image_info_done(struct image_info *info)
{
	free(info->words);
	*info = (struct image_info){.uid = -1, .gid = -1};
}
