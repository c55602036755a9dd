/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unitname.h"

#include "init/fmt.h"
#include "supervisor/units/load/conf.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/text/value.h"

#include <string.h>

/* Letters, digits, '-' and '_'; the first one a letter or digit. */
static bool is_name(const char *text, size_t len, const char *extra)
{
	return value_is_word(text, len, extra) && value_is_word(text, 1, "");
}

/*
 * A container's name is a label of DNS, a cgroup and a directory: no dots, so
 * that it can never be a file of the cgroup above it.  An interface's may have
 * some (VLANs), and so may an instance.
 */
const char *unitname_check(const char *name, size_t len, enum unit_kind kind)
{
	const char *extra = kind == UNIT_UPLINK ? "_-." : "_-";
	const char *at = memchr(name, '@', len);
	size_t base = at ? (size_t)(at - name) : len;

	if (kind == UNIT_UPLINK && len > 15)
		return "the name of an interface has 15 letters at most";
	if (len > UNIT_STEM_MAX)
		return "the name has more than 63 letters";
	if (!is_name(name, base, extra) ||
		(at && !is_name(at + 1, len - base - 1, "_-.")))
		return "a name is letters, digits, '-' and '_', the first one "
		       "a letter or digit";
	if (!strncmp(name, "tcrd.", 5) ||
		!strncmp(name, CONF_BRIDGE ".", sizeof(CONF_BRIDGE)) ||
		!strncmp(name, "tcr-dns.", 8) ||
		!strncmp(name, "tcr-firewall.", 13) ||
		(kind == UNIT_UPLINK && !strncmp(name, "lo.", 3)))
		return "the name is tcr's own";
	return NULL;
}

void unitname_set(struct unit_file *unit, const char *stem, size_t len)
{
	if (len > UNIT_STEM_MAX)
		len = UNIT_STEM_MAX;
	if (unit->kind == UNIT_UPLINK && len > 15)
		len = 15;
	for (size_t i = 0; i < len; i++)
		unit->name[i] =
			value_is_word(stem + i, 1, "_-.@") ? stem[i] : '?';
	unit->name[len] = 0;
	if (unit->kind != UNIT_CONTAINER)
		(void)fmt_print(unit->name + len, sizeof(unit->name) - len,
			"%s", scan_suffix(unit->kind));
}
