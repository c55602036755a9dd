/* SPDX-License-Identifier: MIT */
/* Names of units: from their files, and in requests. */
#include "supervisor/units/unit_name.h"

#include "init/fmt.h"
#include "init/text.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/kind.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_net.h"

#include <string.h>

#define PODMANS "systemd-" /* what Quadlet puts before the names of units */

/*
 * Whether the text is letters, digits, '-', '_' and single dots between them,
 * and its first character a letter or digit.
 */
static bool is_name(const char *text, size_t len)
{
	return value_is_word(text, len, "_-.") && value_is_word(text, 1, "") &&
	       text[len - 1] != '.' && !text_has(text, len, "..");
}

/*
 * Containers have their names without a suffix: a container whose name ends in
 * a suffix would have the name of another unit.
 */
const char *unit_name_check(const char *name, size_t len, enum unit_kind kind)
{
	const char *at = memchr(name, '@', len);
	size_t base = at ? (size_t)(at - name) : len;

	if (kind == UNIT_UPLINK && len > 15)
		return "the name of an interface has 15 letters at most";
	if (len > UNIT_STEM_MAX)
		return "the name has more than 63 letters";
	if (!is_name(name, base) || (at && !is_name(at + 1, len - base - 1)))
		return "a name is letters, digits, '-', '_' and single dots "
		       "between them, the first one a letter or digit";
	if (kind_stem(name, len) != len)
		return "the name ends as that of another kind of unit";
	if (!strncmp(name, "tcrd.", 5) ||
		!strncmp(name, UNIT_NET_BRIDGE ".", sizeof(UNIT_NET_BRIDGE)) ||
		!strncmp(name, "tcr-dns.", 8) ||
		!strncmp(name, "tcr-firewall.", 13) ||
		(kind == UNIT_UPLINK && !strncmp(name, "lo.", 3)) ||
		(kind == UNIT_TARGET && target_find(name)))
		return "the name is tcr's own";
	return NULL;
}

void unit_name_set(struct unit_file *unit, const char *stem, size_t len)
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
			"%s", kind_suffix(unit->kind));
}

void unit_name_full(const struct unit_file *unit, char *out, size_t size)
{
	(void)fmt_print(out, size, "%s%s", unit->name,
		unit->kind == UNIT_CONTAINER ? ".container" : "");
}

void unit_name_label(const struct unit_file *unit, char *out, size_t size)
{
	const struct unit_bridge *b = unit->conf.bridge;
	const char *name = b && b->label ? b->label : unit->name;
	size_t len = strlen(name);

	if (unit->kind != UNIT_CONTAINER && name == unit->name)
		len -= strlen(kind_suffix(unit->kind));
	(void)fmt_print(out, size, "%.*s", (int)len, name);
	for (char *p = out; *p; p++)
		*p = *p == '@' || *p == '.' ? '-' : *p;
}

/* Whether name is the stem, alone or with a suffix that the kind can have. */
static bool is_called(
	enum unit_kind kind, const char *stem, size_t len, const char *name)
{
	if (strncmp(stem, name, len) != 0)
		return false;
	return !name[len] || !strcmp(name + len, kind_suffix(kind)) ||
	       (kind == UNIT_CONTAINER && !strcmp(name + len, ".service"));
}

/* Writes the name without a suffix, with '_' for the '@' of an instance. */
static void write_raw(const struct unit_file *u, char *out, size_t size)
{
	size_t len = strlen(u->name);

	if (u->kind != UNIT_CONTAINER)
		len -= strlen(kind_suffix(u->kind));
	(void)fmt_print(out, size, "%.*s", (int)len, u->name);
	for (char *p = out; *p; p++)
		*p = *p == '@' ? '_' : *p;
}

/* What the unit says to be called in podman; NULL: nothing. */
static const char *given(const struct unit_file *u)
{
	const struct unit_conf *c = &u->conf;
	const char *directory = c->store.directory;

	if (u->kind == UNIT_CONTAINER || u->kind == UNIT_POD)
		return c->goals.name;
	if (u->kind == UNIT_NETWORK)
		return c->bridge ? c->bridge->label : NULL;
	/* Without VolumeName= the directory has the unit's name. */
	if (u->kind != UNIT_VOLUME || !directory ||
		is_called(u->kind, directory, strlen(directory), u->name))
		return NULL;
	return directory;
}

void unit_name_podman(const struct unit_file *unit, char *out, size_t size)
{
	const char *name = given(unit);
	char raw[UNIT_NAME_MAX + 1];

	write_raw(unit, raw, sizeof(raw));
	(void)fmt_print(
		out, size, "%s%s", name ? "" : PODMANS, name ? name : raw);
}

bool unit_name_more(
	const struct unit_file *unit, size_t i, char *out, size_t size)
{
	char label[UNIT_NAME_MAX + 1], raw[UNIT_NAME_MAX + 1];
	const char *name = unit->conf.goals.name;
	bool dots;

	unit_name_label(unit, label, sizeof(label));
	write_raw(unit, raw, sizeof(raw));
	dots = strcmp(raw, label) != 0;
	if (name && (!strcmp(name, raw) || !strcmp(name, label)))
		name = NULL;
	if (i >= dots + (size_t)(name != NULL))
		return false;
	return fmt_print(out, size, "%s", dots && i == 0 ? raw : name) >= 0;
}

/* The i-th of the aliases on networks; NULL: there are no more. */
static const char *alias_of(const struct unit_net *net, size_t i)
{
	if (i < net->aliases.n)
		return net->aliases.v[i];
	i -= net->aliases.n;
	for (size_t e = 0; e < net->end_count; e++) {
		const struct strv *list = &net->ends[e].aliases;

		if (i < list->n)
			return list->v[i];
		i -= list->n;
	}
	return NULL;
}

bool unit_name_dns(
	const struct unit_file *unit, size_t i, char *out, size_t size)
{
	const struct unit_conf *c = &unit->conf;
	const char *alias;
	size_t n = 1;

	if (unit->bad || !c->net ||
		(c->network != NETWORK_BRIDGE && c->network != NETWORK_POD))
		return false;
	if (i == 0) {
		unit_name_label(unit, out, size);
		return true;
	}
	for (; unit_name_more(unit, n - 1, out, size); n++)
		if (n == i)
			return true;
	if (!c->goals.name && i == n++) {
		unit_name_podman(unit, out, size);
		return true;
	}
	alias = alias_of(c->net, i - n);
	return alias && fmt_print(out, size, "%s", alias) >= 0;
}

/* Whether name, with or without the suffix, is podman's of a unit without a
 * name of its own. */
static bool is_podmans(const struct unit_file *u, const char *name)
{
	char own[UNIT_NAME_MAX + sizeof(PODMANS)];
	size_t len;

	if (strncmp(name, PODMANS, sizeof(PODMANS) - 1) != 0 || given(u))
		return false;
	unit_name_podman(u, own, sizeof(own));
	len = strlen(own);
	return !strncmp(name, own, len) &&
	       (!name[len] || !strcmp(name + len, kind_suffix(u->kind)));
}

bool unit_name_is(const struct unit_file *u, const char *name)
{
	const struct strv *aliases = &u->conf.goals.aliases;
	const char *own = given(u);
	size_t len = strlen(u->name);

	if (u->kind != UNIT_CONTAINER)
		len -= strlen(kind_suffix(u->kind));
	if (is_called(u->kind, u->name, len, name) || is_podmans(u, name) ||
		(own && is_called(u->kind, own, strlen(own), name)))
		return true;
	for (size_t i = 0; i < aliases->n; i++)
		if (is_called(u->kind, aliases->v[i], strlen(aliases->v[i]),
			    name))
			return true;
	return false;
}
