/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_SCREEN_H
#define SUPERVISOR_CLIENT_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Text that is drawn again and again: on a terminal always in the same place,
 * else block after block.  A key is read as soon as it is pressed.
 */

/*
 * Takes the terminal, and signals that would end this program.  With plain,
 * also a terminal gets block after block.
 */
void screen_begin(bool plain);
/* Gives both back. */
void screen_end(void);

/* Whether it is a terminal, on which text can be replaced. */
bool screen_live(void);

/* Begins a drawing. */
void screen_top(void);
/* Ends a line of it; false: there is no room for another. */
bool screen_line(void);
/*
 * Ends a drawing and waits; false: no other is wanted, as by the key q, Ctrl-C,
 * a signal, or output that cannot be written.
 */
bool screen_wait(int64_t ms);

#endif
