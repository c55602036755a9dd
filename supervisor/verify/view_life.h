/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VIEW_LIFE_H
#define SUPERVISOR_VERIFY_VIEW_LIFE_H

struct json;
struct unit_conf;

/* The part of view_put() about how a container lives. */
void view_life(struct json *j, const struct unit_conf *c);
/*
 * How its health is checked, with what its image says of that as far as it is
 * known (supervisor/verify/offline.h); null if it is not.
 */
void view_health(struct json *j, const char *key, const struct unit_conf *c);
/* And about how often any unit may start. */
void view_limits(struct json *j, const struct unit_conf *c);

#endif
