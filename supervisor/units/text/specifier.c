/* SPDX-License-Identifier: MIT */
/*
 * Expands specifiers (%n) in values of unit files.  An unknown specifier, or
 * one without a value, is an error, as systemd.unit(5) says that a setting is
 * not valid unless all its specifiers can be resolved.
 */
#include "supervisor/units/text/specifier.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/machine.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define EXPANDED_MAX (128 << 10) /* bytes of one value */

/* The specifiers whose values are always the same. */
static const struct {
	char letter;
	const char *text;
} constants[] = {
	{'%', "%"},
	{'t', "/run"},
	{'T', "/tmp"},
	{'V', "/var/tmp"},
	{'h', "/root"},
	{'u', "root"},
	{'U', "0"},
	{'g', "root"},
	{'G', "0"},
	{'E', "/etc"},
	{'S', "/var/lib"},
	{'C', "/var/cache"},
	{'L', "/var/log"},
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes systemd-escape(1): "-" becomes "/", "\x2d" a byte. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		if (*p == '\\' && p[1] == 'x' && digit(p[2]) >= 0 &&
			digit(p[3]) >= 0) {
			*to++ = (char)(digit(p[2]) * 16 + digit(p[3]));
			p += 3;
		} else {
			*to++ = *p == '-' ? '/' : *p;
		}
	}
	*to = 0;
}

/* Writes the value of a specifier for (a part of) the unit's name. */
static int name_part(const struct specifier_names *names, char letter,
	char *out, size_t size)
{
	size_t prefix = strcspn(names->name, "@");
	const char *at = names->name + prefix;
	const char *from = names->name;
	size_t len = strlen(from);
	char lower = (char)(letter | 0x20);

	if (lower == 'i') {
		from = *at ? at + 1 : at;
		len = strlen(from);
	} else if (lower == 'p') {
		len = prefix;
	} else if (lower == 'j') {
		for (len = prefix; len > 0 && from[len - 1] != '-'; len--)
			;
		from += len;
		len = prefix - len;
	} else if (letter == 'n') {
		return fmt_print(out, size, "%s%s", from, names->suffix);
	}
	if (fmt_print(out, size, "%.*s", (int)len, from) < 0)
		return -ENAMETOOLONG;
	if (letter != lower && letter != 'N')
		unescape(out);
	return 0;
}

/*
 * Writes the id in the first line of a file, without dashes; offline, if there
 * is none, 32 zeros.
 */
static int id_of(const char *path, bool offline, char *out, size_t size)
{
	char text[64];
	ssize_t n = io_read_file(AT_FDCWD, path, text, sizeof(text));
	size_t len = 0;

	for (ssize_t i = 0; i < n && text[i] != '\n' && len + 1 < size; i++)
		if (text[i] != '-')
			out[len++] = text[i];
	out[len] = 0;
	if (len == 32)
		return 0;
	return offline ? fmt_print(out, size, "%032d", 0) : -ENOENT;
}

/*
 * Writes the value of a specifier: not negative, -ENOENT (the device does not
 * have the value), -EINVAL (there is no such specifier).
 */
static int meaning(const struct specifier_names *names, char letter, char *out,
	size_t size)
{
	struct utsname uts;

	for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++)
		if (constants[i].letter == letter)
			return fmt_print(out, size, "%s", constants[i].text);
	if (letter && strchr("nNpPiIjJ", letter))
		return name_part(names, letter, out, size);
	if (letter == 'm')
		return id_of("/etc/machine-id", names->offline, out, size);
	if (letter == 'b')
		return id_of("/proc/sys/kernel/random/boot_id", names->offline,
			out, size);
	if (!letter || !strchr("Hlva", letter) || uname(&uts) < 0)
		return -EINVAL;
	if (letter == 'l')
		uts.nodename[strcspn(uts.nodename, ".")] = 0;
	return fmt_print(out, size, "%s",
		letter == 'v'   ? uts.release
		: letter == 'a' ? machine_systemd(uts.machine)
				: uts.nodename);
}

int specifier_expand(struct specifier_names *names, const char *text,
	char **out, const char **why)
{
	size_t room = strlen(text) + 1, len = 0;
	char *made = malloc(room);
	char part[PATH_MAX];

	for (; made && *text; text++) {
		char *grown;
		size_t n;
		int rc;

		/* A "%" at the end means itself, as in systemd. */
		if (*text != '%' || !text[1]) {
			made[len++] = *text;
			continue;
		}
		rc = meaning(names, *++text, part, sizeof(part));
		n = rc < 0 ? 0 : strlen(part);
		if (rc < 0 || room + n > EXPANDED_MAX || !utf8_valid(part, n)) {
			*why = rc == -ENOENT
				       ? "its value is not known"
				       : "no specifier; for a percent sign "
					 "write %%";
			names->bad = *text;
			free(made);
			return -EINVAL;
		}
		room += n;
		grown = realloc(made, room);
		if (!grown)
			free(made);
		else
			memcpy(grown + len, part, n);
		made = grown;
		len += n;
	}
	if (!made)
		return -ENOMEM;
	made[len] = 0;
	*out = made;
	return 0;
}
