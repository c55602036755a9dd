/* SPDX-License-Identifier: MIT */
/*
 * Runs tcr-nft.  Its stdin and stderr are files in memory, so that neither
 * process can block the other; its errors are read after it has ended.
 */
#include "net/nft.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/nftwatch.h"
#include "net/rules.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ERRORS_MAX 2048 /* bytes of tcr-nft's errors that are read */

/* Executes the program in the child.  Never returns. */
static void run(const char *program, int in, int err)
{
	char *const args[] = {(char[]){"tcr-nft"}, NULL};
	char *const none[] = {NULL};
	sigset_t empty;

	(void)sigemptyset(&empty); /* cannot fail */
	(void)sigprocmask(SIG_SETMASK, &empty, NULL);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* it ends with its parent */
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(err, STDOUT_FILENO) >= 0 &&
		dup2(err, STDERR_FILENO) >= 0)
		execve(program, args, none);
	_exit(-failed("execute %s", program) & 0x7f);
}

/*
 * Makes one line of the first error: the message, and the rule that it quotes.
 * What libnftables writes behind it (a line of ^^^, more errors) is cut off.
 */
static void first_error(char *text)
{
	size_t n = 0;
	int lines = 0;

	for (const char *p = text; *p && lines < 2; p++) {
		char c = *p;

		if (c == '\n')
			lines++;
		if (c < ' ' || c > '~')
			c = ' ';
		if (c != ' ' || (n > 0 && text[n - 1] != ' '))
			text[n++] = c;
	}
	while (n > 0 && text[n - 1] == ' ')
		n--;
	text[n] = 0;
}

static int error_of(const char *missing)
{
	if (!missing)
		return -EIO;
	if (strcmp(missing, RULES_COUNTING) == 0)
		return -ENOPROTOOPT;
	return strcmp(missing, RULES_BRIDGE) == 0 ? -EPFNOSUPPORT : -EOPNOTSUPP;
}

static int explain(int fd, int status)
{
	char text[ERRORS_MAX];
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);
	const char *missing;
	int rc;

	text[len > 0 ? len : 0] = 0;
	first_error(text);
	missing = rules_missing(text);
	rc = error_of(missing);
	if (WIFSIGNALED(status))
		log_err("nftables: tcr-nft died of signal %d",
			WTERMSIG(status));
	else if (rc != -EIO && rc != -EOPNOTSUPP)
		log_warn("nftables: the kernel lacks %s: %s", missing, text);
	else if (missing)
		log_err("nftables: the kernel lacks %s: %s", missing, text);
	else
		log_err("nftables: %s",
			text[0] ? text : "tcr-nft failed and gave no reason");
	return rc;
}

/* Writes the ruleset and the seal (net/nftwatch.h). */
static int write_ruleset(int fd, const char *ruleset, size_t len)
{
	const char *seal = nftwatch_seal();
	char text[4 * NFTWATCH_SEAL_MAX];
	int rc = io_write_all(fd, ruleset, len);

	if (rc == 0 && *seal)
		rc = fmt_print(text, sizeof(text),
			"add table inet %s\ndelete table inet %s\n", seal,
			seal);
	return rc > 0 ? io_write_all(fd, text, (size_t)rc) : rc;
}

int nft_apply(const char *program, const char *ruleset, size_t len)
{
	autofd int in = memfd_create("ruleset", MFD_CLOEXEC);
	autofd int err = memfd_create("errors", MFD_CLOEXEC);
	int status, rc;
	pid_t pid;

	if (in < 0 || err < 0)
		return failed("nftables: make a file in memory");
	rc = write_ruleset(in, ruleset, len);
	if (rc < 0 || lseek(in, 0, SEEK_SET) < 0)
		return failed("nftables: hand over the ruleset");
	pid = _Fork();
	if (pid < 0)
		return failed("nftables: fork");
	if (pid == 0)
		run(program, in, err);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return failed("nftables: wait for tcr-nft");
	return status == 0 ? 0 : explain(err, status);
}
