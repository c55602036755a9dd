/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_JSON_H
#define SUPERVISOR_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 16

/*
 * A writer of JSON text into a buffer of fixed size.  The writer puts the
 * commas; the caller opens and closes brackets in the right order.  What does
 * not fit is counted but not stored, so it is enough to check json_end().
 *
 * In all functions key is NULL for an element of an array and the top value.
 */
struct json {
	char *buf;
	size_t size;
	size_t len;                 /* of the whole text; may exceed size */
	unsigned depth;             /* how many objects and arrays are open */
	bool first[JSON_DEPTH_MAX]; /* the next element needs no comma */
	unsigned lines; /* elements at this depth are a line each; 0: none */
};

void json_begin(struct json *j, char *buf, size_t size);
/* Ends the text with a newline and a NUL; returns its length or -ENOBUFS. */
int json_end(struct json *j);

void json_open(struct json *j, const char *key, char bracket); /* { or [ */
void json_close(struct json *j, char bracket);                 /* } or ] */
/* text NULL: null.  Each byte of invalid UTF-8 becomes U+FFFD. */
void json_string(struct json *j, const char *key, const char *text);
void json_int(struct json *j, const char *key, int64_t n);
void json_uint(struct json *j, const char *key, uint64_t n);
void json_bool(struct json *j, const char *key, bool b);
void json_null(struct json *j, const char *key);
/* text is a JSON value. */
void json_raw(struct json *j, const char *key, const char *text);
/* Each further element of the innermost open array gets a line of its own. */
void json_lines(struct json *j);

#endif
