/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_SPEC_DEVICES_H
#define SUPERVISOR_SPEC_SPEC_DEVICES_H

#include "supervisor/base/json.h"
#include "supervisor/spec/spec_input.h"

#include <sys/types.h>

/* A device that a container may use. */
struct spec_device {
	char *path;  /* where it appears; NULL: nowhere */
	mode_t mode; /* type and permissions */
	dev_t device;
	uid_t uid;
	gid_t gid;
	char access[4]; /* of r, w, m */
};

struct spec_devices {
	struct spec_device *v;
	size_t n;
};

/*
 * Looks up what AddDevice= and DeviceAllow= name: links followed, of a
 * directory every device below it.  0 or -errno after a log line; undone by
 * spec_devices_done() in both cases, devices being zero before.
 */
int spec_devices_plan(const struct spec_input *in, struct spec_devices *d);
void spec_devices_done(struct spec_devices *d);

/* Writes the rules ("devices" of "resources"). */
void spec_devices_put_rules(
	struct json *j, const struct spec_devices *d, bool offline);

#endif
