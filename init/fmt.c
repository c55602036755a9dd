/* SPDX-License-Identifier: MIT */
/*
 * Formats text without stdio or heap.  Pure.  Never writes past its buffer and
 * returns an error when the text was cut.
 */
#include "init/fmt.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

struct out {
	char *buf;
	size_t size; /* of buf, the NUL included */
	size_t len;  /* of the whole text; may exceed size */
};

struct spec {
	bool zero;
	bool left;
	unsigned width;
	int precision; /* -1: none */
	int longs;     /* 0 int, 1 long or size_t, 2 long long */
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void pad(struct out *o, char c, unsigned width, size_t len)
{
	for (; len < width; len++)
		put(o, c);
}

static void put_text(struct out *o, const struct spec *s, const char *text)
{
	size_t len = s->precision >= 0 ? strnlen(text, (size_t)s->precision)
				       : strlen(text);

	if (!s->left)
		pad(o, ' ', s->width, len);
	for (size_t i = 0; i < len; i++)
		put(o, text[i]);
	if (s->left)
		pad(o, ' ', s->width, len);
}

static void put_number(struct out *o, const struct spec *s,
	unsigned long long n, unsigned base, bool negative)
{
	char digits[24];
	size_t len = 0;

	do {
		digits[len++] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	if (negative && s->zero)
		put(o, '-');
	else if (negative)
		digits[len++] = '-';
	if (!s->left)
		pad(o, s->zero ? '0' : ' ', s->width,
			len + (negative && s->zero));
	for (size_t i = len; i > 0; i--)
		put(o, digits[i - 1]);
	if (s->left)
		pad(o, ' ', s->width, len);
}

/* Reads flags, width, precision and length; returns the conversion letter. */
static const char *parse(const char *f, struct spec *s, va_list *ap)
{
	for (; *f == '0' || *f == '-'; f++) {
		s->zero |= *f == '0';
		s->left |= *f == '-';
	}
	if (*f == '*') {
		s->width = (unsigned)va_arg(*ap, int);
		f++;
	}
	for (; *f >= '0' && *f <= '9'; f++)
		s->width = s->width * 10 + (unsigned)(*f - '0');
	if (*f == '.' && f[1] == '*') {
		s->precision = va_arg(*ap, int);
		f += 2;
	} else if (*f == '.') {
		s->precision = 0;
		for (f++; *f >= '0' && *f <= '9'; f++)
			s->precision = s->precision * 10 + (*f - '0');
	}
	for (; *f == 'l' || *f == 'z'; f++)
		s->longs++;
	return f;
}

static void convert(struct out *o, const struct spec *s, char c, va_list *ap)
{
	unsigned long long n;

	if (c == 'd' || c == 'i') {
		long long v = s->longs == 2 ? va_arg(*ap, long long)
			      : s->longs    ? va_arg(*ap, long)
					    : va_arg(*ap, int);
		n = v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v;
		put_number(o, s, n, 10, v < 0);
		return;
	}
	n = s->longs == 2 ? va_arg(*ap, unsigned long long)
	    : s->longs    ? va_arg(*ap, unsigned long)
			  : va_arg(*ap, unsigned);
	put_number(o, s, n, c == 'x' ? 16 : c == 'o' ? 8 : 10, false);
}

int fmt_vprint(char *buf, size_t size, const char *format, va_list args)
{
	struct out o = {.buf = buf, .size = size};
	va_list ap;

	va_copy(ap, args);
	for (const char *f = format; *f; f++) {
		struct spec s = {.precision = -1};

		if (*f != '%') {
			put(&o, *f);
			continue;
		}
		f = parse(f + 1, &s, &ap);
		if (*f == 's') {
			const char *text = va_arg(ap, const char *);
			put_text(&o, &s, text ? text : "(null)");
		} else if (*f == 'c') {
			put(&o, (char)va_arg(ap, int));
		} else if (strchr("diuxo", *f) && *f) {
			convert(&o, &s, *f, &ap);
		} else if (*f) {
			put(&o, *f);
		} else {
			break;
		}
	}
	va_end(ap);
	buf[o.len < size ? o.len : size - 1] = 0;
	return o.len < size ? (int)o.len : -ENAMETOOLONG;
}

int fmt_print(char *buf, size_t size, const char *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = fmt_vprint(buf, size, format, ap);
	va_end(ap);
	return len;
}
