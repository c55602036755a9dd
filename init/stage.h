/* SPDX-License-Identifier: MIT */
#ifndef INIT_STAGE_H
#define INIT_STAGE_H

struct state;

/* Loads the modules that /etc/tcr/modules and tcr.modules= name. */
int stage_modules(struct state *s);

/*
 * In an initramfs: mounts root= and executes the init in it, which does not
 * return; without root= makes the initramfs a root that containers can leave.
 * A root that cannot be had ends in a reboot, unless a shell was asked for.
 */
int stage_root(struct state *s);

#endif
