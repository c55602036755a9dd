/* SPDX-License-Identifier: MIT */
/*
 * Setters of [Manager].  A default is kept as written, after the setter of its
 * key has checked it; each unit then sets the key to it as to a default of the
 * table.
 */
#include "supervisor/units/keys/set_manager.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX        "Default"
#define DNS_CACHE_MAX 1024

/* Removes the defaults of a key. */
static void forget(
	struct strv *defaults, enum keys_section section, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < defaults->n; i++) {
		const struct strv one = {.v = &defaults->v[i], .n = 1};
		size_t first = 0;

		if (!settings_next(&one, (int)section, name, &first))
			defaults->v[kept++] = defaults->v[i];
	}
	defaults->n = kept;
}

/* Keeps a default as "2Restart=always": section, key and value. */
SET_FUNCTION(set_manager_default)
{
	enum keys_section section = (enum keys_section)row->field;
	const char *name = row->name + sizeof(PREFIX) - 1;
	const struct keys_row *of = keys_row(section, name);
	struct strv *defaults = &u->settings.defaults;
	size_t size;
	char *text;
	int rc;

	if (!of)
		return -EINVAL;
	if (!value) {
		forget(defaults, section, name);
		return 0;
	}
	rc = of->set(u, of, value, at);
	if (rc < 0)
		return rc;
	size = strlen(name) + strlen(value) + 3;
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	(void)fmt_print(text, size, "%c%s=%s", '0' + (int)section, name, value);
	rc = strv_add(&u->settings.arena, defaults, text, strlen(text));
	free(text);
	return rc;
}

SET_FUNCTION(set_manager_level)
{
	int level = value ? log_level_parse(value, strlen(value)) : -1;

	(void)row;
	(void)at;
	if (value && level < 0)
		return -EINVAL;
	u->settings.log_level = level;
	return 0;
}

SET_FUNCTION(set_manager_dns_cache)
{
	int64_t count = value_number(value, DNS_CACHE_MAX);

	(void)row;
	(void)at;
	if (count < 0)
		return -EINVAL;
	u->settings.dns_cache = (unsigned)count;
	return 0;
}

SET_FUNCTION(set_manager_syslog)
{
	(void)row;
	(void)at;
	u->settings.syslog = (struct syslog_server){0};
	return value ? syslog_server_read(value, &u->settings.syslog) : 0;
}
