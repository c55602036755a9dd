/* SPDX-License-Identifier: MIT */
#ifndef INIT_BOARD_H
#define INIT_BOARD_H

#include <stdint.h>

struct state;

/* Steps of the boot: each 0 or -errno, having said what failed. */
int board_base(struct state *s); /* /proc /sys /dev */
int board_mounts(struct state *s);
int board_fstab(struct state *s);
int board_data(struct state *s);
int board_cgroups(struct state *s);
int board_hostname(struct state *s);
int board_loopback(struct state *s);
int board_clock(struct state *s);
int board_sysctls(struct state *s);

/* The cgroup that tcrd is born in. */
#define BOARD_TCRD "/sys/fs/cgroup/tcrd"

/* Where the clock's floor is kept: its time of modification. */
#define BOARD_CLOCK "/var/lib/tcr/clock"

/* Waits for a device's node to appear; 0 or -errno, said. */
int board_wait(const char *path);

/* The next field of a line of fstab or mounts, "\040" and the like undone. */
char *board_field(char **line);

#endif
