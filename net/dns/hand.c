/* SPDX-License-Identifier: MIT */
#include "net/dns/hand.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD offsetof(struct dns_hand, msg)

/* No other kind of stdout is a FIFO that is open for reading and writing. */
bool dns_hand_is(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && S_ISFIFO(st.st_mode) &&
	       (fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDWR;
}

void dns_hand_put(struct dns_hand *h, const struct dns_query *q)
{
	const struct dns_mark plain = {.id = q->id, .plain = true};

	h->len = (uint16_t)dns_packet_forward(h->msg, q, &plain);
	/* Shorter than PIPE_BUF: written as a whole or not at all (pipe(7)). */
	(void)!write(STDOUT_FILENO, h, HEAD + h->len);
}

bool dns_hand_get(struct dns_hand *h)
{
	return read(STDOUT_FILENO, h, HEAD) == (ssize_t)HEAD &&
	       h->len <= sizeof(h->msg) &&
	       read(STDOUT_FILENO, h->msg, h->len) == (ssize_t)h->len;
}
