/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_NAMESPACES_H
#define SUPERVISOR_SPEC_NAMESPACES_H

#include <limits.h>
#include <stdbool.h>

struct conf;
struct spec_input;
struct unit_file;

/*
 * Which namespaces a container is in: its own, its pod's, another container's
 * or the device's.  Only unit files are read; nothing is made here.
 */

/*
 * The unit whose network namespace a unit uses: the unit itself, its pod or
 * another container.  conf NULL: the unit itself.
 */
const struct unit_file *namespaces_owner(
	const struct conf *conf, const struct unit_file *unit);

/*
 * The path of the network namespace of this owner.  False: it has none, as it
 * uses the device's, or crun makes it.
 */
bool namespaces_path(const struct unit_file *owner, char path[PATH_MAX]);

/* Room for the paths that namespaces_plan() puts into its input. */
struct namespaces_paths {
	char netns[PATH_MAX];
	char ipcns[PATH_MAX], utsns[PATH_MAX], shm[PATH_MAX];
};
/* Sets the namespaces of in; the paths are in room, which must stay. */
int namespaces_plan(const struct conf *conf, struct spec_input *in,
	struct namespaces_paths *room);

#endif
