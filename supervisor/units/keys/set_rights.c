/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for the rights of a container.  They follow the
 * rules of set.c, and never give more rights because a value is not understood.
 */
#include "supervisor/units/keys/set_rights.h"

#include "init/fmt.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/text/env.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define MAP_SIZE_MIN 1
#define MAPS_MAX     16 /* USERNS_RANGES_MAX */

/* Adds text to a list; NULL clears the list. */
static int add(struct draft *u, struct strv *list, const char *text)
{
	if (!text) {
		*list = (struct strv){0};
		return 0;
	}
	if (list->n == RIGHTS_LIST_MAX)
		return draft_refuse(u, "too many");
	return strv_add(&u->unit.arena, list, text, strlen(text));
}

/*
 * The bits of a capability's name, with or without CAP_, in any case; 0:
 * unknown.
 */
static uint64_t capability(const char *name)
{
	const char *known;
	uint64_t all = 0;

	if (!strncasecmp(name, "CAP_", 4))
		name += 4;
	for (unsigned i = 0; (known = rights_capability(i)); i++) {
		if (!strcasecmp(name, known + 4))
			return UINT64_C(1) << i;
		all |= UINT64_C(1) << i;
	}
	return strcasecmp(name, "all") ? 0 : all;
}

SET_FUNCTION(set_rights_caps)
{
	uint64_t *set = set_field(u, row);
	uint64_t bits = value ? capability(value) : 0;

	(void)at;
	if (value && !bits)
		return draft_refuse(
			u, "not a capability of capabilities(7), nor all");
	*set = value ? *set | bits : 0;
	return 0;
}

SET_FUNCTION(set_rights_unless)
{
	bool on;

	(void)at;
	if (value_bool(value, &on) < 0)
		return -EINVAL;
	*(bool *)set_field(u, row) = !on;
	return 0;
}

SET_FUNCTION(set_rights_seccomp)
{
	bool usual = !value || !strcmp(value, "default");
	char path[PATH_MAX];
	size_t dir_len;
	const char *dir = draft_dir(u, at, &dir_len);

	if (usual || !strcmp(value, "common") || !strcmp(value, "sockets") ||
		!strcmp(value, "unconfined"))
		return set_text(u, row, usual ? NULL : value, at);
	if (volume_path(value, strlen(value), dir, dir_len, path) < 0)
		return -EINVAL;
	return set_text(u, row, path, at);
}

SET_FUNCTION(set_rights_apparmor)
{
	if (value && !value_is_word(value, strlen(value), "_.-/"))
		return -EINVAL;
	return set_text(u, row, value, at);
}

SET_FUNCTION(set_rights_group)
{
	struct strv *list = set_field(u, row);

	(void)at;
	if (!value)
		return add(u, list, NULL);
	if (!strcmp(value, "keep-groups"))
		return draft_refuse(u, "tcrd has no groups to keep: name them");
	if (strlen(value) > 32 || !value_is_word(value, strlen(value), "_.-$"))
		return -EINVAL;
	return add(u, list, value);
}

/* Adds NAME=VALUE to a list, or replaces the one with that NAME. */
static int put_pair(struct draft *u, struct strv *list, const char *text)
{
	if (list->n == RIGHTS_LIST_MAX)
		return draft_refuse(u, "too many");
	return env_set(&u->unit.arena, list, text);
}

SET_FUNCTION(set_rights_annotation)
{
	struct strv *list = set_field(u, row);
	size_t len = value ? strcspn(value, "=") : 0;

	(void)at;
	if (!value)
		return add(u, list, NULL);
	if (!value[len] || !value_is_word(value, len, "_.-/"))
		return -EINVAL;
	if (!strncmp(value, "run.oci.seccomp", 15))
		return draft_refuse(u, "use SeccompProfile=");
	if (!strncmp(value, "run.oci.hooks", 13) ||
		!strncmp(value, "run.oci.handler", 15))
		return draft_refuse(
			u, "it would run something outside the container");
	return put_pair(u, list, value);
}

/* Sysctls that belong to a namespace; a dot at the end: all below it. */
static const char *const sysctls[] = {"net.", "fs.mqueue.", "kernel.msgmax",
	"kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall",
	"kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced",
	"kernel.domainname"};

static bool is_namespaced(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(sysctls) / sizeof(*sysctls); i++) {
		size_t n = strlen(sysctls[i]);

		if (!strncmp(name, sysctls[i], n) &&
			(sysctls[i][n - 1] == '.' ? len > n : len == n))
			return true;
	}
	return false;
}

SET_FUNCTION(set_rights_sysctl)
{
	struct strv *list = set_field(u, row);
	size_t len = value ? strcspn(value, "=") : 0;

	(void)at;
	if (!value)
		return add(u, list, NULL);
	/* A path with slashes and ".." would leave /proc/sys. */
	if (!value[len] || !value_is_word(value, len, "_.-") ||
		strstr(value, ".."))
		return -EINVAL;
	if (strchr(value + len + 1, '='))
		return draft_refuse(u, "blanks stand between several");
	if (!is_namespaced(value, len))
		return draft_refuse(u,
			"it belongs to the whole device; a container has "
			"its own net.*, fs.mqueue.*, kernel.msg*, "
			"kernel.shm* and kernel.sem");
	return put_pair(u, list, value);
}

/* Paths with colons between them. */
SET_FUNCTION(set_rights_paths)
{
	struct strv *list = set_field(u, row);
	bool may_all = row->field == KEYS_RIGHTS(unmasked);
	char path[PATH_MAX];

	(void)at;
	if (!value)
		return add(u, list, NULL);
	for (const char *p = value; *p;) {
		size_t len = strcspn(p, ":");
		int rc;

		if (may_all && len == 3 && !strncasecmp(p, "all", 3))
			rc = add(u, list, "ALL");
		else if (strcspn(p, "*?[") < len)
			rc = draft_refuse(
				u, "patterns are not supported: name each");
		else if (volume_path(p, len, NULL, 0, path) < 0)
			rc = -EINVAL;
		else
			rc = add(u, list, path);
		if (rc < 0)
			return rc;
		p += len + (p[len] == ':');
	}
	return 0;
}

static bool is_access(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= 3 && strspn(text, "rwm") == len;
}

/* Converts "[-]HOST[:CTR][:rwm]" to "[-]HOST:CTR:rwm". */
SET_FUNCTION(set_rights_device)
{
	struct strv *list = set_field(u, row);
	bool may_lack = value && *value == '-';
	const char *text = value ? value + may_lack : NULL;
	size_t len = text ? strcspn(text, ":") : 0;
	char host[PATH_MAX], inside[PATH_MAX], item[2 * PATH_MAX + 8];
	const char *access = "rwm", *rest;

	(void)at;
	if (!value)
		return add(u, list, NULL);
	if (volume_path(text, len, NULL, 0, host) < 0)
		return -EINVAL;
	memcpy(inside, host, strlen(host) + 1);
	rest = text[len] ? text + len + 1 : "";
	if (*rest == '/') {
		len = strcspn(rest, ":");
		if (volume_path(rest, len, NULL, 0, inside) < 0)
			return -EINVAL;
		rest += len + (rest[len] == ':');
	}
	if (*rest && !is_access(rest))
		return draft_refuse(u, "the access is made of r, w, m");
	if (*rest)
		access = rest;
	if (strncmp(inside, "/dev/", 5) != 0)
		return draft_refuse(
			u, "the path in the container is not below /dev");
	if (fmt_print(item, sizeof(item), "%s%s:%s:%s", may_lack ? "-" : "",
		    host, inside, access) < 0)
		return -EINVAL;
	return add(u, list, item);
}

/*
 * Splits "[/dev/INSIDE ]VALUE": the path ("" if there is none), and the value,
 * which is NULL if the path is bad.
 */
static const char *device_value(const char *text, char path[PATH_MAX])
{
	size_t len = *text == '/' ? strcspn(text, " \t") : 0;
	const char *value = text + len + strspn(text + len, " \t");

	*path = 0;
	if (len > 0 && (volume_path(text, len, NULL, 0, path) < 0 ||
			       strncmp(path, "/dev/", 5) != 0))
		return NULL;
	return value;
}

static int add_device_value(
	struct draft *u, struct strv *list, const char *path, const char *value)
{
	char item[PATH_MAX + 160];

	if (fmt_print(item, sizeof(item), "%s %s", path, value) < 0)
		return -EINVAL;
	return add(u, list, item);
}

static bool is_owner(const char *text, size_t len)
{
	return len > 0 && len <= 64 && value_is_word(text, len, "_.-$");
}

SET_FUNCTION(set_rights_device_owner)
{
	char path[PATH_MAX];
	const char *owner = value ? device_value(value, path) : NULL;
	size_t len = owner ? strcspn(owner, ":") : 0;

	(void)at;
	if (!value)
		return add(u, set_field(u, row), NULL);
	if (!owner || !*owner || (len > 0 && !is_owner(owner, len)) ||
		(owner[len] &&
			!is_owner(owner + len + 1, strlen(owner + len + 1))))
		return -EINVAL;
	return add_device_value(u, set_field(u, row), path, owner);
}

SET_FUNCTION(set_rights_device_mode)
{
	char path[PATH_MAX];
	const char *mode = value ? device_value(value, path) : NULL;
	size_t len = mode ? strspn(mode, "01234567") : 0;

	(void)at;
	if (!value)
		return add(u, set_field(u, row), NULL);
	if (!mode || mode[len] || len < 3 || len > 4 ||
		(len == 4 && *mode != '0'))
		return -EINVAL;
	return add_device_value(u, set_field(u, row), path, mode);
}

/* Converts "PATH [rwm]" to "PATH:rwm". */
SET_FUNCTION(set_rights_device_rule)
{
	struct strv *list = set_field(u, row);
	size_t len = value ? strcspn(value, " \t") : 0;
	const char *access = value ? value + len : NULL;
	char path[PATH_MAX], item[PATH_MAX + 8];

	(void)at;
	if (!value)
		return add(u, list, NULL);
	access += strspn(access, " \t");
	if (!strncmp(value, "char-", 5) || !strncmp(value, "block-", 6))
		return draft_refuse(u,
			"groups of devices are not supported: name "
			"the paths, or AddDevice= a directory");
	if (volume_path(value, len, NULL, 0, path) < 0 ||
		(*access && !is_access(access)) ||
		fmt_print(item, sizeof(item), "%s:%s", path,
			*access ? access : "rwm") < 0)
		return -EINVAL;
	return add(u, list, item);
}

/* Sets UserNS=auto[:size=N]; tcr has no other options of auto. */
static int set_auto(struct draft *u, const struct keys_row *row,
	const char *text, unsigned at)
{
	int64_t size = 0;

	if (*text) {
		if (strncmp(text, ":size=", 6) != 0)
			return draft_refuse(u,
				"the only option of auto is size=N; "
				"for a map use UIDMap=");
		size = value_number(text + 6, 65536);
		if (size < 1)
			return draft_refuse(u, "size is 1 to 65536");
	}
	u->rights.auto_size = (uint64_t)size;
	return set_text(u, row, "auto", at);
}

SET_FUNCTION(set_rights_userns)
{
	char path[PATH_MAX], item[PATH_MAX + 4];

	u->rights.auto_size = 0;
	/* host is only kept if the unit sets it. */
	if (!value || !strcmp(value, "host"))
		return set_text(u, row, at ? value : NULL, at);
	if (!strncmp(value, "auto", 4) && (!value[4] || value[4] == ':'))
		return set_auto(u, row, value + 4, at);
	if (!strncmp(value, "keep-id", 7) || !strcmp(value, "nomap"))
		return draft_refuse(
			u, "it is for podman without root; use auto");
	if (strncmp(value, "ns:", 3) != 0)
		return -EINVAL;
	if (volume_path(value + 3, strlen(value + 3), NULL, 0, path) < 0 ||
		fmt_print(item, sizeof(item), "ns:%s", path) < 0)
		return draft_refuse(u, "not the path of a namespace");
	return set_text(u, row, item, at);
}

static int add_map(struct draft *u, struct strv *list, const int64_t n[3])
{
	char item[64];

	(void)fmt_print(item, sizeof(item), "%lld:%lld:%lld", (long long)n[0],
		(long long)n[1], (long long)n[2]);
	return add(u, list, item);
}

/* CONTAINER:HOST[:SIZE], each a number. */
static int read_map(const char *text, int64_t n[3])
{
	char number[16];

	n[2] = 1;
	for (int i = 0; i < 3; i++) {
		size_t len = strcspn(text, ":");

		if (i == 2 && !*text)
			break; /* SIZE is 1 by default */
		if (len >= sizeof(number))
			return -EINVAL;
		memcpy(number, text, len);
		number[len] = 0;
		n[i] = value_number(number, UINT32_MAX - 1);
		if (n[i] < 0)
			return -EINVAL;
		text += len + (text[len] == ':');
	}
	return *text || n[2] < MAP_SIZE_MIN || n[0] + n[2] > UINT32_MAX ||
			       n[1] + n[2] > UINT32_MAX
		       ? -EINVAL
		       : 0;
}

/* Leaves out of all maps the ids of this one: inside (0), or outside (1). */
static int cut_maps(
	struct draft *u, struct strv *list, const int64_t by[3], int side)
{
	struct strv old = *list;
	int rc = 0;

	*list = (struct strv){0};
	for (size_t i = 0; rc == 0 && i < old.n; i++) {
		int64_t n[3] = {0}, before, skip;

		(void)read_map(old.v[i], n);
		before = by[side] - n[side];
		if (before >= n[2] || -before >= by[2]) {
			rc = add_map(u, list, n);
			continue;
		}
		skip = before + by[2];
		if (before > 0)
			rc = add_map(
				u, list, (const int64_t[]){n[0], n[1], before});
		if (rc == 0 && skip < n[2])
			rc = add_map(u, list,
				(const int64_t[]){
					n[0] + skip, n[1] + skip, n[2] - skip});
	}
	return rc;
}

/* With a plus, the maps before it make room for this one. */
SET_FUNCTION(set_rights_map)
{
	struct strv *list = set_field(u, row);
	bool plus = value && *value == '+';
	int64_t n[3];
	int rc;

	(void)at;
	if (!value)
		return add(u, list, NULL);
	if (read_map(value + plus, n) < 0)
		return -EINVAL;
	if (plus && list->n == 0)
		return draft_refuse(u, "a plus changes maps before it: there "
				       "is none");
	rc = plus ? cut_maps(u, list, n, 0) : 0;
	if (rc == 0 && plus)
		rc = cut_maps(u, list, n, 1);
	if (rc == 0 && list->n >= MAPS_MAX)
		return draft_refuse(u, "too many");
	return rc < 0 ? rc : add_map(u, list, n);
}

SET_FUNCTION(set_rights_control)
{
	enum rights_control *control = set_field(u, row);

	(void)at;
	if (!value || !strcmp(value, "none"))
		*control = RIGHTS_CONTROL_NONE;
	else if (!strcmp(value, "status"))
		*control = RIGHTS_CONTROL_STATUS;
	else if (!strcmp(value, "update"))
		*control = RIGHTS_CONTROL_UPDATE;
	else if (!strcmp(value, "full"))
		*control = RIGHTS_CONTROL_FULL;
	else
		return -EINVAL;
	return 0;
}
