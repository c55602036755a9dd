/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_PROTOCOL_H
#define SUPERVISOR_BASE_PROTOCOL_H

/*
 * The control socket's protocol, of which ARCHITECTURE.md has a page.  A
 * request may begin with the word "v1", the version that the client speaks;
 * without it this version is meant, whatever it is.
 */
#define PROTOCOL_VERSION     "v1"

#define PROTOCOL_REQUEST_MAX 4096 /* bytes of a request */
#define PROTOCOL_ANSWER_MAX  4096 /* bytes of a packet that answers it */

/* The code of an error of a request that goes on: the next tcrd is asked how it
 * ends, by the same request with "asked " before it. */
#define PROTOCOL_AGAIN "8"
/* The code of an error of a request that was not carried out, as units are
 * about to be read again: it is to be sent again as it is. */
#define PROTOCOL_LATER "9"

#endif
