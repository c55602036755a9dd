/* SPDX-License-Identifier: MIT */
#include "init/text.h"

#include "init/fmt.h"

#include <stdarg.h>

void text_put(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	if (t->rc < 0)
		return;
	va_start(ap, format);
	n = fmt_vprint(t->buf + t->len, t->size - t->len, format, ap);
	va_end(ap);
	if (n < 0)
		t->rc = n;
	else
		t->len += (size_t)n;
}
