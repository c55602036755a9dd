/* SPDX-License-Identifier: MIT */
/*
 * The kernel image is written in pieces, each of which is on the disk before
 * the next one: of a file that grows, a power cut then loses no more than the
 * clusters of one piece.
 */
#include "images/slot/copy.h"

#include "images/slot/sha256.h"
#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (1 << 20)

static int copy_piece(int to, int from, off_t at, size_t len)
{
	static char piece[PIECE];
	ssize_t n = pread(from, piece, len, at);

	if (n != (ssize_t)len)
		return n < 0 ? -errno : -ENODATA;
	if (io_write_all(to, piece, len) < 0 || fsync(to) < 0)
		return -errno;
	return 0;
}

int copy_image(int to, const struct slot_source *s)
{
	off_t at = s->header.at + SLOT_HEADER_BYTES;
	uint64_t bytes = s->header.uki_bytes, done = 0;
	struct stat st;
	int rc = 0;

	if (fstat(to, &st) < 0)
		return -errno;
	/* Clusters behind the end, which a power cut can leave, go as well. */
	if (ftruncate(to, st.st_size < (off_t)bytes ? st.st_size
						    : (off_t)bytes) < 0 ||
		lseek(to, 0, SEEK_SET) < 0)
		return -errno;
	while (rc == 0 && done < bytes) {
		size_t len = bytes - done < PIECE ? bytes - done : PIECE;

		rc = copy_piece(to, s->fd, at + (off_t)done, len);
		done += len;
	}
	if (rc < 0)
		return rc;
	(void)posix_fadvise(to, 0, 0, POSIX_FADV_DONTNEED);
	rc = sha256_is(to, 0, bytes, s->header.uki_sha256);
	return rc > 0 ? 0 : rc < 0 ? rc : -EIO;
}
