/* SPDX-License-Identifier: MIT */
/*
 * User namespaces.  UserNS=auto gives every unit 65,536 ids that no other unit
 * has.  An index in a file says which; the ids begin at 65,536.  Files of the
 * unit's volumes keep these ids, so an index is never given out twice, not even
 * when the unit is gone.  The file is in DATA; while that is read-only, it goes
 * on in RUN with all that it has had.
 */
#include "supervisor/spec/userns.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/lock.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define LEAF    "userns"
#define MAP_MAX 1024

/* The number at the end of a line of text; -1: there is none. */
static long index_of(const char *line, size_t len, size_t name)
{
	const char *end;
	uint64_t n;

	if (name == 0 || name + 1 >= len || line[name] != ' ')
		return -1;
	n = text_digits(line + name + 1, &end, 10);
	return end == line + len && n <= USERNS_INDEX_MAX ? (long)n : -1;
}

int userns_index(char *text, size_t size, const char *unit, bool *added)
{
	size_t wanted = strlen(unit), len = strlen(text);
	long highest = -1;
	int n;

	*added = false;
	for (const char *line = text; *line; line += strcspn(line, "\n")) {
		line += *line == '\n';
		size_t end = strcspn(line, "\n"), name = strcspn(line, " \n");
		long index = index_of(line, end, name);

		if (index > highest)
			highest = index;
		if (index >= 0 && name == wanted && !memcmp(line, unit, name))
			return (int)index;
	}
	if (highest == USERNS_INDEX_MAX)
		return -ENOSPC;
	n = fmt_print(text + len, size - len, "%s%s %ld\n",
		len > 0 && text[len - 1] != '\n' ? "\n" : "", unit,
		highest + 1);
	if (n < 0) {
		text[len] = 0;
		return -ENOSPC;
	}
	*added = true;
	return (int)(highest + 1);
}

/* Reads the file, from RUN if it is there; 0 or -errno. */
static int read_text(int data, int run, char text[USERNS_TEXT_MAX])
{
	ssize_t len = io_read_file(run, LEAF, text, USERNS_TEXT_MAX);

	if (len == -ENOENT && data >= 0)
		len = io_read_file(data, LEAF, text, USERNS_TEXT_MAX);
	text[len < 0 ? 0 : len] = 0;
	return len < 0 && len != -ENOENT ? (int)len : 0;
}

/* Writes the file where it can stay; 0 or -errno. */
static int write_text(int data, int run, const char *text)
{
	int rc;

	if (data < 0 || access(paths_data(), W_OK) < 0)
		return keep_file(run, LEAF, text, strlen(text), 0600);
	rc = keep_file(data, LEAF, text, strlen(text), 0600);
	if (rc == 0 && unlinkat(run, LEAF, 0) < 0 && errno != ENOENT)
		rc = -errno;
	return rc;
}

static int find_index(const char *unit)
{
	static char text[USERNS_TEXT_MAX];
	autofd int held = lock_hold(LOCK_USERNS);
	autofd int run = open(paths_run(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool added = false;
	int index = run < 0 ? -errno : 0;
	autofd int data =
		open(paths_data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (held < 0)
		return held;
	if (index == 0)
		index = read_text(data, run, text);
	if (index == 0)
		index = userns_index(text, USERNS_TEXT_MAX, unit, &added);
	if (added) {
		int rc = write_text(data, run, text);

		index = rc < 0 ? rc : index;
	}
	if (index < 0) {
		errno = -index;
		return failed("a range of ids for %s", unit);
	}
	return index;
}

static size_t take_maps(
	const struct strv *list, struct userns_range out[USERNS_RANGES_MAX])
{
	size_t n = 0;

	for (; n < list->n && n < USERNS_RANGES_MAX; n++) {
		const char *end;

		out[n].inside = (uint32_t)text_digits(list->v[n], &end, 10);
		out[n].outside = (uint32_t)text_digits(end + 1, &end, 10);
		out[n].size = (uint32_t)text_digits(end + 1, NULL, 10);
	}
	return n;
}

static int set_auto(
	struct userns *ns, const char *unit, uint64_t size, bool offline)
{
	int index = offline ? 0 : find_index(unit);

	if (index < 0)
		return index;
	ns->uids[0] =
		(struct userns_range){0, USERNS_SIZE * ((uint32_t)index + 1),
			size ? (uint32_t)size : USERNS_SIZE};
	ns->gids[0] = ns->uids[0];
	ns->uid_count = ns->gid_count = 1;
	return 0;
}

static void print_maps(
	const struct userns_range *ranges, size_t n, char out[MAP_MAX])
{
	size_t len = 0;

	out[0] = 0;
	for (size_t i = 0; i < n; i++) {
		int added = fmt_print(out + len, MAP_MAX - len, "%u %u %u\n",
			ranges[i].inside, ranges[i].outside, ranges[i].size);

		len += added > 0 ? (size_t)added : 0;
	}
}

static int open_for_mounts(struct userns *ns)
{
	char uids[MAP_MAX], gids[MAP_MAX];

	if (ns->path) {
		ns->fd = open(ns->path, O_RDONLY | O_CLOEXEC);
		return ns->fd < 0 ? failed("user namespace %s", ns->path) : 1;
	}
	print_maps(ns->uids, ns->uid_count, uids);
	print_maps(ns->gids, ns->gid_count, gids);
	ns->fd = image_userns(uids, gids);
	return ns->fd < 0 ? ns->fd : 1;
}

int userns_plan(const struct unit_file *unit, bool offline, struct userns *ns)
{
	const struct unit_rights *e = rights_of(unit->conf.rights);
	int rc;

	*ns = (struct userns){.fd = -1};
	if (e->userns && !strncmp(e->userns, "ns:", 3)) {
		ns->path = e->userns + 3;
	} else if (e->userns && !strcmp(e->userns, "auto")) {
		rc = set_auto(ns, e->auto_of ? e->auto_of : unit->name,
			e->auto_size, offline);
		if (rc < 0)
			return rc;
	} else if (e->uid_maps.n > 0 || e->gid_maps.n > 0) {
		/* As with podman, UIDMap= alone or GIDMap= alone maps both. */
		ns->uid_count = take_maps(
			e->uid_maps.n ? &e->uid_maps : &e->gid_maps, ns->uids);
		ns->gid_count = take_maps(
			e->gid_maps.n ? &e->gid_maps : &e->uid_maps, ns->gids);
	} else {
		return 0;
	}
	return 1;
}

int userns_up(const struct unit_file *unit, struct userns *ns)
{
	int rc = userns_plan(unit, false, ns);

	return rc <= 0 ? rc : open_for_mounts(ns);
}

void userns_done(struct userns *ns)
{
	if (ns->fd >= 0)
		close(ns->fd);
	ns->fd = -1;
}

static uint32_t outside(
	const struct userns_range *ranges, size_t n, uint32_t id)
{
	for (size_t i = 0; i < n; i++)
		if (id >= ranges[i].inside &&
			id - ranges[i].inside < ranges[i].size)
			return ranges[i].outside + (id - ranges[i].inside);
	return UINT32_MAX;
}

uint32_t userns_uid(const struct userns *ns, uint32_t id)
{
	return ns ? outside(ns->uids, ns->uid_count, id) : id;
}

uint32_t userns_gid(const struct userns *ns, uint32_t id)
{
	return ns ? outside(ns->gids, ns->gid_count, id) : id;
}

int userns_maps(const struct userns *ns, const struct unit_volume *v,
	const char *source)
{
	if (ns->fd < 0 || (!v->idmap && !v->named && !v->store))
		return 0;
	if (image_idmap_can(source, ns->fd))
		return 1;
	if (!v->idmap) {
		log_warn("volume %s: its file system has no id-mapped mounts, "
			 "so nobody owns it inside",
			v->source);
		return 0;
	}
	log_err("volume %s: its file system has no id-mapped mounts",
		v->source);
	return -EOPNOTSUPP;
}
