/* SPDX-License-Identifier: MIT */
#ifndef INIT_NOTE_H
#define INIT_NOTE_H

#include <stdint.h>

/*
 * Note: the packet that PID 1 sends tcrd for each process that it reaps.  The
 * descriptor of tcrd's end of the socket (SOCK_SEQPACKET) is in its environment
 * under this name.
 */
#define NOTE_ENV "TCR_NOTES_FD"

struct init_note {
	int32_t pid;
	int32_t status; /* as waitpid(2) returns it */
};

#endif
