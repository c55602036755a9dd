/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_INSTANCE_H
#define SUPERVISOR_CLIENT_INSTANCE_H

#include <stddef.h>

/*
 * Makes unit files for those names that are instances of a template and have no
 * file yet: for app@x, a link to app@.container in the first unit directory
 * (RUN/conf.d, which is empty after a boot).  Returns how many links were made,
 * after which tcrd has to reload its units; or -errno after a message.
 */
int instance_make(char *const *names, size_t count);

#endif
