/* SPDX-License-Identifier: MIT */
/*
 * tcr-sntp FILE SERVER...: keeps the clock right by SNTP (RFC 4330).
 *
 * It asks each server, takes the median of what they say, and lets the kernel's
 * own loop (adjtimex(2)) bring the clock there; it sets the clock only if that
 * is off by half a second or more.  FILE keeps the frequency of the clock over
 * a boot, and by its own time the latest time that the clock is known to have
 * had, for boards without a battery.  When the clock is right for the first
 * time it tells the supervisor (READY=1), so that units which wait for
 * time-sync.target start; after READY_MS it does so without, as a device has to
 * work without a network, and goes on asking.
 *
 * It needs CAP_SYS_TIME and a network, has no port open, and believes only an
 * answer to its own question, with the 64 random bits that the question had.
 * Who is on the path to a server can still tell it any time: SNTP has no keys.
 */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define SECOND      INT64_C(1000000000) /* in ns, as all times below */
#define PACKET      48
#define SERVERS_MAX 8
#define WAIT_MS     2000         /* for an answer */
#define STEP        (SECOND / 2) /* what the kernel's loop can correct */
#define POLL_FIRST  32           /* in s */
#define POLL_MAX    2048
#define AGAIN_FIRST 1 /* in s: after a round without any answer */
#define AGAIN_MAX   64
#define READY_MS    30000
#define EPOCH       INT64_C(2208988800) /* 1970 in NTP's seconds of 1900 */

static struct {
	const char *file;
	bool ready; /* the clock was right once */
} self;

static int64_t now(void)
{
	struct timespec t = {0};

	(void)clock_gettime(CLOCK_REALTIME, &t); /* cannot fail */
	return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

static uint32_t word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* A time of the packet, since 1970.  NTP's seconds begin again in 2036. */
static int64_t stamp(const uint8_t *p)
{
	int64_t s = word(p);

	if (s < INT64_C(1) << 31)
		s += INT64_C(1) << 32;
	return (s - EPOCH) * SECOND + (int64_t)(word(p + 4) * SECOND >> 32);
}

/* Whether it answers the question, by a server that knows the time. */
static bool is_answer(const uint8_t *p, ssize_t len, const uint8_t *question)
{
	return len >= PACKET && (p[0] & 7) == 4 && /* mode: server */
	       p[0] >> 6 != 3 &&                   /* it is synchronized */
	       p[1] >= 1 && p[1] <= 15 &&          /* stratum; 0: go away */
	       memcmp(p + 24, question + 40, 8) == 0 && word(p + 32) &&
	       word(p + 40);
}

/* Asks one address; *offset is how much the clock is behind.  0 or -errno. */
static int ask(const struct addrinfo *a, int64_t *offset)
{
	uint8_t question[PACKET] = {4 << 3 | 3}, p[PACKET]; /* version 4 */
	autofd int fd = socket(a->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	int64_t sent, got;

	/* The time to send is not the server's business: it gets a number. */
	if (fd < 0 || getrandom(question + 40, 8, 0) != 8 ||
		connect(fd, a->ai_addr, a->ai_addrlen) < 0)
		return -errno;
	sent = now();
	if (send(fd, question, sizeof(question), 0) < 0)
		return -errno;
	if (poll(&ready, 1, WAIT_MS) <= 0)
		return -ETIMEDOUT;
	ssize_t n = recv(fd, p, sizeof(p), 0);

	got = now();
	if (n < 0)
		return -errno;
	if (!is_answer(p, n, question))
		return -EBADMSG;
	*offset = (stamp(p + 32) - sent) / 2 + (stamp(p + 40) - got) / 2;
	return 0;
}

/* Asks the first address of the server that answers. */
static int ask_server(const char *name, int64_t *offset)
{
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *list = NULL;
	int rc = -EHOSTUNREACH, tries = 0;

	/* Some resolvers deny a name that has no address of IPv6. */
	if (getaddrinfo(name, "123", &hints, &list) != 0) {
		hints.ai_family = AF_INET;
		list = NULL;
		(void)getaddrinfo(name, "123", &hints, &list);
	}
	for (struct addrinfo *a = list; a && tries < 4;
		a = a->ai_next, tries++) {
		rc = ask(a, offset);
		if (rc == 0)
			break;
	}
	if (list)
		freeaddrinfo(list);
	if (rc < 0)
		log_info("%s: %s", name, strerror(-rc));
	return rc;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Asks all servers; the median of what they say.  false: none answers. */
static bool ask_all(char **names, int count, int64_t *offset)
{
	int64_t offsets[SERVERS_MAX];
	size_t n = 0;

	for (int i = 0; i < count && i < SERVERS_MAX; i++)
		n += ask_server(names[i], &offsets[n]) == 0;
	if (n == 0)
		return false;
	qsort(offsets, n, sizeof(*offsets), by_size);
	*offset = offsets[(n - 1) / 2];
	return true;
}

static int set_clock(int64_t time)
{
	const struct timespec t = {time / SECOND, time % SECOND};

	return clock_settime(CLOCK_REALTIME, &t) < 0 ? failed("set the clock")
						     : 0;
}

/* Corrects the clock; poll_s is when it is corrected next. */
static int correct(int64_t offset, int poll_s)
{
	struct timex t = {
		.modes = ADJ_STATUS | ADJ_NANO | ADJ_MAXERROR | ADJ_ESTERROR,
		.status = STA_PLL};

	if (offset >= STEP || offset <= -STEP) {
		int rc = set_clock(now() + offset);

		if (rc < 0)
			return rc;
		log_info("clock set by %s%lld.%03d s", offset < 0 ? "-" : "",
			(long long)llabs(offset / SECOND),
			(int)llabs(offset % SECOND / 1000000));
	} else {
		t.modes |= ADJ_OFFSET | ADJ_TIMECONST;
		t.offset = offset;
		for (; poll_s > 16; poll_s /= 2) /* log2 of s, less 4 */
			t.constant++;
	}
	return adjtimex(&t) < 0 ? failed("adjust the clock") : 0;
}

/* Keeps the frequency, and as the file's time that of the clock. */
static void keep(void)
{
	struct timex t = {.modes = 0};
	char text[32];
	int n = -1;

	if (adjtimex(&t) >= 0)
		n = fmt_print(text, sizeof(text), "%ld\n", t.freq);
	if (n > 0 &&
		io_replace_file(AT_FDCWD, self.file, text, (size_t)n, 0644) < 0)
		(void)failed("write %s", self.file);
}

/* Takes over what was kept: a clock is never earlier than it once was. */
static void restore(void)
{
	struct timex t = {.modes = ADJ_FREQUENCY};
	struct stat st;
	char text[32];

	if (stat(self.file, &st) < 0 ||
		io_read_file(AT_FDCWD, self.file, text, sizeof(text)) < 0)
		return;
	t.freq = strtol(text, NULL, 10);
	if (adjtimex(&t) < 0)
		(void)failed("set the frequency of the clock");
	if (now() < st.st_mtim.tv_sec * SECOND)
		(void)set_clock(st.st_mtim.tv_sec * SECOND);
}

/* Tells the supervisor, as sd_notify(3): a sentence, and at first READY=1. */
static void notify(const char *status)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	char text[128];
	autofd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int n = fmt_print(text, sizeof(text), "%sSTATUS=%s",
		self.ready ? "" : "READY=1\n", status);

	self.ready = true;
	if (!path || strlen(path) >= sizeof(to.sun_path) || n < 0)
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (sendto(fd, text, (size_t)n, 0, (const void *)&to, sizeof(to)) < 0)
		(void)failed("notify %s", path);
}

/* Waits for the next round after one without any answer. */
static void wait_again(int *again_s, int64_t began_ms)
{
	if (!self.ready && io_now_ms() - began_ms >= READY_MS) {
		log_warn("no server answers, units no longer wait for it");
		notify("no server has answered yet");
	}
	(void)poll(NULL, 0, *again_s * 1000);
	if (*again_s < AGAIN_MAX)
		*again_s *= 2;
}

int main(int argc, char **argv)
{
	int poll_s = POLL_FIRST, again_s = AGAIN_FIRST;
	int64_t offset = 0, began_ms = io_now_ms();
	char status[64];

	log_init("tcr-sntp", LOG_LEVEL_INFO);
	if (argc < 3) {
		log_err("usage: tcr-sntp FILE SERVER...");
		return 2;
	}
	self.file = argv[1];
	restore();
	for (;;) {
		if (!ask_all(argv + 2, argc - 2, &offset)) {
			wait_again(&again_s, began_ms);
			continue;
		}
		again_s = AGAIN_FIRST;
		if (correct(offset, poll_s) < 0)
			return 1;
		(void)fmt_print(status, sizeof(status),
			"the clock was off by %lld ms",
			(long long)(offset / 1000000));
		notify(status);
		keep();
		/* Often while the clock is far off, seldom when it is right. */
		if (llabs(offset) < SECOND / 20)
			poll_s = poll_s < POLL_MAX ? 2 * poll_s : POLL_MAX;
		else if (llabs(offset) > SECOND / 10)
			poll_s = POLL_FIRST;
		(void)poll(NULL, 0, poll_s * 1000);
	}
}
