/* SPDX-License-Identifier: MIT */
/*
 * Trailers, footers and superblocks, good and bad.
 * Links: images/footer.c images/trailer.c images/squashfs.c
 * Links: init/fmt.c init/text.c
 */
#include "images/footer.h"
#include "images/image.h"
#include "images/squashfs.h"
#include "images/trailer.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

static struct trailer_error error;

static int parse(const char *text, size_t len, struct image_info *info)
{
	/* Exactly as long as the text, so that a byte more is seen. */
	char *copy = malloc(len + !len);
	int rc = -ENOMEM;

	*info = (struct image_info){0};
	error = (struct trailer_error){0};
	if (copy) {
		memcpy(copy, text, len);
		rc = trailer_parse(copy, len, info, &error);
	}
	free(copy);
	return rc;
}

static void done(struct image_info *info)
{
	free(info->words);
}

#define ROOT_HASH                                                              \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_fields(void)
{
	static const char text[] =
		"Name=web\nTag=1.0\nDigest=sha256:0123456789abcdef\n"
		"Architecture=amd64\nCreated=2026-11-23T14:02:11Z\n"
		"Base=" ROOT_HASH "\nBaseName=debian:12\n"
		"WorkingDir=/srv/a b\nStopSignal=SIGQUIT\nUser=33:34\n"
		"Cmd=-c\nEntrypoint=/bin/sh\nEnv=A=1\nCmd=a\\nb\nEnv=B=\n"
		"Group=4\nFuture=anything \\x41\nGroup=44\nLabel=a.b=c d\n"
		"Volume=/data\nPort=53/udp\nVolume=/a b/\n"
		"HealthIntervalMs=5000\nHealthTimeoutMs=4294967294\n"
		"HealthStartPeriodMs=1\nHealthStartIntervalMs=0500\n"
		"HealthRetries=7\nHealthCmd=/bin/sh\nHealthCmd=-c\n"
		"HealthCmd=wget \\n\\x1b[2J\n"
		"Cmd=\nCmd=\\x5c\\\\\\x01\xc3\xa4\n";
	struct image_info i;

	is_int(parse(text, sizeof(text) - 1, &i), 0, "a whole trailer");
	is_str(i.name, "web", "Name");
	is_str(i.tag, "1.0", "Tag");
	is_str(i.digest, "sha256:0123456789abcdef", "Digest");
	is_str(i.architecture, "amd64", "Architecture");
	is_str(i.created, "2026-11-23T14:02:11Z", "Created");
	is_str(i.base, ROOT_HASH, "Base");
	is_str(i.base_name, "debian:12", "BaseName");
	is_str(i.working_dir, "/srv/a b", "WorkingDir");
	is_str(i.stop_signal, "SIGQUIT", "StopSignal");
	is_int(i.uid, 33, "the user of User");
	is_int(i.gid, 34, "the group of User");
	is_str(i.entrypoint[0], "/bin/sh", "Entrypoint");
	ok(!i.entrypoint[1], "ends");
	is_str(i.cmd[0], "-c", "words of a list that is spread over the text");
	is_str(i.cmd[1], "a\nb", "a newline");
	is_str(i.cmd[2], "", "an empty word");
	is_str(i.cmd[3], "\\\\\x01\xc3\xa4",
		"backslashes, control byte, UTF-8");
	ok(!i.cmd[4], "ends");
	is_str(i.env[0], "A=1", "Env");
	is_str(i.env[1], "B=", "an empty variable");
	is_str(i.groups[1], "44", "Group");
	is_str(i.labels[0], "a.b=c d", "Label");
	is_str(i.volumes[0], "/data", "Volume");
	is_str(i.volumes[1], "/a b/", "another");
	ok(!i.volumes[2], "ends");
	is_str(i.ports[0], "53/udp", "Port");
	is_str(i.health_cmd[1], "-c", "HealthCmd");
	is_str(i.health_cmd[2], "wget \n\x1b[2J", "with all its bytes");
	ok(!i.health_cmd[3], "ends");
	is_int(i.health.interval_ms, 5000, "HealthIntervalMs");
	is_int(i.health.timeout_ms, 4294967294, "HealthTimeoutMs");
	is_int(i.health.start_ms, 1, "HealthStartPeriodMs");
	is_int(i.health.early_ms, 500, "HealthStartIntervalMs");
	is_int(i.health.retries, 7, "HealthRetries");
	ok(i.has_trailer, "says that there was a trailer");
	done(&i);
}

static void test_absent(void)
{
	static const char text[] = "Tag=\nUser=5\n";
	struct image_info i;

	is_int(parse("", 0, &i), 0, "an empty text");
	ok(!i.name && i.uid == -1 && i.gid == -1, "names nothing");
	ok(i.cmd && !i.cmd[0] && i.env && !i.env[0], "has empty lists");
	ok(i.health_cmd && !i.health_cmd[0] && i.health.interval_ms == 0 &&
			i.health.retries == 0,
		"has no check");
	done(&i);
	is_int(parse(text, sizeof(text) - 1, &i), 0, "an empty scalar");
	ok(!i.tag, "is absent");
	ok(i.uid == 5 && i.gid == -1, "a user without a group");
	done(&i);
}

#define HEX64  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEX512 HEX64 HEX64 HEX64 HEX64 HEX64 HEX64 HEX64 HEX64

static void test_verity(void)
{
	static const char text[] =
		"FsBytes=9999999999999999999\nVerityRoot=" HEX64
		"\nVeritySalt=" HEX512 "\n";
	static const char empty[] = "VeritySalt=\nVerityRoot=\nFsBytes=\n";
	struct image_info i;

	is_int(parse(text, sizeof(text) - 1, &i), 0, "a hash tree");
	ok(i.fs_bytes == 9999999999999999999ULL, "FsBytes");
	is_str(i.verity_root, HEX64, "VerityRoot");
	is_str(i.verity_salt, HEX512, "VeritySalt");
	done(&i);
	is_int(parse(empty, sizeof(empty) - 1, &i), 0, "empty values");
	is_str(i.verity_salt, "", "an empty salt is one");
	ok(!i.verity_root && i.fs_bytes == 0, "the others are absent");
	done(&i);
}

static void refused(
	const char *text, size_t len, unsigned line, const char *why)
{
	struct image_info i;

	is_int(parse(text, len, &i), -EBADMSG, why);
	is_int(error.line, line, "in its line");
	is_str(error.why, why, "for that reason");
}

#define REFUSED(text, line, why) refused(text, sizeof(text) - 1, line, why)

static void test_refusals(void)
{
	REFUSED("Base=0123\n", 1, "value not allowed");
	REFUSED("Base=" ROOT_HASH "0\n", 1, "value not allowed");
	REFUSED("Name=a\nTag", 2, "line without an end");
	REFUSED("Name=a\n\n", 2, "not a Key=value line");
	REFUSED("=a\n", 1, "not a Key=value line");
	REFUSED("Name\n", 1, "not a Key=value line");
	REFUSED("Na me=a\n", 1, "not a Key=value line");
	REFUSED("Cmd=a\0b\n", 1, "control byte");
	REFUSED("Cmd=a\tb\n", 1, "control byte");
	REFUSED("Cmd=a\r\n", 1, "control byte");
	REFUSED("Cmd=a\\x00b\n", 1, "NUL byte");
	REFUSED("Cmd=a\\t\n", 1, "unknown escape");
	REFUSED("Cmd=a\\\n", 1, "unknown escape");
	REFUSED("Cmd=\\x4\n", 1, "unknown escape");
	REFUSED("Cmd=\\x\x10"
		"0\n",
		1, "unknown escape");
	REFUSED("Cmd=\\xzz\n", 1, "unknown escape");
	REFUSED("Cmd=\xff\n", 1, "not UTF-8");
	REFUSED("Cmd=\\xc3\n", 1, "not UTF-8");
	REFUSED("Future=\xff\n", 1, "not UTF-8");
	REFUSED("Name=a\nTag=b\nName=c\n", 3, "given twice");
	REFUSED("Name=a b\n", 1, "value not allowed");
	REFUSED("Digest=sha256\n", 1, "value not allowed");
	REFUSED("Digest=:00\n", 1, "value not allowed");
	REFUSED("Digest=sha256:XY\n", 1, "value not allowed");
	REFUSED("Architecture=../x\n", 1, "value not allowed");
	REFUSED("WorkingDir=srv\n", 1, "value not allowed");
	REFUSED("StopSignal=SIG\n", 1, "value not allowed");
	REFUSED("StopSignal=TERM\n", 1, "value not allowed");
	REFUSED("User=root\n", 1, "value not allowed");
	REFUSED("User=4294967295\n", 1, "value not allowed");
	REFUSED("User=99999999999999999999999\n", 1, "value not allowed");
	REFUSED("User=1:\n", 1, "value not allowed");
	REFUSED("User=1:2:3\n", 1, "value not allowed");
	REFUSED("Group=-1\n", 1, "value not allowed");
	REFUSED("Env=A\n", 1, "value not allowed");
	REFUSED("Env==A\n", 1, "value not allowed");
	REFUSED("Label==\n", 1, "value not allowed");
	REFUSED("Volume=data\n", 1, "value not allowed");
	REFUSED("Volume=\n", 1, "value not allowed");
	REFUSED("Port=53\n", 1, "value not allowed");
	REFUSED("Port=/udp\n", 1, "value not allowed");
	REFUSED("Port=530000/udp\n", 1, "value not allowed");
	REFUSED("Port=53/udp lite\n", 1, "value not allowed");
	REFUSED("HealthIntervalMs=-5\n", 1, "value not allowed");
	REFUSED("HealthTimeoutMs=5s\n", 1, "value not allowed");
	REFUSED("HealthStartPeriodMs=1.5\n", 1, "value not allowed");
	REFUSED("HealthStartIntervalMs=4294967295\n", 1, "value not allowed");
	REFUSED("HealthRetries=18446744073709551617\n", 1, "value not allowed");
	REFUSED("HealthRetries=1\nHealthRetries=2\n", 2, "given twice");
	REFUSED("HealthCmd=a\tb\n", 1, "control byte");
	REFUSED("FsBytes=-1\n", 1, "value not allowed");
	REFUSED("FsBytes=12345678901234567890\n", 1, "value not allowed");
	REFUSED("VerityRoot=00\n", 1, "value not allowed");
	REFUSED("VerityRoot=" HEX64 "0\n", 1, "value not allowed");
	REFUSED("VeritySalt=0\n", 1, "value not allowed");
	REFUSED("VeritySalt=0G\n", 1, "value not allowed");
	REFUSED("VeritySalt=" HEX512 "00\n", 1, "value not allowed");
}

static void test_many(void)
{
	static char text[(IMAGE_WORDS_MAX + 1) * 6];
	struct image_info i;
	size_t n = 0;

	for (size_t w = 0; w <= IMAGE_WORDS_MAX; w++)
		memcpy(text + w * 6, "Cmd=x\n", 6);
	is_int(parse(text, sizeof(text) - 6, &i), 0, "as many words as may be");
	while (i.cmd && i.cmd[n])
		n++;
	is_int((long long)n, IMAGE_WORDS_MAX, "all of them are there");
	done(&i);
	refused(text, sizeof(text), IMAGE_WORDS_MAX + 1, "too many words");
}

static int footer(const char *text, struct footer *f)
{
	char buf[FOOTER_BYTES + 1];

	(void)snprintf(buf, sizeof(buf), "%-127s\n", text);
	return footer_parse(buf, f);
}

#define FS    "fs=00000000000000004096"
#define TREE  "tree=00000000000000008192"
#define TEXT  "text=0000000012"
#define CKSUM "cksum=4294967295"

static void test_footer(void)
{
	struct footer f;

	is_int(footer("TCRIMG1 " FS " " TEXT " " CKSUM, &f), 0, "a footer");
	ok(f.fs == 4096 && f.text == 12 && f.cksum == 4294967295U,
		"has its numbers");
	is_int(footer("hello", &f), -ENOENT, "something else");
	ok(f.format == 1 && f.tree == 0 && f.sig == 0,
		"and neither tree nor signature");
	is_int(footer("TCRIMG2 " FS " " TREE " " TEXT " sig=00101 " CKSUM, &f),
		0, "a footer of format 2");
	ok(f.format == 2 && f.fs == 4096 && f.tree == 8192 && f.text == 12 &&
			f.sig == 101 && f.cksum == 4294967295U,
		"has its numbers");
	is_int(footer("TCRIMG2 " FS " " TREE " " TEXT " sig=00100 " CKSUM, &f),
		-EBADMSG, "a signature of another length");
	is_int(footer("TCRIMG2 " FS " " TEXT " " CKSUM, &f), -EBADMSG,
		"the fields of format 1 in format 2");
	is_int(footer("TCRIMG1 " FS " " TREE " " TEXT " sig=00101 " CKSUM, &f),
		-EBADMSG, "the fields of format 2 in format 1");
	is_int(footer("TCRIMG3 " FS, &f), -EPROTONOSUPPORT, "a later version");
	is_int(footer("TCRIMG1 " FS " " TEXT, &f), -EBADMSG, "a field lacks");
	is_int(footer("TCRIMG1 " TEXT " " FS " " CKSUM, &f), -EBADMSG,
		"another order");
	is_int(footer("TCRIMG1 fs=99999999999999999999 " TEXT " " CKSUM, &f),
		-EBADMSG, "a number too big for 64 bits");
	is_int(footer("TCRIMG1 fs=0000000000000004096x " TEXT " " CKSUM, &f),
		-EBADMSG, "a letter in a number");
	is_int(footer("TCRIMG1 " FS " text=0000065537 " CKSUM, &f), -EBADMSG,
		"a text beyond the limit");
	is_int(footer("TCRIMG1 " FS " " TEXT " cksum=4294967296", &f), -EBADMSG,
		"a cksum beyond 32 bits");
	is_int(footer("TCRIMG1 " FS " " TEXT " " CKSUM " x", &f), -EBADMSG,
		"more behind the fields");
}

/* Values of cksum(1). */
static void test_cksum(void)
{
	static const char big[70000];

	is_int(footer_cksum("", 0), 4294967295U, "cksum of nothing");
	is_int(footer_cksum("123456789", 9), 930766865U, "of 123456789");
	is_int(footer_cksum("\xff\x00\x80", 3), 4283474373U, "of any bytes");
	is_int(footer_cksum(big, sizeof(big)), 1774371287U,
		"of more than 65535 bytes");
}

/* Counts of veritysetup(8), as blocks of data and of hashes. */
static void test_tree(void)
{
	static const uint64_t sizes[][2] = {{1, 0}, {2, 1}, {128, 1}, {129, 3},
		{16384, 129}, {16385, 132}, {2097152, 16513}};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		is_int((long long)footer_tree_bytes(sizes[i][0] * 4096),
			(long long)sizes[i][1] * 4096, "a tree");
	is_int((long long)footer_tree_bytes(0), 0, "of nothing");
	ok(footer_tree_bytes(UINT64_MAX) > 0, "of as much as may be");
}

static void put(unsigned char *at, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (unsigned char)(n >> 8 * i);
}

/* A good superblock of 8192 bytes. */
static void super_block(unsigned char b[SQUASHFS_SUPER_BYTES])
{
	memset(b, 0, SQUASHFS_SUPER_BYTES);
	memcpy(b, "hsqs", 4);
	put(b + 4, 3, 4);           /* inodes */
	put(b + 12, 65536, 4);      /* block size */
	put(b + 20, 6, 2);          /* zstd */
	put(b + 22, 16, 2);         /* block log */
	put(b + 26, 1, 2);          /* ids */
	put(b + 28, 4, 2);          /* major */
	put(b + 40, 8192, 8);       /* bytes used */
	put(b + 48, 8000, 8);       /* id table */
	put(b + 56, UINT64_MAX, 8); /* no xattrs */
	put(b + 64, 5000, 8);       /* inode table */
	put(b + 72, 6000, 8);       /* directory table */
	put(b + 80, 7000, 8);       /* fragments */
	put(b + 88, UINT64_MAX, 8); /* no export table */
}

static void damaged(size_t at, uint64_t value, int bytes, const char *what)
{
	unsigned char b[SQUASHFS_SUPER_BYTES];
	struct squashfs_super s;
	const char *why;

	super_block(b);
	put(b + at, value, bytes);
	why = squashfs_check(b, 8192, &s);
	ok(why && strstr(why, what), "%s: %s", what, why ? why : "accepted");
}

static void test_super(void)
{
	unsigned char b[SQUASHFS_SUPER_BYTES];
	struct squashfs_super s = {0};

	super_block(b);
	ok(!squashfs_check(b, 8192, &s), "a good superblock");
	ok(s.bytes_used == 8192, "has its size");
	is_str(s.compressor, "zstd", "and its compressor");
	ok(strstr(squashfs_check(b, 8191, &s), "truncated") != NULL,
		"longer than its file");
	damaged(0, 0x12345678, 4, "not a squashfs");
	damaged(28, 3, 2, "version");
	damaged(30, 1, 2, "version");
	damaged(40, UINT64_MAX, 8, "truncated");
	damaged(12, 65537, 4, "block size");
	damaged(22, 11, 2, "block size");
	damaged(22, 64, 2, "block size");
	damaged(20, 0, 2, "compressor");
	damaged(20, 7, 2, "compressor");
	damaged(4, 0, 4, "inodes");
	damaged(26, 0, 2, "inodes");
	damaged(48, UINT64_MAX, 8, "tables");
	damaged(48, 8192, 8, "tables");
	damaged(64, 95, 8, "tables");
	damaged(72, 5000, 8, "tables");
	damaged(80, UINT64_MAX - 1, 8, "tables");
}

int main(void)
{
	test_fields();
	test_absent();
	test_verity();
	test_refusals();
	test_many();
	test_footer();
	test_cksum();
	test_tree();
	test_super();
	return done_testing();
}
