/* SPDX-License-Identifier: MIT */
/* Setters of [Pod].  They follow the rules of set.c. */
#include "supervisor/units/keys/set_pod.h"

#include "supervisor/units/text/value.h"

#include <errno.h>
#include <string.h>

static struct unit_pod *pod_of(struct draft *u)
{
	struct unit_pod **pod = &u->unit.conf.pod;

	if (!*pod)
		*pod = arena_alloc(&u->unit.arena, sizeof(**pod));
	return *pod;
}

SET_FUNCTION(set_pod_exit)
{
	struct unit_pod *pod = pod_of(u);

	(void)row;
	(void)at;
	if (!pod)
		return -ENOMEM;
	if (strcmp(value, "stop") != 0 && strcmp(value, "continue") != 0)
		return -EINVAL;
	pod->stays = *value == 'c';
	return 0;
}

SET_FUNCTION(set_pod_shm)
{
	struct unit_pod *pod = pod_of(u);
	uint64_t bytes = 0;

	(void)row;
	(void)at;
	if (!pod)
		return -ENOMEM;
	if (value && (value_size(value, &bytes) < 0 || bytes == 0))
		return -EINVAL;
	pod->shm_bytes = bytes;
	return 0;
}
