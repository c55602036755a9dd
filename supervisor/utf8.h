/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UTF8_H
#define SUPERVISOR_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the one character at text (len > 0); 0: that is no valid UTF-8. */
size_t utf8_length(const char *text, size_t len);

/* All of it is valid, without overlong forms and surrogates. */
bool utf8_valid(const char *text, size_t len);

/* Writes a code point (1 to 4 bytes); 0 for a surrogate or beyond U+10FFFF. */
size_t utf8_put(char *out, uint32_t code);

#endif
