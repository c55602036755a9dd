/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VIEW_LIFE_H
#define SUPERVISOR_VERIFY_VIEW_LIFE_H

struct json;
struct unit_conf;

/* Writes the part of view_put() about start, stop, restart and health. */
void view_life(struct json *j, const struct unit_conf *c);
/*
 * Writes how the container's health is checked, with the HEALTHCHECK of its
 * image if that is known (supervisor/verify/offline.h); null if it is not
 * checked.
 */
void view_life_health(
	struct json *j, const char *key, const struct unit_conf *c);
/* Writes the part of view_put() about how often the unit may start. */
void view_life_limits(struct json *j, const struct unit_conf *c);

#endif
