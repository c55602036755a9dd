/* SPDX-License-Identifier: MIT */
/*
 * A request is built in a buffer of fixed size and sent with NLM_F_ACK.  Its
 * answer is read up to the acknowledgement, which has the kernel's errno and,
 * as an extended ACK, a message that explains it.
 *
 * How it works: an answer is several datagrams, a datagram several messages, a
 * message a header, a struct of its family and several attributes.  Each length
 * in them is compared with the bytes that are left before it is used.
 */
#include "net/netlink.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#define NETLINK_ANSWER_MAX 32768 /* bytes of one datagram */
#define NETLINK_TIMEOUT_S  5     /* for one datagram of an answer */
#define ERRNO_MAX          4095

static int open_protocol(
	struct netlink *nl, int protocol, const char *name, uint32_t groups)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK, .nl_groups = groups};
	struct timeval timeout = {.tv_sec = NETLINK_TIMEOUT_S};
	int on = 1;

	*nl = (struct netlink){.fd = -1};
	autofd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (fd < 0 || bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		return failed("open %s netlink", name);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)))
		return failed("set timeout of %s netlink", name);
	/* Older kernels lack these; then messages are less precise. */
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	(void)setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	(void)setsockopt(
		fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	nl->fd = take_fd(&fd);
	return 0;
}

int netlink_open(struct netlink *nl, uint32_t groups)
{
	return open_protocol(nl, NETLINK_ROUTE, "route", groups);
}

int netlink_open_netfilter(struct netlink *nl)
{
	return open_protocol(nl, NETLINK_NETFILTER, "netfilter", 0);
}

void netlink_close(struct netlink *nl)
{
	io_close(&nl->fd);
	nl->fd = -1;
}

/* Appends len bytes of data and pads them to 4 bytes. */
static void append(struct netlink_message *m, const void *data, size_t len)
{
	size_t padded = NLMSG_ALIGN(len);

	if (len > sizeof(m->data) || padded > sizeof(m->data) - m->len) {
		m->overflow = true;
		return;
	}
	memset(m->data + m->len, 0, padded);
	if (len > 0)
		memcpy(m->data + m->len, data, len);
	m->len += padded;
}

void netlink_start(struct netlink_message *m, uint16_t type, uint16_t flags,
	const void *head, size_t len)
{
	struct nlmsghdr h = {.nlmsg_type = type,
		.nlmsg_flags = (uint16_t)(flags | NLM_F_REQUEST | NLM_F_ACK)};

	m->len = 0;
	m->overflow = false;
	append(m, &h, sizeof(h));
	append(m, head, len);
}

void netlink_put(
	struct netlink_message *m, uint16_t type, const void *data, size_t len)
{
	struct nlattr a = {.nla_type = type};
	size_t start = m->len;

	if (len > sizeof(m->data)) {
		m->overflow = true;
		return;
	}
	a.nla_len = (uint16_t)(sizeof(a) + len);
	append(m, &a, sizeof(a));
	append(m, data, len);
	if (m->overflow)
		m->len = start;
}

void netlink_put_u8(struct netlink_message *m, uint16_t type, uint8_t value)
{
	netlink_put(m, type, &value, sizeof(value));
}

void netlink_put_u16(struct netlink_message *m, uint16_t type, uint16_t value)
{
	netlink_put(m, type, &value, sizeof(value));
}

void netlink_put_u32(struct netlink_message *m, uint16_t type, uint32_t value)
{
	netlink_put(m, type, &value, sizeof(value));
}

void netlink_put_text(
	struct netlink_message *m, uint16_t type, const char *text)
{
	netlink_put(m, type, text, strlen(text) + 1);
}

void netlink_put_address(struct netlink_message *m, uint16_t type,
	const struct in6_addr *address)
{
	struct in_addr ip = address_to4(address);

	if (address_is4(address))
		netlink_put(m, type, &ip, sizeof(ip));
	else
		netlink_put(m, type, address, sizeof(*address));
}

size_t netlink_nest(struct netlink_message *m, uint16_t type)
{
	size_t nest = m->len;

	netlink_put(m, type, NULL, 0);
	return nest;
}

void netlink_raw(struct netlink_message *m, const void *data, size_t len)
{
	append(m, data, len);
}

void netlink_nest_end(struct netlink_message *m, size_t nest)
{
	uint16_t len = (uint16_t)(m->len - nest); /* <= NETLINK_MESSAGE_MAX */

	if (!m->overflow)
		memcpy(m->data + nest + offsetof(struct nlattr, nla_len), &len,
			sizeof(len));
}

static const void *find_attr(
	const void *attrs, size_t attrs_len, uint16_t type, size_t min)
{
	const uint8_t *p = attrs;

	while (attrs_len >= sizeof(struct nlattr)) {
		struct nlattr a;
		size_t step;

		memcpy(&a, p, sizeof(a));
		if (a.nla_len < sizeof(a) || a.nla_len > attrs_len)
			return NULL;
		if ((a.nla_type & NLA_TYPE_MASK) == type)
			return a.nla_len - sizeof(a) >= min ? p + sizeof(a)
							    : NULL;
		step = NLA_ALIGN(a.nla_len);
		if (step >= attrs_len)
			return NULL;
		p += step;
		attrs_len -= step;
	}
	return NULL;
}

const void *netlink_head(const struct nlmsghdr *message, size_t head)
{
	if (message->nlmsg_len < NLMSG_HDRLEN + NLMSG_ALIGN(head))
		return NULL;
	return (const uint8_t *)message + NLMSG_HDRLEN;
}

const void *netlink_attr(
	const struct nlmsghdr *message, size_t head, uint16_t type, size_t min)
{
	size_t start = NLMSG_HDRLEN + NLMSG_ALIGN(head);

	if (!netlink_head(message, head))
		return NULL;
	return find_attr((const uint8_t *)message + start,
		message->nlmsg_len - start, type, min);
}

size_t netlink_attr_len(const void *value)
{
	struct nlattr a;

	memcpy(&a, (const uint8_t *)value - sizeof(a), sizeof(a));
	return a.nla_len - sizeof(a);
}

const void *netlink_attr_in(const void *nest, uint16_t type, size_t min)
{
	return nest ? find_attr(nest, netlink_attr_len(nest), type, min) : NULL;
}

/* Copies the kernel's message; other bytes than printable ASCII become '?'. */
static void keep_why(char *why, const char *text, size_t len)
{
	size_t n = 0;

	for (; n < len && n < NETLINK_WHY_MAX - 1 && text[n]; n++)
		why[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
	why[n] = 0;
}

/* Reads the acknowledgement: returns its errno, copies its message to a->why.
 */
static int read_ack(const struct nlmsghdr *h, struct netlink_answer *a)
{
	const struct nlmsgerr *e = netlink_head(h, sizeof(*e));
	size_t head = sizeof(*e);
	const char *text;

	if (!e || e->error > 0 || e->error < -ERRNO_MAX)
		return -EBADMSG;
	if (!(h->nlmsg_flags & NLM_F_ACK_TLVS))
		return e->error;
	/* An error without NLM_F_CAPPED repeats the request before attributes.
	 */
	if (e->error && !(h->nlmsg_flags & NLM_F_CAPPED)) {
		if (e->msg.nlmsg_len < NLMSG_HDRLEN ||
			e->msg.nlmsg_len > h->nlmsg_len)
			return -EBADMSG;
		head += e->msg.nlmsg_len - NLMSG_HDRLEN;
	}
	text = netlink_attr(h, head, NLMSGERR_ATTR_MSG, 1);
	if (text)
		keep_why(a->why, text, netlink_attr_len(text));
	return e->error;
}

/* Reads the end of a dump, which has an errno of its own. */
static int read_done(const struct nlmsghdr *h)
{
	const int *error = netlink_head(h, sizeof(*error));

	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		return -EAGAIN;
	if (!error)
		return 0;
	return *error > 0 || *error < -ERRNO_MAX ? -EBADMSG : *error;
}

static int read_one(const struct nlmsghdr *h, struct netlink_answer *a)
{
	int rc;

	if ((!a->events && h->nlmsg_seq != a->seq) ||
		h->nlmsg_type == NLMSG_NOOP)
		return 1;
	if (h->nlmsg_type == NLMSG_OVERRUN)
		return -ENOBUFS;
	if (h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE) {
		rc = h->nlmsg_type == NLMSG_ERROR ? read_ack(h, a)
						  : read_done(h);
		return rc < 0 ? rc : a->rc;
	}
	if (h->nlmsg_flags & NLM_F_DUMP_INTR)
		a->rc = a->rc ? a->rc : -EAGAIN;
	if (a->each && a->rc == 0)
		a->rc = a->each(h, a->arg);
	return 1;
}

int netlink_read(const void *data, size_t len, struct netlink_answer *a)
{
	const uint8_t *p = data;

	while (len >= sizeof(struct nlmsghdr)) {
		const struct nlmsghdr *h = (const void *)p;
		size_t step;
		int rc;

		if (h->nlmsg_len < sizeof(*h) || h->nlmsg_len > len)
			return -EBADMSG;
		rc = read_one(h, a);
		if (rc <= 0)
			return rc;
		step = NLMSG_ALIGN((size_t)h->nlmsg_len);
		if (step >= len)
			return 1;
		p += step;
		len -= step;
	}
	return len ? -EBADMSG : 1;
}

/* Receives one datagram of the kernel; returns its length or -errno. */
static ssize_t receive(const struct netlink *nl, void *buf, size_t size)
{
	struct sockaddr_nl from = {0};
	struct iovec io = {.iov_base = buf, .iov_len = size};
	struct msghdr msg = {.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &io,
		.msg_iovlen = 1};

	for (;;) {
		ssize_t n = recvmsg(nl->fd, &msg, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		if (from.nl_pid != 0)
			continue; /* another process sent it */
		return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
	}
}

int netlink_ask(struct netlink *nl, struct netlink_message *m,
	netlink_each *each, void *arg)
{
	_Alignas(8) uint8_t buf[NETLINK_ANSWER_MAX];
	struct netlink_answer a = {.seq = ++nl->seq, .each = each, .arg = arg};
	uint32_t len = (uint32_t)m->len;
	int rc = 1;

	nl->why[0] = 0;
	if (m->overflow)
		return -EMSGSIZE;
	memcpy(m->data + offsetof(struct nlmsghdr, nlmsg_len), &len, 4);
	memcpy(m->data + offsetof(struct nlmsghdr, nlmsg_seq), &a.seq, 4);
	if (send(nl->fd, m->data, m->len, 0) < 0)
		return -errno;
	while (rc > 0) {
		ssize_t n = receive(nl, buf, sizeof(buf));

		rc = n < 0 ? (int)n : netlink_read(buf, (size_t)n, &a);
	}
	memcpy(nl->why, a.why, sizeof(nl->why));
	return rc;
}

int netlink_failed(const struct netlink *nl, int rc, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(
		text, sizeof(text), format, ap); /* if it is cut, it is cut */
	va_end(ap);
	log_err("%s: %s%s%s%s", text, strerror(-rc), nl->why[0] ? " (" : "",
		nl->why, nl->why[0] ? ")" : "");
	return rc;
}

int netlink_event(
	struct netlink *nl, int64_t deadline, netlink_each *each, void *arg)
{
	_Alignas(8) uint8_t buf[NETLINK_ANSWER_MAX];
	struct netlink_answer a = {.each = each, .arg = arg, .events = true};
	struct pollfd p = {.fd = nl->fd, .events = POLLIN};
	int64_t left = deadline - io_now_ms();
	ssize_t n;
	int rc;

	rc = poll(&p, 1, left > 0 ? (int)left : 0);
	if (rc <= 0)
		return rc < 0 ? -errno : -ETIMEDOUT;
	n = receive(nl, buf, sizeof(buf));
	if (n < 0)
		return (int)n;
	rc = netlink_read(buf, (size_t)n, &a);
	return rc > 0 ? a.rc : rc;
}
