/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PATHS_H
#define SUPERVISOR_BASE_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Where things are.  Environment variables move some for tests and for a look
 * on a PC; on a device none is set.
 */
#define PATHS_DIRS_MAX 8

/* False: tcr.conf=firmware is on the kernel's command line. */
bool paths_data_counts(void);
/* Unit directories, first one wins; TCR_UNIT_DIRS (colons).  NULL-ended. */
const char *const *paths_units(void);
/* Where tcr.conf and tcr.conf.d may be, first one wins.  NULL-ended. */
const char *const *paths_settings(void);
/* Image stores, the firmware's first; TCR_IMAGES (colons).  NULL-ended. */
const char *const *paths_images(void);
/* "/run/tcr"; TCR_RUN. */
const char *paths_run(void);
/* "/var/lib/tcr": what stays; TCR_DATA. */
const char *paths_data(void);
/* "/etc/tcr": the firmware's own configuration; TCR_ETC. */
const char *paths_etc(void);
/* The seccomp program for containers; TCR_SECCOMP ("none": no filter: NULL). */
const char *paths_seccomp(void);

/* Below paths_run(); -ENAMETOOLONG.  unit NULL: RUN/LEAF. */
int paths_unit(char path[PATH_MAX], const char *unit, const char *leaf);
/* The unit's name as crun's: "app+x" for app@x.  0 or -ENAMETOOLONG. */
int paths_crun_id(char *id, size_t size, const char *unit);
/* The path from / on, without slashes at its end; 0 or -errno. */
int paths_absolute(char out[PATH_MAX], const char *path);
/* A program of ours: beside the running one. */
int paths_program(char path[PATH_MAX], const char *name);

#endif
