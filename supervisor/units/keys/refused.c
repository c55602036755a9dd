/* SPDX-License-Identifier: MIT */
/*
 * Keys of Podman Quadlet and systemd that tcr does not have.  Ignoring a key
 * that limits, isolates or changes a container would change the meaning of a
 * copied file, so such a key refuses the unit; for others there is a warning,
 * or nothing.  The order counts: exact names come before patterns that match
 * them.
 */
#include "supervisor/units/keys/refused.h"

#include <string.h>

#define HOST_SANDBOX "it is for the podman process; use keys of [Container]"
#define SYSTEMD_ONLY "systemd has it, tcr does not"

static const char host_exec[] =
	"there is no host userspace; use a oneshot container and After=";

/* clang-format off: one row, one group of keys */
static const struct refused_row rows[] = {
	/* [Container]: no effect */
	{SECTION_CONTAINER, REFUSED_WARNED,
		"HealthLogDestination HealthMaxLogCount HealthMaxLogSize", NULL,
		NULL},
	/* [Container]: refused for good */
	{SECTION_CONTAINER, REFUSED_NEVER, "VolatileTmp", "no false off 0",
		"use Tmpfs=/tmp"},
	{SECTION_CONTAINER, REFUSED_WARNED,
		"SecurityLabelType SecurityLabelLevel SecurityLabelFileType "
		"SecurityLabelNested",
		NULL, "tcr is built without SELinux"},
	{SECTION_CONTAINER, REFUSED_NEVER, "SubUIDMap SubGIDMap", NULL,
		"the device has no database of subordinate ids"},
	{SECTION_CONTAINER, REFUSED_NEVER,
		"RemapUsers RemapUid RemapGid RemapUidSize", NULL,
		"deprecated by Quadlet too"},
	{SECTION_CONTAINER, REFUSED_NEVER, "ContainersConfModule", NULL,
		"say in the unit what the module would"},
	{SECTION_CONTAINER, REFUSED_NEVER, "GlobalArgs", NULL,
		"there is no podman; use the key that does the same"},
	{SECTION_CONTAINER, REFUSED_NEVER, "CgroupsMode",
		"split enabled no-conmon", "every unit has a cgroup"},
	/* [Container]: harmless */
	{SECTION_CONTAINER, REFUSED_WARNED, "EnvironmentHost", "no false off 0",
		"name the variables in Environment="},
	{SECTION_CONTAINER, REFUSED_WARNED, "AutoUpdate", NULL,
		"updates are the update system's task"},
	{SECTION_CONTAINER, REFUSED_WARNED, "Pull", "missing never",
		"nothing is pulled on the device"},
	{SECTION_CONTAINER, REFUSED_IGNORED,
		"SecurityLabelDisable Retry RetryDelay "
		"HttpProxy",
		NULL, NULL},

	/* [Network] and [Pod] */
	{SECTION_POD, REFUSED_NEVER, "SubUIDMap SubGIDMap", NULL,
		"the device has no database of subordinate ids"},
	{SECTION_POD, REFUSED_NEVER,
		"RemapUsers RemapUid RemapGid RemapUidSize", NULL,
		"deprecated by Quadlet too"},
	{SECTION_POD, REFUSED_NEVER, "ContainersConfModule", NULL,
		"say in the unit what the module would"},
	{SECTION_POD, REFUSED_NEVER, "GlobalArgs", NULL,
		"there is no podman; use the key that does the same"},
	{SECTION_NETWORK, REFUSED_NEVER, "ContainersConfModule", NULL,
		"say in the unit what the module would"},
	{SECTION_NETWORK, REFUSED_NEVER, "GlobalArgs", NULL,
		"there is no podman; use the key that does the same"},
	{SECTION_NETWORK, REFUSED_IGNORED, "NetworkDeleteOnStop", NULL, NULL},

	/* [Unit] */
	{SECTION_UNIT, REFUSED_LATER, "Condition* Assert*", NULL,
		"without it the unit would start where it must not"},
	{SECTION_UNIT, REFUSED_LATER, "StartLimitInterval", NULL,
		"use StartLimitIntervalSec="},
	{SECTION_UNIT, REFUSED_WARNED,
		"PropagatesReloadTo ReloadPropagatedFrom PropagatesStopTo "
		"StopPropagatedFrom",
		NULL, NULL},
	/*
	 * tcr-init mounts /etc/fstab before; Volume= waits for .volume units.
	 */
	{SECTION_UNIT, REFUSED_IGNORED, "RequiresMountsFor WantsMountsFor",
		NULL, NULL},
	{SECTION_UNIT, REFUSED_WARNED,
		"OnSuccessJobMode OnFailureIsolate FailureActionExitStatus "
		"SuccessActionExitStatus JobRunningTimeoutSec "
		"JobTimeoutRebootArgument SurviveFinalKillSignal",
		NULL, SYSTEMD_ONLY},
	{SECTION_UNIT, REFUSED_IGNORED,
		"Documentation DefaultDependencies AllowIsolate "
		"IgnoreOnIsolate OnFailureJobMode JoinsNamespaceOf SourcePath",
		NULL, NULL},

	/* [Service]: refused for good; for Exec*, commands[] has hints */
	{SECTION_SERVICE, REFUSED_NEVER,
		"ExecStart ExecReload ExecStartPre ExecStartPost ExecStop "
		"ExecStopPost ExecCondition Exec*",
		NULL, host_exec},
	{SECTION_SERVICE, REFUSED_WARNED, "User Group DynamicUser", NULL,
		"that is podman's own user; use User= in [Container]"},
	{SECTION_SERVICE, REFUSED_WARNED, "WorkingDirectory", NULL,
		"that is podman's own; use WorkingDir= in [Container]"},
	{SECTION_SERVICE, REFUSED_NEVER,
		"NoNewPrivileges CapabilityBoundingSet AmbientCapabilities "
		"SecureBits SystemCallFilter SystemCallArchitectures "
		"SystemCallErrorNumber SystemCallLog LockPersonality "
		"MemoryDenyWriteExecute KeyringMode RemoveIPC ReadOnlyPaths "
		"ReadWritePaths InaccessiblePaths ExecPaths NoExecPaths "
		"TemporaryFileSystem BindPaths BindReadOnlyPaths "
		"RootDirectory RootImage MountFlags "
		"SELinuxContext AppArmorProfile SmackProcessLabel "
		"LoadCredential SetCredential Private* Protect* Restrict*",
		NULL, HOST_SANDBOX},
	{SECTION_SERVICE, REFUSED_NEVER,
		"IPAddressAllow IPAddressDeny SocketBindAllow SocketBindDeny "
		"BPFProgram IPIngressFilterPath IPEgressFilterPath",
		NULL, "the firewall is tcr's"},
	/* [Service]: harmless */
	{SECTION_SERVICE, REFUSED_WARNED, "StartupCPUWeight", NULL,
		"CPUWeight= is the same at boot and later"},
	{SECTION_SERVICE, REFUSED_WARNED, "DevicePolicy", "auto closed",
		"devices are always closed"},
	{SECTION_SERVICE, REFUSED_WARNED,
		"FinalKillSignal SendSIGHUP "
		"SendSIGKILL RestartKillSignal",
		NULL, "a container that does not end is killed"},
	{SECTION_SERVICE, REFUSED_LATER,
		"StartLimitIntervalSec StartLimitInterval StartLimitBurst "
		"StartLimitAction FailureAction SuccessAction",
		NULL, "it belongs in [Unit]"},
	{SECTION_SERVICE, REFUSED_WARNED,
		"RuntimeDirectory StateDirectory CacheDirectory LogsDirectory "
		"ConfigurationDirectory",
		NULL, "use Volume= in [Container]"},
	{SECTION_SERVICE, REFUSED_WARNED,
		"RestartMode TimeoutAbortSec "
		"TimeoutStartFailureMode TimeoutStopFailureMode Slice "
		"PIDFile BusName Sockets FileDescriptorStoreMax "
		"GuessMainPID NonBlocking PAMName UtmpIdentifier UtmpMode",
		NULL, NULL},
	{SECTION_SERVICE, REFUSED_LATER, "MemoryLimit", NULL, "use MemoryMax="},
	{SECTION_SERVICE, REFUSED_LATER, "CPUShares", NULL, "use CPUWeight="},
	{SECTION_SERVICE, REFUSED_LATER, "BlockIO*", NULL,
		"use IOWeight=, IOReadBandwidthMax= ..."},
	/*
	 * This row is the last: its patterns match keys of rows above and of
	 * the key table.
	 */
	{SECTION_SERVICE, REFUSED_WARNED,
		"*Accounting BPF* Bind* CPUSchedulingResetOnFork "
		"*DirectoryMode "
		"*DirectoryQuota Capabilities Concurrency* Coredump* "
		"DefaultMemoryLow DefaultMemoryMin DefaultStartupMemoryLow "
		"DelegateSubgroup DisableControllers ExitType Extension* "
		"FileDescriptorStorePreserve IODeviceWeight IgnoreSIGPIPE "
		"*Credential *Encrypted *Directories LogExtraFields "
		"LogFilterPatterns LogLevelMax LogNamespace ManagedOOM* "
		"MemoryKSM "
		"MemoryTHP MemoryPressure* MemoryZSwapWriteback Mount* NFTSet "
		"NUMA* NetClass *NamespacePath OpenFile *Environment "
		"PermissionsStartOnly Personality ProcSubset RefreshOnReload "
		"Root* RuntimeDirectoryPreserve RuntimeRandomizedExtraSec "
		"StandardInput* Startup* SupplementaryGroups SysVStartPriority "
		"Syslog* TTY* TimeoutCleanSec TimerSlackNSec USBFunction*",
		NULL, SYSTEMD_ONLY},

	/* [Volume] and [Image] */
	{SECTION_VOLUME, REFUSED_NEVER, "ContainersConfModule GlobalArgs", NULL,
		"there is no podman; use the key that does the same"},
	{SECTION_IMAGE, REFUSED_NEVER, "ContainersConfModule GlobalArgs", NULL,
		"there is no podman; use the key that does the same"},
	{SECTION_IMAGE, REFUSED_NEVER, "DecryptionKey", NULL,
		"decrypt it on the build machine"},
	{SECTION_IMAGE, REFUSED_WARNED,
		"Variant AllTags AuthFile CertDir Creds TLSVerify", NULL,
		"nothing is pulled on the device"},
	{SECTION_IMAGE, REFUSED_IGNORED, "Retry RetryDelay", NULL, NULL},

	/* [Timer] */
	{SECTION_TIMER, REFUSED_LATER, "OnClockChange OnTimezoneChange",
		"no false off 0", NULL},
	{SECTION_TIMER, REFUSED_WARNED,
		"FixedRandomDelay RandomizedOffsetSec DeferReactivation "
		"WakeSystem",
		"no false off 0", NULL},
	{SECTION_TIMER, REFUSED_WARNED, "RemainAfterElapse", "yes true on 1",
		NULL},

	/* [Manager] */
	{SECTION_MANAGER, REFUSED_WARNED,
		"RuntimeWatchdogSec RuntimeWatchdogPreSec RebootWatchdogSec "
		"KExecWatchdogSec WatchdogDevice CtrlAltDelBurstAction",
		NULL, "tcr-init has these on the kernel command line"},
	{SECTION_MANAGER, REFUSED_WARNED,
		"LogTarget LogColor LogLocation LogTime ShowStatus DumpCore "
		"CrashReboot CrashAction DefaultTimerAccuracySec "
		"DefaultStandardOutput DefaultStandardError "
		"DefaultTimeoutAbortSec DefaultDeviceTimeoutSec "
		"DefaultCPUAccounting DefaultMemoryAccounting "
		"DefaultTasksAccounting DefaultIOAccounting "
		"DefaultIPAccounting DefaultLimit* DefaultOOMPolicy "
		"DefaultOOMScoreAdjust DefaultMemoryPressure* "
		"DefaultSmackProcessLabel",
		NULL, NULL},

	/* [Install] and [Quadlet] */
	{SECTION_INSTALL, REFUSED_WARNED, "Also", NULL,
		"WantedBy= alone enables a unit"},
	{SECTION_QUADLET, REFUSED_IGNORED, "DefaultDependencies", NULL, NULL},
};
/* clang-format on */

/*
 * What to use instead of Exec...= of [Service].  The first row that has the
 * key, or words of the command, counts.
 */
static const struct refused_command commands[] = {
	{"ExecStart", "Image= and Exec= of [Container] say what runs"},
	{"ExecReload", "use ReloadSignal= or ReloadCmd= in [Container]"},
	{"ExecCondition", "use Condition...= in [Unit]"},
	{"network create|network exists|network inspect",
		"make a .network file and name it in Network="},
	{"volume create|volume exists|volume inspect",
		"a volume is made when it is used: Volume=NAME:/PATH, or a "
		".volume file"},
	{"podman pull|docker pull|podman image|docker image",
		"nothing is pulled on the device: images are in the firmware "
		"or in /var/lib/tcr/images"},
	{"podman rm|podman stop|podman kill|docker rm|docker stop|docker kill",
		"not needed: tcrd stops containers and leaves nothing behind"},
	{"podman exec|docker exec",
		"use HealthCmd= or ReloadCmd=, or a oneshot container with "
		"After="},
	{"mkdir|chown|chmod|install|systemd-tmpfiles",
		"Volume=NAME:/PATH is made and given to the container's user, "
		"and so is /DIR with Volume=/DIR:/PATH:U"},
	{"sleep|curl|wget|nc|ping|pg_isready",
		"After= waits for a unit that has Notify=healthy, and "
		"After=network-online.target for the network"},
	{"systemctl", "name units in Wants=, After=, PartOf= of [Unit]"},
	{"modprobe|insmod",
		"name modules in /etc/tcr/modules, see tcr-init(8)"},
	{"sysctl", "use Sysctl= in [Container]"},
	{"iptables|ip6tables|nft|firewall-cmd|ufw",
		"the firewall is tcr's: PublishPort=, and Internal= of a "
		".network file"},
	{"ip|ifconfig|nmcli|brctl",
		"make a .network file for containers, a .uplink file for the "
		"device"},
	{"mount|umount|mountpoint", "make a .volume file with Device="},
	{"test|[", "use Condition...= in [Unit]"},
	{"ExecStop", "use StopSignal= and StopTimeout= in [Container]"},
	{"ExecStopPost", "name a oneshot unit in OnSuccess= and OnFailure="},
};

const struct refused_row *refused_get(size_t i)
{
	return i < sizeof(rows) / sizeof(*rows) ? &rows[i] : NULL;
}

/*
 * Whether text is one of the names or matches one that begins or ends with "*".
 */
static bool lists(const char *names, const char *text)
{
	size_t len = strlen(text);

	while (*names) {
		size_t n = strcspn(names, " ");

		if (names[n - (n > 0)] == '*') {
			if (len >= n - 1 && !memcmp(names, text, n - 1))
				return true;
		} else if (*names == '*') {
			if (len >= n - 1 &&
				!memcmp(names + 1, text + len - (n - 1), n - 1))
				return true;
		} else if (n == len && !memcmp(names, text, n)) {
			return true;
		}
		names += n + (names[n] == ' ');
	}
	return false;
}

const struct refused_row *refused_find(
	enum keys_section section, const char *key)
{
	for (const struct refused_row *row = rows;
		row < rows + sizeof(rows) / sizeof(*rows); row++)
		if (row->section == section && lists(row->names, key))
			return row;
	return NULL;
}

const struct refused_command *refused_command(size_t i)
{
	return i < sizeof(commands) / sizeof(*commands) ? &commands[i] : NULL;
}

/* Whether the command has these words, not only as parts of other words. */
static bool has_words(const char *command, const char *words, size_t len)
{
	static const char more[] = "abcdefghijklmnopqrstuvwxyz0123456789_.-";

	for (const char *p = command; (p = strchr(p, *words)); p++)
		if (!strncmp(p, words, len) &&
			(p == command || !strchr(more, p[-1])) &&
			(!p[len] || !strchr(more, p[len])))
			return true;
	return false;
}

const char *refused_hint(
	const struct refused_row *row, const char *key, const char *value)
{
	const struct refused_command *c = commands;

	if (row->hint != host_exec)
		return row->hint;
	for (; c < commands + sizeof(commands) / sizeof(*commands); c++)
		for (const char *w = c->words; *w; w += *w == '|') {
			size_t len = strcspn(w, "|");

			if ((!strncmp(w, key, len) && !key[len]) ||
				has_words(value, w, len))
				return c->answer;
			w += len;
		}
	return row->hint;
}

bool refused_is_harmless(const struct refused_row *row, const char *value)
{
	return !*value || (row->harmless && lists(row->harmless, value));
}
