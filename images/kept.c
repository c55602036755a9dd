/* SPDX-License-Identifier: MIT */
/*
 * Keeps what the trailer of a mounted image says.  The file that the image was
 * mounted from may be replaced or removed while it is mounted, and a container
 * that is started again must not get the settings of another image.
 */
#include "images/footer.h"
#include "images/image.h"
#include "images/trailer.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int image_keep(int fd, const char *path)
{
	char buf[FOOTER_BYTES], *text = NULL;
	struct footer f = {.text = 0};
	struct stat st;
	ssize_t n = 0;
	int rc;

	if (fstat(fd, &st) < 0 ||
		pread(fd, buf, sizeof(buf), st.st_size - FOOTER_BYTES) !=
			FOOTER_BYTES)
		return failed("read the trailer");
	rc = footer_parse(buf, &f);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	text = malloc(f.text + 1);
	if (text)
		n = pread(fd, text, f.text,
			st.st_size - FOOTER_BYTES - f.sig - f.text);
	rc = !text || n != (ssize_t)f.text
		     ? -EIO
		     : io_replace_file(AT_FDCWD, path, text, f.text, 0600);
	free(text);
	errno = -rc;
	return rc < 0 ? failed("write %s", path) : 0;
}

int image_kept(const char *path, struct image_info *info)
{
	char *text = malloc(IMAGE_TEXT_MAX + 1);
	ssize_t n =
		text ? io_read_file(AT_FDCWD, path, text, IMAGE_TEXT_MAX + 1)
		     : -ENOMEM;
	struct trailer_error error;
	int rc = (int)n;

	if (n > 0)
		rc = trailer_parse(text, (size_t)n, info, &error);
	else if (n == 0)
		*info = (struct image_info){.uid = -1, .gid = -1};
	free(text);
	return rc;
}
