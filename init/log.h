/* SPDX-License-Identifier: MIT */
#ifndef INIT_LOG_H
#define INIT_LOG_H

#include <stddef.h>

enum log_level {
	LOG_LEVEL_ERR,   /* somebody must act */
	LOG_LEVEL_WARN,  /* something failed, and the program coped */
	LOG_LEVEL_INFO,  /* something changed */
	LOG_LEVEL_DEBUG, /* for developers */
};

/*
 * Sets how log lines look and which are written: those up to level max.  Every
 * line goes to fd 2 in one write(2): "[    2.913] IDENT: text".  The time is
 * CLOCK_BOOTTIME, as in the kernel's log.  ident is not copied; NULL means
 * lines without time and ident, for a task whose parent adds both.
 */
void log_init(const char *ident, enum log_level max);

/* The level of that name (err, warn, info, debug), or -1. */
int log_level_parse(const char *name, size_t len);

/* Passes every line, with its newline and a NUL behind that, to sink as well as
 * to fd 2; NULL: only to fd 2. */
void log_tee(void (*sink)(enum log_level level, const char *line, size_t len));

/* Passes every line to sink instead of fd 2; NULL: to fd 2 again. */
void log_divert(
	void (*sink)(enum log_level level, const char *line, size_t len));

void log_err(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs "text: strerror(errno)" as an error; returns -errno, never 0. */
int failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
