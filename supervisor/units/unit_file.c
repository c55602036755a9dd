/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unit_file.h"

#include "supervisor/units/rights.h"

#include <stdlib.h>

void unit_file_done(struct unit_file *unit)
{
	struct unit_conf *conf = &unit->conf;

	strv_done(&unit->dropins);
	free(unit->text);
	strv_done(&conf->goals.aliases);
	strv_done(&conf->exec);
	strv_done(&conf->entrypoint);
	strv_done(&conf->environment);
	strv_done(&conf->environment_files);
	strv_done(&conf->variable_files);
	strv_done(&conf->labels);
	if (conf->life.health) {
		strv_done(&conf->life.health->cmd);
		strv_done(&conf->life.health->startup);
	}
	strv_done(&conf->life.reload_cmd);
	if (conf->rights)
		rights_done(conf->rights);
	unit_net_done(conf->net);
	arena_done(&unit->arena);
	*unit = (struct unit_file){0};
}
