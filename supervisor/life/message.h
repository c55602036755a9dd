/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_MESSAGE_H
#define SUPERVISOR_LIFE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX        4096 /* bytes of a datagram, as systemd has it */
#define MESSAGE_STATUS_MAX 120  /* of STATUS=, with the final NUL */

/* The content of a datagram of sd_notify(3). */
struct message {
	bool ready;     /* READY=1 */
	bool stopping;  /* STOPPING=1 */
	bool reloading; /* RELOADING=1 */
	bool alive;     /* WATCHDOG=1 */
	bool trigger;   /* WATCHDOG=trigger */
	bool has_status;
	int64_t extend_ms; /* EXTEND_TIMEOUT_USEC=; 0: none */
	char status[MESSAGE_STATUS_MAX];
};

/*
 * Reads a datagram; its bytes come from a container and may be anything.  In
 * STATUS= control bytes and what is no UTF-8 become '?', and a text that is too
 * long is cut between characters.  Unknown lines are ignored.
 */
void message_read(const char *text, size_t len, struct message *m);

#endif
