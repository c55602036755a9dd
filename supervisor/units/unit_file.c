/* SPDX-License-Identifier: MIT */
#include "supervisor/units/unit_file.h"

#include "supervisor/units/rights.h"

#include <stdlib.h>

void unit_file_done(struct unit_file *unit)
{
	struct unit_conf *conf = &unit->conf;

	free(unit->path);
	strv_done(&unit->dropins);
	free(unit->stale);
	free(unit->fallback);
	free(unit->outdated);
	free(unit->text);
	free(unit->bad);
	free(unit->edges);
	free(conf->description);
	strv_done(&conf->goals.aliases);
	free(conf->goals.name);
	for (size_t i = 0; i < conf->goals.condition_count; i++)
		free(conf->goals.conditions[i].value);
	free(conf->goals.conditions);
	free(conf->image);
	free(conf->rootfs);
	free(conf->user);
	free(conf->group);
	free(conf->working_dir);
	free(conf->hostname);
	strv_done(&conf->exec);
	strv_done(&conf->entrypoint);
	strv_done(&conf->environment);
	strv_done(&conf->environment_files);
	strv_done(&conf->variable_files);
	for (size_t i = 0; i < conf->volume_count; i++)
		volume_done(&conf->volumes[i]);
	for (size_t i = 0; i < conf->tmpfs_count; i++)
		volume_done_tmpfs(&conf->tmpfs[i]);
	free(conf->volumes);
	free(conf->tmpfs);
	for (size_t i = 0; i < conf->secret_count; i++)
		secret_done(&conf->secrets[i]);
	free(conf->secrets);
	free(conf->timezone);
	free(conf->logs.tag);
	free(conf->logs.tty);
	strv_done(&conf->labels);
	free(conf->ports);
	if (unit->kind == UNIT_VOLUME || unit->kind == UNIT_IMAGE)
		store_done(&conf->store);
	if (unit->kind == UNIT_TIMER)
		unit_timer_clear(&conf->timer);
	if (conf->life.health) {
		strv_done(&conf->life.health->cmd);
		strv_done(&conf->life.health->startup);
	}
	free(conf->life.health);
	free(conf->life.exits);
	strv_done(&conf->life.reload_cmd);
	free(conf->life.reboot_argument);
	if (conf->rights)
		rights_done(conf->rights);
	free(conf->rights);
	unit_net_done(conf->net);
	unit_net_bridge_done(conf->bridge);
	free(conf->pod);
	*unit = (struct unit_file){0};
}
