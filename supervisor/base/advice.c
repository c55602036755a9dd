/* SPDX-License-Identifier: MIT */
/*
 * Warns of an old crun.  Before 1.28, if /dev in an image is a symbolic link,
 * crun makes device nodes and links where it leads (CVE-2026-47766).  An older
 * crun works, and tcr refuses such images, but whoever builds the firmware
 * should know.  The mends of 1.29.1 and later do not matter to tcr: they are
 * for containers without a mount on /dev.
 */
#include "supervisor/base/advice.h"

#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PREFIX "crun version "

static const unsigned safe[] = {1, 28};

int advice_outdated(const char *text)
{
	const char *end;

	if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
		return 0;
	text += strlen(PREFIX);
	for (size_t i = 0; i < sizeof(safe) / sizeof(*safe); i++) {
		uint64_t n = text_digits(text, &end, 10);

		if (end != text && n != safe[i])
			return n < safe[i];
		if (*end != '.') /* "1" is older than "1.28" */
			return i + 1 < sizeof(safe) / sizeof(*safe);
		text = end + 1;
	}
	return 0;
}

int advice_ask(
	const char *program, const char *argument, char *text, size_t size)
{
	const char *args[] = {program, argument, NULL};
	int ends[2], status;
	size_t len = 0;
	ssize_t n = 1;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return failed("pipe");
	pid = _Fork();
	if (pid < 0)
		return failed("fork");
	if (pid == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)execvp(program, (char *const *)(uintptr_t)args);
		_exit(127);
	}
	close(ends[1]);
	while (len < size - 1 && n > 0) {
		n = read(ends[0], text + len, size - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	close(ends[0]);
	text[len] = 0;
	(void)waitpid(pid, &status, 0); /* only the text matters */
	return 0;
}

int advice_crun(const void *arg)
{
	char text[256];

	(void)arg;
	if (advice_ask("crun", "--version", text, sizeof(text)) == 0 &&
		advice_outdated(text)) {
		text[strcspn(text, "\n")] = 0;
		log_warn("crun: " ADVICE_FORMAT, text + strlen("crun "));
	}
	return 0;
}
