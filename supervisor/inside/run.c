/* SPDX-License-Identifier: MIT */
/*
 * tcrctl run.  The unit is a file in RUN/conf.d, the first unit directory, and
 * tcrd is asked to load the units again, which restarts none.  What tcrd makes
 * of it is read in the status document, so nothing is lost if tcrd is replaced
 * meanwhile.  The output of a container in the foreground comes from its
 * keeper; as long as the file is locked, tcrd keeps a unit that has ended
 * (manager/collect.c).
 */
#include "supervisor/inside/run.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/client.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/inside/attach.h"
#include "supervisor/inside/container.h"
#include "supervisor/inside/transient.h"
#include "supervisor/units/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOK_MS    20    /* how often tcrd is asked for the unit's state */
#define GONE_MS    10000 /* for a unit of the same name to go */
#define NUMBER_MAX 10000

struct made {
	const struct client_args *args;
	char unit[UNIT_NAME_MAX + 1];
	char path[PATH_MAX]; /* of its file */
	char text[CONF_FILE_MAX + 1];
};

static int not_tried(const char *what, int rc)
{
	return out_fail(EXITCODE_NOT_TRIED, "run: %s: %s", what, strerror(-rc));
}

static void pause_ms(int64_t ms)
{
	(void)poll(NULL, 0, (int)ms);
}

/* Whether a unit of that name, or what is left of one, is there. */
static bool is_taken(const char *unit)
{
	struct container_state state;

	return container_has_file(unit, NULL) ||
	       container_state(unit, &state) == 0;
}

/* Waits until tcrd has nothing left of an earlier unit of that name. */
static bool is_gone(const char *unit)
{
	int64_t end = io_now_ms() + GONE_MS;
	char path[PATH_MAX];

	if (paths_unit(path, unit, "") < 0)
		return false;
	while (access(path, F_OK) == 0 && io_now_ms() < end)
		pause_ms(LOOK_MS);
	return io_now_ms() < end;
}

/* Makes a name up: that of the image and a number. */
static int make_name(struct made *m)
{
	const char *image =
		m->args->made.rootfs ? m->args->made.rootfs : m->args->names[0];
	const char *slash = strrchr(image, '/');
	const char *base = slash ? slash + 1 : image;
	int len = (int)strcspn(base, ":@.");

	if (len == 0 || len > 50 || !human_is_unit(base, (size_t)len)) {
		base = "run";
		len = 3;
	}
	for (int i = 1; i < NUMBER_MAX; i++) {
		char path[PATH_MAX];

		(void)fmt_print(
			m->unit, sizeof(m->unit), "%.*s-%d", len, base, i);
		if (!is_taken(m->unit) && paths_unit(path, m->unit, "") == 0 &&
			access(path, F_OK) < 0)
			return 0;
	}
	return out_fail(EXITCODE_NOT_TRIED, "run: --name is wanted");
}

static int take_name(struct made *m)
{
	const char *name = m->args->made.name;
	size_t len = name ? strlen(name) : 0;

	if (!name)
		return make_name(m);
	if (!human_is_unit(name, len) || len > UNIT_STEM_MAX ||
		strpbrk(name, "@:."))
		return out_fail(EXITCODE_NOT_TRIED,
			"run: --name '%s' cannot be a unit's name", name);
	(void)fmt_print(m->unit, sizeof(m->unit), "%s", name);
	if (is_taken(name) || !is_gone(name))
		return out_fail(EXITCODE_NOT_TRIED,
			"run: there is a unit '%s' (see 'tcrctl status %s')",
			name, name);
	return 0;
}

/* Locks the file until this process ends. */
static int lock(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : flock(fd, LOCK_EX);
}

/* Makes the file, which nobody ever reads half, and replaces none. */
static int write_file(struct made *m, size_t len)
{
	const char *dir = paths_units()[0];
	char temporary[PATH_MAX];
	int rc = 0;

	(void)umask(022);
	if (fmt_print(temporary, sizeof(temporary), "%s/.run-%d", dir,
		    (int)getpid()) < 0 ||
		fmt_print(m->path, sizeof(m->path), "%s/%s.container", dir,
			m->unit) < 0)
		rc = -ENAMETOOLONG;
	if (rc == 0)
		rc = io_mkdirs(dir, 0755);
	/* An environment may hold secrets. */
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, temporary, m->text, len, 0600);
	if (rc == 0 && !m->args->made.detach && lock(temporary) < 0)
		rc = -errno;
	if (rc == 0 && link(temporary, m->path) < 0)
		rc = -errno;
	(void)unlink(temporary);
	return rc < 0 ? not_tried(m->path, rc) : 0;
}

static int load(void)
{
	return ask_run(&(struct client_args){.verb = "load", .wait_ms = -1});
}

/* Removes the unit, and waits until it is gone: its name is free then. */
static void drop(const struct made *m)
{
	if (unlink(m->path) == 0 && load() == 0)
		(void)is_gone(m->unit);
}

/* Waits until the unit is up or has ended; false: it is not there any more. */
static bool settle(const struct made *m, struct container_state *s)
{
	while (container_state(m->unit, s) == 0) {
		if (!s->moving)
			return true;
		pause_ms(LOOK_MS);
	}
	return false;
}

/* The exit status of a run that is over, after a message if it was none. */
static int conclude(const struct made *m, const struct container_state *s)
{
	const struct client_args *args = m->args;
	size_t command = transient_command(args);
	int status = container_exit_status(s->last_exit);

	if (status >= 0)
		return status;
	return container_not_started("run", s->cause, m->unit,
		command < args->count ? args->names[command] : "its program");
}

/* Connects to the keeper: a descriptor; or -1, and s is how the unit ended. */
static int find_keeper(const struct made *m, struct container_state *s)
{
	while (container_state(m->unit, s) == 0) {
		enum unit_attach kind;
		int fd = attach_open(m->unit, &kind);

		if (fd >= 0 || s->ended)
			return fd;
		pause_ms(LOOK_MS);
	}
	return -1;
}

static int stay_with(struct made *m, int signals)
{
	const struct client_args *args = m->args;
	const struct attach a = {.unit = m->unit,
		.input = args->interactive,
		.tty = args->tty,
		.own = true,
		.signals = signals};
	struct container_state s = {.ended = false};
	autofd int fd = find_keeper(m, &s);
	int rc = fd < 0 ? 0 : attach_run(&a, fd);

	if (rc == ATTACH_DETACHED)
		return EXITCODE_OK;
	if (rc != 0)
		return out_fail((enum exitcode)rc,
			"run: %s runs on (see 'tcrctl stop %s')", m->unit,
			m->unit);
	while (!s.ended && container_state(m->unit, &s) == 0)
		pause_ms(s.ended ? 0 : LOOK_MS);
	rc = conclude(m, &s);
	drop(m);
	return rc;
}

static int leave_it(struct made *m)
{
	struct container_state s = {.ended = false};

	if (!settle(m, &s))
		return out_fail(
			EXITCODE_NOT_TRIED, "run: %s has gone again", m->unit);
	if (!s.ended || *s.last_exit) {
		out_print("%s\n", m->unit);
		return EXITCODE_OK;
	}
	drop(m);
	return conclude(m, &s);
}

static int check(const struct client_args *args)
{
	const struct client_made *made = &args->made;

	if (args->count == 0 && !made->rootfs)
		return out_fail(EXITCODE_NOT_TRIED,
			"run: which image? (see 'tcrctl help run')");
	if (made->restart && strcmp(made->restart, "no") != 0 &&
		(made->rm || !made->detach))
		return out_fail(EXITCODE_NOT_TRIED,
			"run: --restart goes with -d, and not with --rm");
	if (made->print)
		return 0;
	if (geteuid() != 0)
		return out_fail(EXITCODE_NOT_TRIED, "run: you must be root");
	if (args->tty && !made->detach && !isatty(STDIN_FILENO))
		return out_fail(EXITCODE_NOT_TRIED,
			"run: -t: the input is no terminal");
	return 0;
}

/* Whether a tcrd answers; if not, after a message. */
static bool has_tcrd(void)
{
	struct doc doc;

	if (fetch_document(&doc) != 0)
		return false;
	doc_done(&doc);
	return true;
}

int run_run(const struct client_args *args)
{
	static struct made m;
	int rc = check(args), len, signals;

	if (rc != 0)
		return rc;
	m.args = args;
	len = transient_text(args, m.text);
	if (len < 0)
		return -len;
	if (args->made.print) {
		out_bytes(m.text, (size_t)len);
		return EXITCODE_OK;
	}
	if (!has_tcrd())
		return EXITCODE_NOT_TRIED;
	signals = args->made.detach ? -1 : attach_signals();
	rc = take_name(&m);
	if (rc == 0)
		rc = write_file(&m, (size_t)len);
	if (rc != 0)
		return rc;
	if (load() != 0) {
		(void)unlink(m.path);
		return EXITCODE_NOT_TRIED;
	}
	return args->made.detach ? leave_it(&m) : stay_with(&m, signals);
}
