/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unit_file.h"

#include <stdlib.h>

void unit_file_done(struct unit_file *unit)
{
	free(unit->text);
	arena_done(&unit->arena);
	*unit = (struct unit_file){0};
}
