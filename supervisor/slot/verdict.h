/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_VERDICT_H
#define SUPERVISOR_SLOT_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What became of the firmware that was tried last: the file DATA/slot-record,
 * which the firmware of either slot reads and writes, whichever is newer
 * (ARCHITECTURE.md, "Why a slot was given up").
 */
#define VERDICT_ID_MAX  68
#define VERDICT_WHY_MAX 256

struct verdict {
	char id[VERDICT_ID_MAX];   /* of the firmware; "": none was tried */
	bool ran;                  /* it has come as far as tcrd */
	int64_t seconds;           /* since 1970: when this was written */
	char why[VERDICT_WHY_MAX]; /* why it was given up; "": not known */
};

/* Whether it is of the firmware of this id.  "": of the slot that does not run,
 * which is so damaged that it has none; that was tried last. */
bool verdict_is_of(const struct verdict *v, const char *id);

#define VERDICT_COPY 512 /* bytes of one of the two copies in the file */

/* These two may block for as long as the disk does: they are for tasks.  0,
 * -ENOENT, -EBADMSG (no copy is whole; *v is then empty), another -errno. */
int verdict_read(struct verdict *v);
int verdict_write(const struct verdict *v);

/*
 * A copy, and the number that says which of two is newer.  verdict_parse()
 * returns 0 or -EBADMSG; both texts have VERDICT_COPY bytes, with zeros behind
 * the last line.
 */
int verdict_parse(const char *text, struct verdict *v, uint64_t *number);
void verdict_print(char *text, const struct verdict *v, uint64_t number);

#endif
