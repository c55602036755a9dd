/* SPDX-License-Identifier: MIT */
/*
 * Keeps a random seed over a boot.  A board without a hardware random number
 * generator, whose boot loader gives the kernel no seed, has no random numbers
 * in its first second, and crun waits for them: json-c gets its hash seed by
 * getrandom(2).  A seed of the boot before ends that wait; see RNDADDENTROPY in
 * random(4).
 *
 * If two boots used one seed, they would have the same random numbers.  So the
 * seed file is removed, with fsync(2), before the kernel gets the seed.  After
 * a power cut in between, the next boot has no seed.
 */
#include "supervisor/base/seed.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/data.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/random.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEED_FILE  "random-seed"
#define SEED_BYTES 32 /* Linux has random numbers after 256 bits */

static struct task task;

/* Reads the seed file and removes it; 0, -ENOENT (there is none), -errno. */
static int take(int dir, unsigned char seed[SEED_BYTES])
{
	struct stat st;
	ssize_t len;
	autofd int fd = openat(
		dir, SEED_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	len = read(fd, seed, SEED_BYTES);
	if (unlinkat(dir, SEED_FILE, 0) < 0 || fsync(dir) < 0)
		return -errno;
	/* Others may know a seed that they could read or write. */
	if (!S_ISREG(st.st_mode) || st.st_uid != 0 || (st.st_mode & 077))
		return -EPERM;
	return len == SEED_BYTES && st.st_size == SEED_BYTES ? 0 : -EBADMSG;
}

/* Gives the kernel the seed, as 8 bits of entropy for each byte; 0, -errno. */
static int credit(const unsigned char seed[SEED_BYTES])
{
	struct {
		int bits, bytes; /* as in struct rand_pool_info */
		unsigned char seed[SEED_BYTES];
	} info = {.bits = 8 * SEED_BYTES, .bytes = SEED_BYTES};
	autofd int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);

	memcpy(info.seed, seed, SEED_BYTES);
	return fd < 0 || ioctl(fd, RNDADDENTROPY, &info) < 0 ? -errno : 0;
}

/* The task of seed_start(); arg is not used.  0 or -errno. */
static int bring(const void *arg)
{
	unsigned char seed[SEED_BYTES];
	autofd int dir = open(paths_data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = dir < 0 ? -errno : take(dir, seed);

	(void)arg;
	if (rc == 0)
		rc = credit(seed);
	if (rc < 0 && rc != -ENOENT)
		log_warn("%s/" SEED_FILE " is not used: %s", paths_data(),
			strerror(-rc));
	/* Without a seed, this blocks until the kernel has random numbers. */
	if (getrandom(seed, sizeof(seed), 0) != sizeof(seed))
		return failed("getrandom");
	rc = keep_file(dir, SEED_FILE, seed, sizeof(seed), 0600);
	errno = -rc;
	return rc < 0 ? failed("write %s/" SEED_FILE, paths_data()) : 0;
}

void seed_start(void)
{
	char byte, why[DATA_WHY_MAX];

	if (getrandom(&byte, 1, GRND_NONBLOCK) < 0 && errno == EAGAIN &&
		data_look(why) == DATA_DISK)
		(void)task_start(&task, bring, NULL, INT_MAX);
}

bool seed_reaped(pid_t pid, int status)
{
	char text[TASK_TEXT_MAX];

	if (task.pid == 0 || task.pid != pid)
		return false;
	(void)task_finish(&task, status, "random seed", text, sizeof(text));
	return true;
}
