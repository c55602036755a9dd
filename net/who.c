/* SPDX-License-Identifier: MIT */
#include "net/who.h"

#include "init/fmt.h"

#include <string.h>

#define NAME_MAX_SHOWN 32 /* bytes; names of the kernel have 15 at most */

void who_write(
	char who[NET_WHO_MAX], const char *name, size_t len, unsigned pid)
{
	char clean[NAME_MAX_SHOWN];
	size_t n = strnlen(name, len);

	if (n > sizeof(clean))
		n = sizeof(clean);
	for (size_t i = 0; i < n; i++)
		clean[i] = name[i] >= ' ' && name[i] <= '~' ? name[i] : '?';
	(void)fmt_print(who, NET_WHO_MAX, "%.*s (pid %u)", (int)n, clean, pid);
}
