/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_NAMES_H
#define SUPERVISOR_RUNGS_NAMES_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/* Who is called what: for tcr-dns, and in the files of a container's /etc. */

#define NAMES_DNS_MAX NET_DNS_TEXT_MAX

/*
 * Writes the whole of tcr-dns's configuration (see ARCHITECTURE.md): networks
 * whose bridge is there, the resolvers that are known now, all names that it
 * has room for; tell: a warning names the units of the others.  Its length or
 * -errno.
 */
int names_dns(const struct conf *conf, char *text, size_t size, bool tell);

/*
 * Writes hosts, hostname and resolv.conf of a container into the directory; the
 * owner is whose network it is in.  0 or -errno after a log line.
 */
int names_files(const struct conf *conf, const struct unit_file *unit,
	const struct unit_file *owner, int dir);

#endif
