/* SPDX-License-Identifier: MIT */
/* Prints one unit in detail.  Lines without information are left out. */
#include "supervisor/client/detail.h"

#include "images/date.h"
#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/utf8.h"
#include "supervisor/client/human.h"
#include "supervisor/client/logs.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"

#include <limits.h>
#include <string.h>

#define DIGEST_COLS 19 /* "sha256:" and twelve digits */
#define TEXT_MAX    1024
#define LOG_LINES   10
#define INDENT      11 /* columns of "   Label: " */
#define BASE_DIGITS 16 /* of a base's root hash, which has 64 */

static void print_text(struct doc_text text)
{
	char safe[TEXT_MAX];

	out_bytes(safe, doc_print(text, safe, sizeof(safe)));
}

void detail_line(const char *label, const char *text)
{
	size_t columns = out_columns();

	if (columns < 2 * INDENT)
		columns = 2 * INDENT;
	out_print("   %-*s", INDENT - 3, label);
	out_wrapped(text, columns - INDENT, INDENT, columns);
}

/* Prints "   Label: text" unless the text is null. */
static void print_field(const char *label, struct doc_text text)
{
	char safe[TEXT_MAX];

	if (!text.at)
		return;
	(void)doc_print(text, safe, sizeof(safe));
	detail_line(label, safe);
}

/* Prints "Config: stale: WHY", how being "stale", unless why is null. */
static void print_config(const char *how, struct doc_text why)
{
	char text[TEXT_MAX];
	int len = fmt_print(text, sizeof(text), "%s: ", how);

	if (!why.at || len < 0)
		return;
	(void)doc_print(why, text + len, sizeof(text) - (size_t)len);
	detail_line("Config:", text);
}

/* Prints "+ web.container - Description". */
static void print_title(
	const struct doc_unit *u, const struct look *look, bool colours)
{
	if (colours && look->colour)
		out_print("\033[%sm%c\033[0m ", look->colour, look->symbol);
	else
		out_print("%c ", look->symbol);
	print_text(u->unit);
	if (u->description.len > 0) {
		out_print(" - ");
		print_text(u->description);
	}
	out_bytes("\n", 1);
}

/* Prints the state, since when (date and duration), and when it changes. */
static void print_state(const struct doc_head *h, const struct doc_unit *u)
{
	int64_t now = date_read(h->time.at ? h->time.at : "", h->time.len);
	int64_t age_ms = h->now_ms - u->since_ms;
	char time[DATE_TEXT], text[HUMAN_SHORT];

	out_print("   %-8s", "State:");
	print_text(u->state);
	if (u->since_ms >= 0) {
		human_duration(text, age_ms);
		if (now < 0) {
			out_print(" for %s", text);
		} else {
			date_write(time, now - age_ms / 1000);
			out_print(" since %s (%s)", time, text);
		}
	}
	if (u->next_ms >= 0) {
		human_wait(text, u->next_ms - h->now_ms);
		out_print(", %s in %s",
			doc_is(u->state, "backoff") ? "next try" : "due", text);
	}
	out_bytes("\n", 1);
}

/* Prints "Health: unhealthy (exit status 1: no answer)". */
static void print_health(const struct doc_unit *u)
{
	struct doc_text state = doc_member(u->health, "state");
	struct doc_text last = doc_member(u->health, "last");
	static const char image[] = " by the image's check";
	char text[TEXT_MAX + sizeof(image) + sizeof(" ()")];
	size_t len;

	if (!state.at)
		return;
	len = doc_print(state, text, HUMAN_SHORT);
	if (doc_is(doc_member(u->health, "source"), "image"))
		len += (size_t)fmt_print(text + len, sizeof(image), image);
	if (last.at) {
		len += (size_t)fmt_print(text + len, sizeof(" ("), " (");
		len += doc_print(last, text + len, sizeof(text) - len - 1);
		(void)fmt_print(text + len, sizeof(")"), ")");
	}
	detail_line("Health:", text);
}

static void print_counts(const struct doc_unit *u)
{
	int64_t memory = look_memory(u);
	char text[HUMAN_SHORT];

	out_print("   %-8s", "Goal:");
	print_text(u->goal);
	if (u->runs >= 0)
		out_print(", started %lld time%s", (long long)u->runs,
			u->runs == 1 ? "" : "s");
	if (u->restarts > 0)
		out_print(", tried again by itself %lld time%s",
			(long long)u->restarts, u->restarts == 1 ? "" : "s");
	out_bytes("\n", 1);
	if (u->pid > 0)
		out_print("   %-8s%lld\n", "PID:", (long long)u->pid);
	if (memory >= 0) {
		human_bytes(text, (uint64_t)memory);
		out_print("   %-8s%s\n", "Mem:", text);
	}
}

static void print_network(const struct doc_unit *u)
{
	struct doc_text ports = u->ports, port;
	const char *before = ", ports ";

	if (!u->network.at && !u->ip.at)
		return;
	out_print("   %-8s", "Net:");
	print_text(u->network);
	if (u->ip.at) {
		out_bytes(" ", u->network.at ? 1 : 0);
		print_text(u->ip);
	}
	if (u->ip6.at) {
		out_bytes(" ", 1);
		print_text(u->ip6);
	}
	while (doc_item(&ports, &port)) {
		out_print("%s", before);
		print_text(port);
		before = " ";
	}
	out_bytes("\n", 1);
}

static void print_names(const struct doc_unit *u)
{
	struct doc_text names = u->names, name;
	const char *before = "   Names:  ";

	for (; doc_item(&names, &name); before = " ") {
		out_print("%s", before);
		print_text(name);
		if (!names.len)
			out_bytes("\n", 1);
	}
}

static void print_files(const struct doc_unit *u)
{
	struct doc_text files = u->files, file;
	const char *label = "Files:";

	for (; doc_item(&files, &file); label = "")
		print_field(label, file);
}

static void say_nothing(enum log_level level, const char *line, size_t len)
{
	(void)level;
	(void)line;
	(void)len;
}

/* Prints the image that lies below this one. */
static void print_base(const struct image_info *info)
{
	char text[TEXT_MAX];

	(void)fmt_print(text, sizeof(text), "%s, sha256:%.*s",
		info->base_name ? info->base_name : "no name", BASE_DIGITS,
		info->base);
	detail_line("Base:", text);
}

/* Prints a version of an image: "sha256:0123456789ab, version 1.1". */
static void print_version(const char *label, const char *digest,
	const char *version, const char *when)
{
	char text[TEXT_MAX];

	(void)fmt_print(text, sizeof(text), "%.*s%s%s%s", DIGEST_COLS, digest,
		*version ? ", version " : "", version, when);
	text[utf8_clean(text, strlen(text))] = 0;
	detail_line(label, text);
}

/* Prints which image runs and, if it is another one, which one a restart has.
 */
static void print_versions(
	const struct doc_unit *u, const struct image_info *next)
{
	const char *version = image_label(next, IMAGE_VERSION);
	char digest[TEXT_MAX], runs[TEXT_MAX];

	if (!u->image_digest.at)
		return;
	(void)doc_print(u->image_digest, digest, sizeof(digest));
	(void)doc_print(u->image_version, runs, sizeof(runs));
	print_version("Runs:", digest, runs, "");
	if (next->digest && strcmp(next->digest, digest) != 0)
		print_version("Next:", next->digest, version ? version : "",
			" (after a restart)");
}

/* Prints what the trailer says: version, base, ports on which it listens. */
static void print_trailer(const struct doc_unit *u, const char *ref)
{
	struct image_trust trust = {.keys = paths_keys()};
	struct image_info info = {.uid = -1, .gid = -1};
	char path[PATH_MAX];

	log_divert(say_nothing); /* tcrd tells of a bad image */
	autofd int fd =
		image_open(ref, paths_images(), &trust, path, sizeof(path));
	if (fd >= 0)
		(void)image_info_peek(fd, &trust, &info);
	log_divert(NULL);
	print_versions(u, &info);
	if (info.base)
		print_base(&info);
	if (info.ports && info.ports[0]) {
		out_print("   Exposes:");
		for (char **port = info.ports; *port; port++)
			out_print(" %s", *port);
		out_bytes("\n", 1);
	}
	image_info_done(&info);
}

/* Prints the image and, if two folders have it, which of them counts. */
static void print_image(const struct doc_unit *u)
{
	const struct doc_text image = u->image;
	char ref[TEXT_MAX], text[PATH_MAX + TEXT_MAX];
	struct image_choice c;

	print_field("Image:", image);
	(void)doc_print(image, ref, sizeof(ref));
	if (!image.at)
		return;
	print_trailer(u, ref);
	log_divert(say_nothing);
	if (image_choose(ref, paths_images(), paths_keys(), &c) == 0 &&
		c.other[0]) {
		detail_line("Used:", c.path);
		(void)fmt_print(text, sizeof(text), "%s: %s", c.other, c.why);
		detail_line("Unused:", text);
	}
	log_divert(NULL);
}

void detail_print(const struct doc_head *head, const struct doc_unit *unit,
	bool colours, void (*more)(const char *name))
{
	char text[TEXT_MAX];

	print_title(unit, look_of_unit(unit), colours);
	print_state(head, unit);
	print_field("Start:", unit->unit_file_state);
	print_field("Cause:", unit->cause);
	print_config("stale", unit->stale);
	print_config("fallback", unit->fallback);
	print_config("made for an older firmware", unit->outdated);
	print_field("Last:", unit->last_exit);
	print_field("Status:", unit->status_text);
	print_health(unit);
	print_counts(unit);
	print_image(unit);
	print_field("Signed:", unit->signed_by);
	print_network(unit);
	print_names(unit);
	if (more) {
		(void)doc_print(unit->unit, text, sizeof(text));
		more(text);
	}
	print_files(unit);
	if (unit->cut.at) {
		out_print("   %-8s", "Cut:");
		print_text(unit->cut);
		out_text(" (too long for the status, see 'tcrctl show')\n");
	}
	(void)doc_print(unit->log, text, sizeof(text));
	logs_tail(text, LOG_LINES);
}
