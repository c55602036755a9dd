/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_INPUT_H
#define SUPERVISOR_SPEC_SPEC_INPUT_H

#include "images/image.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>

struct conf;      /* supervisor/units/load/load.h */
struct anonymous; /* supervisor/spec/anonymous.h */
struct userns;    /* supervisor/spec/userns.h */

/* What config.json is made from. */
struct spec_input {
	const struct unit_file *unit;
	const struct image_info *image;
	const struct conf *conf; /* all units; NULL: this one alone */
	const char *root;        /* absolute: the container's root */
	const char *lower;       /* what it is made of, ids as in the image */
	const char *unit_dir;    /* absolute: has hosts, resolv.conf, hostname,
				    bind-mounted unless network is host */
	const char *sources;     /* where volumes are bound, each as its number
				    in the unit; NULL: they are not */
	const struct unit_file *network; /* whose it is in; NULL: its own */
	const char *netns; /* pinned namespace; NULL: made by crun, or the
			      device's own for NETWORK_HOST */
	const char *ipcns; /* a pod's, pinned, and its /dev/shm; or NULL */
	const char *utsns;
	const char *shm;
	const char *cgroup;          /* "/tcr/web" */
	const char *seccomp_path;    /* raw BPF program; NULL: no filter */
	const struct userns *userns; /* NULL: the device's own */
	/*
	 * Whether a unit's cgroup has this file ("pids.max"); NULL: it has
	 * none.
	 */
	bool (*cgroup_can)(const char *file);
	const struct anonymous
		*anonymous; /* supervisor/spec/anonymous.h; NULL */
	bool offline; /* for a look, maybe on another machine: asks neither
			 the root's files nor what this process may do; numbers
			 of devices are 0, the memory is 1 GiB */
	bool image_unknown; /* offline, and without the image: it is empty */
};

/* What is said of the network that the container is in. */
static inline const struct unit_conf *spec_network(const struct spec_input *in)
{
	return in->network ? &in->network->conf : &in->unit->conf;
}

#endif
