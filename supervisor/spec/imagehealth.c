/* SPDX-License-Identifier: MIT */
/*
 * The file has a struct image_health, with the values of unit and image merged,
 * and then the words of the command, each with a NUL behind it.
 */
#include "supervisor/spec/imagehealth.h"

#include "images/image.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAF           "health-1" /* a new format needs a new number */
#define SIZE_MAX_BYTES (sizeof(struct image_health) + IMAGE_TEXT_MAX)

/* The keys of a unit have the same minimum. */
#define INTERVAL_MIN_MS 100
#define TIMEOUT_MIN_MS  1000

static int64_t at_least(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

void imagehealth_merge(
	struct unit_health *health, const struct image_info *image)
{
	const struct image_health *h;
	struct image_health *to = &health->times;
	size_t n = 0;

	if (health->from != CHECK_IMAGE)
		return;
	while (image && image->health_cmd && image->health_cmd[n])
		n++;
	if (n == 0) {
		health->from = CHECK_NONE;
		return;
	}
	h = &image->health;
	health->cmd = (struct strv){.v = image->health_cmd, .n = n};
	if (h->interval_ms > 0 && !health->has_interval)
		to->interval_ms = at_least(h->interval_ms, INTERVAL_MIN_MS);
	if (h->timeout_ms > 0 && !health->has_timeout)
		to->timeout_ms = at_least(h->timeout_ms, TIMEOUT_MIN_MS);
	if (h->start_ms > 0 && !health->has_start)
		to->start_ms = h->start_ms;
	if (h->early_ms > 0)
		to->early_ms = at_least(h->early_ms, INTERVAL_MIN_MS);
	if (h->retries > 0 && !health->has_retries)
		to->retries = h->retries;
}

const char *imagehealth_lacks(
	const struct unit_life *life, const struct image_info *image)
{
	const struct unit_health *h = life->health;

	if (!h || h->from != CHECK_IMAGE ||
		(image->health_cmd && image->health_cmd[0]))
		return NULL;
	return life->notify == NOTIFY_HEALTHY ? "Notify"
	       : h->startup.n > 0             ? "HealthStartupCmd"
					      : NULL;
}

/* Puts the file together in buf (SIZE_MAX_BYTES); its length or -errno. */
static ssize_t compose(char *buf, const struct unit_health *h)
{
	size_t len = sizeof(h->times);

	memcpy(buf, &h->times, len);
	for (size_t i = 0; i < h->cmd.n; i++) {
		size_t size = strlen(h->cmd.v[i]) + 1;

		if (size > SIZE_MAX_BYTES - len)
			return -E2BIG;
		memcpy(buf + len, h->cmd.v[i], size);
		len += size;
	}
	return (ssize_t)len;
}

int imagehealth_save(
	const struct unit_file *unit, const struct image_info *image, int dir)
{
	const struct unit_life *life = &unit->conf.life;
	const char *lacks = imagehealth_lacks(life, image);
	struct unit_health h = {.from = CHECK_NONE};
	static char buf[SIZE_MAX_BYTES];
	ssize_t rc;

	if (life->health)
		h = *life->health;
	if (lacks) {
		log_err("%s= needs HealthCmd=: the image has no HEALTHCHECK",
			lacks);
		return -EINVAL;
	}
	imagehealth_merge(&h, image);
	if (h.from != CHECK_IMAGE) {
		if (unlinkat(dir, LEAF, 0) == 0 || errno == ENOENT)
			return 0;
		return failed("remove " LEAF);
	}
	rc = compose(buf, &h);
	if (rc >= 0)
		rc = io_replace_file(dir, LEAF, buf, (size_t)rc, 0600);
	if (rc < 0) {
		errno = (int)-rc;
		return failed("save the health check of the image");
	}
	return 0;
}

/* Reads at most size bytes of the unit's file; returns how many, or -errno. */
static ssize_t read_start(const struct unit_file *unit, void *buf, size_t size)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, unit->name, LEAF);
	autofd int fd = rc < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, size);

	if (rc < 0 || n < 0)
		return rc < 0 ? rc : -errno;
	return n < (ssize_t)sizeof(struct image_health) ? -EBADMSG : n;
}

void imagehealth_load(const struct unit_file *unit, struct unit_health *health)
{
	if (health->from == CHECK_IMAGE &&
		read_start(unit, &health->times, sizeof(health->times)) < 0)
		health->from = CHECK_NONE;
}

int imagehealth_words(
	const struct unit_file *unit, struct arena *arena, struct strv *words)
{
	char *buf = malloc(SIZE_MAX_BYTES + 1);
	ssize_t n = buf ? read_start(unit, buf, SIZE_MAX_BYTES) : -ENOMEM;
	ssize_t at = sizeof(struct image_health);
	int rc = n < 0 ? (int)n : 0;

	if (rc == 0)
		buf[n] = 0;
	while (rc == 0 && at < n) {
		size_t len = strlen(buf + at);

		rc = strv_add(arena, words, buf + at, len);
		at += (ssize_t)len + 1;
	}
	free(buf);
	return rc;
}
