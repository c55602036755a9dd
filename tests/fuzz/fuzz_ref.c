/* SPDX-License-Identifier: MIT */
/*
 * Any words as references to images, as names of files of a store, and as what
 * a trailer says: lines of the input are a file's name, Name= and Tag=.  No
 * file of a store has two references, none of them leads out of the folder, and
 * what a list shows of a file is what a command finds it by. Links:
 * images/[a-z]*.c init/fmt.c init/io.c init/log.c init/text.c
 */
#include "images/ref.h"

#include "images/image.h"
#include "init/log.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define LINES    3
#define TEXT_MAX 600

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static void no_lines(enum log_level level, const char *line, size_t len)
{
	(void)level;
	(void)line;
	(void)len;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	log_divert(no_lines);
	return 0;
}

/* The file of a reference is one visible name, and only this reference's. */
static void check_file(const struct ref *r, const char *file)
{
	struct ref again;

	assert(strlen(file) <= REF_MAX && file[0] != '.');
	assert(!strchr(file, '/') && image_is_file(file));
	assert(ref_of_file(file, &again) && again.tagged);
	assert(ref_same(r, &again) && !*again.digest);
}

/* A reference that is taken. */
static void check_ref(const struct ref *r)
{
	char file[REF_MAX + 1];

	assert(*r->name && *r->tag && *r->name != '/');
	assert(!strchr(r->tag, ':') && !strchr(r->tag, '/'));
	assert(!*r->digest || strlen(r->digest) == strlen("sha256:") + 64);
	if (ref_file(r, file) == 0)
		check_file(r, file);
}

/* The text of a reference. */
static void check_text(const char *text, const struct ref *r)
{
	char file[REF_MAX + 1], same[REF_MAX + 1];

	check_ref(r);
	assert(image_is_named(text, text) == !*r->digest);
	if (image_file(text, same, sizeof(same)) < 0)
		assert(*r->digest || ref_file(r, file) < 0);
	else
		assert(ref_file(r, file) == 0 && strcmp(file, same) == 0);
}

/*
 * What a list shows of the file: the name that the file has, with a tag, or
 * that its trailer has, or nothing.
 */
static void check_shown(const char *file, const struct image_info *info)
{
	char shown[2 * REF_MAX + 2], want[2 * TEXT_MAX];
	struct ref own = {.tagged = false};
	bool by_file = ref_of_file(file, &own) && own.tagged;

	by_file = by_file || !info->name;
	(void)snprintf(want, sizeof(want), "%s:%s",
		by_file ? own.name : info->name,
		by_file     ? own.tag
		: info->tag ? info->tag
			    : "latest");
	image_name(file, info, shown, sizeof(shown));
	assert(!*shown || strcmp(shown, want) == 0);
	assert(!*shown || by_file || image_is_named(shown, shown));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[LINES][TEXT_MAX] = {""};
	struct image_info info = {.uid = -1, .gid = -1};
	struct ref r;
	size_t n = 0, len = 0;

	for (size_t i = 0; i < size && n < LINES; i++) {
		if (data[i] == '\n' || len == TEXT_MAX - 1) {
			n++;
			len = 0;
		} else if (data[i]) {
			line[n][len++] = (char)data[i];
		}
	}
	info.name = *line[1] ? line[1] : NULL;
	info.tag = *line[2] ? line[2] : NULL;
	for (n = 0; n < LINES; n++)
		if (ref_parse(line[n], &r))
			check_text(line[n], &r);
	if (ref_of_file(line[0], &r)) {
		assert(image_is_file(line[0]) && !*r.digest);
		check_ref(&r);
	}
	check_shown(line[0], &info);
	return 0;
}
