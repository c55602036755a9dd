/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_UTF8_H
#define SUPERVISOR_BASE_UTF8_H

#include "init/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether text is valid UTF-8, without overlong forms and surrogates. */
bool utf8_valid(const char *text, size_t len);

/* Writes a code point; returns its bytes, 1 to 4, or 0 for a surrogate and
 * beyond U+10FFFF. */
size_t utf8_put(char *out, uint32_t code);

/* Copies len bytes of an untrusted text, as many as fit (size > 0) with a NUL,
 * cleaned (utf8_clean). */
void utf8_copy(char *out, size_t size, const char *text, size_t len);

#endif
