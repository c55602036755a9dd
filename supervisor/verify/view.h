/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_VIEW_H
#define SUPERVISOR_VERIFY_VIEW_H

struct conf;
struct json;
struct unit_file;

/*
 * Writes tcrd's view of a unit as a JSON object: all that its files say and
 * that is not in config.json.  For `verify --dump` and for the tests of the
 * keys, which find every key here or in config.json.
 */
void view_put(struct json *j, const char *key, const struct conf *conf,
	const struct unit_file *unit);

#endif
