/* SPDX-License-Identifier: MIT */
/*
 * tcr.conf: what units have when they do not say.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c
 * Links: supervisor/life/reason.c net/address.c init/fmt.c init/log.c init/io.c
 * Links: init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/unit_file.h"
#include "tests/unit/conf_dir.h"

static struct settings settings;

/* Reads tcr.conf and its drop-in, then a unit with these lines. */
static const struct unit_conf *with(
	const char *text, const char *dropin, const char *lines)
{
	char etc[128], unit[512];
	const char *const places[] = {base, NULL};
	const struct scan_trust trust = {0};
	const char *const dirs[] = {etc, NULL};
	const struct gather_source source = {
		.dirs = dirs, .cmdline = "", .defaults = &settings.defaults};

	clear();
	put("tcr.conf", text);
	mkdir(at("tcr.conf.d"), 0755);
	put("tcr.conf.d/10-a.conf", dropin);
	snprintf(unit, sizeof(unit), "[Container]\nImage=a\nNetwork=none\n%s",
		lines);
	put("etc/a.container", unit);
	snprintf(etc, sizeof(etc), "%s/etc", base);
	settings_done(&settings);
	captured[0] = 0;
	is_int(tcrconf_read(&settings, places, &trust), 0, "settings are read");
	conf_done(&conf);
	is_int(load_all(&conf, &source), 0, "units are read");
	return &conf.units[0].conf;
}

static void test_defaults(void)
{
	const struct unit_conf *c = with("", "", "");

	is_int(c->policy.restart, RESTART_NO, "nothing said: the table's");
	is_int(settings.shutdown_ms, 30000, "and for the way down");
	is_int(settings.log_level, -1, "and none for the log");
	is_int(settings.confirm_ms, 300000, "and for firmware on trial");
	is_int(settings.dns_cache, 128, "replies that tcr-dns keeps");
	is_int(settings.inhibit_ms, 86400000, "InhibitMaxSec=: a day");
	c = with("[Manager]\nDefaultRestart=always\nDefaultRestartSec=3s\n"
		 "DefaultTimeoutStopSec=7s\nDefaultTimeoutStartSec=9s\n"
		 "LogLevel=warn\nShutdownTimeoutSec=1min\nDNSCacheSize=16\n"
		 "InhibitMaxSec=infinity\n"
		 "SlotConfirmSec=10min\n"
		 "ContainersMemoryMax=75%\n",
		"", "");
	is_str(captured, "", "nothing to say");
	is_int(c->policy.restart, RESTART_ALWAYS, "DefaultRestart=");
	is_int(c->policy.restart_ms, 3000, "DefaultRestartSec=");
	is_int(c->stop_timeout_ms, 7000, "DefaultTimeoutStopSec=");
	is_int(c->life.start_ms, 9000, "DefaultTimeoutStartSec=");
	is_int(settings.shutdown_ms, 60000, "ShutdownTimeoutSec=");
	is_int(settings.confirm_ms, 600000, "SlotConfirmSec=");
	is_int(settings.log_level, LOG_LEVEL_WARN, "LogLevel=");
	is_int(settings.dns_cache, 16, "DNSCacheSize=");
	is_int(settings.inhibit_ms, 0, "InhibitMaxSec=infinity");
	ok(settings.containers_memory.kind == AMOUNT_SHARE &&
			settings.containers_memory.n == 7500,
		"ContainersMemoryMax=");
	is_int(settings.dns_mixed, true, "DNSMixedCase= is yes,");
	(void)with("[Manager]\nDNSMixedCase=no\n", "", "");
	is_int(settings.dns_mixed, false, "or no");
	c = with("[Manager]\nDefaultRestart=always\nDefaultRestartSec=3s\n",
		"[Manager]\nDefaultRestartSec=4s\n",
		"[Service]\nRestart=no\nRestartSec=9s\nRestartSec=\n");
	is_int(c->policy.restart, RESTART_NO, "a unit that says has its own");
	is_int(c->policy.restart_ms, 4000, "an empty one has the default");
	c = with("[Manager]\nDefaultRestart=always\n", "",
		"[Service]\nType=oneshot\n");
	is_str(conf.units[0].bad, NULL, "no mistake of a oneshot");
	is_int(c->policy.restart, RESTART_ON_FAILURE, "which it fits");
	c = with("[Manager]\nDefaultEnvironment=A=1 B=2\n", "",
		"Environment=B=3\n");
	is_int((long long)c->environment.n, 2, "DefaultEnvironment=");
	is_str(c->environment.v[0], "A=1", "for all");
	is_str(c->environment.v[1], "B=3", "below the unit's");
	c = with("[Manager]\nDefaultEnvironment=A=1\nDefaultRestart=always\n",
		"[Manager]\nDefaultEnvironment=\nDefaultEnvironment=C=3\n", "");
	is_int((long long)c->environment.n, 1, "an empty one forgets those");
	is_str(c->environment.n ? c->environment.v[0] : "", "C=3",
		"before it,");
	is_int(c->policy.restart, RESTART_ALWAYS, "and no other default");
}

/* Reads the tcr.conf of the data partition, then that of the firmware. */
static void two(const char *data, const char *firmware)
{
	char first[128], second[128];
	const char *const places[] = {first, second, NULL};
	const struct scan_trust trust = {0};

	clear();
	mkdir(at("data"), 0755);
	mkdir(at("etc"), 0755);
	put("data/tcr.conf", data);
	put("etc/tcr.conf", firmware);
	snprintf(first, sizeof(first), "%s/data", base);
	snprintf(second, sizeof(second), "%s/etc", base);
	settings_done(&settings);
	is_int(tcrconf_read(&settings, places, &trust), 0, "two are read");
}

/* The data partition may want more of images than the firmware, not less. */
static void test_images(void)
{
	(void)with("", "", "");
	ok(!settings.trust.need_signed && !settings.trust.need_verity,
		"images need neither signature nor hash tree");
	(void)with("[Manager]\nRequireSigned=yes\n", "", "");
	ok(settings.trust.need_signed, "RequireSigned=");
	(void)with("[Manager]\nRequireVerity=yes\n", "", "");
	ok(settings.trust.need_verity, "RequireVerity=");
	two("[Manager]\nRequireSigned=no\nRequireVerity=no\nDNSCacheSize=8\n",
		"[Manager]\nRequireSigned=yes\nRequireVerity=yes\n");
	ok(settings.trust.need_signed && settings.trust.need_verity,
		"what the firmware requires stays required");
	is_int(settings.dns_cache, 8, "all else is as the first says");
	two("[Manager]\nRequireVerity=yes\n", "");
	ok(settings.trust.need_verity && !settings.trust.need_signed,
		"the data partition may require more");
	two("[Manager]\nRequireSigned=yes\nLogLevel=loud\n",
		"[Manager]\nRequireVerity=yes\n");
	ok(settings.bad && settings.fallback, "a bad file");
	ok(settings.trust.need_verity && !settings.trust.need_signed,
		"requires nothing, and takes nothing back");
	two("[Manager]\nLogLevel=loud\n",
		"[Manager]\nRequireSigned=yes\nLogLevel=loud\n");
	ok(settings.bad && !settings.fallback, "two bad files");
	ok(settings.trust.need_signed,
		"what the firmware's requires could be read");
}

static void test_bad(void)
{
	const struct unit_conf *c = with(
		"[Manager]\nDefaultRestart=always\nLogLevel=loud\n", "", "");

	ok(settings.bad && strstr(settings.bad, "tcr.conf:3: bad value"),
		"a bad line is told");
	is_int(c->policy.restart, RESTART_NO, "and nothing of the file holds");
	is_int(settings.shutdown_ms, 30000, "but the table's defaults");
	(void)with("[Manager]\nDefaultRestart=sometimes\n", "", "");
	ok(settings.bad, "a bad default is found at once");
	is_int(settings.dns_cache, 128, "for each");
	(void)with("[Manager]\nContainersMemoryMax=0\n", "", "");
	ok(settings.bad && strstr(settings.bad, "0 leaves no memory to run in"),
		"ContainersMemoryMax=0 is refused");
	(void)with("[Manager]\nDNSCacheSize=1025\n", "", "");
	ok(settings.bad && strstr(settings.bad, "DNSCacheSize=1025"),
		"a cache has a bound");
	(void)with("[Manager]\nRuntimeWatchdogSec=10\nNonsense=1\n", "", "");
	is_str(settings.bad, NULL, "what does nothing is no error");
	ok(strstr(captured, "RuntimeWatchdogSec= has no effect") &&
			strstr(captured, "unknown key 'Nonsense'"),
		"but told");
}

int main(void)
{
	if (!begin())
		return 1;
	test_defaults();
	test_images();
	test_bad();
	settings_done(&settings);
	return end();
}
