/* SPDX-License-Identifier: MIT */
/* Reads the server of SyslogServer=.  It has no name: tcrd asks no resolver. */
#include "supervisor/units/text/syslog_server.h"

#include "init/fmt.h"
#include "init/text.h"
#include "net/address.h"

#include <errno.h>
#include <string.h>

#define UDP_PORT 514
#define TCP_PORT 601

int syslog_server_read(const char *text, struct syslog_server *out)
{
	struct syslog_server s = {.tcp = strncmp(text, "tcp://", 6) == 0};
	char address[ADDRESS_TEXT_MAX];
	const char *end;
	uint64_t port = s.tcp ? TCP_PORT : UDP_PORT;
	bool bracket;
	size_t len;

	if (!s.tcp && strncmp(text, "udp://", 6) != 0)
		return -EINVAL;
	text += 6;
	bracket = *text == '[';
	text += bracket;
	len = strcspn(text, bracket ? "]" : ":");
	if (fmt_print(address, sizeof(address), "%.*s", (int)len, text) < 0 ||
		address_read(address, &s.address) < 0 ||
		!address_is_unicast(&s.address) ||
		bracket == address_is4(&s.address) || (bracket && !text[len]))
		return -EINVAL;
	text += len + bracket;
	if (*text == ':') {
		port = text_digits(text + 1, &end, 10);
		if (end == text + 1 || *end)
			return -EINVAL;
	} else if (*text) {
		return -EINVAL;
	}
	if (port == 0 || port > 65535)
		return -EINVAL;
	s.port = (in_port_t)port;
	*out = s;
	return 0;
}
