/* SPDX-License-Identifier: MIT */
/*
 * Keeps what the trailer of a mounted image says.  The file that the image was
 * mounted from may be replaced or removed while it is mounted, and a container
 * that is started again must not get the settings of another image.
 */
#include "images/image.h"
#include "images/trailer.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>

int image_keep(const struct image_info *info, const char *path)
{
	int rc = io_replace_file(
		AT_FDCWD, path, info->raw, info->raw_bytes, 0600);

	errno = -rc;
	return rc < 0 ? failed("write %s", path) : 0;
}

int image_kept(const char *path, struct image_info *info)
{
	char text[IMAGE_TEXT_MAX + 1];
	ssize_t n = io_read_file(AT_FDCWD, path, text, sizeof(text));
	struct trailer_error error;
	int rc = (int)n;

	if (n > 0)
		rc = trailer_parse(text, (size_t)n, info, &error);
	else if (n == 0)
		*info = (struct image_info){.uid = -1, .gid = -1};
	return rc;
}
