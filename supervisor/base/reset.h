/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_RESET_H
#define SUPERVISOR_BASE_RESET_H

/*
 * The factory reset: all of DATA is removed.  A mark on the disk asks for it,
 * and the next boot does it before anything reads DATA.  The mark is removed
 * last, so a boot that does not come to an end is followed by one that goes on.
 */

/* Writes the mark, so that it outlives a power cut; 0 or -errno. */
int reset_ask(void);
/* Removes it again. */
void reset_cancel(void);

/*
 * At the start of tcrd: removes what is in DATA, but for lost+found and how the
 * boot before has ended, if a boot before this one has asked for it.
 */
void reset_data(void);

#endif
