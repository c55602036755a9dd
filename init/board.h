/* SPDX-License-Identifier: MIT */
#ifndef INIT_BOARD_H
#define INIT_BOARD_H

#include <stdint.h>

struct state;

/*
 * Steps of the boot.  Each returns 0 or -errno, and may be repeated: what is
 * mounted already stays as it is.
 */
int board_base(struct state *s); /* mounts /proc, /sys and /dev */
int board_mounts(struct state *s);
int board_fstab(struct state *s);
int board_data(struct state *s);
int board_cgroups(struct state *s);
int board_hostname(struct state *s);
int board_loopback(struct state *s);
int board_clock(struct state *s);
int board_sysctls(struct state *s);

/* The cgroup that tcrd is started in. */
#define BOARD_TCRD "/sys/fs/cgroup/tcrd"

/* Where the data partition is mounted. */
#define BOARD_DATA "/var/lib/tcr"

/* A file whose time of modification is when the board was last shut down. */
#define BOARD_CLOCK BOARD_DATA "/clock"

/*
 * Waits until path exists, 10 seconds at most: drivers make nodes of devices
 * late.  Returns 0, or -errno after a log line.
 */
int board_wait(const char *path);

/*
 * Cuts the next field off a line of fstab(5) or /proc/self/mounts and decodes
 * its octal escapes (such as "\040") in place.  Returns "" at the line's end.
 */
char *board_field(char **line);

#endif
