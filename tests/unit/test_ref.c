/* SPDX-License-Identifier: MIT */
/*
 * References to images, names of files in a store, and times of images.
 * Links: images/[a-z]*.c init/fmt.c init/log.c init/io.c init/text.c
 */
#include "images/choice.h"
#include "images/image.h"
#include "images/ref.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <string.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Whether text is parsed as this name, tag and digest. */
static bool parses(
	const char *text, const char *name, const char *tag, const char *digest)
{
	struct ref r;

	return ref_parse(text, &r) && strcmp(r.name, name) == 0 &&
	       strcmp(r.tag, tag) == 0 && strcmp(r.digest, digest) == 0;
}

/* Whether the file of a reference is called so, and means it again. */
static bool is_file(const char *text, const char *file)
{
	char found[REF_MAX + 1];
	struct ref r, back;

	return ref_parse(text, &r) && ref_file(&r, found) == 0 &&
	       strcmp(found, file) == 0 && ref_of_file(file, &back) &&
	       ref_same(&r, &back) && back.tagged;
}

static bool has_no_file(const char *text)
{
	char file[REF_MAX + 1];
	struct ref r;

	return ref_parse(text, &r) && ref_file(&r, file) == -ENAMETOOLONG;
}

static void references(void)
{
	static const char *const bad[] = {"", ":1", "web:", "web:1:2", "/web",
		"/etc/passwd:1", "we b", "web+1", "web\n", "w%b", "web@",
		"web@sha256:", "web@sha256:abc", "web@sha256:" HEX "0",
		"web@sha512:" HEX, "@sha256:" HEX, "web@sha256:G" HEX,
		"\xc3\xa4"};
	struct ref r;

	ok(parses("web", "web", "latest", ""), "a name alone is latest");
	ok(ref_parse("web", &r) && !r.tagged, "which it does not say");
	ok(parses("web:1.0", "web", "1.0", ""), "a name and a tag");
	ok(parses("r.example:5000/a/web", "r.example:5000/a/web", "latest", ""),
		"a port is no tag");
	ok(parses("r.example:5000/web:1", "r.example:5000/web", "1", ""),
		"a port and a tag");
	ok(parses("web:1@sha256:" HEX, "web", "1", "sha256:" HEX),
		"a tag and a digest");
	ok(parses("web@sha256:" HEX, "web", "latest", "sha256:" HEX),
		"a digest alone");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!ref_parse(bad[i], &r), "no reference: '%s'", bad[i]);
}

static void files(void)
{
	char name[REF_MAX + 8];
	struct ref r;

	ok(is_file("web:1", "web:1.sqfs"), "the file of a reference");
	ok(is_file("web", "web:latest.sqfs"), "... without a tag");
	ok(is_file("r.example:5000/a/web:1", "r.example:5000+a+web:1.sqfs"),
		"... with slashes");
	ok(is_file("a/../../etc/x:1", "a+..+..+etc+x:1.sqfs"),
		"no reference leads out of the folder");
	ok(has_no_file("../x") && has_no_file("..") && has_no_file(".load:1"),
		"none is hidden");
	memset(name, 'a', sizeof(name));
	name[REF_MAX - 11] = 0;
	ok(has_no_file(name), "a name that is too long for a file");
	name[REF_MAX - 11] = 'a';
	name[REF_MAX + 1] = 0;
	ok(!ref_parse(name, &r), "a name that is too long");
	ok(ref_of_file("web.sqfs", &r) && !r.tagged, "a file without a tag");
	ok(!ref_of_file("web", &r) && !ref_of_file(".sqfs", &r) &&
			!ref_of_file(".web:1.sqfs", &r) &&
			!ref_of_file("my web.sqfs", &r) &&
			!ref_of_file("web@sha256:" HEX ".sqfs", &r),
		"files that are none");
}

static void times(void)
{
	static const char *const bad[] = {"", "2026", "2026-01-01",
		"2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00z", "2026-01-01T00:00:00Zx",
		"2026-01-01T00:00:00+1:00", "x026-01-01T00:00:00Z",
		"1970-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
		"2026-02-29T00:00:00Z", "2026-01-01T00:00:00+24:00",
		"2026-01-01T00:00:00+01:0", "2026-01-01T00:00:00 01:00"};

	ok(choice_time("2026-11-30T10:46:29Z") == 1796035589, "a time");
	ok(choice_time("2024-02-29T23:59:59.123456789Z") == 1709251199,
		"a leap day, and a fraction");
	ok(choice_time("2026-03-01T00:30:00+01:00") == 1772321400 &&
			choice_time("2026-02-28T18:30:00-05:00") == 1772321400,
		"zones");
	ok(choice_time("1971-01-01T00:00:00Z") == 31536000, "the first time");
	ok(choice_time(NULL) == 0, "no time");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(choice_time(bad[i]) == 0, "no time: '%s'", bad[i]);
}

static void choices(void)
{
	char early[] = "2026-01-01T00:00:00Z", late[] = "2026-01-01T00:00:01Z";
	char other[] = "s390x";
	struct image_info old = {.created = early}, new = {.created = late};
	struct image_info foreign = {.created = late, .architecture = other};
	struct image_info undated = {.created = NULL};
	char name[] = "web", tag[] = "1";
	struct image_info good = {.created = late,
		.name = name,
		.tag = tag,
		.signed_by = "release"};
	struct ref web;

	ok(!choice_against(&old, &new, NULL), "the loaded one is newer");
	ok(!choice_against(&old, &old, NULL), "it is as old");
	ok(choice_against(&new, &old, NULL) != NULL, "it is older");
	ok(!choice_against(&new, &undated, NULL) &&
			!choice_against(&undated, &old, NULL),
		"one has no time");
	ok(choice_against(&old, &foreign, NULL) != NULL,
		"another architecture");
	ok(!choice_against(&foreign, &foreign, NULL), "... of both");
	ok(!choice_against(NULL, &old, NULL), "the firmware's is damaged");
	ok(ref_parse("web:1", &web), "with keys");
	ok(choice_against(&old, &new, &web) != NULL, "it is not signed");
	ok(choice_against(NULL, &new, &web) != NULL,
		"... and the firmware's is damaged");
	ok(!choice_against(&old, &good, &web), "it is signed");
	ok(ref_parse("web:2", &web) && choice_against(&old, &good, &web),
		"... under another name");
}

int main(void)
{
	references();
	files();
	times();
	choices();
	return done_testing();
}
