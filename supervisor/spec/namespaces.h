/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_NAMESPACES_H
#define SUPERVISOR_SPEC_NAMESPACES_H

#include <limits.h>
#include <stdbool.h>

struct conf;
struct spec_input;
struct unit_file;

/*
 * Which namespaces a container is in: its own, its pod's, another container's,
 * the device's.  By the unit files alone; nothing is made here.
 */

/* The unit whose network the unit is in: its own, its pod's, another's.
 * Without conf its own. */
const struct unit_file *namespaces_owner(
	const struct conf *conf, const struct unit_file *unit);

/*
 * Where the namespace is pinned that a container with this owner is in.  False:
 * nowhere; it is the device's, or crun makes it.
 */
bool namespaces_path(const struct unit_file *owner, char path[PATH_MAX]);

/* What config.json says of namespaces; the paths live in room. */
struct namespaces_paths {
	char netns[PATH_MAX];
	char ipcns[PATH_MAX], utsns[PATH_MAX], shm[PATH_MAX];
};
/* Sets the namespaces of the input. */
int namespaces_plan(const struct conf *conf, struct spec_input *in,
	struct namespaces_paths *room);

#endif
