/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for [Volume] and [Image].  They follow the rules of
 * set.c.
 */
#include "supervisor/units/keys/set_store.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/store.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

SET_FUNCTION(set_store_directory)
{
	size_t len = value ? strlen(value) : 0;

	if (value && (len > 255 || *value == '.' ||
			     !value_is_word(value, len, "_.-")))
		return -EINVAL;
	return set_text(u, row, value, at);
}

/* A path is made normal; other values are for the file system. */
SET_FUNCTION(set_store_device)
{
	char path[PATH_MAX];

	if (!value || *value != '/')
		return value && *value == '.' ? -EINVAL
					      : set_text(u, row, value, at);
	if (volume_path(value, strlen(value), NULL, 0, path) < 0)
		return -EINVAL;
	return set_text(u, row, path, at);
}

SET_FUNCTION(set_store_word)
{
	size_t len = value ? strlen(value) : 0;

	if (value && (len > 64 || !value_is_word(value, len, "_.-/:")))
		return -EINVAL;
	return set_text(u, row, value, at);
}

SET_FUNCTION(set_store_options)
{
	char data[STORE_DATA_MAX];
	unsigned long flags;

	if (value && store_options(value, &flags, data, &u->why) < 0)
		return -EINVAL;
	return set_text(u, row, value, at);
}

/* A name is looked up on the device when the volume is mounted. */
SET_FUNCTION(set_store_account)
{
	size_t len = value ? strlen(value) : 0;

	if (value && value_number(value, UINT32_MAX - 1) < 0 &&
		(len > 32 || !value_is_word(value, len, "_.-") ||
			(*value >= '0' && *value <= '9')))
		return -EINVAL;
	return set_text(u, row, value, at);
}

static int set_id(const char *value, uint32_t *id, bool *set)
{
	int64_t number = value ? value_number(value, UINT32_MAX - 1) : 0;

	if (number < 0)
		return -EINVAL;
	*id = (uint32_t)number;
	*set = value != NULL;
	return 0;
}

SET_FUNCTION(set_store_uid)
{
	struct unit_store *s = &u->unit.conf.store;

	(void)row;
	(void)at;
	return set_id(value, &s->uid, &s->uid_set);
}

SET_FUNCTION(set_store_gid)
{
	struct unit_store *s = &u->unit.conf.store;

	(void)row;
	(void)at;
	return set_id(value, &s->gid, &s->gid_set);
}

SET_FUNCTION(set_store_driver)
{
	(void)row;
	(void)at;
	if (strcmp(value, "local") != 0 && strcmp(value, "image") != 0)
		return draft_refuse(u, "local or image: there are no plugins");
	u->unit.conf.store.image = !strcmp(value, "image");
	return 0;
}

SET_FUNCTION(set_store_persist)
{
	(void)row;
	(void)at;
	if (strcmp(value, "permanent") != 0 && strcmp(value, "boot") != 0)
		return -EINVAL;
	u->unit.conf.store.boot = !strcmp(value, "boot");
	return 0;
}

SET_FUNCTION(set_store_size)
{
	uint64_t bytes = 0;

	(void)row;
	(void)at;
	if (value && (value_size(value, &bytes) < 0 || bytes == 0))
		return -EINVAL;
	u->unit.conf.store.size_max = bytes;
	return 0;
}

SET_FUNCTION(set_store_os)
{
	(void)row;
	(void)at;
	return !value || !strcasecmp(value, "linux")
		       ? 0
		       : draft_refuse(u, "the device runs linux");
}

SET_FUNCTION(set_store_policy)
{
	(void)row;
	if (!value || !strcmp(value, "missing") || !strcmp(value, "never"))
		return 0;
	if (strcmp(value, "always") != 0 && strcmp(value, "newer") != 0)
		return -EINVAL;
	report_warning(&u->report, at,
		"Policy=%s has no effect (nothing is pulled on the device)",
		value);
	return 0;
}
