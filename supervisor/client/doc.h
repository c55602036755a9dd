/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_DOC_H
#define SUPERVISOR_CLIENT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The status document (ARCHITECTURE.md), read unit by unit.  Nothing is copied:
 * texts point into the document, escapes and all.
 */
#define DOC_MAX      (1 << 20) /* bytes of a document */
#define DOC_HEAD_MAX 1024      /* bytes of its first line */

/* The inside of a JSON string; at NULL: null. */
struct doc_text {
	const char *at;
	size_t len;
};

/* Numbers are -1 where the document says null. */
struct doc_head {
	int64_t v;
	struct doc_text version, state, time;
	int64_t now_ms, boot_ms;
	/* null in the document of an older tcrd */
	struct doc_text settings, data_why;
};

struct doc_unit {
	struct doc_text unit, description, state, goal, cause, last_exit,
		status_text, image, network, ip, ip6, cgroup, log;
	struct doc_text stale, fallback, outdated, cut; /* the same */
	struct doc_text health; /* the object's text, for doc_member() */
	int64_t pid, since_ms, runs, restarts, next_ms;
	struct doc_text ports, files; /* arrays of strings: see doc_item() */
	struct doc_text line;         /* the unit's own JSON, whole */
};

struct doc {
	struct doc_head head;
	const char *units, *end; /* the unit lines */
	const char *at;          /* the one that comes next */
	void *tokens;            /* for one line */
	size_t token_count;
};

/*
 * Takes a document, which must stay as it is until doc_done(), and checks all
 * of it.  0; -EBADMSG: cut short, mixed up, or no status document at all;
 * -EPROTONOSUPPORT: one of another version; -ENOMEM.  On failure there is
 * nothing to be done.
 */
int doc_open(struct doc *d, const char *text, size_t len);
void doc_done(struct doc *d);

/* The next unit, false after the last; then it begins again. */
bool doc_next(struct doc *d, struct doc_unit *unit);

/* Takes the first string off an array, false when it is empty. */
bool doc_item(struct doc_text *array, struct doc_text *item);

/* The string of this name in an object of strings and numbers. */
struct doc_text doc_member(struct doc_text object, const char *name);

/*
 * Writes what a text says (null: nothing), its escapes resolved, cleaned for a
 * terminal, cut to fit size (> 0, with the final NUL).  Returns its length.
 */
size_t doc_print(struct doc_text text, char *out, size_t size);

/* Whether a text is exactly this word. */
bool doc_is(struct doc_text text, const char *word);

#endif
