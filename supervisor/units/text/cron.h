/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_CRON_H
#define SUPERVISOR_UNITS_TEXT_CRON_H

#include <stddef.h>

/*
 * Writes the calendar event that an entry of cron means: "0 4 * * 1-5" is
 * "Mon..Fri *-*-* 4:0", "@daily" is "daily".  Returns 0, or -EINVAL if the text
 * is none, or means more than one event.
 */
int cron_translate(const char *text, char *out, size_t size);

#endif
