/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a log ring: the reader ends, stays in its buffer, returns whole
 * lines only, whatever the size of the buffer; the writer goes on from it.
 * Links: supervisor/logs/ring.c init/io.c init/fmt.c
 */
#include "supervisor/logs/ring.h"

#include "init/io.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FILE_BYTES (24 + RING_BYTES)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads to the end in pieces. */
static void drain(int fd, uint64_t at, size_t piece)
{
	static char buf[RING_BYTES];
	size_t total = 0;
	ssize_t n;

	while ((n = ring_read(fd, &at, buf, piece)) > 0) {
		if ((size_t)n > piece || buf[n - 1] != '\n')
			abort();
		total += (size_t)n;
	}
	if (total > RING_BYTES)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[FILE_BYTES];
	static char out[RING_BYTES];
	autofd int fd = memfd_create("ring", MFD_CLOEXEC);
	struct ring r = {.fd = fd};
	uint64_t at = 0;
	ssize_t n;

	if (fd < 0 || size == 0)
		return 0;
	/* Short inputs are repeated, so that the text is about the file. */
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)data[i % size];
	memcpy(text, data, size < 24 ? size : 24);
	if (size >= 24 && data[8] % 4) { /* mostly a head that is good */
		memcpy(text, "TCRLOG1\n\0\0\1\0\0\0\0\0", 16);
		memset(text + 20, 0, 4);
	}
	if (write(fd, text, sizeof(text)) != (ssize_t)sizeof(text))
		return 0;
	memcpy(&r.written, text + 16, sizeof(r.written));
	n = ring_read(fd, &at, out, RING_BYTES);
	if (n < 0)
		return 0;
	drain(fd, 0, RING_BYTES);
	drain(fd, (uint64_t)data[0] << 9, RING_RECORD_MAX);

	at = r.written;
	ring_put(&r, "out", (const char *)data, size);
	n = ring_read(fd, &at, out, RING_BYTES);
	if (n <= 0 || out[n - 1] != '\n' || at != r.written)
		abort();
	return 0;
}
