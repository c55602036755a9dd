/* SPDX-License-Identifier: MIT */
/* Setters for secrets and the time zone.  They follow the rules of set.c. */
#include "supervisor/units/keys/set_secret.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add_secret(struct unit_conf *conf, struct unit_secret *secret)
{
	struct unit_secret *grown = realloc(
		conf->secrets, (conf->secret_count + 1) * sizeof(*grown));

	if (!grown) {
		secret_done(secret);
		return -ENOMEM;
	}
	conf->secrets = grown;
	conf->secrets[conf->secret_count++] = *secret;
	return 0;
}

SET_FUNCTION(set_secret)
{
	struct unit_conf *conf = &u->unit.conf;
	struct unit_secret secret;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		while (conf->secret_count > 0)
			secret_done(&conf->secrets[--conf->secret_count]);
		return 0;
	}
	if (conf->secret_count == SECRET_COUNT_MAX)
		return draft_refuse(u, "too many secrets");
	rc = secret_parse(value, &secret, &u->why);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < conf->secret_count; i++)
		if (conf->secrets[i].env == secret.env &&
			!strcmp(conf->secrets[i].target, secret.target)) {
			if (!strcmp(conf->secrets[i].name, secret.name)) {
				secret_done(&conf->secrets[i]);
				conf->secrets[i] = secret;
				return 0;
			}
			secret_done(&secret);
			return draft_refuse(
				u, "another secret has the same target");
		}
	return add_secret(conf, &secret);
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
