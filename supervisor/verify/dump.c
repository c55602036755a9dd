/* SPDX-License-Identifier: MIT */
/* tcrctl verify --dump: all units as JSON. */
#include "supervisor/verify/dump.h"

#include "supervisor/base/json.h"
#include "supervisor/client/out.h"
#include "supervisor/spec/spec.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/offline.h"
#include "supervisor/verify/view.h"

#include <errno.h>

static struct {
	size_t count; /* of units so far */
} self;

static void put_files(struct json *j, const struct unit_file *u)
{
	json_open(j, "files", '[');
	if (u->path)
		json_string(j, NULL, u->path);
	for (size_t i = 0; i < u->dropins.n; i++)
		json_string(j, NULL, u->dropins.v[i]);
	json_close(j, ']');
}

static void put_oci(
	struct json *j, const struct conf *conf, const struct unit_file *u)
{
	const char *text = NULL, *why = NULL;

	if (u->kind == UNIT_CONTAINER && !u->bad)
		text = offline_spec(conf, u, &why);
	json_raw(j, "oci", text ? text : "null");
	json_string(j, "oci_error", text ? NULL : why);
}

/* Writes one unit; text is a buffer of `size` bytes. */
static int dump(const struct conf *conf, const struct unit_file *u, char *text,
	size_t size)
{
	char name[UNIT_NAME_MAX + 16];
	struct json j;

	unit_name_full(u, name, sizeof(name));
	json_begin(&j, text, size);
	json_open(&j, NULL, '{');
	json_string(&j, "unit", name);
	put_files(&j, u);
	json_string(&j, "bad", u->bad);
	view_put(&j, "view", conf, u);
	put_oci(&j, conf, u);
	json_close(&j, '}');
	return out_element(&j, self.count++ == 0);
}

void dump_begin(void)
{
	out_text("{\"v\":1,\"units\":");
}

int dump_units(const struct conf *conf)
{
	static char text[SPEC_MAX * 2];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < conf->count; i++)
		rc = dump(conf, &conf->units[i], text, sizeof(text));
	return rc;
}

void dump_end(void)
{
	out_text(self.count ? "]}\n" : "[]}\n");
}
