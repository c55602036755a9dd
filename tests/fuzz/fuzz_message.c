/* SPDX-License-Identifier: MIT */
/*
 * Any datagram as what a container says with sd_notify(3): what is taken of it
 * is bounded text for a terminal.
 * Links: supervisor/life/message.c supervisor/base/utf8.c
 */
#include "supervisor/life/message.h"

#include "supervisor/base/utf8.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1); /* to the byte */
	struct message m;
	size_t len;

	if (!text)
		return 0;
	memcpy(text, data, size);
	message_read(text, size, &m);
	len = strnlen(m.status, sizeof(m.status));
	if (len == sizeof(m.status) || !utf8_valid(m.status, len) ||
		(len > 0 && !m.has_status) || m.extend_ms < 0)
		abort();
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)m.status[i] < ' ' || m.status[i] == 0x7f)
			abort();
	free(text);
	return 0;
}
