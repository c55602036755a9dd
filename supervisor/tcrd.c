/* SPDX-License-Identifier: MIT */
/*
 * tcrd: the supervisor.  It sets up and then turns in a loop: it waits for an
 * event, handles it, and brings every unit forward.  It may be killed at any
 * instruction; the next tcrd reads the files in RUN and goes on.  All that may
 * block runs in tasks.
 */
#include "images/image.h"
#include "init/io.h"
#include "init/log.h"
#include "init/note.h"
#include "init/text.h"
#include "net/net.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/data.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/limits.h"
#include "supervisor/base/loop.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/reset.h"
#include "supervisor/base/seed.h"
#include "supervisor/life/life.h"
#include "supervisor/life/state_file.h"
#include "supervisor/logs/forward.h"
#include "supervisor/logs/ownlog.h"
#include "supervisor/logs/persist.h"
#include "supervisor/manager/changes.h"
#include "supervisor/manager/collect.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/guard.h"
#include "supervisor/manager/manager.h"
#include "supervisor/rungs/advertised.h"
#include "supervisor/rungs/keeper.h"
#include "supervisor/serve/control.h"
#include "supervisor/serve/inhibit.h"
#include "supervisor/serve/reload.h"
#include "supervisor/serve/status_fifo.h"
#include "supervisor/slot/slot_call.h"
#include "supervisor/slot/slot_watch.h"
#include "supervisor/spec/memory.h"
#include "supervisor/tcrctl.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/overridden.h"
#include "supervisor/units/load/saved.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/text/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CMDLINE_MAX 4096
/*
 * A unit has up to eleven descriptors (pidfd, two output FIFOs, ring, two for
 * copies, notify socket, status FIFO, three tasks' outputs), few more than
 * eight.
 */
#define FILES_MAX (8 * CONF_UNITS_MAX + 1000)

static struct {
	struct conf conf;
	struct settings settings;
	bool level_given; /* --log= is on the command line */
	struct loop_source signals;
	struct loop_source notes; /* of PID 1; fd -1 without tcr-init */
	bool ending;
	char **argv;
} self = {.notes.fd = -1};

static const char usage[] =
	"usage: tcrd [--root DIR] [--runroot DIR] "
	"[--log=err|warn|info|debug]\n"
	"The supervisor of tcr; tcr-init starts it.  See tcrd(8).\n"
	"  dhcp IFNAME METRIC  become udhcpc for an interface (tcrd calls "
	"this)\n"
	"  keep FLAGS          keep a container's streams (tcrd calls this)\n"
	"  --help, --version\n";

/*
 * Reaps tcrd's children: tasks, tcr-dns, udhcpc and, without tcr-init,
 * containers.
 */
static void reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (!persist_reaped(pid, status) && !seed_reaped(pid, status) &&
			!bootrecord_reaped(pid, status) &&
			!slot_call_reaped(pid, status) &&
			!forward_reaped(pid, status))
			manager_reaped(pid, status);
}

static void on_signal(void *arg, uint32_t events)
{
	struct signalfd_siginfo info;

	(void)arg;
	(void)events;
	while (read(self.signals.fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD || self.ending)
			continue;
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
			log_info("stopping all units");
			if (self.notes.fd >= 0 && info.ssi_pid == 1)
				bootrecord_end(BOOTRECORD_SHUTDOWN,
					"tcr-init has got a signal");
			self.ending = true;
			reload_cancel();
			manager_shutdown();
		}
	}
	reap();
}

static void on_note(void *arg, uint32_t events)
{
	struct init_note note;

	(void)arg;
	(void)events;
	while (recv(self.notes.fd, &note, sizeof(note), MSG_DONTWAIT) ==
		sizeof(note))
		manager_reaped(note.pid, note.status);
}

static int watch_signals(void)
{
	sigset_t set;

	io_default_signals();
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP); /* tcrd outlives its console */
	sigaddset(&set, SIGPIPE);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return failed("block signals");
	self.signals = (struct loop_source){.fn = on_signal,
		.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
	if (self.signals.fd < 0)
		return failed("signalfd");
	return loop_add(&self.signals, EPOLLIN);
}

/*
 * Watches for the notes of PID 1 and returns true; without tcr-init tcrd
 * becomes the parent of orphans and reaps containers itself.
 */
static bool watch_exits(void)
{
	const char *number = getenv(NOTE_ENV);

	int fd = number ? (int)text_digits(number, NULL, 10) : -1;

	if (fd > STDERR_FILENO) {
		self.notes = (struct loop_source){.fn = on_note, .fd = fd};
		(void)unsetenv(NOTE_ENV);
		if (fcntl(self.notes.fd, F_SETFD, FD_CLOEXEC) == 0 &&
			loop_add(&self.notes, EPOLLIN) == 0)
			return true;
		self.notes.fd = -1;
	}
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		(void)failed("become a subreaper");
	return false;
}

/* Makes the folders of RUN. */
static int make_places(void)
{
	static const struct {
		const char *leaf;
		mode_t mode;
	} places[] = {{"", 0755}, {"units", 0700}, {"units/tcrd", 0700},
		{"crun", 0700}, {"leases", 0755}, {"public", 0755},
		{"control", 0700}};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		int rc = paths_unit(path, NULL, places[i].leaf);

		if (rc < 0)
			return rc;
		rc = io_mkdirs(path, 0755);
		if (rc < 0 || chmod(path, places[i].mode) < 0)
			return failed("make %s", path);
	}
	ownlog_open();
	/* Where it cannot be made, the status says that there is none. */
	(void)io_mkdirs(paths_data(), 0755);
	return 0;
}

/* Reads tcr.conf.  It comes before the units, as it has their defaults. */
static int load_settings(void)
{
	const struct scan_trust trust = {.data = paths_data()};
	int rc = tcrconf_read(&self.settings, paths_settings(), &trust);

	if (self.settings.bad)
		log_err("tcr.conf: %s: %s",
			self.settings.fallback ? "the firmware's is used"
					       : "it is ignored",
			self.settings.bad);
	if (rc == 0 && self.settings.log_level >= 0 && !self.level_given)
		log_init("tcrd", (enum log_level)self.settings.log_level);
	return rc;
}

static int load_units(const char *units)
{
	char cmdline[CMDLINE_MAX];
	ssize_t n = io_read_file(
		AT_FDCWD, "/proc/cmdline", cmdline, sizeof(cmdline));

	const struct gather_source source = {.dirs = paths_units(),
		.defaults = &self.settings.defaults,
		.cmdline = n < 0 ? "" : cmdline,
		.trust = {.data = paths_data()},
		.saved = units,
		.fallback = true};

	int rc = load_all(&self.conf, &source);

	self.conf.syslog = self.settings.syslog;
	self.conf.log_persist = self.settings.log_persist;
	self.conf.dns_cache = self.settings.dns_cache;
	self.conf.dns_plain = !self.settings.dns_mixed;
	self.conf.trust = self.settings.trust;
	self.conf.trust.keys = paths_keys();
	return rc;
}

/* Replaces tcrd by a new one when no task runs, or after a deadline. */
static void replace(void)
{
	bool busy = slot_call_hold();

	if ((manager_hold() || busy) && io_now_ms() < reload_deadline())
		return;
	control_turn(io_now_ms()); /* answers those whose task has just ended */
	slot_call_drop();
	manager_drop_tasks();
	control_dismiss();
	forward_stop();
	(void)reload_exec(self.argv, self.notes.fd);
}

/* When something is to be done at the latest. */
static int64_t next_deadline(void)
{
	static int64_t (*const all[])(void) = {manager_deadline,
		control_deadline, guard_deadline, advertised_deadline,
		status_fifo_deadline, reload_deadline, bootrecord_deadline,
		forward_deadline, slot_watch_deadline, persist_deadline,
		ownlog_deadline};
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		next = int64_min(next, all[i]());
	return control_busy() ? next : int64_min(next, collect_deadline());
}

static void run(void)
{
	while (!(self.ending && manager_stopped() &&
		 persist_finish(&self.conf) && bootrecord_done(io_now_ms()))) {
		loop_turn(next_deadline());
		if (reload_asked())
			replace();
		guard_turn(io_now_ms());
		advertised_turn(&self.conf, io_now_ms());
		status_fifo_turn(); /* before the manager: it may set goals */
		manager_turn();
		slot_watch_turn(io_now_ms());
		persist_turn(&self.conf, io_now_ms(), ownlog_written());
		forward_turn(&self.conf, io_now_ms());
		ownlog_turn();
		control_turn(io_now_ms());
		if (!control_busy() && collect_turn(io_now_ms()))
			control_load();
	}
	manager_forget();
	log_info("all units are down");
}

/*
 * Containers share the memory that was free before any of them ran, so that is
 * measured once in each boot.
 */
static void share_memory(int64_t start_ms)
{
	struct state_device device;

	state_file_device_load(&device);
	if (device.available <= 0) {
		device.start_ms = start_ms;
		device.available = memory_available();
		state_file_device_save(&device);
	}
	if (device.available > 0) {
		memory_init(self.settings.containers_memory, device.available);
		cgroup_limit(memory_containers());
	}
}

static void log_data(void)
{
	char why[DATA_WHY_MAX];

	if (data_look(why) == DATA_FAILED)
		log_err("data: %s", why);
}

/* Sets what tcrd needs of its own process. */
static void set_process(void)
{
	(void)umask(022);
	(void)chdir("/");
	(void)setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 0);
	limits_files(FILES_MAX);
	limits_lift();
	/* The OOM killer takes tcrd last; schedule_apply() resets it to 0. */
	(void)io_write_file("/proc/self/oom_score_adj", "-900");
}

static int start(void)
{
	char units[PATH_MAX];
	int64_t start_ms = io_now_ms();
	bool under_init, apply;
	int reload, rc;
	size_t count;

	set_process();
	rc = loop_init();
	if (rc < 0 || (rc = make_places()) < 0 || (rc = watch_signals()) < 0)
		return rc;
	under_init = watch_exits();
	/* Without cgroups no container starts; each unit's cause says so. */
	(void)cgroup_init();
	if (under_init)
		reset_data();
	seed_start();
	if (under_init)
		bootrecord_start();
	reload = reload_take(&apply);
	if (apply)
		report_copy(reload_warn);
	rc = paths_unit(units, NULL, "units");
	if (!paths_data_counts())
		log_warn("units and tcr.conf of %s are ignored "
			 "(tcr.conf=firmware)",
			paths_data());
	if (rc < 0 || (rc = load_settings()) < 0 ||
		(rc = load_units(units)) < 0)
		return rc;
	report_copy(NULL);
	share_memory(start_ms);
	if ((rc = manager_init(&self.conf, &self.settings, under_init)) < 0)
		return rc;
	slot_watch_init(self.settings.confirm_ms, under_init);
	saved_write(&self.conf, units);
	overridden_look(&self.conf, paths_data(), true);
	if (self.notes.fd >= 0)
		on_note(NULL, 0); /* processes that ended while no tcrd ran */
	/* Without status or control socket containers are to run, too. */
	(void)status_fifo_init();
	inhibit_init(self.settings.inhibit_ms);
	(void)control_init(under_init);
	guard_init(&self.conf, manager_units(&count));
	log_data();
	manager_boot();
	if (apply)
		changes_take(manager_units(&count), count);
	if (reload >= 0)
		control_reloaded(reload, apply);
	manager_turn();
	if (reload >= 0)
		control_reload_wait();
	return 0;
}

static int become_dhcp(const char *interface, const char *metric)
{
	char self_path[PATH_MAX];
	int rc = paths_program(self_path, "tcrd");

	return rc < 0 ? 1 : -net_dhcp_exec(interface, metric, self_path);
}

static void say(int fd, const char *text)
{
	(void)io_write_all(fd, text, strlen(text));
}

/* Whether the program was started by this name: there are links to it. */
static bool is_called(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash ? slash + 1 : path, name) == 0;
}

/* Takes "--root DIR" or "--runroot DIR", as podman calls these folders; false:
 * that is not what the words begin with. */
static bool take_place(int argc, char **argv)
{
	bool data = argc > 2 && !strcmp(argv[1], "--root");

	if (argc < 3 || argv[2][0] != '/' ||
		(!data && strcmp(argv[1], "--runroot") != 0))
		return false;
	return setenv(data ? "TCR_DATA" : "TCR_RUN", argv[2], 1) == 0;
}

int main(int argc, char **argv)
{
	enum log_level level = LOG_LEVEL_INFO;
	char leases[PATH_MAX];

	for (; take_place(argc, argv); argc -= 2, argv += 2)
		argv[2] = argv[0];
	if (is_called(argv[0], "tcrctl"))
		return tcrctl_main(argc, argv);
	log_init("tcrd", level);
	/* udhcpc runs tcrd by this name, with the event as argument. */
	if (argc == 2 && is_called(argv[0], "udhcpc-event"))
		return paths_unit(leases, NULL, "leases") < 0 ||
		       net_dhcp_event(argv[1], leases) < 0;
	if (argc == 3 && strcmp(argv[1], "keep") == 0)
		return keeper_run(argv[2]);
	if (argc == 4 && strcmp(argv[1], "dhcp") == 0)
		return become_dhcp(argv[2], argv[3]);
	for (int i = 1; i < argc; i++) {
		int l = strncmp(argv[i], "--log=", 6)
				? -1
				: log_level_parse(
					  argv[i] + 6, strlen(argv[i] + 6));

		if (l >= 0) {
			level = (enum log_level)l;
			self.level_given = true;
		} else if (strcmp(argv[i], "--help") == 0) {
			say(STDOUT_FILENO, usage);
			return 0;
		} else if (strcmp(argv[i], "--version") == 0) {
			say(STDOUT_FILENO, "tcrd " TCR_VERSION "\n");
			return 0;
		} else {
			say(STDERR_FILENO, usage);
			return 2;
		}
	}
	log_init("tcrd", level);
	ownlog_begin();
	self.argv = argv;
	if (start() < 0)
		return 1;
	run();
	return 0;
}
