/* SPDX-License-Identifier: MIT */
/*
 * Image files with a hash tree: where their parts must be, and what the trailer
 * must say of them.
 * Links: images/info.c images/footer.c images/trailer.c images/squashfs.c
 * Links: images/keys.c images/ref.c images/signature.c images/ed25519.c
 * Links: init/fmt.c init/io.c init/log.c init/text.c
 */
#include "images/footer.h"
#include "images/image.h"
#include "images/info.h"
#include "images/squashfs.h"
#include "init/fmt.h"
#include "init/io.h"

#include "tests/unit/tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK 4096
#define ROOT  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEYS  "FsBytes=8192\nVerityRoot=" ROOT "\nVeritySalt=ab\n"
/* Made by signify-openbsd -G and -S. */
#define PUBLIC                                                                 \
	"untrusted comment: a\n"                                               \
	"RWROvo/y186BQ9s0AxVaU0Xs5G/m6YhBw9oAhn42eXc7UTvcRUSuSrfn\n"
#define ID "4ebe8ff2d7ce8143"
#define SIGNED                                                                 \
	"RWROvo/y186BQ9IfN00m0F2FuyLedLeDtQwAaSk8XWLGEEYuLS"                   \
	"po7DOTInu+c39u6BquvWCe/S9F1Ahh15oZiW7PkGcPc8BnJQk=\n"
#define UNKNOWN                                                                \
	"RWQ0123456789abcdef0123456789abcdef0123456789abcdef"                  \
	"0123456789abcdef0123456789abcdef0123456789abcdeA=\n"

static char dir[] = "/tmp/tcr-info-XXXXXX";
static const char *const keys[] = {dir, NULL};
static struct image_trust trust;

/* An image file in memory and what its footer says. */
struct file {
	char bytes[16 * BLOCK];
	size_t len;
	struct footer footer;
};

static void put(char *at, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (char)(n >> 8 * i);
}

/* The superblock of a squashfs of so many bytes. */
static void super_block(char *b, uint64_t bytes)
{
	memcpy(b, "hsqs", 4);
	put(b + 4, 3, 4);      /* inodes */
	put(b + 12, 65536, 4); /* block size */
	put(b + 20, 6, 2);     /* zstd */
	put(b + 22, 16, 2);    /* block log */
	put(b + 26, 1, 2);     /* ids */
	put(b + 28, 4, 2);     /* major */
	put(b + 40, bytes, 8); /* bytes used */
	put(b + 48, 2000, 8);  /* id table */
	memset(b + 56, -1, 8); /* no xattrs */
	put(b + 64, 1000, 8);  /* inode table */
	put(b + 72, 1500, 8);  /* directory table */
	put(b + 80, 1800, 8);  /* fragments */
	memset(b + 88, -1, 8); /* no export table */
}

static void append(struct file *f, const char *bytes, size_t len)
{
	memcpy(f->bytes + f->len, bytes, len);
	f->len += len;
}

/* Writes the footer behind all that is there. */
static void end_file(struct file *f)
{
	char fields[FOOTER_BYTES], line[FOOTER_BYTES + 1];
	const struct footer *e = &f->footer;

	if (e->format == 1)
		(void)fmt_print(fields, sizeof(fields),
			"TCRIMG1 fs=%020llu text=%010u cksum=%010u",
			(unsigned long long)e->fs, e->text, e->cksum);
	else
		(void)fmt_print(fields, sizeof(fields),
			"TCRIMG%u fs=%020llu tree=%020llu text=%010u "
			"sig=%05u cksum=%010u",
			e->format, (unsigned long long)e->fs,
			(unsigned long long)e->tree, e->text, e->sig, e->cksum);
	(void)snprintf(line, sizeof(line), "%-127s\n", fields);
	append(f, line, FOOTER_BYTES);
}

/* A file with so many blocks of a file system and of a tree, without footer. */
static void begin(struct file *f, unsigned fs, unsigned tree, const char *text,
	const char *signature)
{
	memset(f, 0, sizeof(*f));
	super_block(f->bytes, (uint64_t)fs * BLOCK);
	f->len = (size_t)(fs + tree) * BLOCK;
	append(f, text, strlen(text));
	append(f, signature, strlen(signature));
	f->footer = (struct footer){2, (uint64_t)fs * BLOCK,
		(uint64_t)tree * BLOCK, (uint32_t)strlen(text),
		(uint32_t)strlen(signature), footer_cksum(text, strlen(text))};
}

static int load(
	const struct file *f, struct image_info *info, char why[INFO_WHY_MAX])
{
	static int file = -1;
	int fd = file < 0 ? memfd_create("image", MFD_CLOEXEC) : file;

	file = fd;
	why[0] = 0;
	if (fd < 0 || ftruncate(fd, 0) < 0 || lseek(fd, 0, SEEK_SET) < 0 ||
		io_write_all(fd, f->bytes, f->len) < 0)
		abort();
	return info_load(fd, &trust, info, why);
}

static void accepted(struct file *f, const char *what)
{
	struct image_info info = {0};
	char why[INFO_WHY_MAX];

	end_file(f);
	is_int(load(f, &info, why), 0, what);
	ok(info.fs_bytes == f->footer.fs && info.tree_bytes == f->footer.tree,
		"has its lengths");
	image_info_done(&info);
}

static void refused(struct file *f, const char *what, const char *reason)
{
	struct image_info info = {0};
	char why[INFO_WHY_MAX];

	end_file(f);
	ok(load(f, &info, why) < 0, "%s: refused", what);
	ok(strstr(why, reason) != NULL, "for that reason: %s", why);
}

static void test_good(void)
{
	struct image_info info = {0};
	char why[INFO_WHY_MAX];
	static struct file f;

	begin(&f, 2, 1, "Name=web\n" KEYS, "");
	end_file(&f);
	is_int(load(&f, &info, why), 0, "a file with a tree");
	is_str(info.verity_root, ROOT, "has its root hash");
	is_str(info.verity_salt, "ab", "and its salt");
	is_int((long long)info.fs_bytes, 2 * BLOCK, "and its length");
	is_int((long long)info.tree_bytes, BLOCK, "and that of the tree");
	is_str(info.name, "web", "and what else the trailer says");
	image_info_done(&info);
	begin(&f, 1, 0, "FsBytes=4096\nVeritySalt=\nVerityRoot=" ROOT "\n", "");
	accepted(&f, "a file system of one block, whose tree is empty");
	begin(&f, 2, 0, "Name=web\n", "");
	f.footer.format = 1;
	accepted(&f, "a file without a tree");
}

static void test_parts(void)
{
	static struct file f;

	begin(&f, 2, 0, KEYS, "");
	refused(&f, "no tree", "hash tree too long or too short");
	begin(&f, 2, 2, KEYS, "");
	refused(&f, "a tree of another length", "hash tree too");
	begin(&f, 2, 1, KEYS, "");
	f.footer.tree += BLOCK;
	refused(&f, "a tree that is longer than the file", "truncated");
	begin(&f, 2, 1, KEYS, "");
	f.footer.tree = UINT64_MAX;
	refused(&f, "a tree whose end is beyond 64 bits", "truncated");
	begin(&f, 2, 1, KEYS, "");
	f.footer.fs = UINT64_MAX - BLOCK + 1;
	refused(&f, "a file system that is longer than the file", "truncated");
	begin(&f, 2, 1, KEYS, "");
	f.footer.sig = FOOTER_SIGNATURE_BYTES;
	refused(&f, "a signature that is not there", "truncated");
	begin(&f, 2, 1, KEYS, UNKNOWN);
	f.footer.sig = 0;
	refused(&f, "a signature that the footer does not name", "truncated");
	begin(&f, 2, 1, KEYS, "short\n");
	refused(&f, "a signature of another length", "footer");
	begin(&f, 2, 1, KEYS, "");
	f.footer.cksum++;
	refused(&f, "another cksum", "wrong cksum");
	begin(&f, 2, 1, KEYS, "");
	f.footer.format = 3;
	refused(&f, "a later format", "unknown version");
}

static void test_keys(void)
{
	static struct file f;

	begin(&f, 2, 0, KEYS, "");
	f.footer.format = 1;
	refused(&f, "keys of a tree in format 1", "that is not there");
	begin(&f, 2, 0, "FsBytes=8192\n", "");
	f.footer.format = 1;
	refused(&f, "one of them", "that is not there");
	begin(&f, 2, 1, "Name=web\n", "");
	refused(&f, "none of the keys", "without VerityRoot=");
	begin(&f, 2, 1, "FsBytes=8192\nVeritySalt=ab\n", "");
	refused(&f, "no root hash", "without VerityRoot=");
	begin(&f, 2, 1, "FsBytes=8192\nVerityRoot=" ROOT "\n", "");
	refused(&f, "no salt", "VeritySalt=");
	begin(&f, 2, 1, "VerityRoot=" ROOT "\nVeritySalt=ab\n", "");
	refused(&f, "no length", "FsBytes=");
	begin(&f, 2, 1, "FsBytes=4096\nVerityRoot=" ROOT "\nVeritySalt=ab\n",
		"");
	refused(&f, "another length", "FsBytes=");
}

static void test_cut(void)
{
	struct image_info info;
	char why[INFO_WHY_MAX];
	static struct file f;
	size_t whole, whole_at = 0;
	unsigned taken = 0;

	begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
	end_file(&f);
	whole = f.len;
	for (f.len = 0; f.len < whole; f.len++) {
		if (load(&f, &info, why) < 0 && why[0])
			continue;
		whole_at = f.len;
		taken++;
	}
	is_int(taken, 1, "a file that was cut is taken for a whole one once");
	is_int((long long)whole_at, 2 * BLOCK,
		"where the file system ends, which image_up() sees");
}

/* Whose signature the image has, by what info_load() says. */
static void signer(
	struct file *f, const char *id, const char *name, const char *what)
{
	struct image_info info = {0};
	char why[INFO_WHY_MAX];

	end_file(f);
	is_int(load(f, &info, why), 0, what);
	is_str(info.key_id, id, "its key");
	is_str(info.signed_by, name, "and who has it");
	image_info_done(&info);
}

static void test_signed(void)
{
	static struct file f;

	begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
	signer(&f, ID, "vendor", "a file that is signed");
	begin(&f, 2, 1, "Name=web\n" KEYS, UNKNOWN);
	signer(&f, "34d76df8e7aefcf5", "", "a file that another has signed");
	begin(&f, 2, 1, KEYS, "");
	signer(&f, "", "", "a file that nobody has signed");
	begin(&f, 2, 1, "Name=web2\n" KEYS, SIGNED);
	refused(&f, "another text", "its signature is bad");
	begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
	f.bytes[f.len - 3] = '!';
	refused(&f, "a signature that is no base64", "signature damaged");
	trust.keys = NULL;
	begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
	signer(&f, ID, "", "a file that is signed, and no key at all");
	trust.keys = keys;
}

static void test_required(void)
{
	static struct file f;

	trust.need_verity = true;
	begin(&f, 2, 1, KEYS, "");
	accepted(&f, "RequireVerity: a file with a tree");
	begin(&f, 2, 0, "Name=web\n", "");
	f.footer.format = 1;
	refused(&f, "one without", "no hash tree (RequireVerity= of tcr.conf)");
	trust = (struct image_trust){.keys = keys, .need_signed = true};
	begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
	signer(&f, ID, "vendor", "RequireSigned: a file that is signed");
	begin(&f, 2, 1, KEYS, "");
	refused(&f, "one that is not",
		"not signed (RequireSigned= of tcr.conf)");
	begin(&f, 2, 1, "Name=web\n" KEYS, UNKNOWN);
	refused(&f, "one by an unknown key",
		"signed by unknown key 34d76df8e7aefcf5");
	begin(&f, 2, 0, "Name=web\n", "");
	f.footer.format = 1;
	refused(&f, "one without a tree", "not signed");
	trust.need_signed = false;
}

/* The names that the signed text may stand for. */
static void test_named(void)
{
	static const char *const good[] = {
		"web", "web:latest", "web@sha256:" ROOT};
	static const char *const other[] = {"web:1", "shop", "a/web",
		"web:1@sha256:" ROOT, "shop@sha256:" ROOT, "/web", ""};
	static struct file f;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		trust.need_signed = true;
		trust.name = good[i];
		begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
		signer(&f, ID, "vendor", good[i]);
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		trust.need_signed = true;
		trust.name = other[i];
		begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
		refused(&f, other[i], "signed as web:latest, not as");
		trust.need_signed = false;
		begin(&f, 2, 1, "Name=web\n" KEYS, SIGNED);
		signer(&f, ID, "vendor",
			"... which is good without RequireSigned");
	}
	trust.name = NULL;
}

/* Flips a bit of each byte behind the tree, and of the text with its cksum. */
static void test_flips(void)
{
	static const char text[] = "Name=web\n" KEYS;
	struct image_info info = {0};
	static struct file whole, f;
	char why[INFO_WHY_MAX], copy[sizeof(text)];
	unsigned taken = 0;

	trust.need_signed = true; /* else the id of another key is allowed */
	begin(&whole, 2, 1, text, SIGNED);
	end_file(&whole);
	for (size_t i = 3 * BLOCK; i < whole.len; i++) {
		f = whole;
		f.bytes[i] = (char)(f.bytes[i] ^ 1 << i % 7);
		if (load(&f, &info, why) < 0)
			continue;
		printf("# byte %zu\n", i - 3 * BLOCK);
		image_info_done(&info);
		taken++;
	}
	is_int(taken, 0, "a file with a bit changed behind its tree");
	for (size_t i = 0; i + 1 < sizeof(text); i++) {
		memcpy(copy, text, sizeof(copy));
		copy[i] = (char)(copy[i] ^ 1 << i % 7);
		begin(&f, 2, 1, copy, SIGNED);
		end_file(&f);
		if (load(&f, &info, why) < 0)
			continue;
		image_info_done(&info);
		taken++;
	}
	is_int(taken, 0, "a bit of the text changed, and its cksum mended");
	trust.need_signed = false;
}

int main(void)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/vendor.pub", mkdtemp(dir));
	if (io_replace_file(AT_FDCWD, path, PUBLIC, strlen(PUBLIC), 0644) < 0)
		abort();
	trust.keys = keys;
	test_good();
	test_parts();
	test_keys();
	test_signed();
	test_flips();
	test_required();
	test_named();
	test_cut();
	unlink(path);
	rmdir(dir);
	return done_testing();
}
