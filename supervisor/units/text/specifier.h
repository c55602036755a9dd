/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_SPECIFIER_H
#define SUPERVISOR_UNITS_TEXT_SPECIFIER_H

#include <stdbool.h>

/* The unit whose values are expanded. */
struct specifier_names {
	const char *name;   /* "app@x" of app@x.container */
	const char *suffix; /* ".container" */
	bool offline;       /* not on the device: %m and %b may be zeros */
	char bad;           /* after -EINVAL: the one that it is about */
};

/*
 * Replaces these specifiers of systemd.unit(5):
 *
 *	%n  app@x.container       %t  /run      %H  host name
 *	%N  app@x                 %T  /tmp      %m  machine id
 *	%p  app    %i  x          %V  /var/tmp  %b  boot id
 *	%j  last part of %p       %E  /etc      %v  kernel release
 *	%P %I %J  unescaped       %S  /var/lib  %a  architecture
 *	%h  /root  %u %U root, 0  %C  /var/cache
 *	%%  %      %g %G root, 0  %L  /var/log  %l  %H up to its first dot
 *
 * Returns 0, and *out is to be freed by the caller; -ENOMEM; or -EINVAL with
 * *why set.
 */
int specifier_expand(struct specifier_names *names, const char *text,
	char **out, const char **why);

#endif
