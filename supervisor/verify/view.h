/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VIEW_H
#define SUPERVISOR_VERIFY_VIEW_H

struct conf;
struct json;
struct unit_file;

/*
 * The supervisor's view of a unit, as an object: all that its files say and
 * config.json does not.  For `verify --dump` and the tests of the keys: every
 * key is there or in config.json.
 */
void view_put(struct json *j, const char *key, const struct conf *conf,
	const struct unit_file *unit);

#endif
