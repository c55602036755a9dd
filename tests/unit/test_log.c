/* SPDX-License-Identifier: MIT */
/*
 * One line for a call, with a stamp, up to the level asked for.
 * Links: init/log.c init/fmt.c
 */
#include "init/log.h"
#include "tests/unit/tap.h"

#include <errno.h>

static struct {
	char line[2048];
	size_t len;
	int calls;
} self;

static void sink(enum log_level level, const char *line, size_t len)
{
	(void)level;
	memcpy(self.line, line, len);
	self.line[len] = 0;
	self.len = len;
	self.calls++;
}

int main(void)
{
	static char longer[3000];
	long long s;
	int ms, end = 0;

	ok(freopen("/dev/null", "w", stderr), "fd 2 goes nowhere");
	log_tee(sink);
	log_init(NULL, LOG_LEVEL_INFO);
	log_info("unit: %s %d", "text", 7);
	is_str(self.line, "unit: text 7\n", "without ident a bare line");
	log_debug("more than asked for");
	is_int(self.calls, 1, "levels above are silent");
	log_init("me", LOG_LEVEL_DEBUG);
	log_debug("x");
	is_int(sscanf(self.line, "[%lld.%3d] me: x\n%n", &s, &ms, &end), 2,
		"a stamp as the kernel's");
	is_int((long long)self.len, end, "and nothing behind");
	log_init(NULL, LOG_LEVEL_INFO);
	errno = ENOENT;
	is_int(failed("open %s", "f"), -ENOENT, "failed() passes errno on");
	is_str(self.line, "open f: No such file or directory\n", "and says it");
	errno = 0;
	ok(failed("nothing") < 0, "failed() is never success");
	errno = EBUSY;
	log_warn("w");
	is_int(errno, EBUSY, "logging keeps errno");
	memset(longer, 'a', sizeof(longer) - 1);
	log_err("%s", longer);
	ok(self.len <= 1024 && self.line[self.len - 1] == '\n',
		"a long line is cut, but still a line");
	log_info("name %s",
		"a\n[ 1.0] forged\x1b[2J\x9b\xc2\x9b\xe2\x80\xae\xc3\xa4");
	is_str(self.line, "name a?[ 1.0] forged?[2J???\xc3\xa4\n",
		"others' bytes make no second line and steer nothing");
	log_divert(sink);
	log_info("diverted");
	is_str(self.line, "diverted\n", "diverted lines go to the sink");
	log_divert(NULL);
	log_info("not diverted");
	is_str(self.line, "diverted\n", "... until that ends");
	is_int(log_level_parse("debug", 5), LOG_LEVEL_DEBUG, "level by name");
	is_int(log_level_parse("errs", 4), -1, "no such level");
	is_int(log_level_parse("", 0), -1, "nor an empty one");
	return done_testing();
}
