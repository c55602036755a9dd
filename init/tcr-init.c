/* SPDX-License-Identifier: MIT */
/*
 * tcr-init: PID 1 of a device whose userspace is containers.
 *
 * tcr-init runs the steps of the boot, starts tcrd, reaps children, and runs
 * the steps of the shutdown.  Its only input is signals.  It has no heap and no
 * fatal error: a step that fails is logged, and the next one runs.  It ends by
 * reboot(2) only.  In a pid namespace it makes a mount and a UTS namespace
 * first and changes nothing that belongs to the machine.
 */
#include "init/board.h"
#include "init/child.h"
#include "init/halt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"
#include "init/stage.h"
#include "init/state.h"
#include "init/watch.h"

#include <fcntl.h>
#include <linux/reboot.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RUN_ARGUMENT "/run/tcr/reboot-argument" /* written by tcrd */

struct step {
	const char *name;
	int (*run)(struct state *s);
};

static const struct step up[] = {{"modules", stage_modules},
	{"root", stage_root}, {"watchdog", watch_open},
	{"mounts", board_mounts}, {"fstab", board_fstab}, {"data", board_data},
	{"cgroups", board_cgroups}, {"hostname", board_hostname},
	{"loopback", board_loopback}, {"clock", board_clock},
	{"sysctls", board_sysctls}, {"feeding", watch_alone},
	{"children", child_init}};

static const struct step down[] = {{"units", halt_units},
	{"processes", halt_processes}, {"kill", halt_kill}, {"sync", halt_sync},
	{"unmount", halt_unmount}};

static void run(const struct step *step, struct state *s)
{
	int64_t since = io_now_ms();
	int rc = step->run(s);
	long long ms = io_now_ms() - since;

	if (rc < 0)
		log_warn("%s: %s, %lld ms", step->name, strerror(-rc), ms);
	else
		log_info("%s: ok, %lld ms", step->name, ms);
}

/* True if PID 1 is the machine's; else makes namespaces for its changes. */
static bool enter(void)
{
	bool machine = reboot(RB_DISABLE_CAD) == 0; /* EINVAL in a namespace */

	if (!machine && unshare(CLONE_NEWNS | CLONE_NEWUTS) < 0)
		(void)failed("unshare");
	(void)mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	(void)umask(022);
	(void)chdir("/");
	(void)board_base(NULL);
	return machine;
}

/*
 * O_NONBLOCK: a terminal that is stopped must not stop PID 1.  tcrd inherits
 * the console as fd 0, 1 and 2, so it is not close-on-exec.
 */
static void open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		fd = open("/dev/null", O_RDWR);
	for (int i = 0; fd >= 0 && i < 3; i++)
		(void)dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void read_options(void)
{
	const char *name;
	int level;

	option_init("/proc/cmdline");
	name = option_get("tcr.log");
	level = name ? log_level_parse(name, strlen(name)) : -1;
	if (level < 0)
		level = option_get("quiet") ? LOG_LEVEL_WARN : LOG_LEVEL_INFO;
	log_init("tcr-init", (enum log_level)level);
}

static void live(struct state *s)
{
	while (!s->halt) {
		switch (watch_turn(s, child_start(s))) {
		case SIGTERM:
		case SIGINT:
			s->halt = RB_AUTOBOOT;
			break;
		case SIGUSR1:
		case SIGPWR:
			s->halt = RB_POWER_OFF;
			break;
		case SIGUSR2:
			s->halt = (int)RB_HALT_SYSTEM;
			break;
		default:
			break;
		}
	}
}

/* Reboots with RebootArgument= of a unit; returns if len says there is none. */
static void reboot_with(const char *argument, ssize_t len)
{
	if (len > 0)
		(void)syscall(SYS_reboot, LINUX_REBOOT_MAGIC1,
			LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_RESTART2,
			argument);
}

static void leave(struct state *s)
{
	char argument[256]; /* the kernel reads as many */
	ssize_t len = io_read_file(
		AT_FDCWD, RUN_ARGUMENT, argument, sizeof(argument));
	const char *name = s->halt == RB_AUTOBOOT    ? "reboot"
			   : s->halt == RB_POWER_OFF ? "power off"
						     : "halt";

	log_info("going down: %s", name);
	for (size_t i = 0; i < sizeof(down) / sizeof(down[0]); i++)
		run(&down[i], s);
	log_info("%s", name);
	if (s->halt == RB_AUTOBOOT)
		reboot_with(argument, len);
	else
		watch_close(s);
	(void)reboot(s->halt);
	(void)failed("%s", name);
}

int main(int argc, char **argv)
{
	static const char version[] = "tcr-init " TCR_VERSION "\n";
	bool again = argc == 2 && !strncmp(argv[1], "--state=", 8), machine;
	struct state *s;

	if (getpid() != 1 && argc == 2 && !strcmp(argv[1], "--version"))
		return io_write_all(1, version, sizeof(version) - 1) < 0;
	log_init("tcr-init", LOG_LEVEL_INFO);
	if (getpid() != 1) {
		log_err("only runs as PID 1");
		return 1;
	}
	(void)prctl(PR_SET_NAME, "tcr-init"); /* after a fault it is "exe" */
	watch_init();
	machine = !again && enter();
	if (machine)
		open_console();
	read_options();
	s = state_open(again ? argv[1] : NULL);
	s->machine |= machine;
	s->unreaped = true;
	if (again)
		log_warn("restarted after a fault, nothing was lost");
	if (again && state_faulty(s, 3) && !s->halt) {
		log_err("three faults in a minute: reboot");
		s->halt = RB_AUTOBOOT;
	}
	for (size_t i = 0; i < sizeof(up) / sizeof(up[0]); i++)
		if (!s->booted && !s->halt)
			run(&up[i], s);
	s->booted = true;
	live(s);
	leave(s);
	for (;;)
		(void)pause(); /* reboot(2) failed: the watchdog resets */
}
