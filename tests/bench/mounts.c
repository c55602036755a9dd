/* SPDX-License-Identifier: MIT */
/*
 * Mounts images one after the other, and prints how many milliseconds that
 *took.
 *
 *	mounts image DIR FILE...   by image_up(), as tcrd does
 *	mounts kernel DIR FILE...  what the kernel must do, and no more: a loop
 *	                           device for each, and mount(2)
 *
 * FILE is mounted at DIR/NUMBER, counted from 1.
 */
#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"

#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_image(const char *file, const char *dir)
{
	static const struct image_trust nothing = {0};
	const char *none[] = {NULL};
	char path[PATH_MAX];
	autofd int fd = image_open(file, none, NULL, path, sizeof(path));

	struct image_info info;
	int rc = fd < 0 ? fd : image_info_read(fd, &nothing, &info);

	if (rc < 0)
		return rc;
	rc = image_up(fd, &info, dir);
	image_info_done(&info);
	return rc;
}

static int by_kernel(int control, const char *file, const char *dir)
{
	struct loop_config config = {
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR};
	char device[32];
	autofd int fd = open(file, O_RDONLY | O_CLOEXEC);
	int number = ioctl(control, LOOP_CTL_GET_FREE);

	(void)fmt_print(device, sizeof(device), "/dev/loop%d", number);
	autofd int loop = open(device, O_RDONLY | O_CLOEXEC);
	config.fd = (unsigned)fd;
	if (ioctl(loop, LOOP_CONFIGURE, &config) < 0 || mkdir(dir, 0755) < 0 ||
		mount(device, dir, "squashfs", MS_RDONLY, NULL) < 0) {
		perror(file);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	autofd int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	char dir[PATH_MAX];
	double from = now_ms();

	for (int i = 3; i < argc; i++) {
		(void)fmt_print(dir, sizeof(dir), "%s/%d", argv[2], i - 2);
		if ((strcmp(argv[1], "image") == 0
				    ? by_image(argv[i], dir)
				    : by_kernel(control, argv[i], dir)) < 0)
			return 1;
	}
	printf("%.3f\n", now_ms() - from);
	return 0;
}
