/* SPDX-License-Identifier: MIT */
/*
 * Names of processor architectures: of the kernel, of systemd (systemd.unit(5),
 * ConditionArchitecture=), and of OCI images (GOARCH, as the image
 * specification says).
 */
#include "supervisor/base/machine.h"

#include <stddef.h>
#include <string.h>

static const struct machine {
	const char *uts, *systemd, *oci;
} machines[] = {
	{"x86_64", "x86-64", "amd64"},
	{"aarch64", "arm64", "arm64"},
	{"armv7l", "arm", "arm"},
	{"armv6l", "arm", "arm"},
	{"armv5tel", "arm", "arm"},
	{"i686", "x86", "386"},
	{"i586", "x86", "386"},
	{"ppc64le", "ppc64-le", "ppc64le"},
};

static const struct machine *find(const char *uts)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (strcmp(machines[i].uts, uts) == 0)
			return &machines[i];
	return NULL;
}

const char *machine_systemd(const char *uts)
{
	const struct machine *m = find(uts);

	return m ? m->systemd : uts;
}

const char *machine_oci(const char *uts)
{
	const struct machine *m = find(uts);

	return m ? m->oci : uts;
}
