/* SPDX-License-Identifier: MIT */
/* References to images, and the names of their files.  Pure. */
#include "images/ref.h"

#include "init/fmt.h"

#include <errno.h>
#include <string.h>

#define NAME_SET                                                               \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define DIGEST     "@sha256:"
#define DIGEST_HEX 64

/* Copies what follows "@" of a reference, without it; false if it is wrong. */
static bool take_digest(const char *at, struct ref *r)
{
	const char *hex = at + strlen(DIGEST);

	if (strncmp(at, DIGEST, strlen(DIGEST)) != 0 ||
		strspn(hex, "0123456789abcdef") != DIGEST_HEX ||
		hex[DIGEST_HEX] != 0)
		return false;
	memcpy(r->digest, at + 1, strlen(at + 1) + 1);
	return true;
}

bool ref_parse(const char *text, struct ref *r)
{
	size_t len = strcspn(text, "@");
	char *slash, *colon;

	*r = (struct ref){.tag = "latest"};
	if (len == 0 || len > REF_MAX || text[0] == '/' ||
		strspn(text, NAME_SET "/:") != len ||
		(text[len] && !take_digest(text + len, r)))
		return false;
	memcpy(r->name, text, len);
	slash = strrchr(r->name, '/');
	/* A colon before the last slash is a registry's port. */
	colon = strchr(slash ? slash : r->name, ':');
	if (!colon)
		return true;
	r->tagged = true;
	memcpy(r->tag, colon + 1, strlen(colon + 1) + 1);
	*colon = 0;
	return *r->name && *r->tag && !strchr(r->tag, ':');
}

bool ref_of_file(const char *file, struct ref *r)
{
	char text[REF_MAX + 1];
	size_t len = strlen(file), suffix = strlen(REF_SUFFIX);

	if (file[0] == '.' || len <= suffix || len > REF_MAX ||
		strcmp(file + len - suffix, REF_SUFFIX) != 0)
		return false;
	memcpy(text, file, len - suffix);
	text[len - suffix] = 0;
	for (char *c = text; (c = strchr(c, '+')); c++)
		*c = '/';
	return ref_parse(text, r) && !*r->digest;
}

int ref_file(const struct ref *r, char file[REF_MAX + 1])
{
	int rc = fmt_print(
		file, REF_MAX + 1, "%s:%s" REF_SUFFIX, r->name, r->tag);

	for (char *c = file; (c = strchr(c, '/')); c++)
		*c = '+';
	return rc < 0 || file[0] == '.' ? -ENAMETOOLONG : 0;
}

bool ref_means(const struct ref *r, const char *name, const char *tag)
{
	return name && strcmp(name, r->name) == 0 &&
	       ((*r->digest && !r->tagged) ||
		       strcmp(tag ? tag : "latest", r->tag) == 0);
}

bool ref_same(const struct ref *a, const struct ref *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->tag, b->tag) == 0;
}
