/* SPDX-License-Identifier: MIT */
/*
 * Folders of keys: whose signature it is, which keys are revoked, and what
 * becomes of files that are no keys.
 * Links: images/keys.c images/signature.c images/ed25519.c init/fmt.c init/io.c
 * Links: init/log.c
 */
#include "images/keys.h"
#include "images/signature.h"
#include "init/io.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Made by signify-openbsd -G and -S. */
#define KEY                                                                    \
	"untrusted comment: a\n"                                               \
	"RWROvo/y186BQ9s0AxVaU0Xs5G/m6YhBw9oAhn42eXc7UTvcRUSuSrfn\n"
#define ID "4ebe8ff2d7ce8143"
/* Another key that claims to have this id. */
#define IMPOSTOR                                                               \
	"untrusted comment: a\n"                                               \
	"RWROvo/y186BQ9s0AxVaU0Xs5G/m6YhBw9oAhn42eXc7UTvcRUSuSrfm\n"
#define MESSAGE "Name=web\n"
static const char line[] =
	"RWROvo/y186BQ1hujU9vHjeVc03jsgESjI+nNbuGqaSW5uktkjcVwn80fuoOyu5dh2hl"
	"vfcvP4yoD/zE24jLS8b2orgJYxDczw4=\n";

static char top[] = "/tmp/tcr-keys-XXXXXX";
static char first[PATH_MAX], second[PATH_MAX];
static const char *const dirs[] = {first, second, NULL};

static char *at(const char *dir, const char *name)
{
	static char path[2 * PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void file(const char *dir, const char *name, const char *text)
{
	if (io_replace_file(AT_FDCWD, at(dir, name), text, strlen(text), 0644) <
		0)
		abort();
}

static void check(const char *message, int want, const char *signer,
	const char *reason, const char *what)
{
	char name[IMAGE_KEY_MAX], why[KEYS_WHY_MAX] = "";
	struct signature sig;

	if (!signature_parse(line, &sig))
		abort();
	is_int(keys_check(dirs, &sig, message, strlen(message), name, why),
		want, what);
	is_str(name, signer, "signed by");
	ok(strstr(why, reason) != NULL, "for that reason: %s", why);
}

static void test_known(void)
{
	check(MESSAGE, -ENOKEY, "", "unknown key " ID, "no folder");
	if (mkdir(first, 0755) < 0 || mkdir(second, 0755) < 0)
		abort();
	check(MESSAGE, -ENOKEY, "", "unknown key", "an empty folder");
	file(second, "vendor.pub", KEY);
	check(MESSAGE, 0, "vendor", "", "a key of the second folder");
	check("Name=web2\n", -EBADMSG, "", "signature is bad", "another text");
	file(first, "a.pub", IMPOSTOR);
	check(MESSAGE, 0, "vendor", "", "a key with the same id beside it");
	file(first, "later.pub", KEY);
	file(first, "early.pub", KEY);
	check(MESSAGE, 0, "early", "", "the first name of the first folder");
	unlink(at(first, "later.pub"));
	unlink(at(first, "early.pub"));
	unlink(at(second, "vendor.pub"));
	check(MESSAGE, -EBADMSG, "", "signature is bad", "only the other key");
	unlink(at(first, "a.pub"));
}

static void test_names(void)
{
	file(first, "vendor", KEY);
	file(first, ".pub", KEY);
	file(first, ".vendor.pub", KEY);
	file(first, "ven dor.pub", KEY);
	file(first, "vendor.pub~", KEY);
	check(MESSAGE, -ENOKEY, "", "unknown key", "files of other names");
	file(first, "broken.pub", "untrusted comment: a\nhello\n");
	if (mkfifo(at(first, "fifo.pub"), 0600) < 0 ||
		mkdir(at(first, "folder.pub"), 0700) < 0)
		abort();
	check(MESSAGE, -ENOKEY, "", "unknown key", "files that are no keys");
	file(first, "vendor.pub", KEY);
	check(MESSAGE, 0, "vendor", "", "and a key beside them");
}

static void test_revoked(void)
{
	file(second, "revoked", "# none\n");
	check(MESSAGE, 0, "vendor", "", "a list without it");
	file(second, "revoked", "0123456789abcdef\n" ID " # lost\n");
	check(MESSAGE, -EKEYREVOKED, "", "revoked key " ID,
		"a key of one folder that the other revokes");
	check("Name=web2\n", -EKEYREVOKED, "", "revoked",
		"whatever the text is");
	file(second, "revoked", "0123\n");
	check(MESSAGE, -EBADMSG, "", "revoked line 1: not a key's id",
		"a list with a mistake");
	unlink(at(second, "revoked"));
	if (mkdir(at(second, "revoked"), 0755) < 0)
		abort();
	check(MESSAGE, -EINVAL, "", "revoked: ", "a list that is no file");
	rmdir(at(second, "revoked"));
	if (symlink("lost", at(second, "revoked")) < 0)
		abort();
	check(MESSAGE, -ENOENT, "",
		"revoked: ", "a link to a list that is gone");
	unlink(at(second, "revoked"));
}

static void test_any(void)
{
	static const char *const none[] = {"/tmp/tcr-keys-none", NULL};
	static const char *const one[] = {first, NULL};

	ok(!keys_any(none), "a folder that is not there has no keys");
	ok(keys_any(dirs), "a folder with a key has");
	(void)unlink(at(first, "broken.pub"));
	(void)unlink(at(first, "ven dor.pub"));
	(void)unlink(at(first, "fifo.pub"));
	(void)rmdir(at(first, "folder.pub"));
	ok(!keys_any(one), "other files are no keys");
	(void)snprintf(first, sizeof(first), "%s/loop", top);
	if (symlink(first, first) < 0)
		abort();
	ok(keys_any(one), "a folder that cannot be opened may have keys");
}

static void test_many(void)
{
	char name[32];

	for (int i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "k%d.pub", i);
		file(second, name, IMPOSTOR);
	}
	check(MESSAGE, 0, "vendor", "", "a full folder behind the key's");
	unlink(at(first, "vendor.pub"));
	check(MESSAGE, -EMFILE, "", second, "is too full to be looked through");
}

int main(void)
{
	char command[PATH_MAX];

	if (!mkdtemp(top))
		abort();
	(void)snprintf(first, sizeof(first), "%s/first", top);
	(void)snprintf(second, sizeof(second), "%s/second", top);
	test_known();
	test_names();
	test_revoked();
	test_many();
	test_any();
	(void)snprintf(command, sizeof(command), "rm -rf %s", top);
	if (system(command) != 0)
		abort();
	return done_testing();
}
