/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_NAMES_H
#define SUPERVISOR_RUNGS_NAMES_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/* Names of containers: for tcr-dns, and in files of a container's /etc. */

#define NAMES_DNS_MAX NET_DNS_TEXT_MAX

/*
 * Writes tcr-dns's whole configuration (see ARCHITECTURE.md) to text: networks
 * whose bridge is up, the resolvers that are known now, and the names that have
 * room.  warn: logs which units' names have none.  Returns its length or
 * -errno.
 */
int names_dns(const struct conf *conf, char *text, size_t size, bool warn);

/*
 * Writes hosts, hostname and resolv.conf of a container into dir; owner is the
 * unit whose network the container uses.  0 or -errno after a log line.
 */
int names_files(const struct conf *conf, const struct unit_file *unit,
	const struct unit_file *owner, int dir);

#endif
