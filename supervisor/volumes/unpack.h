/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_UNPACK_H
#define SUPERVISOR_VOLUMES_UNPACK_H

/*
 * Unpacks the tar archive that is read from in, up to its end, into the
 * directory top.  The archive may be hostile: nothing outside of top is made,
 * changed, opened or linked.  0 or -errno after a log line; part of the archive
 * may then be there.
 */
int unpack_run(int in, int top);

#endif
