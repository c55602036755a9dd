/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_JSON_H
#define SUPERVISOR_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 16

/*
 * Writes a JSON text into a buffer of fixed size; commas are its business, the
 * order of calls the caller's.  What does not fit is counted but not stored, so
 * one check of json_end() at the end is enough.
 *
 * key NULL: an element of an array, or the top value.
 */
struct json {
	char *buf;
	size_t size;
	size_t len;     /* may exceed size: what would have been written */
	unsigned depth; /* of open objects and arrays */
	bool first[JSON_DEPTH_MAX];
	unsigned lines; /* depth whose elements are a line each; 0: none */
};

void json_begin(struct json *j, char *buf, size_t size);
/* Ends the text with a newline and a NUL; its length, or -ENOBUFS. */
int json_end(struct json *j);

void json_open(struct json *j, const char *key, char bracket); /* { or [ */
void json_close(struct json *j, char bracket);                 /* } or ] */
/* NULL gives null.  Invalid UTF-8 becomes U+FFFD. */
void json_string(struct json *j, const char *key, const char *text);
void json_int(struct json *j, const char *key, int64_t n);
void json_uint(struct json *j, const char *key, uint64_t n);
void json_bool(struct json *j, const char *key, bool b);
void json_null(struct json *j, const char *key);
/* A value that is JSON already. */
void json_raw(struct json *j, const char *key, const char *text);
/* From here on each element of the open array is on a line of its own. */
void json_lines(struct json *j);

#endif
