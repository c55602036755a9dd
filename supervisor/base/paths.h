/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PATHS_H
#define SUPERVISOR_BASE_PATHS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The paths of files and folders, in one place.  Environment variables change
 * some of them, for tests and for use on a PC; on a device none is set.
 */
#define PATHS_DIRS_MAX 8

/* False: tcr.conf=firmware is on the kernel's command line. */
bool paths_data_counts(void);
/*
 * Lists end with NULL.  A directory hides files of the same name in those after
 * it.  The variables have lists separated by colons.
 */

/* Unit directories; TCR_UNIT_DIRS. */
const char *const *paths_units(void);
/* Folders of tcr.conf and tcr.conf.d. */
const char *const *paths_settings(void);
/* Image stores, the firmware's first; TCR_IMAGES. */
const char *const *paths_images(void);
/* The store of loaded images: the last of these. */
const char *paths_store(void);
/* Folders of keys by which images are signed, the firmware's; TCR_KEYS. */
const char *const *paths_keys(void);
/* Folders of secrets: ETC/secrets, RUN/secrets, DATA/secrets. */
const char *const *paths_secrets(void);
/* "/run/tcr": data of this boot; TCR_RUN.  Called RUN in comments. */
const char *paths_run(void);
#define PATHS_INSIDE "/run/tcr" /* where a container with Control= has it */
/* "/var/lib/tcr": data that outlives a boot; TCR_DATA.  Called DATA. */
const char *paths_data(void);
/* RUN/public: the only folder of RUN that a container may mount. */
const char *paths_public(void);
/* DATA/volumes: a folder for each named volume. */
const char *paths_volumes(void);
/* DATA/logs: the logs of LogPersist=. */
const char *paths_logs(void);
/* "/etc/tcr": the firmware's own configuration; TCR_ETC. */
const char *paths_etc(void);
/* The folder of links to the partitions of slots; TCR_SLOTS. */
const char *paths_slots(void);
/* The seccomp program for containers; TCR_SECCOMP, "none" for NULL: none. */
const char *paths_seccomp(void);

/* Writes RUN/units/UNIT/LEAF, or RUN/LEAF if unit is NULL; 0, -ENAMETOOLONG. */
int paths_unit(char path[PATH_MAX], const char *unit, const char *leaf);
/* Writes the name of a unit's container in crun: "app+x" for app@x.  0 or
 * -ENAMETOOLONG. */
int paths_crun_id(char *id, size_t size, const char *unit);
/* Makes a path absolute and removes slashes at its end; 0 or -errno. */
int paths_absolute(char out[PATH_MAX], const char *path);
/* Writes the path of another program of tcr's, which is beside the running one;
 * 0 or -errno. */
int paths_program(char path[PATH_MAX], const char *name);
#define PATHS_TCRCTL "../bin/tcrctl" /* which is not in sbin, as tcrd is */

#endif
