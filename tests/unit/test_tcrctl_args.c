/* SPDX-License-Identifier: MIT */
/*
 * tcrctl's command line: every way to write an option, and what is refused.
 * Links: supervisor/client/args.c supervisor/client/out.c
 * Links: supervisor/units/text/kind.c supervisor/units/text/nearest.c
 * Links: supervisor/client/human.c supervisor/base/utf8.c init/fmt.c
 * Links: init/io.c supervisor/base/strv.c supervisor/base/arena.c
 * Links: supervisor/base/json.c
 */
#include "supervisor/client/args.h"

#include "tests/unit/tap.h"

#include <fcntl.h>
#include <unistd.h>

#define ALL (ARGS_JSON | ARGS_FOLLOW | ARGS_LINES | ARGS_NO_WAIT | ARGS_TIMEOUT)

static struct client_args args;
static bool help;

/* Splits at spaces and parses; the exit code. */
static int parse(unsigned known, const char *line)
{
	static char text[256];
	static char *words[32];
	char *save = NULL;
	int n = 0;

	(void)snprintf(text, sizeof(text), "%s", line);
	for (char *w = strtok_r(text, " ", &save); w && n < 32;
		w = strtok_r(NULL, " ", &save))
		words[n++] = w;
	args = (struct client_args){.verb = "verb"};
	help = false;
	return args_parse(&args, known, n, words, &help);
}

static void accepts(void)
{
	ok(parse(ALL, "") == 0 && args.count == 0 && args.lines == -1 &&
			args.wait_ms == -1 && !args.json && !args.follow &&
			!args.no_wait && !help,
		"nothing given");
	ok(parse(ALL, "--json a --follow b --no-wait") == 0 && args.json &&
			args.follow && args.no_wait && args.count == 2,
		"options and names mixed");
	ok(strcmp(args.names[0], "a") == 0 && strcmp(args.names[1], "b") == 0,
		"names keep their order");
	ok(parse(ALL, "-n 5") == 0 && args.lines == 5, "-n 5");
	ok(parse(ALL, "-n5") == 0 && args.lines == 5, "-n5");
	ok(parse(ALL, "-fn 5 x") == 0 && args.lines == 5 && args.follow &&
			args.count == 1,
		"-fn 5");
	ok(parse(ALL, "--lines=0") == 0 && args.lines == 0, "--lines=0");
	ok(parse(ALL, "--lines 7") == 0 && args.lines == 7, "--lines 7");
	ok(parse(ALL, "--timeout=2") == 0 && args.wait_ms == 2000,
		"--timeout is in seconds");
	ok(parse(ALL, "-- --json -f") == 0 && args.count == 2 && !args.json,
		"no options behind --");
	ok(parse(ARGS_COMMAND | ARGS_EXEC,
		   "-te A=1 --env=B web cat -n -- -t") == 0 &&
			args.tty && args.env.n == 2 && args.count == 5,
		"a command's options are its own");
	is_str(args.names[4], "-t", "also behind its --");
	arena_done(&args.arena);
	ok(parse(0, "--help") == 0 && help, "--help is everyone's");
	ok(parse(0, "-h") == 0 && help, "-h, too");
	ok(parse(ALL, "-") == 0 && args.count == 1, "- is no option");
}

static void refuses(void)
{
	static const char *const lines[] = {"--jsn", "-x", "--json=1", "-fx",
		"--lines", "-n", "-n x", "--lines=-1", "--lines=", "--lines=1k",
		"--timeout=0", "--timeout=99999999999999999999", "--=5",
		"--lines=1000001"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ok(parse(ALL, lines[i]) == EXITCODE_USAGE, "refused: %s",
			lines[i]);
	is_int(parse(ARGS_LINES, "--json"), EXITCODE_USAGE,
		"an option of another command");
	is_int(parse(ARGS_JSON, "-f"), EXITCODE_USAGE, "by its letter");
}

int main(void)
{
	/* What it says about them is not ours to judge. */
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		return 1;
	accepts();
	refuses();
	return done_testing();
}
