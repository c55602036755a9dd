/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_CONTROL_PARTS_H
#define SUPERVISOR_SERVE_CONTROL_PARTS_H

#include "supervisor/base/exitcode.h"
#include "supervisor/base/loop.h"
#include "supervisor/slot/slot_call.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What control.c, which has the connections of the control socket, takes from
 * control_request.c, which carries out requests and answers them.
 */

#define CONTROL_UNITS_MAX 64 /* units in one request */

struct unit;

/* What a client waits for: control_wait.c. */
enum control_until {
	UNTIL_NO,
	UNTIL_EXITED,
	UNTIL_HEALTHY,
	UNTIL_READY,
	UNTIL_RUNNING,
};

struct client {
	struct loop_source source;
	int64_t idle_ms; /* when its request must have come at the latest */
	bool waiting;    /* for units[] to settle */
	bool down;       /* units[] are to be down, not up */
	bool load;       /* asks for a reload that restarts no unit */
	bool reload;     /* units[] are those that reload-config changed */
	bool refused;    /* after reload-config: there are bad units */
	enum control_until until; /* waiting for units[] to be so */
	bool commands;            /* waiting for ReloadCmd= of units[] */
	bool no_wait;             /* is answered at once */
	bool asked;       /* an earlier tcrd has done it: it only waits */
	bool pauses;      /* waiting for units[] to be frozen */
	bool holds;       /* units[] for a volume: control_hold.c */
	bool frozen;      /* of these two: units[] are, and it was told */
	int64_t until_ms; /* ... until then */
	bool slot;        /* waiting for a call of tcr-slot: control_slot.c */
	bool slot_asked;  /* ... which was accepted */
	struct slot_request request; /* ... this one */
	size_t failed; /* how many units failed, with the missed ones */
	size_t missed; /* units that a command did not reach, not in units[] */
	struct unit *units[CONTROL_UNITS_MAX];
	size_t count; /* of units[] */
};

/* What becomes of a client whose request has been carried out. */
enum control_result {
	CONTROL_DONE,      /* it has its answer: the connection is closed */
	CONTROL_WAIT,      /* control_check() answers it later */
	CONTROL_HAND_OVER, /* the tcrd that replaces this one answers it */
};

/* Carries out a request; under_init: PID 1 is tcr-init.  Overwrites text. */
enum control_result control_request(
	struct client *c, char *text, bool under_init);

/* Has the client wait for all that a reload has set going, and told of bad
 * units. */
void control_await_reload(struct client *c);

/* Answers the client if what it waits for is done; false: it is not yet. */
bool control_check(struct client *c);

/*
 * "freeze SECONDS PATH" (freeze) or "hold SECONDS PATH", words being what
 * follows the verb: see control_hold.c.
 */
enum control_result control_hold(
	struct client *c, const char *words, bool freeze);
/* control_check() of a client that holds or pauses units: true if it does no
 * more. */
bool control_hold_check(struct client *c);
/* When control_hold_check() has something to do. */
int64_t control_hold_deadline(const struct client *c);
/* Lets go of the units of a client that is about to leave. */
void control_hold_end(struct client *c);

/* "times FROM", from being what follows the verb: see control_times.c. */
void control_times(struct client *c, const char *from);

/*
 * "reboot [REASON]" or "poweroff [REASON]", which may come after "force",
 * "when-allowed" or "cancel": answers, unless it is something else (false).
 */
bool control_end(struct client *c, char *verb, char *words, bool under_init);
/* "inhibit WHY", which a container with Control= may send, too. */
void control_inhibit(struct client *c, const char *why);

/* The verb of a command of tcrctl; TERM and the words follow, each with a NUL.
 */
#define CONTROL_COMMAND "command"

/* Whether a packet of len bytes is such a request. */
bool control_is_command(const char *text, size_t len);

/*
 * Has it run, for the container of that unit, with its standard files
 * (PEER_FILES of peer.h); an answer is sent only if that fails.  Overwrites
 * text.
 */
void control_command(struct client *c, const struct unit *unit, char *text,
	size_t len, const int *files);

/*
 * "wait WHAT NAME...", the names being in units[]; and control_check() of such
 * a client.
 */
enum control_result control_wait(struct client *c, const char *what);
bool control_wait_check(struct client *c);

/*
 * "slot VERB [SLOT] [TRIES]", words being what follows "slot"; control_check()
 * of such a client; and its end.
 */
enum control_result control_slot(struct client *c, const char *words);
bool control_slot_check(struct client *c);
void control_slot_end(struct client *c);

/* Sends the last answer, which counts the units that failed. */
void control_conclude(struct client *c);

/* Sends a packet; if the client's buffer is full, the packet is lost. */
void control_answer(struct client *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
