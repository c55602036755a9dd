/* SPDX-License-Identifier: MIT */
/*
 * The keys of Podman Quadlet and systemd that do nothing in tcr.  Dropping one
 * that limits, isolates or changes a container would make a copied file mean
 * something else, so those refuse the unit; the rest are told or passed over.
 * The order counts: exact names come before patterns that cover them.
 */
#include "supervisor/units/keys/refused.h"

#include <string.h>

#define HOST_EXEC                                                              \
	"there is no host userspace; use a oneshot container and After="
#define HOST_SANDBOX "it is about the podman process; say it in [Container]"
#define SYSTEMD_ONLY "systemd has it, tcr does not"

/* clang-format off: one row, one group of keys */
static const struct refused_row rows[] = {
	/* [Container]: of Quadlet, not done yet */
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
	{SECTION_POD, REFUSED_LATER, "UserNS", "host", NULL},
	{SECTION_POD, REFUSED_LATER, "UIDMap GIDMap", NULL, NULL},
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
		"it is StartLimitIntervalSec= now"},
	{SECTION_UNIT, REFUSED_WARNED,
		"PropagatesReloadTo ReloadPropagatedFrom PropagatesStopTo "
		"StopPropagatedFrom",
		NULL, NULL},
	/* What /etc/fstab has is mounted before; Volume= says the rest. */
	{SECTION_UNIT, REFUSED_IGNORED, "RequiresMountsFor WantsMountsFor",
		NULL, NULL},
	{SECTION_UNIT, REFUSED_WARNED,
		"OnSuccessJobMode OnFailureIsolate FailureActionExitStatus "
		"SuccessActionExitStatus JobRunningTimeoutSec "
		"JobTimeoutRebootArgument SurviveFinalKillSignal",
		NULL, SYSTEMD_ONLY},
	{SECTION_UNIT, REFUSED_IGNORED,
		"Documentation DefaultDependencies AllowIsolate CollectMode "
		"IgnoreOnIsolate OnFailureJobMode JoinsNamespaceOf SourcePath",
		NULL, NULL},

	/* [Service]: not done yet */
	/* [Service]: refused for good */
	{SECTION_SERVICE, REFUSED_NEVER, "ExecReload", NULL,
		"there is no host userspace"},
	{SECTION_SERVICE, REFUSED_NEVER,
		"ExecStart ExecStartPre ExecStartPost ExecStop ExecStopPost "
		"ExecCondition Exec*",
		NULL, HOST_EXEC},
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
		"it is always closed"},
	{SECTION_SERVICE, REFUSED_WARNED,
		"FinalKillSignal SendSIGHUP "
		"SendSIGKILL RestartKillSignal",
		NULL, "what does not end when asked is killed"},
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
	{SECTION_SERVICE, REFUSED_LATER, "MemoryLimit", NULL,
		"it is MemoryMax= now"},
	{SECTION_SERVICE, REFUSED_LATER, "CPUShares", NULL,
		"it is CPUWeight= now"},
	{SECTION_SERVICE, REFUSED_LATER, "BlockIO*", NULL,
		"it is IOWeight=, IOReadBandwidthMax= ... now"},
	/* Last: some of its patterns cover keys above, or keys that are known.
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
		NULL, "tcr-init's are on the kernel's command line"},
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
		"enabled is what WantedBy= says"},
	{SECTION_QUADLET, REFUSED_IGNORED, "DefaultDependencies", NULL, NULL},
};
/* clang-format on */

const struct refused_row *refused_get(size_t i)
{
	return i < sizeof(rows) / sizeof(*rows) ? &rows[i] : NULL;
}

/* text is one of the names, or covered by one that begins or ends with a star.
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

bool refused_is_harmless(const struct refused_row *row, const char *value)
{
	return !*value || (row->harmless && lists(row->harmless, value));
}
