/* SPDX-License-Identifier: MIT */
/*
 * tcrctl inhibit.  The process that asks tcrd is the inhibitor until it ends
 * (serve/inhibit.h), so it becomes the command: nothing stays beside that.
 */
#include "supervisor/client/inhibit.h"

#include "supervisor/client/ask.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/out.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int list(bool json)
{
	struct doc doc;
	struct doc_text one;
	char line[512];
	int rc = fetch_document(&doc);

	if (rc != 0)
		return rc;
	if (json) {
		out_text("[");
		out_bytes(doc.head.inhibitors.at, doc.head.inhibitors.len);
		out_text("]\n");
	}
	while (!json && doc_item(&doc.head.inhibitors, &one)) {
		(void)doc_print(one, line, sizeof(line));
		out_print("%s\n", line);
	}
	doc_done(&doc);
	return EXITCODE_OK;
}

int inhibit_run(const struct client_args *args)
{
	struct client_args sent = *args;
	int rc;

	if (args->all)
		return list(args->json);
	if (args->count == 0)
		return out_fail(EXITCODE_NOT_TRIED,
			"inhibit: name a command (see 'tcrctl help inhibit')");
	sent.count = 0;
	if (!sent.reason)
		sent.reason = "no reason given";
	rc = ask_run(&sent);
	if (rc != EXITCODE_OK)
		return EXITCODE_NOT_TRIED;
	(void)execvp(args->names[0], args->names);
	rc = errno == ENOENT ? EXITCODE_NO_COMMAND : EXITCODE_NOT_EXECUTABLE;
	return out_fail(
		(enum exitcode)rc, "%s: %s", args->names[0], strerror(errno));
}
