/* SPDX-License-Identifier: MIT */
/*
 * Reads all images that there are, and finds those that a command names.  Which
 * of several files of one name counts is asked of images/, as a start does.
 */
#include "supervisor/store/images.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/doc.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/out.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/text/nearest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REF_TEXT 512

/* The last error that images/ has logged. */
static char said[IMAGES_TEXT];

static void keep_line(enum log_level level, const char *line, size_t len)
{
	if (level == LOG_LEVEL_ERR)
		(void)fmt_print(
			said, sizeof(said), "%.*s", (int)(len - 1), line);
}

void images_listen(void)
{
	said[0] = 0;
	log_divert(keep_line);
}

const char *images_heard(void)
{
	const char *path = "image /";
	const char *text = strncmp(said, path, strlen(path)) == 0
				   ? strstr(said, ": ")
				   : NULL;

	log_divert(NULL);
	return text ? text + 2 : said;
}

const struct image_trust *images_trust(void)
{
	static struct settings settings;
	const struct scan_trust trust = {.data = paths_data()};

	if (!settings.trust.keys) {
		images_listen(); /* errors of a tcr.conf are tcrd's to tell */
		(void)tcrconf_read(&settings, paths_settings(), &trust);
		(void)images_heard();
		settings.trust.keys = paths_keys();
	}
	return &settings.trust;
}

struct image_trust images_trust_of(const struct store_image *image)
{
	struct image_trust trust = *images_trust();

	trust.name = image->loaded ? image->name : NULL;
	return trust;
}

int images_open(const char *path, char why[IMAGES_TEXT])
{
	char same[PATH_MAX];
	const char *text;
	int fd;

	images_listen();
	fd = image_open(path, paths_images(), NULL, same, sizeof(same));
	text = images_heard();
	(void)fmt_print(why, IMAGES_TEXT, "%s", fd < 0 ? text : "");
	return fd;
}

int images_info(
	int fd, bool strict, struct image_info *info, char why[IMAGES_TEXT])
{
	const struct image_trust trust = {.keys = paths_keys()};
	const char *text;
	int rc;

	if (strict)
		(void)images_trust(); /* which listens, too */
	images_listen();
	rc = strict ? image_info_read(fd, images_trust(), info)
		    : image_info_peek(fd, &trust, info);
	text = images_heard();
	if (rc < 0)
		(void)fmt_print(why, IMAGES_TEXT, "%s", text);
	return rc;
}

const char *images_file(const struct store_image *image)
{
	return strrchr(image->path, '/') + 1;
}

void images_users(const struct store_image *image, char text[IMAGES_TEXT])
{
	size_t len = 0;

	text[0] = 0;
	for (size_t u = 0; u < image->users.n && len < IMAGES_TEXT; u++) {
		int n = fmt_print(text + len, IMAGES_TEXT - len, "%s%s",
			len ? ", " : "", image->users.v[u]);

		len = n < 0 ? IMAGES_TEXT : len + (size_t)n;
	}
}

/* Reads one file into the next element. */
static void read_file(struct store_images *all, const char *folder)
{
	struct store_image *i = &all->v[all->n++];
	struct image_trust trust;
	struct image_choice c;
	struct stat st = {0};
	autofd int fd = images_open(i->path, i->bad);

	i->loaded = strcmp(folder, paths_store()) == 0;
	i->info = (struct image_info){.uid = -1, .gid = -1};
	if (fd >= 0 && fstat(fd, &st) < 0)
		(void)fmt_print(i->bad, IMAGES_TEXT, "%s", strerror(errno));
	else if (fd >= 0 && images_info(fd, false, &i->info, i->bad) == 0)
		i->bad[0] = 0;
	i->bytes = (uint64_t)st.st_size;
	image_name(images_file(i), &i->info, i->name, sizeof(i->name));
	trust = images_trust_of(i);
	images_listen(); /* to warnings of damaged images */
	if (!i->name[0] ||
		image_choose(i->name, paths_images(), paths_keys(), &c) < 0)
		(void)fmt_print(i->why, IMAGES_TEXT, "it has no name");
	else if (strcmp(c.path, i->path) != 0)
		(void)fmt_print(i->why, IMAGES_TEXT, "%s",
			strcmp(c.other, i->path) == 0
				? c.why
				: "another file has this name");
	else if (!i->bad[0])
		(void)image_trusted(&trust, &i->info, i->why);
	(void)images_heard();
}

/* Adds the files of one folder; 0 or -errno. */
static int read_folder(struct store_images *all, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	int rc = 0;

	if (!d)
		return errno == ENOENT ? 0 : -errno;
	while (rc == 0 && (e = readdir(d))) {
		struct store_image *grown;

		if (!image_is_file(e->d_name))
			continue;
		grown = realloc(all->v, (all->n + 1) * sizeof(*grown));
		if (!grown) {
			rc = -ENOMEM;
			break;
		}
		all->v = grown;
		grown += all->n;
		memset(grown, 0, sizeof(*grown));
		if (fmt_print(grown->path, PATH_MAX, "%s/%s", folder,
			    e->d_name) > 0)
			read_file(all, folder);
	}
	closedir(d);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct store_image *x = a, *y = b;
	int order = strverscmp(x->name, y->name);

	return order ? order : strcmp(x->path, y->path);
}

int images_read(struct store_images *all)
{
	*all = (struct store_images){.v = NULL};
	for (const char *const *d = paths_images(); *d; d++) {
		int rc = read_folder(all, *d);

		if (rc < 0) {
			images_done(all);
			return out_fail(
				EXITCODE_FAILED, "%s: %s", *d, strerror(-rc));
		}
	}
	if (all->n > 0)
		qsort(all->v, all->n, sizeof(*all->v), by_name);
	return EXITCODE_OK;
}

void images_done(struct store_images *all)
{
	for (size_t i = 0; i < all->n; i++)
		image_info_done(&all->v[i].info);
	free(all->v);
	arena_done(&all->arena);
	*all = (struct store_images){.v = NULL};
}

static void add_user(
	struct store_images *all, struct store_image *i, const char *text)
{
	/* Without memory it is not known whether an image has users. */
	all->unknown |=
		strv_add(&all->arena, &i->users, text, strlen(text)) < 0;
}

static void add_unit(struct store_images *all, const struct doc_unit *u)
{
	char unit[REF_TEXT], ref[REF_TEXT];
	struct image_choice c;

	(void)doc_print(u->unit, unit, sizeof(unit));
	if (!u->image.at) {
		all->unknown |= u->cut.at || doc_is(u->state, "bad-config");
		return;
	}
	(void)doc_print(u->image, ref, sizeof(ref));
	if (image_choose(ref, paths_images(), paths_keys(), &c) < 0)
		return;
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].path, c.path) == 0)
			add_user(all, &all->v[i], unit);
}

/* An image is used by those that stack on it. */
static void add_stacks(struct store_images *all)
{
	char text[IMAGES_TEXT];

	for (size_t i = 0; i < all->n; i++)
		for (size_t b = 0; b < all->n; b++) {
			if (!image_is_base(&all->v[b].info, &all->v[i].info))
				continue;
			(void)fmt_print(
				text, sizeof(text), "image %s", all->v[i].name);
			add_user(all, &all->v[b], text);
		}
}

void images_ask_users(struct store_images *all)
{
	struct doc doc;
	struct doc_unit u;

	add_stacks(all);
	if (fetch_quietly(&doc) < 0)
		return;
	images_listen();
	while (doc_next(&doc, &u))
		add_unit(all, &u);
	(void)images_heard();
	all->asked = true;
	doc_done(&doc);
}

/* Picks the images of this digest, or whose digest begins so; an exit code. */
static int pick_digest(struct store_images *all, const char *name, bool *found)
{
	static const char kind[] = "sha256:";
	const char *hex = strncmp(name, kind, strlen(kind)) == 0
				  ? name + strlen(kind)
				  : name;
	const char *first = NULL;

	if (!*hex || strspn(hex, "0123456789abcdef") != strlen(hex))
		return EXITCODE_OK;
	for (size_t i = 0; i < all->n; i++) {
		const char *digest = all->v[i].info.digest;

		if (!digest || strncmp(digest, kind, strlen(kind)) != 0 ||
			strncmp(digest + strlen(kind), hex, strlen(hex)) != 0)
			continue;
		if (first && strcmp(first, digest) != 0)
			return out_fail(EXITCODE_USAGE,
				"'%s' is the beginning of several digests",
				name);
		first = digest;
		all->v[i].picked = *found = true;
	}
	return EXITCODE_OK;
}

static int no_image(const struct store_images *all, const char *name)
{
	struct nearest near = nearest_begin(name);
	const char *best = NULL; /* with its tag, without which it is another */

	for (size_t i = 0; i < all->n; i++) {
		const char *n = all->v[i].name;
		unsigned before = near.distance;

		nearest_try(&near, n,
			strchr(name, ':') ? strlen(n) : strcspn(n, ":"));
		if (near.distance < before)
			best = n;
	}
	return out_fail(EXITCODE_NO_UNIT, "no such image: '%s'%s%s%s", name,
		best ? " (did you mean '" : "", best ? best : "",
		best ? "'?)" : "");
}

static int pick(struct store_images *all, const char *name)
{
	bool found = false;
	int rc;

	for (size_t i = 0; i < all->n; i++)
		if (image_is_named(all->v[i].name, name))
			all->v[i].picked = found = true;
	rc = found ? EXITCODE_OK : pick_digest(all, name, &found);
	return found || rc != EXITCODE_OK ? rc : no_image(all, name);
}

int images_pick(struct store_images *all, char *const *names, size_t count)
{
	int rc = EXITCODE_OK;

	for (size_t i = 0; i < all->n; i++)
		all->v[i].picked = count == 0;
	for (size_t i = 0; i < count && rc == EXITCODE_OK; i++)
		rc = pick(all, names[i]);
	return rc;
}
