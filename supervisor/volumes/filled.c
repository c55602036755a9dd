/* SPDX-License-Identifier: MIT */
/*
 * How full a unit's volumes are, in `tcrctl status NAME`.  tcrctl asks the
 * kernel: tcrd must not wait for a disk, and its status document has no room
 * for what changes with each write.
 */
#include "supervisor/volumes/filled.h"

#include "init/fmt.h"
#include "supervisor/client/client.h"
#include "supervisor/client/detail.h"
#include "supervisor/client/human.h"
#include "supervisor/client/status.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/volumes/catalog.h"
#include "supervisor/volumes/usage.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static struct catalog catalog;

static bool has(const char *unit, const struct volume *v)
{
	char name[UNIT_NAME_MAX + 16];
	const struct unit_file *user;
	size_t at = 0;

	while ((user = catalog_user(&catalog, v, &at))) {
		unit_name_full(user, name, sizeof(name));
		if (strcmp(name, unit) == 0)
			return true;
	}
	return false;
}

static void print_volumes(const char *unit)
{
	char text[NAME_MAX + 64], used[HUMAN_SHORT], limit[HUMAN_SHORT];
	struct usage u;

	for (size_t i = 0; i < catalog.count; i++) {
		const struct volume *v = &catalog.v[i];

		if (!has(unit, v) || !usage_limited(v, &u))
			continue;
		human_bytes(used, (uint64_t)u.used);
		human_bytes(limit, u.limit);
		(void)fmt_print(text, sizeof(text), "%s, %s of %s", v->name,
			used, limit);
		detail_line("Volume:", text);
	}
}

int filled_status(const struct client_args *args)
{
	bool ask = args->count && !args->json && geteuid() == 0 &&
		   catalog_load(&catalog) == 0;
	int rc = status_show(args, ask ? print_volumes : NULL);

	catalog_done(&catalog);
	return rc;
}
