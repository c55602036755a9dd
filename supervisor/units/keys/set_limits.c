/* SPDX-License-Identifier: MIT */
/* Setters of the key table for limits.  They follow the rules of set.c. */
#include "supervisor/units/keys/set_limits.h"

#include "init/fmt.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define SHARE_WHOLE  10000 /* hundredths of a percent */
#define QUOTA_MAX    (4096 * SHARE_WHOLE)
#define CPU_MAX      4095
#define PIDS_TOP     4194304 /* PID_MAX_LIMIT */
#define CPU_LIST_MAX 256

/* Parses "12.5%" into hundredths of a percent. */
static int parse_share(const char *text, uint64_t max, uint64_t *out)
{
	char number[24];
	size_t len = strlen(text);
	char *dot;
	int64_t whole, part = 0;

	if (len < 2 || len > sizeof(number) || text[len - 1] != '%')
		return -EINVAL;
	memcpy(number, text, len - 1);
	number[len - 1] = 0;
	dot = strchr(number, '.');
	if (dot) {
		size_t digits = strlen(dot + 1);

		*dot = 0;
		part = value_number(dot + 1, 99);
		if (digits > 2 || part < 0)
			return -EINVAL;
		part *= digits == 1 ? 10 : 1;
	}
	whole = value_number(number, max);
	if (whole < 0 || (uint64_t)(whole * 100 + part) > max)
		return -EINVAL;
	*out = (uint64_t)(whole * 100 + part);
	return 0;
}

static int parse_count(const char *text, uint64_t *out)
{
	int64_t n = value_number(text, PIDS_TOP);

	if (n < 0)
		return -EINVAL;
	*out = (uint64_t)n;
	return 0;
}

static int set_amount(struct draft *u, const struct keys_row *row,
	const char *value, bool bytes)
{
	struct rights_amount a = {.kind = AMOUNT_NUMBER};
	int rc = 0;

	if (!value)
		a.kind = AMOUNT_UNSET;
	else if (!strcmp(value, "infinity") || !strcmp(value, "-1"))
		a.kind = AMOUNT_INFINITE;
	else if (strchr(value, '%'))
		rc = parse_share(value, SHARE_WHOLE, &a.n);
	else if (bytes)
		rc = value_size(value, &a.n);
	else
		rc = parse_count(value, &a.n);
	if (rc < 0)
		return rc;
	if (value && strchr(value, '%'))
		a.kind = AMOUNT_SHARE;
	*(struct rights_amount *)set_field(u, row) = a;
	return 0;
}

/* Whether the limit must not be 0, as then no program could run. */
static bool must_be_some(const struct keys_row *row)
{
	return row->field == KEYS_RIGHTS(memory) ||
	       row->field == KEYS_RIGHTS(memory_max) ||
	       row->field == KEYS_RIGHTS(memory_high) ||
	       row->field == KEYS_FILE(settings.containers_memory);
}

static bool is_nothing(const char *value)
{
	return value && value[0] == '0' &&
	       (value[1] == 0 || value[strspn(value, "0.%")] == 0);
}

SET_FUNCTION(set_limits_bytes)
{
	(void)at;
	if (must_be_some(row) && is_nothing(value))
		return draft_refuse(u, "0 leaves no memory to run in");
	return set_amount(u, row, value, true);
}

SET_FUNCTION(set_limits_tasks)
{
	(void)at;
	if (is_nothing(value))
		return draft_refuse(u, "0 leaves no process; -1 is no limit");
	return set_amount(u, row, value, false);
}

SET_FUNCTION(set_limits_shm)
{
	uint64_t bytes = 0;

	(void)row;
	(void)at;
	if (value && (value_size(value, &bytes) < 0 || bytes == 0))
		return draft_refuse(
			u, "a number above 0 and a unit: b, k, m, g");
	u->rights.shm_bytes = bytes;
	return 0;
}

static int signed_number(const char *text, int *out)
{
	bool minus = *text == '-';
	int64_t n = value_number(text + minus, 100000);

	if (n < 0)
		return -EINVAL;
	*out = minus ? -(int)n : (int)n;
	return 0;
}

static int put_int(struct draft *u, const struct keys_row *row, bool set, int n)
{
	*(struct rights_int *)set_field(u, row) = (struct rights_int){set, n};
	return 0;
}

SET_FUNCTION(set_limits_int)
{
	static const struct range {
		size_t field;
		int min, max;
	} ranges[] = {
		{KEYS_RIGHTS(cpu_weight), 1, 10000},
		{KEYS_RIGHTS(io_weight), 1, 10000},
		{KEYS_RIGHTS(oom_score), -1000, 1000},
		{KEYS_RIGHTS(nice), -20, 19},
		{KEYS_RIGHTS(sched_priority), 1, 99},
		{KEYS_RIGHTS(io_priority), 0, 7},
	};
	const struct range *r = ranges;
	int n = 0;

	(void)at;
	if (!value)
		return put_int(u, row, false, 0);
	while (r->field != row->field)
		r++;
	if (r->field == KEYS_RIGHTS(cpu_weight) && !strcmp(value, "idle"))
		return put_int(u, row, true, 0);
	if (signed_number(value, &n) < 0 || n < r->min || n > r->max)
		return -EINVAL;
	return put_int(u, row, true, n);
}

SET_FUNCTION(set_limits_choice)
{
	/* A word's index is its number; Linux has no policy 4. */
	static const struct choice {
		size_t field;
		const char *words;
	} choices[] = {
		{KEYS_RIGHTS(oom_policy), "stop continue kill"},
		{KEYS_RIGHTS(sched_policy), "other fifo rr batch - idle"},
		{KEYS_RIGHTS(io_class), "none realtime best-effort idle"},
	};
	const struct choice *c = choices;
	size_t len = value ? strlen(value) : 0;
	int n = 0;

	(void)at;
	if (!value)
		return put_int(u, row, false, 0);
	while (c->field != row->field)
		c++;
	for (const char *w = c->words; *w; n++) {
		size_t word = strcspn(w, " ");

		if (word == len && len > 1 && !memcmp(w, value, len))
			return put_int(u, row, true, n);
		w += word + (w[word] == ' ');
	}
	if (c->field == KEYS_RIGHTS(io_class) && len == 1 && *value >= '0' &&
		*value <= '3')
		return put_int(u, row, true, *value - '0');
	return -EINVAL;
}

SET_FUNCTION(set_limits_umask)
{
	int n = 0;

	(void)at;
	if (!value)
		return put_int(u, row, false, 0);
	for (const char *p = value; *p; p++) {
		if (*p < '0' || *p > '7' || p - value > 4)
			return -EINVAL;
		n = n * 8 + (*p - '0');
	}
	return n > 0777 ? -EINVAL : put_int(u, row, true, n);
}

SET_FUNCTION(set_limits_quota)
{
	uint64_t n = 0;

	(void)row;
	(void)at;
	if (value && (parse_share(value, QUOTA_MAX, &n) < 0 || n < 100))
		return -EINVAL;
	u->rights.cpu_quota = n;
	return 0;
}

SET_FUNCTION(set_limits_period)
{
	int64_t ms = value ? value_duration(value) : 0;

	(void)row;
	(void)at;
	if (value && (ms < 1 || ms > 1000))
		return -EINVAL;
	u->rights.cpu_period_ms = ms;
	return 0;
}

/* Parses a list of CPUs: "0-3 5,7" becomes "0-3,5,7". */
static int parse_cpus(const char *text, char out[CPU_LIST_MAX])
{
	size_t len = 0;

	out[0] = 0;
	while (*(text += strspn(text, " ,\t"))) {
		size_t n = strcspn(text, " ,\t");
		size_t dash = 0;
		char one[16];
		int64_t first, last = 0;
		int added;

		if (n >= sizeof(one))
			return -EINVAL;
		memcpy(one, text, n);
		one[n] = 0;
		dash = strcspn(one, "-");
		if (one[dash] == '-') {
			one[dash] = 0;
			last = value_number(one + dash + 1, CPU_MAX);
		}
		first = value_number(one, CPU_MAX);
		if (first < 0 || (dash < n && last < first))
			return -EINVAL;
		added = fmt_print(out + len, CPU_LIST_MAX - len, "%s%.*s",
			len ? "," : "", (int)n, text);
		if (added < 0)
			return -EINVAL;
		len += (size_t)added;
		text += n;
	}
	return len > 0 ? 0 : -EINVAL;
}

SET_FUNCTION(set_limits_cpus)
{
	char list[CPU_LIST_MAX];

	if (value && parse_cpus(value, list) < 0)
		return -EINVAL;
	return set_text(u, row, value ? list : NULL, at);
}

static const char *const io_names[] = {
	[SET_LIMITS_RBPS] = "rbps",
	[SET_LIMITS_WBPS] = "wbps",
	[SET_LIMITS_RIOPS] = "riops",
	[SET_LIMITS_WIOPS] = "wiops",
	[SET_LIMITS_LATENCY] = "latency",
};

static void forget_io(struct strv *list, const char *name)
{
	size_t len = strlen(name);
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++)
		if (strncmp(list->v[i], name, len) != 0 ||
			list->v[i][len] != '=')
			list->v[kept++] = list->v[i];
	list->n = kept;
	if (list->v)
		list->v[kept] = NULL;
}

/* Parses the number after the path: a rate, or a time in microseconds. */
static int parse_rate(enum set_limits_io what, const char *text, uint64_t *n)
{
	int64_t ms;

	if (what != SET_LIMITS_LATENCY)
		return value_size(text, n) < 0 || *n == 0 ? -EINVAL : 0;
	ms = value_duration(text);
	if (ms < 1 || ms > 100000)
		return -EINVAL;
	*n = (uint64_t)ms * 1000;
	return 0;
}

SET_FUNCTION(set_limits_io)
{
	enum set_limits_io what = (enum set_limits_io)row->field;
	struct unit_rights *e = &u->rights;
	char path[PATH_MAX], item[PATH_MAX + 48];
	size_t len = value ? strcspn(value, " \t") : 0;
	const char *number = value ? value + len : NULL;
	uint64_t n;

	(void)at;
	if (!value) {
		forget_io(&e->io, io_names[what]);
		return 0;
	}
	number += strspn(number, " \t");
	if (volume_path(value, len, NULL, 0, path) < 0)
		return draft_refuse(u,
			"PATH AMOUNT: the path of a block device, or "
			"of a file on it");
	if (parse_rate(what, number, &n) < 0)
		return -EINVAL;
	if (e->io.n == RIGHTS_LIST_MAX)
		return draft_refuse(u, "too many");
	if (fmt_print(item, sizeof(item), "%s=%llu %s", io_names[what],
		    (unsigned long long)n, path) < 0)
		return -EINVAL;
	return strv_add(&u->unit.arena, &e->io, item, strlen(item));
}

/* Parses a limit: a number, a size (16M), or, for CPU, a time in seconds. */
static int parse_limit(unsigned number, const char *text, uint64_t *n)
{
	int64_t ms;

	if (!strcmp(text, "infinity") || !strcmp(text, "unlimited") ||
		!strcmp(text, "-1")) {
		*n = RIGHTS_UNLIMITED;
		return 0;
	}
	if (number == 0) { /* CPU */
		ms = value_duration(text);
		if (ms < 0)
			return -EINVAL;
		*n = (uint64_t)(ms + 999) / 1000;
		return 0;
	}
	return value_size(text, n);
}

static int put_limit(struct draft *u, struct rights_rlimits *limits,
	unsigned number, const char *text)
{
	char soft[32];
	size_t len = strcspn(text, ":");
	uint64_t low, high;

	if (len >= sizeof(soft))
		return -EINVAL;
	memcpy(soft, text, len);
	soft[len] = 0;
	if (parse_limit(number, soft, &low) < 0)
		return -EINVAL;
	high = low;
	if (text[len] && parse_limit(number, text + len + 1, &high) < 0)
		return -EINVAL;
	if (low > high)
		return draft_refuse(u, "the soft limit is above the hard one");
	limits->soft[number] = low;
	limits->hard[number] = high;
	limits->set |= 1U << number;
	return 0;
}

SET_FUNCTION(set_limits_rlimit)
{
	(void)at;
	if (value)
		return put_limit(
			u, &u->rights.limits, (unsigned)row->field, value);
	u->rights.limits.set &= ~(1U << row->field);
	return 0;
}

SET_FUNCTION(set_limits_ulimit)
{
	struct unit_rights *e = &u->rights;
	size_t len = value ? strcspn(value, "=") : 0;
	const char *name;

	(void)row;
	(void)at;
	if (!value) {
		e->ulimits.set = 0;
		return 0;
	}
	if (!strcmp(value, "host"))
		return draft_refuse(
			u, "a container cannot have the limits of tcrd");
	for (unsigned i = 0; value[len] && (name = rights_rlimit_name(i)); i++)
		if (strlen(name) == len && !strncasecmp(name, value, len))
			return put_limit(u, &e->ulimits, i, value + len + 1);
	return -EINVAL;
}

SET_FUNCTION(set_limits_delegate)
{
	bool on = false;

	(void)at;
	/* A list of controllers counts as all of them. */
	if (value_bool(value, &on) < 0) {
		if (!value_is_word(value, strlen(value), " -"))
			return -EINVAL;
		on = true;
	}
	*(bool *)set_field(u, row) = on;
	return 0;
}
