/* SPDX-License-Identifier: MIT */
#include "supervisor/units/text/kind.h"

#include <string.h>

static const struct {
	const char *suffix;
	bool appended; /* Quadlet adds the kind to the name of its service */
} kinds[] = {
	[UNIT_CONTAINER] = {".container", false},
	[UNIT_UPLINK] = {".uplink", false},
	[UNIT_TIMER] = {".timer", false},
	[UNIT_VOLUME] = {".volume", true},
	[UNIT_IMAGE] = {".image", true},
	[UNIT_NETWORK] = {".network", true},
	[UNIT_POD] = {".pod", true},
	[UNIT_TARGET] = {".target", false},
	[UNIT_DNS] = {".service", false},
	[UNIT_FIREWALL] = {".service", false},
	/* tcr.conf has a suffix, but no name of a unit is compared with it. */
	[UNIT_MANAGER] = {".conf", false},
};

const char *kind_suffix(enum unit_kind kind)
{
	return kinds[kind].suffix;
}

bool kind_is_appended(enum unit_kind kind)
{
	return kinds[kind].appended;
}

/* The first kind with the suffix of the name; UNIT_KINDS: it has none. */
static unsigned find(const char *name, size_t len)
{
	unsigned i = 0;

	for (; i < UNIT_KINDS; i++) {
		size_t n = strlen(kinds[i].suffix);

		if (len > n && !memcmp(name + len - n, kinds[i].suffix, n))
			break;
	}
	return i;
}

enum unit_kind kind_of(const char *name)
{
	unsigned i = find(name, strlen(name));

	if (i == UNIT_KINDS)
		return UNIT_CONTAINER;
	return strcmp(name, KIND_FIREWALL) == 0 ? UNIT_FIREWALL
						: (enum unit_kind)i;
}

size_t kind_stem(const char *name, size_t len)
{
	unsigned i = find(name, len);

	return i == UNIT_KINDS ? len : len - strlen(kinds[i].suffix);
}
