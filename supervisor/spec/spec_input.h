/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_INPUT_H
#define SUPERVISOR_SPEC_SPEC_INPUT_H

#include "images/image.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>

struct conf;      /* supervisor/units/load/load.h */
struct anonymous; /* supervisor/spec/anonymous.h */
struct userns;    /* supervisor/spec/userns.h */

/* All that config.json is made from. */
struct spec_input {
	const struct unit_file *unit;
	const struct image_info *image;
	const struct conf *conf; /* all units; NULL: this one alone */
	const char *root;        /* absolute: the container's root */
	const char *lower;       /* the image below root, with its own ids */
	const char *unit_dir;    /* absolute: the unit's folder, with files to
				    mount, such as hosts */
	const char *sources;     /* folder where volumes are bound, each by its
				    number in the unit; NULL: they are not */
	const struct unit_file *network; /* whose network it uses; NULL: own */
	const char *netns;  /* pinned namespace; NULL: made by crun, or the
			       device's own for NETWORK_HOST */
	const char *ipcns;  /* a pod's pinned namespace, or NULL */
	const char *utsns;  /* the same */
	const char *shm;    /* a pod's /dev/shm, or NULL */
	const char *cgroup; /* "/tcr/web" */
	const char *seccomp_path;    /* raw BPF program; NULL: no filter */
	const struct userns *userns; /* NULL: the device's own */
	/* Whether cgroups of units have this file ("pids.max"); NULL: none. */
	bool (*cgroup_can)(const char *file);
	const struct anonymous
		*anonymous; /* supervisor/spec/anonymous.h; NULL */
	bool offline; /* the text is only shown, maybe on another machine: no
			 files of the root are read, rights of this process do
			 not count, device numbers are 0, memory is 1 GiB */
	bool image_unknown; /* offline and without the image: all is empty */
};

/* The unit that says which network the container uses. */
static inline const struct unit_conf *spec_input_network(
	const struct spec_input *in)
{
	return in->network ? &in->network->conf : &in->unit->conf;
}

#endif
