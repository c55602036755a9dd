/* SPDX-License-Identifier: MIT */
/*
 * Commands of tcrctl that a container with Control=full gives, or some with
 * Control=update.  Most commands
 * need what is on the device: files, crun, the store of images.  So the command
 * is run here, by a tcrctl that tcrd starts with the standard files of the one
 * in the container and with its connection (client/remote.c), and tcrd has
 * nothing more to do with it.
 */
#include "supervisor/serve/control_parts.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/daemon.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/peer.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define WORDS_MAX 256
#define TOLD_MAX  200 /* bytes of a command that are logged */

/* All commands of containers with Control=update; others are in OTHERS. */
#define UPDATERS "tcrctl-update.service"
#define OTHERS   "tcrctl.service"
/* Of the processes of UPDATERS; a command has two. */
#define UPDATERS_MAX 16

static struct {
	const int *files; /* for hand_on() */
	int connection;
} self;

/* In the child: 3 is the connection, 4 to 6 are the standard files. */
static unsigned hand_on(void)
{
	const int from[] = {
		self.connection, self.files[0], self.files[1], self.files[2]};
	int kept[4];

	/* Above all places first, as they may be in each other's. */
	for (int i = 0; i < 4; i++)
		kept[i] = fcntl(from[i], F_DUPFD, 16);
	for (int i = 0; i < 4; i++)
		if (dup2(kept[i], 3 + i) < 0)
			_exit(EXITCODE_FAILED); /* no descriptor of tcrd's */
	return 7;
}

bool control_is_command(const char *text, size_t len)
{
	return len >= sizeof(CONTROL_COMMAND) &&
	       memcmp(text, CONTROL_COMMAND, sizeof(CONTROL_COMMAND)) == 0 &&
	       text[len - 1] == 0;
}

/* "TERM", then the words of the command, each with its NUL. */
static size_t split(char *words, size_t len, char *argv[WORDS_MAX])
{
	size_t n = 0;

	for (char *p = words; p < words + len; p += strlen(p) + 1) {
		if (n == WORDS_MAX - 1)
			return 0;
		argv[n++] = p;
	}
	argv[n] = NULL;
	return n;
}

/* Logs the command: words has len bytes, each word with its NUL. */
static void tell(const struct unit *unit, const char *words, size_t len)
{
	char text[TOLD_MAX + 1];

	if (len > sizeof(text))
		len = sizeof(text);
	for (size_t i = 0; i < len; i++)
		text[i] = words[i] ? words[i] : ' ';
	text[len ? len - 1 : 0] = 0;
	log_info("%s asks: tcrctl %s", unit->file->name, text);
}

/*
 * Whether a container with Control=update may give the command, words[0] being
 * TERM.  No other word may be before these: --root and --host are options.  The
 * container writes the slot that does not run, so it must not make the boot
 * loader depend on that one: by giving up the running slot, or by booting the
 * other one without a trial.
 */
static bool may_update(char *const *words, size_t n)
{
	static const char *const allowed[][2] = {{"slot", "status"},
		{"slot", "try"}, {"slot", "good"}, {"slot", "bad"},
		{"inhibit", "--list"}, {"reboot", "--when-allowed"}};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (n > 2 && strcmp(words[1], allowed[i][0]) == 0 &&
			strcmp(words[2], allowed[i][1]) == 0)
			return strcmp(words[2], "bad") != 0 || n == 3;
	return false;
}

/* Whether no further command of an updater is started: one whose output nobody
 * reads does not end, and no limit of the container counts it. */
static bool is_busy(void)
{
	char text[UPDATERS_MAX * 12];
	ssize_t n = cgroup_read(UPDATERS, "cgroup.procs", text, sizeof(text));
	size_t count = 0;

	for (ssize_t i = 0; i < n; i++)
		count += text[i] == '\n';
	return n == -EFBIG || count >= UPDATERS_MAX;
}

/* Why this command of an updater is not run; NULL: it is. */
static const char *refuse(char *const *words, size_t n)
{
	if (!may_update(words, n))
		return "Control=update does not allow that";
	return is_busy() ? "too many commands run already" : NULL;
}

void control_command(struct client *c, const struct unit *unit, char *text,
	size_t len, const int *files)
{
	bool updater = rights_of(unit->file->conf.rights)->control ==
		       RIGHTS_CONTROL_UPDATE;
	char program[PATH_MAX];
	char option[] = "--for-container";
	char *argv[WORDS_MAX + 2] = {program, option};
	const char *end = text + len;
	size_t n = split(text + sizeof(CONTROL_COMMAND),
		len - sizeof(CONTROL_COMMAND), argv + 2);
	int rc = paths_program(program, PATHS_TCRCTL);
	const char *refusal;

	if (n == 0 || files[PEER_FILES - 1] < 0) {
		control_answer(c, "error %d malformed request", EXITCODE_USAGE);
		return;
	}
	text = argv[2] + strlen(argv[2]) + 1;
	tell(unit, text, (size_t)(end - text));
	refusal = updater ? refuse(argv + 2, n) : NULL;
	if (refusal) {
		control_answer(c, "error %d %s", EXITCODE_FAILED, refusal);
		return;
	}
	self.files = files;
	self.connection = c->source.fd;
	if (rc == 0)
		rc = daemon_spawn(updater ? UPDATERS : OTHERS, argv, "", 0,
			STDERR_FILENO, hand_on);
	if (rc < 0)
		control_answer(c, "error %d cannot start tcrctl: %s",
			EXITCODE_FAILED, strerror(-rc));
}
