/* SPDX-License-Identifier: MIT */
/*
 * The processes of a unit, from /proc: those whose cgroup is the unit's or one
 * below it.  One that ends meanwhile is left out.  Its command line is the
 * container's own words, and is cleaned.
 */
#include "supervisor/device/processes.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/json.h"
#include "supervisor/base/utf8.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/lists.h"
#include "supervisor/client/look.h"
#include "supervisor/client/out.h"
#include "supervisor/client/screen.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define COMMAND_MAX 1024
#define FILE_MAX    8192
#define JSON_MAX    (6 * COMMAND_MAX + 256)
#define STATE_MAX   32
#define USED        34 /* columns before the command */

/* -1: not known. */
struct process {
	int64_t pid, inside; /* on the device, in the container */
	int64_t uid;         /* on the device */
	int64_t cpu_ms, memory;
	char command[COMMAND_MAX];
};

/* Reads the beginning of a file; its length or -errno. */
static ssize_t read_file(
	int proc, int64_t pid, const char *leaf, char *text, size_t size)
{
	char path[48];
	ssize_t n;

	(void)fmt_print(path, sizeof(path), "%lld/%s", (long long)pid, leaf);
	n = io_read_file(proc, path, text, size);
	if (n != -EFBIG)
		return n;
	text[size - 1] = 0;
	return (ssize_t)size - 1;
}

/* The first number, or the last one, of a line of /proc/PID/status. */
static int64_t of_status(const char *text, const char *key, bool last)
{
	const char *at = strstr(text, key), *end;

	if (!at)
		return -1;
	at += strlen(key);
	end = at + strcspn(at, "\n");
	for (const char *p = at; last && p < end; p++)
		if (*p == '\t')
			at = p + 1;
	return (int64_t)text_digits(at, NULL, 10);
}

/* Takes processor time and memory; false: the process is gone. */
static bool take_stat(int proc, struct process *p)
{
	char text[FILE_MAX];
	const char *at;
	uint64_t ticks = 0;

	if (read_file(proc, p->pid, "stat", text, sizeof(text)) < 0)
		return false;
	at = strrchr(text, ')'); /* a name may have any character */
	for (int field = 3; at && field <= 24; field++) {
		at = strchr(at + 1, ' ');
		if (at && (field == 14 || field == 15))
			ticks += text_digits(at + 1, NULL, 10);
	}
	if (!at)
		return false;
	p->cpu_ms = (int64_t)ticks * TICK_MS;
	p->memory = (int64_t)text_digits(at + 1, NULL, 10) *
		    (int64_t)getauxval(AT_PAGESZ);
	return true;
}

/* Takes the command line, or the name of a process without one. */
static bool take_command(int proc, struct process *p)
{
	char *text = p->command;
	ssize_t n = read_file(proc, p->pid, "cmdline", text, COMMAND_MAX);

	if (n == 0)
		n = read_file(proc, p->pid, "comm", text, COMMAND_MAX);
	while (n > 0 && (!text[n - 1] || text[n - 1] == '\n'))
		n--;
	for (ssize_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = ' ';
	if (n >= 0)
		text[utf8_clean(text, (size_t)n)] = 0;
	return n >= 0;
}

static bool take(int proc, struct process *p)
{
	char text[FILE_MAX];

	if (!take_stat(proc, p) || !take_command(proc, p) ||
		read_file(proc, p->pid, "status", text, sizeof(text)) < 0)
		return false;
	p->uid = of_status(text, "\nUid:\t", false);
	p->inside = of_status(text, "\nNSpid:\t", true);
	return true;
}

static void print_process(const struct process *p)
{
	char memory[HUMAN_SHORT], time[HUMAN_SHORT];
	size_t left = out_columns();

	human_bytes(memory, (uint64_t)p->memory);
	human_wait(time, p->cpu_ms);
	out_print("%7lld %6lld %5lld %6s %5s ", (long long)p->pid,
		(long long)p->inside, (long long)p->uid, time, memory);
	left = left > USED ? left - USED : 1;
	(void)out_cell(p->command, left, left, true);
}

static void put_process(const struct process *p, bool first)
{
	char text[JSON_MAX];
	struct json j;

	json_begin(&j, text, sizeof(text));
	json_open(&j, NULL, '{');
	json_int(&j, "pid", p->pid);
	json_int(&j, "container_pid", p->inside);
	json_int(&j, "uid", p->uid);
	json_int(&j, "cpu_ms", p->cpu_ms);
	json_int(&j, "memory_bytes", p->memory);
	json_string(&j, "command", p->command);
	json_close(&j, '}');
	(void)out_element(&j, first); /* it fits */
}

static int list(const char *unit, bool json)
{
	DIR *proc = opendir("/proc");
	struct process p;
	bool first = true, room = true;

	if (!proc)
		return out_fail(EXITCODE_FAILED, "/proc: %s", strerror(errno));
	screen_top();
	if (!json) {
		out_text("    PID INSIDE   UID   TIME   MEM COMMAND");
		room = screen_line();
	}
	for (struct dirent *e = readdir(proc); e && room; e = readdir(proc)) {
		p.pid = human_number(e->d_name, strlen(e->d_name), INT32_MAX);
		if (p.pid <= 0 || !cgroup_owns(unit, (pid_t)p.pid) ||
			!take(dirfd(proc), &p))
			continue;
		if (json) {
			put_process(&p, first);
		} else {
			print_process(&p);
			room = screen_line();
		}
		first = false;
	}
	closedir(proc);
	if (json)
		out_text(first ? "[]\n" : "]\n");
	return EXITCODE_OK;
}

int processes_draw(const struct client_args *args)
{
	char name[STATE_MAX + 256], state[STATE_MAX];
	struct doc doc;
	struct doc_unit u;
	int rc = fetch_unit(&doc, args->names[0], &u);

	if (rc != 0)
		return rc;
	(void)look_name(u.unit, name, sizeof(name));
	(void)doc_print(u.state, state, sizeof(state));
	if (u.pid > 0)
		rc = list(name, args->json);
	else
		rc = out_fail(EXITCODE_NOT_RUNNING,
			"%s has no process: it is %s", name, state);
	doc_done(&doc);
	return rc;
}

int processes_ps(const struct client_args *args)
{
	return args->count ? processes_draw(args) : lists_containers(args);
}
