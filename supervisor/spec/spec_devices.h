/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_DEVICES_H
#define SUPERVISOR_SPEC_SPEC_DEVICES_H

#include "supervisor/base/json.h"
#include "supervisor/spec/spec_input.h"

#include <sys/types.h>

/* A device that a container may use. */
struct spec_device {
	char *path;  /* inside; NULL: it has no node, only a rule */
	mode_t mode; /* type and permissions */
	dev_t device;
	uid_t uid;
	gid_t gid;
	char access[4]; /* some of "rwm" */
};

struct spec_devices {
	struct spec_device *v;
	size_t n;
};

/*
 * Adds the devices of AddDevice= and DeviceAllow= to devices, which must be
 * zero.  Links are followed; a directory stands for all devices below it.  0 or
 * -errno after a log line; spec_devices_done() is to be called in both cases.
 */
int spec_devices_plan(const struct spec_input *in, struct spec_devices *d);
void spec_devices_done(struct spec_devices *d);

/* Writes the rules of the device filter ("devices" of "resources"). */
void spec_devices_put_rules(
	struct json *j, const struct spec_devices *d, bool offline);

#endif
