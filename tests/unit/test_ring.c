/* SPDX-License-Identifier: MIT */
/*
 * The log ring: format, cleaning, going round, and what a reader gets beside a
 * writer, after a crash and from a file that is no ring.
 * Links: supervisor/logs/ring.c init/io.c init/fmt.c
 */
#include "supervisor/logs/ring.h"

#include "init/fmt.h"
#include "init/io.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HEAD  24
#define FLOOD 60000 /* records: the ring goes round some twenty times */

static char buf[RING_BYTES + 1];

/* The text of the only record from *at on, behind its stamp; "" for none. */
static const char *next_text(int fd, uint64_t *at)
{
	ssize_t n = ring_read(fd, at, buf, RING_BYTES);
	char *text;

	if (n <= 0)
		return "";
	buf[n - 1] = 0;
	text = strchr(buf, ' ');
	return text ? text + 1 : "";
}

static void put(struct ring *r, const char *text)
{
	ring_put(r, "out", text, strlen(text));
}

static void fresh(void)
{
	struct ring r;
	struct stat st;
	uint64_t at = 0;
	long long seconds = 0;
	int millis = 0, end = 0;

	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "a ring is made");
	is_int(fstat(r.fd, &st), 0, "it is a file");
	is_int(st.st_size, HEAD + RING_BYTES + 16, "of fixed size");
	is_int(st.st_mode & 0777, 0600, "for its owner alone");
	is_int(access("log.new", F_OK), -1, "nothing else is left");
	is_int(ring_read(r.fd, &at, buf, RING_BYTES), 0, "it is empty");
	is_int(ring_read(r.fd, &at, buf, RING_RECORD_MAX - 1), -EINVAL,
		"a buffer must hold one record");

	put(&r, "hello");
	at = 0;
	ssize_t n = ring_read(r.fd, &at, buf, RING_BYTES);
	ok(n > 0 && (uint64_t)n == at && at == r.written, "one record is read");
	buf[n > 0 ? n : 0] = 0;
	ok(sscanf(buf, "%lld.%3d out hello\n%n", &seconds, &millis, &end) ==
				2 &&
			end == n,
		"SECONDS.MILLIS STREAM text");
	is_int(ring_read(r.fd, &at, buf, RING_BYTES), 0, "and only once");
	ring_done(&r);
	ring_done(&r);
	is_int(r.fd, -1, "closing twice is closing once");
	put(&r, "void");
	is_int((long long)r.written, 0, "a closed ring takes nothing");
}

static void cleaning(void)
{
	static char big[RING_TEXT_MAX + 100];
	struct ring r;
	uint64_t at;

	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "the ring is there again");
	at = r.written;
	put(&r, "a\tb\x1b[31m\r\x07\x7f\nz");
	is_str(next_text(r.fd, &at), "out a\tb?[31m????z",
		"control bytes are replaced, a tab is not");
	ring_put(&r, "tcr", "a\0b", 3);
	is_str(next_text(r.fd, &at), "tcr a?b", "a NUL is one of them");
	put(&r, "\xff\xc3\xa4\x9b");
	is_str(next_text(r.fd, &at), "out ?\xc3\xa4?",
		"what is no UTF-8 too, letters are kept");
	put(&r, "line\n");
	is_str(next_text(r.fd, &at), "out line", "a newline at the end goes");
	ring_put(&r, "out", "", 0);
	is_str(next_text(r.fd, &at), "out ", "an empty line is a line");
	memset(big, 'x', sizeof(big));
	ring_put(&r, "out", big, sizeof(big));
	is_int(strlen(next_text(r.fd, &at)), 4 + RING_TEXT_MAX,
		"a long one is cut at 4 KiB");
	at = r.written;
	ring_put(
		&r, "a-stream-whose-name-does-not-fit-beside-the-stamp", "", 0);
	is_int(ring_read(r.fd, &at, buf, RING_BYTES), 0,
		"a stream without end is refused");
	ring_done(&r);
}

static void crash(void)
{
	char garbage[RING_RECORD_MAX];
	struct ring r;
	uint64_t at, written;

	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "a ring is open");
	put(&r, "before");
	written = r.written;
	at = written;
	memset(garbage, '#', sizeof(garbage));
	ok(pwrite(r.fd, garbage, sizeof(garbage),
		   HEAD + (off_t)(written % RING_BYTES)) == sizeof(garbage),
		"its writer dies before it counts a record");
	ring_done(&r);

	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "the next one opens it");
	ok(r.written == written, "and continues where it stood");
	put(&r, "after");
	is_str(next_text(r.fd, &at), "out after", "the half record is gone");
	ring_done(&r);
}

/* Reads all lines "out N" in pieces of size; N must grow by one each. */
static bool consecutive(int fd, size_t size, int *first, int *last)
{
	uint64_t at = 0;
	ssize_t n;
	int prev = -1;

	while ((n = ring_read(fd, &at, buf, size)) > 0) {
		buf[n] = 0;
		for (char *p = buf, *end; *p; p = end + 1) {
			int number = 0, len = 0;

			end = strchr(p, '\n');
			if (!end ||
				sscanf(p, "%*d.%*d out %d%n", &number, &len) !=
					1 ||
				p + len != end)
				return false;
			if (prev < 0)
				*first = number;
			else if (number != prev + 1)
				return false;
			prev = number;
		}
	}
	*last = prev;
	return n == 0;
}

static void round_and_round(void)
{
	struct ring r;
	int first = -1, last = -1, first2 = -1, last2 = -1;
	uint64_t at = 0, middle;
	char text[32];
	bool whole = true;

	(void)unlink("log");
	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "a new ring");
	for (int i = 0; i < 20000; i++) {
		(void)fmt_print(text, sizeof(text), "%d", i);
		put(&r, text);
		if (i % 97 == 0)
			whole &= consecutive(r.fd, RING_BYTES, &first, &last) &&
				 last == i;
	}
	whole &= consecutive(r.fd, RING_BYTES, &first, &last);
	ok(whole, "at every point of the ring the last records are there");
	ok(RING_BYTES / 25 > last - first &&
			last - first > (RING_BYTES - 3 * RING_RECORD_MAX) / 25,
		"nearly as many as the ring holds");
	ok(consecutive(r.fd, RING_RECORD_MAX, &first2, &last2) &&
			first2 == first && last2 == last,
		"a small buffer gets the same in pieces");

	ok(ring_read(r.fd, &at, buf, RING_BYTES) > 0 && at == r.written,
		"a reader is at the end");
	middle = at;
	put(&r, "new");
	is_str(next_text(r.fd, &at), "out new", "and gets what is new");
	at = r.written + 1;
	ok(ring_read(r.fd, &at, buf, RING_BYTES) > 0 && at == r.written,
		"one that is ahead of the ring starts anew");
	for (int i = 0; i < 10000; i++)
		put(&r, "flood");
	ok(ring_read(r.fd, &middle, buf, RING_BYTES) > 0 &&
			strstr(buf, "out flood\n") && middle == r.written,
		"one that was overrun goes on with what is left");
	ring_done(&r);
}

static void flood(void)
{
	struct ring r;
	char text[600];

	if (ring_open(&r, AT_FDCWD, "log") < 0)
		_exit(1);
	memset(text, 'y', sizeof(text));
	for (int i = 0; i < FLOOD; i++) {
		int n = fmt_print(text, sizeof(text), "%d ", i);

		text[n] = 'y';
		ring_put(&r, "out", text, (size_t)n + (size_t)(i * 37 % 500));
	}
	_exit(0);
}

/* "S.M out N yyy": as flood() makes it, and newer than the one before. */
static bool line_good(const char *p, const char *end, int *prev)
{
	int number = -1, len = 0;

	if (sscanf(p, "%*d.%*d out %d%n", &number, &len) != 1 ||
		number <= *prev || number >= FLOOD || p[len] != ' ')
		return false;
	*prev = number;
	for (p += len + 1; p < end; p++)
		if (*p != 'y')
			return false;
	return p == end;
}

/* One read; -1 when a line is not good, or its number not above *prev. */
static int read_lines(int fd, uint64_t *at, size_t size, int *prev)
{
	ssize_t n = ring_read(fd, at, buf, size);

	if (n < 0)
		return -1;
	buf[n] = 0;
	for (char *p = buf, *end; p < buf + n; p = end + 1) {
		end = strchr(p, '\n');
		if (!end || !line_good(p, end, prev))
			return -1;
	}
	return 0;
}

static void beside_a_writer(void)
{
	struct ring r;
	uint64_t at = 0;
	int prev = -1, status = -1, reads = 0;
	bool good = true;
	pid_t pid;

	(void)unlink("log");
	is_int(ring_open(&r, AT_FDCWD, "log"), 0, "a ring to be flooded");
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		flood();
	while (good && prev != FLOOD - 1) {
		uint64_t oldest = 0; /* where the writer writes */
		int before = -1;

		good = read_lines(r.fd, &oldest, RING_BYTES, &before) >= 0 &&
		       read_lines(r.fd, &at, RING_RECORD_MAX, &prev) >= 0;
		reads++;
	}
	ok(good, "every record read beside a writer is whole, in order");
	ok(prev == FLOOD - 1, "the last one comes (after %d reads)", reads);
	is_int(waitpid(pid, &status, 0), pid, "the writer ends");
	is_int(status, 0, "well");
	ring_done(&r);
}

static void refill(const char *what, const void *data, size_t len, off_t size)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	uint64_t at = 0;
	struct ring r;

	ok(fd >= 0 && io_write_all(fd, data, len) == 0 &&
			ftruncate(fd, size) == 0 && close(fd) == 0,
		"%s", what);
	fd = open("log", O_RDONLY | O_CLOEXEC);
	is_int(ring_read(fd, &at, buf, RING_BYTES), -EBADMSG, "  is no ring");
	(void)close(fd);
	ok(ring_open(&r, AT_FDCWD, "log") == 0 && r.written == 0,
		"  a new one takes its place");
	at = 0;
	put(&r, "first");
	is_str(next_text(r.fd, &at), "out first", "  and works");
	ring_done(&r);
}

static void not_a_ring(void)
{
	struct {
		char magic[8];
		uint64_t size, written;
	} head = {.size = RING_BYTES};
	const off_t whole = HEAD + RING_BYTES;

	refill("an empty file", "", 0, 0);
	refill("zeros", "", 0, whole);
	memcpy(head.magic, "TCRLOG2\n", 8);
	refill("another magic", &head, HEAD, whole);
	memcpy(head.magic, "TCRLOG1\n", 8);
	head.size = RING_BYTES * 2;
	refill("another size", &head, HEAD, HEAD + 2 * RING_BYTES);
	head.size = RING_BYTES;
	head.written = UINT64_MAX;
	refill("a count beyond reason", &head, HEAD, whole);
	head.written = 5;
	refill("a file cut in its head", &head, HEAD - 1, HEAD - 1);
	head.written = RING_BYTES;
	refill("a file cut in its text", &head, HEAD, whole - 1);
}

static void not_a_file(void)
{
	struct rlimit limit = {
		.rlim_cur = HEAD + RING_BYTES - 1, .rlim_max = RLIM_INFINITY};
	struct ring r;
	struct stat st;

	(void)unlink("log");
	ok(symlink("target", "log") == 0 && ring_open(&r, AT_FDCWD, "log") == 0,
		"a symbolic link is replaced");
	ring_done(&r);
	ok(lstat("log", &st) == 0 && S_ISREG(st.st_mode) &&
			access("target", F_OK) < 0,
		"and not followed");
	(void)unlink("log");
	ok(mkfifo("log", 0600) == 0 && ring_open(&r, AT_FDCWD, "log") == 0 &&
			fstat(r.fd, &st) == 0 && S_ISREG(st.st_mode),
		"a FIFO is replaced");
	ring_done(&r);
	(void)unlink("log");
	ok(mkdir("log", 0700) == 0 &&
			ring_open(&r, AT_FDCWD, "log") == -EISDIR && r.fd < 0,
		"a directory is an error");
	(void)rmdir("log");
	is_int(ring_open(&r, AT_FDCWD, "none/log"), -ENOENT,
		"so is a missing one");
	(void)signal(SIGXFSZ, SIG_IGN);
	ok(setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
			ring_open(&r, AT_FDCWD, "log") == -EFBIG,
		"and a file that may not grow");
	ok(access("log", F_OK) < 0 && access("log.new", F_OK) < 0,
		"which leaves nothing behind");
}

int main(void)
{
	char dir[] = "/tmp/test_ring.XXXXXX";

	(void)alarm(120);
	if (!mkdtemp(dir) || chdir(dir) < 0)
		return 1;
	fresh();
	cleaning();
	crash();
	round_and_round();
	beside_a_writer();
	not_a_ring();
	not_a_file();
	(void)rmdir(dir);
	return done_testing();
}
