/* SPDX-License-Identifier: MIT */
/*
 * What tcr-slot says is read, whatever it is; and the record of why a slot was
 * given up.
 *
 * Links: supervisor/slot/slotinfo.c supervisor/slot/verdict.c
 * Links: supervisor/base/paths.c supervisor/base/utf8.c init/fmt.c init/io.c
 * Links: init/text.c
 */
#include "supervisor/slot/slotinfo.h"
#include "supervisor/slot/verdict.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct slotinfo s;

static int parse(const char *text)
{
	char copy[SLOTINFO_TEXT_MAX];

	(void)snprintf(copy, sizeof(copy), "%s", text);
	return slotinfo_parse(&s, copy);
}

static void info(void)
{
	is_int(parse("current=b\nother=a\nbackend=bls\na.state=bad\n"
		     "a.version=1.0\na.time=77\na.id=x\nb.state=trial\n"
		     "b.tries=2\nnext=b\nlater=x=y\n"),
		0, "a status is read");
	ok(s.current == 'b' && s.next == 'b', "which runs, which is next");
	is_str(s.backend, "bls", "the back end");
	ok(slotinfo_current(&s)->state == SLOTINFO_TRIAL &&
			slotinfo_current(&s)->tries == 2,
		"the slot that runs");
	ok(slotinfo_other(&s)->state == SLOTINFO_BAD &&
			slotinfo_other(&s)->tries == -1 &&
			slotinfo_other(&s)->seconds == 77,
		"the other one");
	is_str(s.slots[0].version, "1.0", "its version");
	is_str(s.slots[0].id, "x", "its id");
	is_int(parse("current=a\n"), 0, "a short one");
	ok(s.slots[1].state == SLOTINFO_NONE && s.next == 0,
		"what is not said is not known");
	is_int(parse("current=a\na.version=\033[2J\xff\n"), 0, "controls");
	is_str(s.slots[0].version, "?[2J?", "are cleaned");
	is_int(parse("current=a\na.tries=99999999999999999999\na.time=x\n"), 0,
		"what is no number");
	ok(s.slots[0].tries == -1 && s.slots[0].seconds == -1, "is not known");
	s.current = 'x';
	is_int(parse(""), -EBADMSG, "nothing");
	is_int(parse("current=c\n"), -EBADMSG, "no such slot");
	is_int(parse("current=aa\n"), -EBADMSG, "nor this one");
	is_int(parse("current=a\na.state=fine\n"), -EBADMSG, "no such state");
	is_int(parse("current=a\nwords\n"), -EBADMSG, "no key");
	is_int(s.current, 'x', "of which nothing is taken");
}

static const struct verdict first = {
	.id = "abc", .ran = true, .seconds = 1764511331, .why = "it is = so"};

static bool same(const struct verdict *a, const struct verdict *b)
{
	return strcmp(a->id, b->id) == 0 && strcmp(a->why, b->why) == 0 &&
	       a->ran == b->ran && a->seconds == b->seconds;
}

static void copies(void)
{
	char text[VERDICT_COPY], other[VERDICT_COPY];
	struct verdict v, large = {.seconds = INT64_MAX};
	uint64_t number;
	int wrong = 0;

	verdict_print(text, &first, 5);
	is_int(verdict_parse(text, &v, &number), 0, "a copy is read");
	ok(same(&v, &first) && number == 5, "as it was written");
	memset(large.id, 'x', sizeof(large.id) - 1);
	memset(large.why, 'y', sizeof(large.why) - 1);
	verdict_print(other, &large, UINT64_MAX);
	is_int(verdict_parse(other, &v, &number), 0, "the largest one, too");
	ok(same(&v, &large) && number == UINT64_MAX, "and whole");
	for (size_t i = 0; i < strlen(text) * 8; i++) {
		text[i / 8] ^= (char)(1 << i % 8);
		/* Digits of the sum may be of either case. */
		wrong += verdict_parse(text, &v, &number) == 0 &&
			 !same(&v, &first);
		text[i / 8] ^= (char)(1 << i % 8);
	}
	is_int(wrong, 0, "no flipped bit makes another record");
	is_int(verdict_parse(memset(other, 0, sizeof(other)), &v, &number),
		-EBADMSG, "zeros are none");
	is_int(verdict_parse(memset(other, 'x', sizeof(other)), &v, &number),
		-EBADMSG, "nor letters");
	/* As a later tcr might write it: crc of "\nnumber=1\nnew=2\nid=z\n". */
	memset(text, 0, sizeof(text));
	(void)snprintf(text, sizeof(text),
		"tcr-slot-record 1\ncrc=%s\nnumber=1\nnew=2\nid=z\n",
		"9ad43fe2");
	is_int(verdict_parse(text, &v, &number), 0, "keys may be new");
	is_str(v.id, "z", "beside those that are known");
}

static char file[64];

static void damage(off_t at)
{
	int fd = open(file, O_WRONLY);

	ok(pwrite(fd, "XXXX", 4, at) == 4, "damage");
	close(fd);
}

static void kept(void)
{
	char dir[] = "/tmp/tcr-verdict-XXXXXX";
	struct verdict v, second = {.id = "second", .why = "second"};
	struct stat st;

	ok(mkdtemp(dir) != NULL, "a folder");
	(void)setenv("TCR_DATA", dir, 1);
	(void)snprintf(file, sizeof(file), "%s/slot-record", dir);
	is_int(verdict_read(&v), -ENOENT, "there is none");
	ok(!*v.id && !*v.why, "so nothing is known");
	is_int(verdict_write(&first), 0, "it is written");
	ok(stat(file, &st) == 0 && st.st_size == 8192 && st.st_blocks >= 16,
		"and has all of its blocks from then on");
	ok(verdict_read(&v) == 0 && same(&v, &first), "and read");
	is_int(verdict_write(&second), 0, "again");
	ok(verdict_read(&v) == 0 && same(&v, &second), "the newer one counts");
	damage(4096 + 40);
	ok(verdict_read(&v) == 0 && same(&v, &first),
		"if it is damaged, the one before");
	is_int(verdict_write(&second), 0, "which is not the one written now");
	ok(verdict_read(&v) == 0 && same(&v, &second), "the newer one counts");
	damage(40);
	ok(verdict_read(&v) == 0 && same(&v, &second),
		"also if the older one is damaged");
	damage(4096 + 40);
	is_int(verdict_read(&v), -EBADMSG, "both are damaged");
	ok(!*v.id, "so nothing is known");
	is_int(verdict_write(&first), 0, "until the next one");
	ok(verdict_read(&v) == 0 && same(&v, &first), "is written");
	ok(truncate(file, 100) == 0 && verdict_read(&v) == -EBADMSG,
		"a file that is cut");
	ok(unlink(file) == 0 && mkfifo(file, 0600) == 0, "a FIFO");
	is_int(verdict_read(&v), -EBADMSG, "is not waited for");
	ok(unlink(file) == 0 && symlink("/etc/passwd", file) == 0, "a link");
	is_int(verdict_read(&v), -ELOOP, "is not followed");
	is_int(verdict_write(&first), -ELOOP, "nor to write");
	unlink(file);
	rmdir(dir);
}

int main(void)
{
	info();
	copies();
	kept();
	return done_testing();
}
