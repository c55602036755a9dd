/* SPDX-License-Identifier: MIT */
#include "supervisor/units/load/load_uplink.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <string.h>

static bool is_good(const struct draft *u)
{
	return u->unit.kind == UNIT_UPLINK && !u->report.failed;
}

/* Two routes with the same metric would replace each other. */
static void check_metric(
	const struct draft *files, size_t count, struct draft *u)
{
	for (size_t i = 0; i < count; i++)
		if (draft_yields(u, &files[i]) && is_good(&files[i]) &&
			files[i].unit.conf.uplink.metric ==
				u->unit.conf.uplink.metric)
			report_error(&u->report,
				keys_last(u, SECTION_UPLINK, "Metric"),
				"Metric=%u is taken by %s",
				u->unit.conf.uplink.metric,
				files[i].report.path);
}

static bool is_taken(const struct draft *files, size_t count, uint32_t metric)
{
	for (size_t i = 0; i < count; i++)
		if (is_good(&files[i]) &&
			files[i].unit.conf.uplink.metric == metric)
			return true;
	return false;
}

void load_uplink_link(struct draft *files, size_t count)
{
	uint32_t next = NET_METRIC_MIN;

	for (size_t i = 0; i < count; i++)
		if (is_good(&files[i]) && files[i].unit.conf.uplink.metric)
			check_metric(files, count, &files[i]);
	for (size_t i = 0; i < count; i++) {
		uint32_t *metric = &files[i].unit.conf.uplink.metric;

		if (!is_good(&files[i]))
			continue;
		if (!*metric) {
			while (is_taken(files, count, next))
				next++;
			*metric = next;
		}
		next += *metric == next;
	}
}
