/* SPDX-License-Identifier: MIT */
/* Requests that end the device, and those that keep it from being ended. */
#include "supervisor/serve/control_parts.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/peer.h"
#include "supervisor/serve/inhibit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Tells the client of all inhibitors: how many there are. */
static size_t tell_inhibitors(struct client *c)
{
	char text[INHIBIT_TEXT_MAX];
	size_t n = 0;

	for (; inhibit_text(n, text); n++)
		control_answer(c, "note inhibited by %s", text);
	return n;
}

/* Writes the program that asked, and its reason, for the record of the boot. */
static void give_reason(const struct client *c, const char *reason,
	char why[BOOTRECORD_WHY_MAX])
{
	char path[32], name[32] = "?";
	ssize_t n;

	(void)fmt_print(path, sizeof(path), "/proc/%d/comm",
		(int)peer_root(c->source.fd));
	n = io_read_file(AT_FDCWD, path, name, sizeof(name));
	if (n > 0)
		name[n - 1] = 0; /* the newline */
	(void)fmt_print(why, BOOTRECORD_WHY_MAX, "%s, uid 0%s%s", name,
		*reason ? ": " : "", reason);
}

/* Cuts the first word off; returns what follows it. */
static char *cut_word(char *text)
{
	char *rest = strchr(text, ' ');

	if (rest)
		*rest++ = 0;
	return rest ? rest : text + strlen(text);
}

/* Why what the client asks for is not done; NULL: it is. */
static const char *refuse(struct client *c, char manner, bool under_init)
{
	if (manner == 'c')
		return inhibit_pending() ? NULL : "nothing waits";
	if (!under_init)
		return "tcr-init is not PID 1 here";
	if (manner != 'f' && tell_inhibitors(c) > 0 && !manner)
		return "not done: --when-allowed waits, --force does it now";
	return NULL;
}

bool control_end(struct client *c, char *verb, char *words, bool under_init)
{
	static const char *const manners[] = {
		"force", "when-allowed", "cancel"};
	char why[BOOTRECORD_WHY_MAX], manner = 0;
	const char *refusal;
	bool off;

	for (size_t i = 0; i < 3 && !manner; i++) {
		if (strcmp(verb, manners[i]) != 0)
			continue;
		manner = *verb;
		verb = words;
		words = cut_word(words);
	}
	off = strcmp(verb, "poweroff") == 0;
	if (!off && strcmp(verb, "reboot") != 0)
		return false;
	refusal = refuse(c, manner, under_init);
	if (refusal) {
		control_answer(c, "error %d %s", EXITCODE_FAILED, refusal);
		return true;
	}
	give_reason(c, words, why);
	if (manner == 'c')
		inhibit_cancel();
	else
		inhibit_end(off, manner == 'f', why);
	control_answer(c, "ok");
	return true;
}

void control_inhibit(struct client *c, const char *why)
{
	int rc = inhibit_add(c->source.fd, why);

	if (rc < 0)
		control_answer(c, "error %d %s", EXITCODE_FAILED,
			rc == -ENOSPC ? "there are too many inhibitors already"
				      : strerror(-rc));
	else
		control_answer(c, "ok");
}
