/* SPDX-License-Identifier: MIT */
/*
 * tcr-dns: a DNS forwarder that knows the names of containers.
 *
 * It reads its configuration from stdin, opens its sockets, drops its
 * privileges and answers queries: names of containers from a table, others by
 * asking an upstream.  To change its configuration, tcrd starts another tcr-dns
 * and ends this one with SIGTERM; it may be killed at any time.
 *
 * It uses no heap, no stdio, no files once it serves, and no timer while no
 * query is on its way.
 */
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/dns/answer.h"
#include "net/dns/cache.h"
#include "net/dns/conf.h"
#include "net/dns/drop.h"
#include "net/dns/explain.h"
#include "net/dns/forward.h"
#include "net/dns/hand.h"
#include "net/dns/random.h"
#include "net/dns/tcp.h"
#include "net/dns/udp.h"
#include "net/net.h"
#include "net/port53.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EVENTS_MAX  32
#define TTL_S       5 /* of local names: a container may move */

#define EXIT_CONFIG 2

/* The data of an epoll event: a kind in the high half, a number in the low. */
enum kind {
	KIND_SIGNAL,
	KIND_UDP,
	KIND_SLOT,
	KIND_TCP,
};
#define TAG(kind) ((uint32_t)(kind) << 16)
#define PAGE      4096

static struct {
	struct dns_conf conf;
	int epoll_fd;
	int listeners[DNS_LISTEN_MAX];
	struct port53 given; /* inherited sockets that are not in use yet */
	bool hands;          /* stdout is a FIFO for the handover (hand.h) */
	struct net_dns_counters
		*counters; /* mapped; or own, if tcrd has none */
	struct dns_random random;
	struct dns_udp udp;
	struct dns_tcp tcp;
	struct dns_cache cache;
	struct dns_forward forward;
	_Alignas(PAGE) char text[DNS_CONF_TEXT_MAX]; /* the configuration */
} self;

/* Reads all of stdin; returns its length or -errno. */
static ssize_t read_stdin(void)
{
	size_t len = 0;

	for (;;) {
		ssize_t n = read(
			STDIN_FILENO, self.text + len, sizeof(self.text) - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed("read the configuration from stdin");
		if (n == 0)
			return (ssize_t)len;
		len += (size_t)n;
		if (len == sizeof(self.text)) {
			log_err("stdin: more than %d KiB of configuration",
				DNS_CONF_TEXT_MAX >> 10);
			return -EFBIG;
		}
	}
}

static int configure(void)
{
	struct dns_conf_error error;
	ssize_t len = read_stdin();

	if (len < 0)
		return (int)len;
	if (dns_conf_parse(self.text, (size_t)len, &self.conf, &error) < 0) {
		if (error.line)
			log_err("stdin:%u: %s", error.line, error.what);
		else
			log_err("stdin: %s", error.what);
		return -EINVAL;
	}
	if (self.conf.own_count)
		log_warn("%zu upstream(s) ignored: tcr-dns listens on this "
			 "address itself",
			self.conf.own_count);
	/* Gives its pages back; fails if the kernel's pages are larger. */
	(void)madvise(self.text, sizeof(self.text), MADV_DONTNEED);
	return 0;
}

static int watch(int fd, uint32_t tag)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = tag};

	if (epoll_ctl(self.epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return failed("watch a descriptor");
	return 0;
}

static int open_signals(void)
{
	sigset_t set;
	int fd;

	(void)sigemptyset(&set); /* these cannot fail */
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return failed("open a signalfd");
	/* Blocked, so that a log line that cannot be written ends nothing. */
	(void)sigaddset(&set, SIGPIPE);
	(void)sigaddset(&set, SIGXFSZ);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return failed("block signals");
	return watch(fd, TAG(KIND_SIGNAL));
}

/* Takes the listening sockets that tcrd keeps, and opens those it has not. */
static int open_listeners(void)
{
	for (size_t i = 0; i < self.conf.listen_count; i++) {
		const struct dns_listen *l = &self.conf.listen[i];
		int rc = port53_take(
			&self.given, &l->address, l->interface, SOCK_DGRAM);

		if (rc < 0)
			return rc;
		self.listeners[i] = rc;
		rc = watch(rc, TAG(KIND_UDP) + (uint32_t)i);
		if (rc < 0)
			return rc;
	}
	self.tcp.epoll_fd = self.epoll_fd;
	self.tcp.tag = TAG(KIND_TCP);
	self.tcp.table = &self.conf.table;
	self.tcp.upstreams = &self.conf.upstreams;
	self.tcp.random = &self.random;
	return dns_tcp_open(&self.tcp, self.conf.listen, self.conf.listen_count,
		&self.given);
}

static void prepare_forward(void)
{
	self.forward.epoll_fd = self.epoll_fd;
	self.forward.tag = TAG(KIND_SLOT);
	self.forward.upstreams = &self.conf.upstreams;
	self.forward.random = &self.random;
	self.forward.cache = &self.cache;
	dns_cache_init(&self.cache, self.conf.cache_count);
	dns_forward_init(&self.forward);
}

/* Maps the file of fd to count in it; counts for nobody if it is none. */
static void map_counters(int fd)
{
	static struct net_dns_counters own;
	void *file = mmap(NULL, NET_DNS_COUNTERS_BYTES, PROT_READ | PROT_WRITE,
		MAP_SHARED, fd, 0);

	self.counters = file == MAP_FAILED ? &own : file;
}

/*
 * Closes all inherited descriptors except fd 2, the sockets of port 53 and the
 * FIFO for the handover.  0 and 1 become /dev/null, so that no socket gets
 * these numbers.
 */
static int close_inherited(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), fd = PORT53_FIRST;

	self.hands = dns_hand_is();
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
		(!self.hands && dup2(null, STDOUT_FILENO) < 0))
		return failed("put /dev/null in place of stdin");
	while (self.given.count < PORT53_MAX && port53_is(fd))
		self.given.fds[self.given.count++] = fd++;
	map_counters(fd);
	if (syscall(SYS_close_range, fd, ~0u, 0) < 0)
		return failed("close inherited descriptors");
	return 0;
}

static int start(void)
{
	int rc = close_inherited();

	if (rc == 0) {
		self.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
		if (self.epoll_fd < 0)
			rc = failed("create an epoll");
	}
	if (rc == 0)
		rc = open_signals();
	if (rc == 0)
		rc = open_listeners();
	port53_close(&self.given); /* of networks that are gone */
	if (rc == 0)
		rc = dns_drop(self.conf.user);
	if (rc == 0)
		prepare_forward();
	return rc;
}

/*
 * Handles a query; returns the length of the answer, which replaces it in msg.
 * 0: there is no answer, or not yet.
 */
static size_t serve(size_t listener, uint8_t *msg, size_t len,
	const struct dns_client *client, int64_t now)
{
	struct dns_query q;
	uint64_t *n = self.counters->n;

	n[NET_DNS_QUERIES]++;
	switch (dns_answer(&self.conf.table, self.conf.listen[listener].network,
		&client->address, msg, &len, &q)) {
	case DNS_VERDICT_FORWARD:
		len = dns_cache_get(&self.cache, &q, DNS_FRESH, msg, now);
		n[len == 0 ? NET_DNS_FORWARDED : NET_DNS_CACHED]++;
		if (len == 0)
			dns_forward_query(&self.forward, &q, client, now);
		break;
	case DNS_VERDICT_DROP:
		return 0;
	case DNS_VERDICT_ANSWER:
		n[NET_DNS_LOCAL]++;
		break;
	}
	return len;
}

static void serve_udp(size_t listener, int64_t now)
{
	int fd = self.listeners[listener];
	int count = dns_udp_receive(&self.udp, fd);

	for (int i = 0; i < count; i++) {
		struct dns_client client;
		size_t len;
		uint8_t *msg = dns_udp_message(
			&self.udp, (size_t)i, fd, &len, &client);

		len = serve(listener, msg, len, &client, now);
		dns_udp_answer(&self.udp, (size_t)i, len);
	}
	if (count > 0)
		dns_udp_flush(&self.udp, fd, (size_t)count);
}

/* Handles queries that the tcr-dns before this one has not answered. */
static void take_over(void)
{
	static struct dns_hand h;

	while (self.hands && dns_hand_get(&h)) {
		size_t i = 0, len = 0;
		struct dns_client client = {h.client, h.port, -1};

		while (i < self.conf.listen_count &&
			!address_is(&self.conf.listen[i].address, &h.at))
			i++;
		if (i < self.conf.listen_count) {
			client.fd = self.listeners[i];
			len = serve(i, h.msg, h.len, &client, io_now_ms());
		}
		if (len > 0)
			dns_udp_send(&client, h.msg, len);
	}
}

static void hand_on(
	const struct dns_query *q, const struct dns_client *client, void *arg)
{
	struct dns_hand *h = arg;
	size_t i = 0;

	while (self.listeners[i] != client->fd)
		i++;
	h->client = client->address;
	h->port = client->port;
	h->at = self.conf.listen[i].address;
	dns_hand_put(h, q);
}

/* How long epoll_wait(2) may wait, in milliseconds; -1: for ever. */
static int timeout_ms(void)
{
	int64_t forward = dns_forward_due_ms(&self.forward);
	int64_t tcp = dns_tcp_due_ms(&self.tcp);
	int64_t due = forward < tcp ? forward : tcp, now;

	if (due == INT64_MAX)
		return -1;
	now = io_now_ms();
	return due <= now ? 0 : (int)(due - now) + 1;
}

/* Waits for events and handles them; true: SIGTERM has come. */
static bool turn(void)
{
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(self.epoll_fd, events, EVENTS_MAX, timeout_ms());
	int64_t now = io_now_ms();

	for (int i = 0; i < count; i++) {
		uint32_t number = events[i].data.u32 & 0xffff;

		switch ((enum kind)(events[i].data.u32 >> 16)) {
		case KIND_SIGNAL:
			return true;
		case KIND_UDP:
			serve_udp(number, now);
			break;
		case KIND_SLOT:
			dns_forward_event(&self.forward, number, now);
			break;
		case KIND_TCP:
			dns_tcp_event(&self.tcp, number, now);
			break;
		}
	}
	dns_forward_expire(&self.forward, now);
	dns_tcp_expire(&self.tcp, now);
	return false;
}

/* Prints what a client would be answered: `tcrctl dns` calls this. */
static int explain(char **words)
{
	static char text[DNS_EXPLAIN_MAX];
	int len = configure();

	if (len == 0)
		len = dns_explain(
			&self.conf, words[0], words[1], words[2], text);
	if (len >= 0)
		len = (int)io_write_all(STDOUT_FILENO, text, (size_t)len);
	return len < 0 ? EXIT_CONFIG : 0;
}

int main(int argc, char **argv)
{
	static const char version[] = "tcr-dns " TCR_VERSION "\n";
	int rc;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return io_write_all(
			       STDOUT_FILENO, version, sizeof(version) - 1) < 0;
	log_init("tcr-dns", LOG_LEVEL_INFO);
	if (argc == 5 && strcmp(argv[1], "--explain") == 0)
		return explain(argv + 2);
	rc = configure();
	if (rc < 0)
		return rc == -EINVAL || rc == -EFBIG ? EXIT_CONFIG : 1;
	if (start() < 0)
		return 1;
	log_info("%zu names, %zu upstreams", self.conf.table.count,
		self.conf.upstreams.count);
	take_over();
	while (!turn())
		;
	if (self.hands)
		dns_forward_each(
			&self.forward, hand_on, &(struct dns_hand){.len = 0});
	return 0;
}
