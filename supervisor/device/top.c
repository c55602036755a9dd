/* SPDX-License-Identifier: MIT */
/*
 * What the device and its units use, measured again and again.  The numbers are
 * from the files of their cgroups, which every user may read; the cgroup of the
 * device is the root of all, which has no files for memory and tasks.  What the
 * kernel only counts up is shown as its growth since the last measurement.  A
 * number that is not known, as of a controller that this kernel does not have,
 * is shown as "-".
 */
#include "supervisor/device/top.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/json.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/client/screen.h"
#include "supervisor/device/processes.h"
#include "supervisor/spec/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define DELAY_MS   2000 /* --delay by default */
#define FILE_MAX   4096
#define NAME_BYTES 128
#define NAME_COLS  20
#define JSON_MAX   2048

enum form {
	COUNT, /* a number */
	BYTES,
	RATE, /* bytes a second: the growth of a sum over disks */
	SHARE /* of time: the growth of microseconds */
};

enum {
	CPU,
	MEMORY,
	LIMIT,
	TASKS,
	READ,
	WRITE,
	CPU_PRESSURE,
	MEMORY_PRESSURE,
	IO_PRESSURE,
	COLUMNS
};

static const struct column {
	const char *title, *key; /* of the table, of JSON */
	const char *file, *word; /* word: stands before the number, or NULL */
	enum form form;
} columns[COLUMNS] = {
	[CPU] = {"  CPU%", "cpu_percent", "cpu.stat", "usage_usec ", SHARE},
	[MEMORY] = {"   MEM", "memory_bytes", "memory.current", NULL, BYTES},
	[LIMIT] = {"   MAX", "memory_max_bytes", "memory.max", NULL, BYTES},
	[TASKS] = {" TASKS", "tasks", "pids.current", NULL, COUNT},
	[READ] = {" READ/s", "read_bytes_per_second", "io.stat",
		"rbytes=", RATE},
	[WRITE] = {" WRITE/s", "write_bytes_per_second", "io.stat",
		"wbytes=", RATE},
	[CPU_PRESSURE] = {" CPU-P", "cpu_pressure_percent", "cpu.pressure",
		"total=", SHARE},
	[MEMORY_PRESSURE] = {" MEM-P", "memory_pressure_percent",
		"memory.pressure", "total=", SHARE},
	[IO_PRESSURE] = {" IO-P", "io_pressure_percent", "io.pressure",
		"total=", SHARE},
};

/* Numbers are -1 where nothing is known. */
struct sample {
	char name[NAME_BYTES];
	int64_t raw[COLUMNS];   /* as the kernel has it */
	int64_t value[COLUMNS]; /* to be shown; a SHARE is in thousandths */
};

static struct {
	/* Of this measurement, of the one before; the device comes first. */
	struct sample *v, *last;
	size_t count, last_count;
	int64_t at_ms, last_ms;
} self;

/*
 * Whether a line of io.stat, "MAJOR:MINOR rbytes=...", is of a disk with a
 * device.  Others, as loop devices and the device mapper, are on such disks,
 * and their bytes are counted there, too.
 */
static bool has_device(const char *text, const char *at)
{
	char path[64];

	while (at > text && at[-1] != '\n')
		at--;
	return fmt_print(path, sizeof(path), "/sys/dev/block/%.*s/device",
		       (int)strcspn(at, " "), at) > 0 &&
	       access(path, F_OK) == 0;
}

static int64_t number(const struct doc_unit *u, const struct column *c)
{
	char text[FILE_MAX];
	const char *at = text;
	int64_t sum = 0;

	if (look_read(u, c->file, text, sizeof(text)) < 0)
		return -1;
	if (!c->word) /* "max" is no number */
		return *at < '0' || *at > '9'
			       ? -1
			       : (int64_t)text_digits(at, NULL, 10);
	while ((at = strstr(at, c->word))) {
		at += strlen(c->word);
		if (c->form != RATE || has_device(text, at))
			sum += (int64_t)text_digits(at, NULL, 10);
		if (c->form != RATE)
			break;
	}
	return sum;
}

/* The sample of the same unit in the measurement before; NULL: none. */
static const struct sample *before(const struct sample *s)
{
	for (size_t i = 0; i < self.last_count; i++)
		if (strcmp(self.last[i].name, s->name) == 0)
			return &self.last[i];
	return NULL;
}

static void take(struct sample *s, const struct doc_unit *u)
{
	const struct sample *old;
	const int64_t ms = self.at_ms - self.last_ms;

	(void)doc_print(u->unit, s->name, sizeof(s->name));
	old = before(s);
	for (size_t i = 0; i < COLUMNS; i++) {
		const struct column *c = &columns[i];
		int64_t grown;

		s->raw[i] = s->value[i] = number(u, c);
		if (c->form < RATE)
			continue;
		s->value[i] = -1;
		if (!old || old->raw[i] < 0 || s->raw[i] < old->raw[i] ||
			ms <= 0)
			continue;
		grown = s->raw[i] - old->raw[i];
		s->value[i] = c->form == RATE ? grown * 1000 / ms : grown / ms;
	}
}

/* The unit that uses most comes first. */
static int by_use(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	for (size_t i = 0; i < 2; i++)
		if (x->value[i] != y->value[i])
			return x->value[i] < y->value[i] ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void take_device(struct sample *s)
{
	const struct doc_unit root = {
		.unit = {"device", 6}, .cgroup = {"/.", 2}};
	const int64_t available = memory_available();
	struct sysinfo info = {0};

	take(s, &root);
	(void)sysinfo(&info); /* cannot fail */
	s->value[LIMIT] = (int64_t)info.totalram * info.mem_unit;
	if (available >= 0)
		s->value[MEMORY] = s->value[LIMIT] - available;
	s->value[TASKS] = info.procs;
}

static int measure(void)
{
	struct doc doc;
	struct doc_unit u;
	size_t count = 1;
	int rc = fetch_document(&doc);

	if (rc != 0)
		return rc;
	while (doc_next(&doc, &u))
		count++;
	free(self.last);
	self.last = self.v;
	self.last_count = self.count;
	self.last_ms = self.at_ms;
	self.at_ms = io_now_ms();
	self.v = calloc(count + 1, sizeof(*self.v));
	self.count = 1;
	if (self.v)
		take_device(self.v);
	while (self.v && doc_next(&doc, &u)) {
		take(&self.v[self.count], &u);
		self.count += self.v[self.count].raw[0] >= 0;
	}
	doc_done(&doc);
	if (!self.v)
		return out_fail(EXITCODE_FAILED, "out of memory");
	qsort(self.v + 1, self.count - 1, sizeof(*self.v), by_use);
	return EXITCODE_OK;
}

static void share(char out[HUMAN_SHORT], int64_t thousandths)
{
	(void)fmt_print(out, HUMAN_SHORT, "%lld.%lld",
		(long long)thousandths / 10, (long long)thousandths % 10);
}

static void print_sample(const struct sample *s)
{
	const struct doc_text unit = {s->name, strlen(s->name)};
	char name[NAME_BYTES];

	(void)look_name(unit, name, sizeof(name));
	(void)out_cell(name, NAME_COLS, NAME_COLS, false);
	for (size_t i = 0; i < COLUMNS; i++) {
		char text[HUMAN_SHORT] = "-";

		if (s->value[i] >= 0 && columns[i].form == SHARE)
			share(text, s->value[i]);
		else if (s->value[i] >= 0 && columns[i].form == COUNT)
			(void)fmt_print(text, sizeof(text), "%lld",
				(long long)s->value[i]);
		else if (s->value[i] >= 0)
			human_bytes(text, (uint64_t)s->value[i]);
		out_print("%*s", (int)strlen(columns[i].title), text);
	}
}

static void put_sample(const struct sample *s, bool first)
{
	char text[JSON_MAX], value[HUMAN_SHORT];
	struct json j;

	json_begin(&j, text, sizeof(text));
	json_open(&j, NULL, '{');
	json_string(&j, "unit", first ? NULL : s->name);
	for (size_t i = 0; i < COLUMNS; i++) {
		if (s->value[i] < 0) {
			json_null(&j, columns[i].key);
		} else if (columns[i].form == SHARE) {
			share(value, s->value[i]);
			json_raw(&j, columns[i].key, value);
		} else {
			json_int(&j, columns[i].key, s->value[i]);
		}
	}
	json_close(&j, '}');
	(void)out_element(&j, first); /* it fits */
}

/* Draws the device and its units: as many as the screen has room for. */
static void draw(bool json)
{
	bool room = true;

	screen_top();
	if (!json) {
		(void)out_cell("UNIT", NAME_COLS, NAME_COLS, false);
		for (size_t i = 0; i < COLUMNS; i++)
			out_text(columns[i].title);
		room = screen_line();
	}
	for (size_t i = 0; i < self.count && room; i++) {
		if (json) {
			put_sample(&self.v[i], i == 0);
			continue;
		}
		print_sample(&self.v[i]);
		room = screen_line();
	}
	if (json)
		out_text("]\n");
}

int top_run(const struct client_args *args)
{
	const int64_t delay = args->wait_ms < 0 ? DELAY_MS : args->wait_ms;
	/* What grows is known from the second measurement on. */
	int64_t done = args->count ? 0 : -1;
	int rc;

	screen_begin(args->json);
	do {
		rc = args->count ? processes_draw(args) : measure();
		done++;
		if (rc == 0 && !args->count && (done > 0 || screen_live()))
			draw(args->json);
	} while (rc == 0 && done != args->lines && screen_wait(delay));
	screen_end();
	return rc;
}
