/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SLOT_SLOT_SHOW_H
#define SUPERVISOR_SLOT_SLOT_SHOW_H

struct json;

/* Writes "slot" of the status document: null where there are no slots. */
void slot_show(struct json *j);

#endif
