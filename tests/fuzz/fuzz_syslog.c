/* SPDX-License-Identifier: MIT */
/*
 * Any text as SyslogServer=, and any bytes as a record of a log ring: a server
 * is one host with a port, and a record becomes one message, within its bounds,
 * with the length that its frame says.
 * Links: supervisor/units/text/syslog_server.c supervisor/logs/syslog.c
 * Links: net/address.c images/date.c init/fmt.c init/text.c
 */
#include "supervisor/logs/syslog.h"

#include "net/address.h"
#include "supervisor/units/text/syslog_server.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void server(const char *text)
{
	struct syslog_server s, before;

	memset(&before, 0x55, sizeof(before));
	s = before;
	if (syslog_server_read(text, &s) == 0) {
		if (s.port == 0 || !address_is_unicast(&s.address))
			abort();
	} else if (memcmp(&s, &before, sizeof(s)) != 0) {
		abort();
	}
}

/* text is the host and the unit, too, which the message has as words. */
static void message(const char *text, const uint8_t *data, size_t size)
{
	char *plain = malloc(SYSLOG_MAX), *framed = malloc(SYSLOG_MAX);
	size_t len, all;
	char *end;

	if (!plain || !framed)
		abort();
	len = syslog_write(plain, false, text, text, (const char *)data, size);
	all = syslog_write(framed, true, text, text, (const char *)data, size);
	if (len >= SYSLOG_MAX || all >= SYSLOG_MAX || plain[0] != '<')
		abort();
	framed[all] = 0;
	if (strtoul(framed, &end, 10) != len || *end != ' ' ||
		(size_t)(end + 1 - framed) + len != all ||
		memcmp(end + 1, plain, len) != 0)
		abort();
	free(plain);
	free(framed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1); /* to the byte */
	uint8_t *record = malloc(size + 1);

	if (!text || !record)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	memcpy(record, data, size);
	record[size] = '\n';
	server(text);
	message(text, record, size);
	free(record);
	free(text);
	return 0;
}
