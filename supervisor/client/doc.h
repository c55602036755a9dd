/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_DOC_H
#define SUPERVISOR_CLIENT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the status document (ARCHITECTURE.md) unit by unit.  Nothing is copied:
 * a struct doc_text points into the document, where escapes are not resolved.
 */
#define DOC_MAX      (1 << 20) /* bytes of a document */
#define DOC_HEAD_MAX 8192      /* bytes of its first line */

/* What is between the quotes of a JSON string; at is NULL for null. */
struct doc_text {
	const char *at;
	size_t len;
};

/* Numbers are -1 where the document says null. */
struct doc_head {
	int64_t v;
	struct doc_text version, state, time;
	int64_t now_ms, boot_ms;
	struct doc_text settings, data_why; /* null if the key is missing */
	struct doc_text syslog;     /* so, too; its last value is "lost" */
	struct doc_text last_boot;  /* so, too; an object, for doc_member() */
	struct doc_text slot;       /* so, too */
	struct doc_text inhibitors; /* an array of strings; empty if missing */
	struct doc_text pending;    /* null if missing */
};

struct doc_unit {
	struct doc_text unit, description, state, goal, cause, last_exit,
		status_text, image, network, ip, ip6, cgroup, log;
	/* null if missing */
	struct doc_text stale, fallback, outdated, cut, signed_by, image_digest,
		image_version, unit_file_state;
	struct doc_text health; /* an object, for doc_member() */
	int64_t pid, since_ms, runs, restarts, next_ms;
	/* arrays of strings: see doc_item(); names is empty if missing */
	struct doc_text ports, files, names;
	struct doc_text line; /* the unit's whole JSON object */
};

struct doc {
	struct doc_head head;
	const char *units, *end; /* the lines of the units */
	const char *at;          /* the line that doc_next() reads next */
	struct doc_text whole;   /* the document */
	void *owned;             /* the same if doc_done() is to free it */
	void *tokens;            /* of one line; owned */
	size_t token_count;
};

/*
 * Checks a whole document, which must stay unchanged until doc_done().  Returns
 * 0, -EBADMSG (the text is no status document, or cut, or mixed from two),
 * -EPROTONOSUPPORT (another version) or -ENOMEM.  After a failure, doc_done()
 * is not needed.
 */
int doc_open(struct doc *d, const char *text, size_t len);
void doc_done(struct doc *d);

/* Reads the next unit; false after the last one, then it starts again. */
bool doc_next(struct doc *d, struct doc_unit *unit);

/*
 * Finds the unit that a user means who wrote this: "web" or "web.container"; of
 * a container and a timer with one name, the container.  Then doc_next() starts
 * again.  False: there is none.
 */
bool doc_find(struct doc *d, const char *wrote, struct doc_unit *unit);

/* Removes the first string from an array; false if there is none. */
bool doc_item(struct doc_text *array, struct doc_text *item);

/* The value of this name in an object, if it is a string; else null. */
struct doc_text doc_member(struct doc_text object, const char *name);

/*
 * Writes a text (null: "") with its escapes resolved, cleaned for a terminal
 * (utf8_clean), cut to size bytes (> 0) with the NUL.  Returns its length.
 */
size_t doc_print(struct doc_text text, char *out, size_t size);

/* Whether a text is this word. */
bool doc_is(struct doc_text text, const char *word);

#endif
