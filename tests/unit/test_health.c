/* SPDX-License-Identifier: MIT */
/*
 * Checks of a container with a fake clock: when they come, what they add up to.
 * Links: supervisor/life/health.c
 */
#include "supervisor/life/health.h"

#include "tests/unit/tap.h"

static struct unit_health conf = {
	.times = {.interval_ms = 30000, .timeout_ms = 30000, .retries = 3}};

static void begin(struct health *h, int64_t now_ms)
{
	h->conf = conf;
	health_begin(h, now_ms);
}

/* Runs checks at their times; letters of results are their outcomes. */
static const char *run(struct health *h, const char *results)
{
	static char got[64];
	size_t n = 0;

	for (; *results; results++)
		got[n++] = "=GB!"[health_count(h, *results == '+', h->next_ms)];
	got[n] = 0;
	return got;
}

static void plain(void)
{
	struct health h = {0};
	int64_t at;

	begin(&h, 1000000);
	is_int(h.next_ms, 1001000, "the first check comes after a second");
	is_str(run(&h, "-----"), "=====", "failures then are early ones");
	is_int(h.failures, 0, "which do not count");
	is_int(h.next_ms, 1006000, "and the next one is a second away");
	is_str(run(&h, "+"), "G", "one that is good makes it healthy");
	is_int(h.next_ms, 1036000, "then the interval holds");
	is_str(run(&h, "--+--"), "=====", "two failures are not three");
	at = h.next_ms;
	is_str(run(&h, "-"), "B", "but three in a row are");
	is_int(h.next_ms, at + 30000, "and it is checked on");
	is_str(run(&h, "--+"), "==G", "until it is healthy again");
	begin(&h, 0);
	(void)run(&h, "-----------------------------");
	is_int(h.failures, 0, "29 s of failures are early");
	is_str(run(&h, "---"), "==B", "from the 30th second on they count");
	is_str(health_name(h.state), "unhealthy", "unhealthy");
}

static void periods(void)
{
	struct health h = {0};
	char minute[62] = "";

	conf.times.start_ms = 60000;
	begin(&h, 0);
	memset(minute, '-', 59);
	(void)run(&h, minute);
	is_int(h.failures, 0, "HealthStartPeriod= forgives a minute");
	is_str(run(&h, "---"), "==B", "and not more");
	conf.times.start_ms = 0;
	conf.times.interval_ms = 0;
	begin(&h, 0);
	is_int(h.next_ms == INT64_MAX, 1, "disabled is never");
	conf.times.interval_ms = 200;
	begin(&h, 0);
	is_int(h.next_ms, 200, "a short interval is not made longer");
	conf.times.interval_ms = 30000;
	conf.times.early_ms = 5000;
	begin(&h, 0);
	is_int(h.next_ms, 5000, "an image may want its first checks later");
	is_str(run(&h, "-+"), "=G", "which are early ones as others");
	is_int(h.next_ms, 40000, "until one is good");
	conf.times.early_ms = 0;
	conf.from = CHECK_NONE;
	begin(&h, 0);
	is_int(h.next_ms == INT64_MAX, 1, "without a command there is none");
	health_adopt(&h, 0);
	is_int(h.next_ms == INT64_MAX, 1, "nor under another tcrd");
	conf.from = CHECK_UNIT;
}

static void startup(void)
{
	static char word[] = "true", *words[] = {word, NULL};
	struct health h = {0};

	conf.startup = (struct strv){.v = words, .n = 1};
	conf.startup_interval_ms = 5000;
	conf.startup_success = 2;
	conf.startup_retries = 4;
	begin(&h, 0);
	is_int(h.next_ms, 1000, "the startup check comes early too");
	is_str(run(&h, "-+-+"), "====", "it needs two successes in a row");
	ok(!h.started, "and had one");
	is_str(run(&h, "+"), "=", "that is two");
	ok(h.started && h.state == HEALTH_STARTING, "but not health");
	is_str(run(&h, "+"), "G", "which the other command finds");
	begin(&h, 0);
	is_str(run(&h, "----"), "===!", "four failures are too many");
}

int main(void)
{
	plain();
	periods();
	startup();
	return done_testing();
}
