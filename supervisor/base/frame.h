/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_FRAME_H
#define SUPERVISOR_BASE_FRAME_H

/*
 * What a container's keeper (supervisor/rungs/keeper.h) and tcrctl send each
 * other over units/NAME/attach, which is SOCK_SEQPACKET: the byte of a kind,
 * then at most FRAME_MAX bytes.
 */
#define FRAME_SOCKET "attach"
#define FRAME_MAX    4096

/* From the keeper. */
#define FRAME_KIND 'k' /* first of all: a byte, enum unit_attach */
#define FRAME_OUT  'o' /* bytes of standard output, or of the terminal */
#define FRAME_ERR  'e' /* bytes of standard error */
/* To the keeper. */
#define FRAME_IN   'i' /* bytes of input */
#define FRAME_END  'x' /* the input ends */
#define FRAME_SIZE 'w' /* struct winsize: that of the caller's terminal */
#define FRAME_OWN  'r' /* 1 byte: 1 if the sender has started the container */

#endif
