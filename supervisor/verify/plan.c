/* SPDX-License-Identifier: MIT */
/*
 * What reload-config would do.  The unit files are loaded as tcrd loads them,
 * and compared with the texts that tcrd keeps of its units
 * (RUN/units/NAME/unit, see saved.h).  What a unit does now is in the status
 * document.
 */
#include "supervisor/verify/plan.h"

#include "init/io.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/client.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_limits.h"
#include "supervisor/units/keys/change.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/present.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_WIDTH 20 /* of the column of names */

static struct {
	struct present present;
	char text[CONF_FILE_MAX + 1]; /* what tcrd keeps of a unit */
	char change[CHANGE_TEXT_MAX];
	bool *starts; /* of each unit: whether the reload starts or restarts it
		       */
	size_t same, refused;
} self;

static void row(char sign, const char *name, const char *what, const char *why)
{
	out_print("%c %-*s %s%s%s\n", sign, NAME_WIDTH, name, what,
		why ? ": " : "", why ? why : "");
}

/* Whether one of the lines of text is this one. */
static bool has_line(const char *text, const char *line, size_t len)
{
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
		if (strcspn(text, "\n") == len && memcmp(text, line, len) == 0)
			return true;
	return false;
}

/* Prints the lines of `text` that `other` lacks; not comments, nor blank ones.
 */
static void print_lines(char sign, const char *text, const char *other)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		if (len > 0 && text[0] != '#' && text[0] != ';' &&
			!has_line(other, text, len)) {
			out_print("  %c ", sign);
			out_shown(text, len);
			out_bytes("\n", 1);
		}
		text += len + (text[len] == '\n');
	}
}

void plan_lines(const char *before, const char *now)
{
	print_lines('-', before, now);
	print_lines('+', now, before);
}

static bool is_up(const struct unit_file *file)
{
	struct doc_unit unit;

	return present_find(&self.present, file, &unit) &&
	       (look_of(unit.state)->up || doc_is(unit.state, "starting") ||
		       doc_is(unit.state, "backoff"));
}

static bool has_failed(const struct unit_file *file)
{
	struct doc_unit unit;

	return present_find(&self.present, file, &unit) &&
	       doc_is(unit.state, "failed");
}

/*
 * What a unit that is up needs, self.text being what it was started with.
 * self.change becomes the keys that change in place.
 */
static enum unit_change change_of(const struct unit_file *file)
{
	struct doc_unit unit;
	char *before = strdup(self.text), *now = strdup(file->text);
	enum unit_change change = CHANGE_RESTART;

	self.change[0] = 0;
	if (before && now && present_find(&self.present, file, &unit) &&
		!doc_is(unit.state, "backoff"))
		change = change_between(before, now, self.change);
	free(before);
	free(now);
	return change == CHANGE_LIMITS && unit.pid <= 0 ? CHANGE_RESTART
							: change;
}

/* Warns if the unit uses more memory than its new limit. */
static void print_memory(const struct unit_file *file)
{
	const struct spec_input in = {.unit = file};
	int64_t used = cgroup_number(file->name, "memory.current", NULL);
	char text[HUMAN_SHORT];

	if (used <= spec_limits_memory(&in))
		return;
	human_bytes(text, (uint64_t)used);
	out_print("  ! %s are in use: restart, unless the kernel can free "
		  "enough\n",
		text);
}

static void print_changed(const struct unit_file *file, bool starts)
{
	const char *what = "changed, but not up: nothing to do";

	if (!starts && is_up(file) && change_of(file) != CHANGE_RESTART) {
		row('~', file->name, "change in place",
			*self.change ? self.change : NULL);
		print_memory(file);
		return;
	}
	if (starts)
		what = is_up(file) ? "restart" : "start";
	row('~', file->name, what, NULL);
	plan_lines(self.text, file->text);
}

/* Reads the text that a unit was started with, or else the one that tcrd has
 * read last.  Its length, or -errno. */
static ssize_t read_kept(const struct unit_file *file)
{
	char path[PATH_MAX];
	ssize_t n = paths_unit(path, file->name, "started");

	if (n == 0 && (!is_up(file) || access(path, F_OK) < 0))
		n = paths_unit(path, file->name, "unit");
	if (n == 0)
		n = io_read_file(AT_FDCWD, path, self.text, sizeof(self.text));
	self.text[n > 0 ? n : 0] = 0;
	return n;
}

/* Whether the unit's own file is why the reload starts or restarts it. */
static bool starts_itself(const struct unit_file *file)
{
	ssize_t n;

	if (file->bad || file->stale || !file->text)
		return false;
	n = read_kept(file);
	if (n == -ENOENT)
		return file->conf.wanted;
	return strcmp(self.text, file->text) != 0 &&
	       ((is_up(file) && change_of(file) == CHANGE_RESTART) ||
		       (file->conf.wanted && has_failed(file)));
}

/* Marks what unit i pulls in and is not up.  Whether that is any unit. */
static bool mark_pulled(const struct conf *conf, size_t i)
{
	bool any = false;

	for (size_t j = 0; j < conf->units[i].edge_count; j++) {
		const struct unit_edge *e = &conf->units[i].edges[j];

		if (!e->pull || self.starts[e->on] || conf->units[e->on].bad ||
			is_up(&conf->units[e->on]))
			continue;
		self.starts[e->on] = true;
		any = true;
	}
	return any;
}

static int find_starts(const struct conf *conf)
{
	bool more = true;

	self.starts = calloc(conf->count + 1, sizeof(*self.starts));
	if (!self.starts)
		return -ENOMEM;
	for (size_t i = 0; i < conf->count; i++)
		self.starts[i] = starts_itself(&conf->units[i]);
	while (more) {
		more = false;
		for (size_t i = 0; i < conf->count; i++)
			if (self.starts[i])
				more |= mark_pulled(conf, i);
	}
	return 0;
}

static void print_unit(const struct unit_file *file, bool starts)
{
	ssize_t n;

	if (file->masked || !file->text)
		return;
	if (file->stale || file->fallback)
		row('!', file->name,
			file->stale ? "stays as it was"
				    : "as the files below say",
			file->stale ? file->stale : file->fallback);
	else if (file->bad)
		row('!', file->name, "refused", file->bad);
	self.refused += file->stale || file->fallback || file->bad;
	if (file->stale || file->bad)
		return;
	n = read_kept(file);
	if (n == -ENOENT)
		row('+', file->name,
			starts ? "new: start" : "new: nothing wants it", NULL);
	else if (strcmp(self.text, file->text) != 0)
		print_changed(file, starts);
	else if (starts)
		row('+', file->name, "start", NULL);
	else
		self.same++;
}

/* Units of tcrd that have no file any more, and are not made by tcrd itself. */
static void print_gone(void)
{
	struct doc_unit unit;
	char name[UNIT_NAME_MAX + 1], shown[UNIT_NAME_MAX + 1];
	char path[PATH_MAX];

	while (doc_next(&self.present.doc, &unit)) {
		(void)doc_print(unit.unit, name, sizeof(name));
		(void)look_name(unit.unit, shown, sizeof(shown));
		if (conf_find(&self.present.conf, name) >= 0 ||
			paths_unit(path, shown, "unit") < 0 ||
			access(path, F_OK) < 0)
			continue;
		row('-', shown,
			doc_is(unit.state, "inactive") ||
					doc_is(unit.state, "exited")
				? "its file is gone: forgotten"
				: "its file is gone: stop",
			NULL);
	}
}

int plan_run(const struct client_args *args)
{
	const struct conf *conf = &self.present.conf;
	int rc;

	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "%s: you must be root", args->verb);
	rc = present_load(&self.present);
	if (rc != 0)
		return rc;
	if (find_starts(conf) < 0)
		return out_fail(
			EXITCODE_FAILED, "%s: out of memory", args->verb);
	for (size_t i = 0; i < conf->count; i++)
		print_unit(&conf->units[i], self.starts[i]);
	print_gone();
	out_print("= %zu unchanged\n", self.same);
	return self.refused ? EXITCODE_BAD_CONFIG : EXITCODE_OK;
}
