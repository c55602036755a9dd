/* SPDX-License-Identifier: MIT */
/* Setters for what a container is given besides; rules as in set.c. */
#include "supervisor/units/keys/set_extra.h"

#include "supervisor/units/keys/unitfile.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LABELS_MAX       64
#define LABELS_BYTES_MAX 1024 /* of a unit: the status document has them */

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

SET_FUNCTION(set_overrides)
{
	int64_t found = value ? value_number(value, UINT32_MAX) : 0;

	(void)row;
	u->overrides_at = at;
	if (!value || found < 0)
		return (int)found;
	u->overrides = (uint64_t)found;
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
		return unitfile_refuse(u, "too many secrets");
	rc = secret_parse(value, &secret, &u->why);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < conf->secret_count; i++)
		if (conf->secrets[i].env == secret.env &&
			!strcmp(conf->secrets[i].target, secret.target)) {
			secret_done(&secret);
			return unitfile_refuse(
				u, "another secret has the same target");
		}
	return add_secret(conf, &secret);
}

/* "Europe/Berlin": below the zoneinfo directory, whatever it is. */
SET_FUNCTION(set_timezone)
{
	size_t len = value ? strlen(value) : 0;

	if (value && (len > 64 || !value_is_word(value, len, "/_+-") ||
			     *value == '/' || value[len - 1] == '/'))
		return -EINVAL;
	return set_text(u, row, value, at);
}

/* NAME=VALUE; the last one of a name holds. */
SET_FUNCTION(set_label)
{
	struct strv *labels = &u->unit.conf.labels;
	size_t name = value ? strcspn(value, "=") + 1 : 0;
	size_t bytes = 0;

	(void)row;
	(void)at;
	if (!value) {
		strv_done(labels);
		return 0;
	}
	if (!value_is_word(value, name - 1, "_.-/"))
		return -EINVAL;
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return unitfile_refuse(u, "control characters");
	for (size_t i = 0; i < labels->n; i++)
		bytes += strlen(labels->v[i]) + 8;
	if (labels->n == LABELS_MAX || bytes + strlen(value) > LABELS_BYTES_MAX)
		return unitfile_refuse(u, "too many labels (1024 bytes)");
	for (size_t i = 0; i < labels->n; i++)
		if (!strncmp(labels->v[i], value, name))
			return strv_replace(labels, i, value, strlen(value));
	return strv_add(labels, value, strlen(value));
}
