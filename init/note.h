/* SPDX-License-Identifier: MIT */
#ifndef INIT_NOTE_H
#define INIT_NOTE_H

#include <stdint.h>

/*
 * What PID 1 tells tcrd of each process that it reaps, one packet each, on the
 * socket whose number is in tcrd's environment under this name.
 */
#define NOTE_ENV "TCR_NOTES_FD"

struct init_note {
	int32_t pid;
	int32_t status; /* as waitpid(2) gives it */
};

#endif
