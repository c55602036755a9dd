/* SPDX-License-Identifier: MIT */
/*
 * Headers of slots, good and bad, and where they are found.
 * Links: images/slot/header.c images/squashfs.c init/fmt.c init/text.c
 */
#include "images/slot/header.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB   (1 << 20)
#define MAGIC "tcr-slot 1\n"
#define SUM   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define SUM_2 "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static const char *const lines[] = {"id=" SUM "\n", "version=1.2 beta\n",
	"time=1700000000\n", "arch=amd64\n", "hardware=tcr\n",
	"root-bytes=1000\n", "uki-bytes=5000\n", "uki-sha256=" SUM_2 "\n"};

#define LINES ((int)(sizeof(lines) / sizeof(lines[0])))

/* Puts a header into text: with another line in place of the one of number. */
static void write_header(
	char text[SLOT_HEADER_BYTES], int number, const char *instead)
{
	memset(text, 0, SLOT_HEADER_BYTES);
	strcpy(text, MAGIC);
	for (int i = 0; i < LINES; i++)
		strcat(text, i == number ? instead : lines[i]);
}

/* What slot_header_parse() says of it; the text has no byte behind its end. */
static int parse(int number, const char *instead, struct slot_header *h)
{
	char *text = malloc(SLOT_HEADER_BYTES);
	int rc = -ENOMEM;

	if (text) {
		write_header(text, number, instead);
		rc = slot_header_parse(text, h);
	}
	free(text);
	return rc;
}

static void test_good(void)
{
	struct slot_header h;

	is_int(parse(-1, "", &h), 0, "a header");
	is_str(h.root_sha256, SUM, "sum of its root");
	is_str(h.id, SUM, "its id, as an earlier tcr has it");
	is_str(h.version, "1.2 beta", "its version");
	is_int((long long)h.time, 1700000000, "its time");
	is_str(h.arch, "amd64", "its architecture");
	is_str(h.hardware, "tcr", "its hardware");
	is_int((long long)h.root_bytes, 1000, "bytes of the root");
	is_int((long long)h.uki_bytes, 5000, "bytes of the kernel image");
	is_str(h.uki_sha256, SUM_2, "sum of the kernel image");
	is_int(parse(0, "id=" SUM "\nlater=x=y\n\n", &h), 0,
		"keys of a later tcr, and empty lines");
	is_int(parse(2, "time=0\n", &h), 0, "the epoch");
	is_int(parse(2, "time=0\nslot-id=" SUM_2 "\n", &h), 0, "with an id");
	is_str(h.id, SUM_2, "that is the id");
	is_str(h.root_sha256, SUM, "and the root's sum is what it was");
}

static void test_bad(void)
{
	static const struct {
		int number;
		const char *instead;
	} bad[] = {
		{0, "id=" SUM "0\n"},
		{0, "id=0123\n"},
		{0, "id=\n"},
		{0, "id=" SUM "\nid=" SUM "\n"},
		{7, "uki-sha256=" SUM "\nnothing\n"},
		{7, "uki-sha256=" SUM "\nslot-id=\n"},
		{7, "uki-sha256=" SUM "\nslot-id=" SUM "\nslot-id=" SUM "\n"},
		{7, "uki-sha256="
		    "0123456789ABCDEF0123456789abcdef0123456789abcdef"
		    "0123456789abcdef\n"},
		{1, "version=\n"},
		{1, "version=\x1b[2J\n"},
		{1, "version=\xc3\xa4\n"},
		{1, "version=" SUM "\n"},
		{1, "version=1\rb\n"},
		{2, "time=\n"},
		{2, "time=-1\n"},
		{2, "time=1x\n"},
		{2, "time= 1\n"},
		{2, "time=18446744073709551616\n"},
		{5, "root-bytes=0\n"},
		{5, "root-bytes=9223372036854775808\n"},
		{6, "uki-bytes=0\n"},
		{6, "uki-bytes=0x10\n"},
	};
	struct slot_header h = {.time = 42};
	char text[SLOT_HEADER_BYTES];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(parse(bad[i].number, bad[i].instead, &h) == -EBADMSG,
			"refused: %.*s",
			(int)strcspn(bad[i].instead, "\n\x1b\r"),
			bad[i].instead);
	for (int i = 0; i < LINES; i++)
		ok(parse(i, "", &h) == -EBADMSG, "without %.*s",
			(int)strcspn(lines[i], "="), lines[i]);
	write_header(text, -1, "");
	text[9] = '2';
	is_int(slot_header_parse(text, &h), -EBADMSG, "another version");
	write_header(text, -1, "");
	memset(text + strlen(text), '\n', SLOT_HEADER_BYTES - strlen(text));
	is_int(slot_header_parse(text, &h), -EBADMSG, "a text without an end");
	is_int((long long)h.time, 42, "nothing was written");
}

static void little(unsigned char *at, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (unsigned char)(n >> 8 * i);
}

/* A partition of so many bytes with the superblock of a squashfs. */
static int partition(off_t bytes, uint64_t used)
{
	unsigned char super[96];
	int fd = memfd_create("partition", MFD_CLOEXEC);

	memset(super, 0xff, sizeof(super));
	little(super, 0x73717368, 4);
	little(super + 4, 1, 4);
	little(super + 12, 1 << 17, 4);
	little(super + 20, 6, 2);
	little(super + 22, 17, 2);
	little(super + 26, 1, 2);
	little(super + 28, 4, 2);
	little(super + 30, 0, 2);
	little(super + 40, used, 8);
	little(super + 48, 400, 8);
	little(super + 64, 200, 8);
	little(super + 72, 300, 8);
	if (ftruncate(fd, bytes) < 0 || pwrite(fd, super, 96, 0) != 96)
		ok(false, "a file for a partition");
	return fd;
}

/* What slot_header_find() says of a partition with a header at that place. */
static int find(off_t bytes, uint64_t used, off_t at, const char *sizes)
{
	char text[SLOT_HEADER_BYTES];
	struct slot_header h = {.at = -1};
	int fd = partition(bytes, used), rc;

	write_header(text, 5, sizes);
	if (at > 0 && (pwrite(fd, text, sizeof(text), at) < 0 ||
			      ftruncate(fd, bytes) < 0))
		ok(false, "a header in a partition");
	rc = slot_header_find(fd, &h);
	close(fd);
	return rc < 0 ? rc : (int)(h.at / MIB);
}

static void test_find(void)
{
	const char *mine = "root-bytes=2097152\n";

	is_int(find(4 * MIB, 2 * MIB - 500, 2 * MIB, mine), 2,
		"behind the root");
	is_int(find(4 * MIB, 2 * MIB, 2 * MIB, mine), 2, "right behind it");
	is_int(find(4 * MIB, MIB, 2 * MIB, mine), 2, "behind its hash tree");
	is_int(find(4 * MIB, 100000, 3 * MIB, mine), -ENODATA,
		"too far behind it");
	is_int(find(4 * MIB, MIB, 2 * MIB + 512, mine), -ENODATA, "at no MiB");
	is_int(find(4 * MIB, MIB, 0, mine), -ENODATA, "a squashfs alone");
	is_int(find(2 * MIB + 4096 + 4999, 2 * MIB, 2 * MIB, mine), -EBADMSG,
		"a kernel image that is cut");
	is_int(find(2 * MIB + 4096 + 5000, 2 * MIB, 2 * MIB, mine), 2,
		"one that is not");
	is_int(find(2 * MIB + 4095, 2 * MIB, 2 * MIB, mine), -ENODATA,
		"a header that is cut");
	is_int(find(4 * MIB, 2 * MIB, 2 * MIB, "root-bytes=2097153\n"),
		-EBADMSG, "a root that is longer than what is before");
	is_int(find(4 * MIB, 2 * MIB, 2 * MIB, "root-bytes=1048576\n"),
		-EBADMSG, "one that is much shorter");
	is_int(find(4 * MIB, 5 * MIB, 2 * MIB, mine), -ENODATA,
		"a root that is longer than the partition");
	is_int(find(0, 0, 0, mine), -ENODATA, "an empty partition");
}

int main(void)
{
	test_good();
	test_bad();
	test_find();
	return done_testing();
}
