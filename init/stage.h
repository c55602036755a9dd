/* SPDX-License-Identifier: MIT */
#ifndef INIT_STAGE_H
#define INIT_STAGE_H

struct state;

/*
 * A step of the boot: loads the modules of /etc/tcr/modules and tcr.modules=.
 * Returns 0 or -errno.
 */
int stage_modules(struct state *s);

/*
 * A step of the boot, for an initramfs: mounts root= and executes the init in
 * it; this does not return.  Without root= it makes the initramfs a root that
 * pivot_root(2) can leave.  Returns 0 or -errno; if root= cannot be mounted or
 * has no init, it asks for a reboot, unless the command line asks for a shell.
 */
int stage_root(struct state *s);

#endif
