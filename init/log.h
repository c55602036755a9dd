/* SPDX-License-Identifier: MIT */
#ifndef INIT_LOG_H
#define INIT_LOG_H

#include <stddef.h>

/* What a reader must do: act, know that we coped, know of a change, debug. */
enum log_level {
	LOG_LEVEL_ERR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

/*
 * Every line goes to fd 2 in one write: "[    2.913] IDENT: text".  The stamp
 * is CLOCK_BOOTTIME, as in the kernel's own lines.  ident must outlive the
 * program; NULL means bare lines (no stamp, no ident): a task's, whose parent
 * adds both.
 */
void log_init(const char *ident, enum log_level max);

/* The level that "tcr.log=" or "--log=" names: err warn info debug; else -1. */
int log_level_parse(const char *name, size_t len);

/* Also hands every line (as written, with its newline) to sink; NULL ends it.
 */
void log_tee(void (*sink)(enum log_level level, const char *line, size_t len));

/* As log_tee(), and nothing goes to fd 2 meanwhile. */
void log_divert(
	void (*sink)(enum log_level level, const char *line, size_t len));

void log_err(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Logs "text: strerror(errno)" as an error; returns -errno, never 0. */
int failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
