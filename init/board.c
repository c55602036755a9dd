/* SPDX-License-Identifier: MIT */
/*
 * Prepares the board for userspace after the kernel has started: mounts, name,
 * loopback, clock, sysctls.  Each step may fail; the next one runs all the
 * same.
 */
#include "init/board.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/option.h"
#include "init/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CGROUP         "/sys/fs/cgroup"
#define DEVICE_WAIT_MS 10000
#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define SAFE           (MS_NOSUID | MS_NODEV)

struct place {
	const char *from, *at, *type;
	unsigned long flags;
	const char *data;
};

static bool mounted(const char *path)
{
	char parent[PATH_MAX];
	struct stat in, above;

	return fmt_print(parent, sizeof(parent), "%s/..", path) > 0 &&
	       stat(path, &in) == 0 && stat(parent, &above) == 0 &&
	       in.st_dev != above.st_dev;
}

static int mount_place(const struct place *p)
{
	if (mounted(p->at))
		return 0;
	(void)mkdir(p->at, 0755); /* if this fails, mount(2) fails too */
	if (mount(p->from, p->at, p->type, p->flags, p->data) < 0)
		return failed("mount %s on %s", p->from, p->at);
	return 0;
}

static int mount_places(const struct place *places, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		int one = mount_place(&places[i]);

		rc = one < 0 ? one : rc;
	}
	return rc;
}

int board_base(struct state *s)
{
	static const struct place places[] = {
		{"proc", "/proc", "proc", SAFE | MS_NOEXEC, NULL},
		{"sysfs", "/sys", "sysfs", SAFE | MS_NOEXEC, NULL},
		{"dev", "/dev", "devtmpfs", MS_NOSUID, "mode=0755"},
	};

	(void)s;
	return mount_places(places, COUNT(places));
}

int board_mounts(struct state *s)
{
	static const struct place places[] = {
		{"devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
			"mode=0620,gid=5,ptmxmode=0666"},
		{"shm", "/dev/shm", "tmpfs", SAFE, "mode=1777,size=10%"},
		{"run", "/run", "tmpfs", SAFE, "mode=0755,size=25%"},
		{"tmp", "/tmp", "tmpfs", SAFE, "mode=1777,size=10%"},
		{"cgroup2", CGROUP, "cgroup2", SAFE | MS_NOEXEC, "nsdelegate"},
	};
	static const char *const links[][2] = {
		{"/proc/self/fd", "/dev/fd"},
		{"/proc/self/fd/0", "/dev/stdin"},
		{"/proc/self/fd/1", "/dev/stdout"},
		{"/proc/self/fd/2", "/dev/stderr"},
	};
	int rc = mount_places(places, COUNT(places));

	(void)s;
	for (size_t i = 0; i < COUNT(links); i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			rc = failed("link %s", links[i][1]);
	return rc;
}

char *board_field(char **line)
{
	char *in = *line + strspn(*line, " \t"), *start = in, *out = in;

	for (; *in && !strchr(" \t\n", *in); in++) {
		unsigned c = (unsigned char)*in;

		if (c == '\\' && strspn(in + 1, "01234567") >= 3) {
			c = (in[1] - '0') * 64U + (in[2] - '0') * 8U +
			    (in[3] - '0');
			in += 3;
		}
		*out++ = (char)c;
	}
	*line = *in ? in + 1 : in;
	*out = 0;
	return start;
}

/* Splits "ro,nodev,size=1m" into flags and data; false: it has "noauto". */
static bool fstab_options(char *options, struct place *p, char *data)
{
	static const struct {
		const char *name;
		unsigned long flag;
	} known[] = {{"ro", MS_RDONLY}, {"nosuid", MS_NOSUID},
		{"nodev", MS_NODEV}, {"noexec", MS_NOEXEC},
		{"noatime", MS_NOATIME}, {"sync", MS_SYNCHRONOUS},
		{"bind", MS_BIND}, {"defaults", 0}, {"rw", 0}, {"auto", 0},
		{"relatime", 0}, {"nofail", 0}};
	size_t len = 0;
	char *word;

	*data = 0;
	while ((word = strsep(&options, ","))) {
		size_t i = 0;

		if (!strcmp(word, "noauto"))
			return false;
		while (i < COUNT(known) && strcmp(known[i].name, word) != 0)
			i++;
		if (i < COUNT(known)) {
			p->flags |= known[i].flag;
			continue;
		}
		/* data is as large as the text that options is part of. */
		if (len > 0)
			data[len++] = ',';
		memcpy(data + len, word, strlen(word) + 1);
		len += strlen(word);
	}
	p->data = data;
	return true;
}

int board_fstab(struct state *s)
{
	static char text[8192], data[sizeof(text)];
	ssize_t len = io_read_file(AT_FDCWD, "/etc/fstab", text, sizeof(text));
	char *rest = text, *line;
	int rc = 0, one;

	(void)s;
	if (len < 0)
		return len == -ENOENT ? 0 : (int)len;
	while ((line = strsep(&rest, "\n"))) {
		struct place p = {.from = board_field(&line)};

		p.at = board_field(&line);
		p.type = board_field(&line);
		if (*p.from == '#' || *p.at != '/' ||
			!fstab_options(board_field(&line), &p, data))
			continue;
		one = mount_place(&p);
		rc = one < 0 ? one : rc;
	}
	return rc;
}

int board_wait(const char *path)
{
	int64_t until = io_now_ms() + DEVICE_WAIT_MS;

	while (access(path, F_OK) < 0) {
		if (io_now_ms() >= until)
			return failed("wait for %s", path);
		(void)poll(NULL, 0, 2);
	}
	return 0;
}

int board_data(struct state *s)
{
	const char *device = option_get("tcr.data");
	struct place disk = {device, BOARD_DATA, "ext4", SAFE | MS_NOATIME,
		"errors=remount-ro"};
	static const struct place memory = {
		"data", BOARD_DATA, "tmpfs", SAFE, "mode=0755,size=25%"};
	int rc;

	(void)s;
	if (mounted(BOARD_DATA))
		return 0;
	if (device && board_wait(device) == 0 && mount_place(&disk) == 0)
		return 0;
	if (!device && access(BOARD_DATA, W_OK) == 0)
		return 0; /* the root is writable and keeps the data */
	rc = mount_place(&memory);
	log_warn("data: %s: in memory only, lost at the next boot",
		device ? device : "no tcr.data=");
	return device ? -EIO : rc;
}

int board_cgroups(struct state *s)
{
	char names[512], word[64], *rest = names, *name;
	ssize_t len = io_read_file(
		AT_FDCWD, CGROUP "/cgroup.controllers", names, sizeof(names));
	int rc = 0;

	(void)s;
	if (len < 0)
		return (int)len;
	/* One write each: if one controller fails, the others are enabled. */
	while (*(name = board_field(&rest))) {
		(void)fmt_print(word, sizeof(word), "+%s", name);
		rc = io_write_file(CGROUP "/cgroup.subtree_control", word);
		if (rc < 0)
			log_warn("cgroup: %s: %s", name, strerror(-rc));
	}
	(void)mkdir(BOARD_TCRD, 0755);
	return rc;
}

int board_hostname(struct state *s)
{
	char text[HOST_NAME_MAX + 2], *rest = text;
	ssize_t len =
		io_read_file(AT_FDCWD, "/etc/hostname", text, sizeof(text));
	const char *name = len > 0 ? board_field(&rest) : "";

	(void)s;
	name = *name ? name : "tcr";
	return sethostname(name, strlen(name)) < 0 ? failed("set hostname") : 0;
}

int board_loopback(struct state *s)
{
	autofd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};

	(void)s;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
		return failed("bring up lo");
	return 0;
}

int board_clock(struct state *s)
{
	char text[32];
	struct timespec now, floor = {0};
	struct stat st;

	if (io_read_file(AT_FDCWD, "/etc/tcr/build-time", text, sizeof(text)) >
		0)
		floor.tv_sec = option_number(text, 0);
	if (stat(BOARD_CLOCK, &st) == 0 && st.st_mtime > floor.tv_sec)
		floor.tv_sec = st.st_mtime;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (!s->machine || now.tv_sec >= floor.tv_sec)
		return 0;
	if (clock_settime(CLOCK_REALTIME, &floor) < 0)
		return failed("set clock");
	log_warn("clock: was earlier than the build or the last shutdown, "
		 "set to the later of the two");
	return 0;
}

int board_sysctls(struct state *s)
{
	/* The first six are limits that containers share: see tcr-init.8. */
	static const char *const settings[] = {
		"fs/file-max=9223372036854775807",
		"fs/epoll/max_user_watches=1000000000",
		"fs/inotify/max_user_instances=1000000000",
		"fs/inotify/max_user_watches=1000000000",
		"fs/pipe-user-pages-soft=0", "kernel/threads-max=32768",
		"kernel/panic=5", "kernel/panic_on_oops=1",
		"kernel/kptr_restrict=2", "kernel/dmesg_restrict=1",
		"kernel/perf_event_paranoid=3",
		"kernel/unprivileged_bpf_disabled=1",
		"kernel/yama/ptrace_scope=2", "kernel/sysrq=0",
		"dev/tty/legacy_tiocsti=0", "kernel/core_pattern=|/bin/false",
		"fs/protected_symlinks=1", "fs/protected_hardlinks=1",
		"fs/protected_fifos=2", "fs/protected_regular=2",
		"net/core/bpf_jit_harden=2", "net/ipv4/conf/all/rp_filter=1",
		"net/ipv4/conf/default/rp_filter=1",
		"net/ipv4/conf/all/accept_redirects=0",
		"net/ipv4/conf/default/accept_redirects=0",
		"net/ipv4/conf/all/send_redirects=0",
		"net/ipv4/conf/default/send_redirects=0",
		"net/ipv4/conf/all/accept_source_route=0",
		"net/ipv4/conf/default/accept_source_route=0"};
	char path[128];
	int rc = 0;

	for (size_t i = 0; s->machine && i < COUNT(settings); i++) {
		const char *value = strchr(settings[i], '=') + 1;
		int one;

		(void)fmt_print(path, sizeof(path), "/proc/sys/%.*s",
			(int)(value - settings[i]) - 1, settings[i]);
		one = io_write_file(path, value);
		if (one == 0 || one == -ENOENT) /* not in this kernel */
			continue;
		rc = one;
		log_warn("sysctl: %s: %s", settings[i], strerror(-one));
	}
	return rc;
}
