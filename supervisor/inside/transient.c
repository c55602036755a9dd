/* SPDX-License-Identifier: MIT */
/*
 * The unit file of `tcrctl run`.  Its values come from a command line and may
 * have anything in them.  Words are quoted with the escapes of Exec=; all other
 * values must be without control characters and backslashes, so that they end
 * where their line does; % and $ are doubled, as they are expanded.
 */
#include "supervisor/inside/transient.h"

#include "init/fmt.h"
#include "supervisor/client/client.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/conf.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text {
	char *at;
	size_t len;
	bool full; /* it has no room for all */
	bool bad;  /* after a message */
};

__attribute__((format(printf, 2, 3))) static void put(
	struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = fmt_vprint(t->at + t->len, CONF_FILE_MAX - t->len, format, ap);
	va_end(ap);
	t->full |= n < 0;
	t->len += n < 0 ? 0 : (size_t)n;
}

/* Writes a value without escapes. */
static void put_plain(struct text *t, const char *value)
{
	for (const char *c = value; *c; c++)
		put(t, "%s%c", *c == '%' || *c == '$' ? (char[]){*c, 0} : "",
			*c);
}

/* Writes one word with escapes, in quotes. */
static void put_word(struct text *t, const char *word)
{
	put(t, " \"");
	for (const char *c = word; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			put(t, "\\x%02x", (unsigned)*c);
		else if (*c == '\\' || *c == '"')
			put(t, "\\%c", *c);
		else
			put_plain(t, (char[]){*c, 0});
	put(t, "\"");
}

/* Whether the value of an option can be that of a key; else says so. */
static bool is_plain(struct text *t, const char *option, const char *value)
{
	bool plain = *value != 0;

	for (const char *c = value; *c; c++)
		plain &= (unsigned char)*c >= ' ' && *c != 0x7f && *c != '\\';
	if (!plain && !t->bad)
		(void)out_fail(EXITCODE_NOT_TRIED,
			*value ? "run: %s '%s': control characters and "
				 "backslashes are refused"
			       : "run: %s: a value is wanted",
			option, value);
	t->bad |= !plain;
	return plain;
}

/* A key whose value may be in quotes; value NULL: not given. */
static void put_key(
	struct text *t, const char *option, const char *key, const char *value)
{
	if (!value || !is_plain(t, option, value))
		return;
	put(t, "%s=\"", key);
	put_plain(t, value);
	put(t, "\"\n");
}

/* A key of which each value is a line. */
static void put_list(struct text *t, const char *option, const char *key,
	const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!is_plain(t, option, list->v[i]))
			return;
		put(t, "%s=", key);
		put_plain(t, list->v[i]);
		put(t, "\n");
	}
}

/* -e NAME=VALUE, or NAME with the value that it has here, if it has one. */
static void put_variable(struct text *t, const char *text)
{
	const char *value = strchr(text, '=') ? NULL : getenv(text);
	char pair[OUT_LINE_MAX];

	if (!*text || *text == '=') {
		if (!t->bad)
			(void)out_fail(EXITCODE_NOT_TRIED,
				"run: -e '%s': NAME=VALUE is wanted", text);
		t->bad = true;
	}
	if (!strchr(text, '=') && !value)
		return;
	if (value) {
		t->full |=
			fmt_print(pair, sizeof(pair), "%s=%s", text, value) < 0;
		text = pair;
	}
	put(t, "Environment=");
	put_word(t, text);
	put(t, "\n");
}

/* CPUs as a percentage: 1.5 is 150%. */
static void put_cpus(struct text *t, const char *cpus)
{
	size_t whole = strcspn(cpus, ".");
	const char *part = cpus + whole + (cpus[whole] == '.');
	size_t digits = strlen(part);
	int64_t n = human_number(cpus, whole, 1024) * 100;

	if (digits > 0)
		n += human_number(part, 1, 9) * 10;
	if (digits > 1)
		n += human_number(part + 1, 1, 9);
	if (digits > 2 || strspn(part, "0123456789") < digits || n <= 0) {
		if (!t->bad)
			(void)out_fail(EXITCODE_NOT_TRIED,
				"run: --cpus '%s' is no number like 1.5", cpus);
		t->bad = true;
		return;
	}
	put(t, "CPUQuota=%lld%%%%\n", (long long)n);
}

/* on-failure:N is the first start and N more. */
static void put_unit(struct text *t, const struct client_made *m)
{
	static const char limited[] = "on-failure:";
	const char *n =
		m->restart && !strncmp(m->restart, limited, strlen(limited))
			? m->restart + strlen(limited)
			: NULL;
	int64_t count = n ? human_number(n, strlen(n), 1000000) : 0;

	if (count < 0) {
		(void)out_fail(EXITCODE_NOT_TRIED,
			"run: --restart '%s': on-failure:N is wanted",
			m->restart);
		t->bad = true;
	}
	put(t, "[Unit]\n");
	if (m->rm || !m->detach)
		put(t, "CollectMode=inactive-or-failed\n");
	if (n)
		put(t, "StartLimitIntervalSec=30d\nStartLimitBurst=%lld\n",
			(long long)count + 1);
	put(t, "[Service]\n");
	if (n)
		put(t, "Restart=on-failure\n");
	else
		put_key(t, "--restart", "Restart", m->restart);
	if (m->cpus)
		put_cpus(t, m->cpus);
}

size_t transient_command(const struct client_args *args)
{
	size_t at = args->made.rootfs ? 0 : 1;

	return at < args->count && strcmp(args->names[at], "--") == 0 ? at + 1
								      : at;
}

static void put_container(struct text *t, const struct client_args *args)
{
	const struct client_made *m = &args->made;
	size_t command = transient_command(args);

	put(t, "[Container]\n");
	if (m->rootfs)
		put_key(t, "--rootfs", "Rootfs", m->rootfs);
	else
		put_key(t, "image", "Image", args->names[0]);
	if (command < args->count)
		put(t, "Exec=");
	for (size_t i = command; i < args->count; i++)
		put_word(t, args->names[i]);
	put(t, "\n");
	if (args->tty)
		put_variable(t, getenv("TERM") ? "TERM" : "TERM=xterm");
	for (size_t i = 0; i < args->env.n; i++)
		put_variable(t, args->env.v[i]);
	put_key(t, "--user", "User", args->user);
	put_key(t, "--workdir", "WorkingDir", args->dir);
	put_key(t, "--hostname", "HostName", m->hostname);
	put_key(t, "--memory", "Memory", m->memory);
	put_key(t, "--stop-timeout", "StopTimeout", m->stop_timeout);
	put_list(t, "--network", "Network",
		&(struct strv){.v = (char *[]){(char *)(uintptr_t)m->network},
			.n = m->network != NULL});
	put_list(t, "--volume", "Volume", &m->volumes);
	put_list(t, "--tmpfs", "Tmpfs", &m->tmpfs);
	put_list(t, "--publish", "PublishPort", &m->ports);
	if (m->read_only)
		put(t, "ReadOnly=yes\n");
}

int transient_text(const struct client_args *args, char *text)
{
	const struct client_made *m = &args->made;
	const char *attach = args->tty           ? "terminal"
			     : args->interactive ? "input"
			     : m->detach         ? NULL
						 : "output";
	struct text t = {.at = text};

	put_unit(&t, m);
	put_container(&t, args);
	put(&t, "[X-TCR]\n");
	if (attach)
		put(&t, "Attach=%s\n", attach);
	put(&t, "[Install]\nWantedBy=multi-user.target\n");
	if (t.full)
		(void)out_fail(EXITCODE_NOT_TRIED,
			"run: the command line is longer than a unit file");
	return t.full || t.bad ? -EXITCODE_NOT_TRIED : (int)t.len;
}
