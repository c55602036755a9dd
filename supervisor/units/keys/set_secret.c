/* SPDX-License-Identifier: MIT */
/* Setters for secrets and the time zone.  They follow the rules of set.c. */
#include "supervisor/units/keys/set_secret.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

SET_FUNCTION(set_secret)
{
	struct unit_conf *conf = &u->unit.conf;
	struct unit_secret secret, *grown;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		conf->secret_count = 0;
		return 0;
	}
	if (conf->secret_count == SECRET_COUNT_MAX)
		return draft_refuse(u, "too many secrets");
	rc = secret_parse(value, &u->unit.arena, &secret, &u->why);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < conf->secret_count; i++)
		if (conf->secrets[i].env == secret.env &&
			!strcmp(conf->secrets[i].target, secret.target)) {
			if (!strcmp(conf->secrets[i].name, secret.name)) {
				conf->secrets[i] = secret;
				return 0;
			}
			return draft_refuse(
				u, "another secret has the same target");
		}
	grown = arena_grow(&u->unit.arena, conf->secrets, conf->secret_count,
		sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	conf->secrets = grown;
	grown[conf->secret_count++] = secret;
	return 0;
}

/* A path below the zoneinfo directory: "Europe/Berlin". */
SET_FUNCTION(set_secret_timezone)
{
	size_t len = value ? strlen(value) : 0;

	if (value && (len > 64 || !value_is_word(value, len, "/_+-") ||
			     *value == '/' || value[len - 1] == '/'))
		return -EINVAL;
	return set_text(u, row, value, at);
}
