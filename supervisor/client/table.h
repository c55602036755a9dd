/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_TABLE_H
#define SUPERVISOR_CLIENT_TABLE_H

#include "supervisor/client/doc.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Prints the lines of the device and one line for each unit, none wider than
 * `columns`.
 */
void table_print(struct doc *doc, size_t columns, bool colours);

#endif
