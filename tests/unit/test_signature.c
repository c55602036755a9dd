/* SPDX-License-Identifier: MIT */
/*
 * Keys and signatures as signify(1) writes them, whole and with each byte
 * changed; ed25519 by the vectors of RFC 8032; lists of revoked keys.
 * Links: images/signature.c images/ed25519.c init/fmt.c
 */
#include "images/signature.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

/* Made by signify-openbsd -G and -S. */
#define COMMENT "untrusted comment: tcr public key\n"
#define KEY     "RWROvo/y186BQ9s0AxVaU0Xs5G/m6YhBw9oAhn42eXc7UTvcRUSuSrfn\n"
#define ID      "4ebe8ff2d7ce8143"
#define MESSAGE "Name=web\n"
static const char line[] =
	"RWROvo/y186BQ1hujU9vHjeVc03jsgESjI+nNbuGqaSW5uktkjcVwn80fuoOyu5dh2hl"
	"vfcvP4yoD/zE24jLS8b2orgJYxDczw4=\n";

static void hex(const char *text, unsigned char *out, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char byte[] = {text[2 * i], text[2 * i + 1], 0};

		out[i] = (unsigned char)strtoul(byte, NULL, 16);
	}
}

static int vector(
	const char *key, const char *message, size_t len, const char *sig)
{
	unsigned char k[ED25519_KEY_BYTES], s[ED25519_SIGNATURE_BYTES];

	hex(key, k, sizeof(k));
	hex(sig, s, sizeof(s));
	return ed25519_check(s, k, message, len);
}

/* Section 7.1, tests 1 and 3. */
static void test_vectors(void)
{
	static const char *key = "fc51cd8e6218a1a38da47ed00230f058"
				 "0816ed13ba3303ac5deb911548908025";
	static const char *sig = "6291d657deec24024827e69c3abe01a3"
				 "0ce548a284743a445e3680d7db5ac3ac"
				 "18ff9b538d16f290ae67f760984dc659"
				 "4a7c15e9716ed28dc027beceea1ec40a";

	is_int(vector("d75a980182b10ab7d54bfed3c964073a"
		      "0ee172f3daa62325af021a68f707511a",
		       "", 0,
		       "e5564300c360ac729086e2cc806e828a"
		       "84877f1eb8e5d974d873e06522490155"
		       "5fb8821590a33bacc61e39701cf9b46b"
		       "d25bf5f0595bbe24655141438e7a100b"),
		0, "RFC 8032: the empty message");
	is_int(vector(key, "\xaf\x82", 2, sig), 0, "RFC 8032: two bytes");
	is_int(vector(key, "\xaf\x83", 2, sig), -EBADMSG, "another message");
	is_int(vector(key, "\xaf\x82\0", 3, sig), -EBADMSG, "a longer one");
	is_int(vector(key, "\xaf", 1, sig), -EBADMSG, "a shorter one");
}

static int check(const char *text, const char *key_text)
{
	struct signature sig;
	struct signature_key key;

	if (!signature_parse(text, &sig) ||
		!signature_parse_key(key_text, strlen(key_text), &key))
		return 1;
	if (memcmp(sig.id, key.id, sizeof(key.id)) != 0)
		return 2;
	return ed25519_check(sig.bytes, key.bytes, MESSAGE, strlen(MESSAGE));
}

static void test_signify(void)
{
	struct signature sig;
	char id[SIGNATURE_ID_MAX];

	is_int(check(line, COMMENT KEY), 0, "what signify has signed is good");
	ok(signature_parse(line, &sig), "a signature");
	signature_id(sig.id, id);
	is_str(id, ID, "names its key");
}

/* Changes a bit of each byte of a signature. */
static void test_flips(void)
{
	unsigned good = 0;
	char copy[sizeof(line)];

	for (size_t i = 0; i < FOOTER_SIGNATURE_BYTES; i++) {
		memcpy(copy, line, sizeof(copy));
		copy[i] = (char)(copy[i] ^ 1 << i % 7);
		if (check(copy, COMMENT KEY) != 0)
			continue;
		printf("# byte %zu\n", i);
		good++;
	}
	is_int(good, 0, "a signature with a bit changed is never good");
	memcpy(copy, line, sizeof(copy));
	copy[FOOTER_SIGNATURE_BYTES - 3]++;
	is_int(check(copy, COMMENT KEY), 1, "nor with bits that say nothing");
}

static bool is_key(const char *text)
{
	struct signature_key key;
	size_t len = strlen(text);
	/* Exactly as long as the text, so that a byte more is seen. */
	char *copy = malloc(len + !len);
	bool is;

	if (!copy)
		abort();
	memcpy(copy, text, len);
	is = signature_parse_key(copy, len, &key);
	free(copy);
	return is;
}

static void test_keys(void)
{
	static const char key[] = COMMENT KEY;
	char cut[sizeof(key)];
	unsigned taken = 0;

	ok(is_key(key), "a public key");
	memcpy(cut, key, sizeof(cut));
	for (size_t i = 0; i + 2 < sizeof(key); i++) {
		cut[i] = 0;
		taken += is_key(cut);
		cut[i] = key[i];
	}
	is_int(taken, 0, "a key that is cut is none");
	cut[sizeof(key) - 2] = 0;
	ok(is_key(cut), "but for its last newline");
	ok(!is_key(KEY), "no comment");
	ok(!is_key("comment: x\n" KEY), "another comment");
	ok(!is_key(COMMENT KEY "\n"), "more behind the key");
	ok(!is_key(COMMENT "\n"), "no key");
	ok(!is_key("untrusted comment: verify with k.pub\n"
		   "RWROvo/y186BQ1hujU9vHjeVc03jsgESjI+nNbuGqaSW5uktkjcVwn80fuo"
		   "Oyu5dh2hlvfcvP4yoD/zE24jLS8b2orgJYxDczw4=\n"),
		"a signature is no key");
	ok(!is_key(COMMENT
		   "RWXOvo/y186BQ9s0AxVaU0Xs5G/m6YhBw9oAhn42eXc7UTvcRUSuSrfn"),
		"a key of another kind");
}

static int listed(const char *text, unsigned *at)
{
	size_t len = strlen(text);
	char *copy = malloc(len + !len);
	int rc;

	if (!copy)
		abort();
	memcpy(copy, text, len);
	*at = 0;
	rc = signature_listed(copy, len, ID, at);
	free(copy);
	return rc;
}

static void test_listed(void)
{
	unsigned at;

	is_int(listed("", &at), 0, "an empty list");
	is_int(listed("# " ID "\n\n \t\n", &at), 0, "comments only");
	is_int(listed("0123456789abcdef\n", &at), 0, "another key");
	is_int(listed("0123456789abcdef\n" ID "\n", &at), 1, "the key");
	is_int(listed(ID, &at), 1, "without a newline");
	is_int(listed(" \t4EBE8FF2d7ce8143\t# lost\n", &at), 1,
		"with blanks and a comment, in capitals");
	is_int(listed(ID "\n0123\n", &at), -EBADMSG, "a line that is cut");
	is_int(at, 2, "is named");
	is_int(listed(ID "0", &at), -EBADMSG, "a digit too many");
	is_int(listed(ID " " ID, &at), -EBADMSG, "two ids on a line");
	is_int(listed("\nweb\n", &at), -EBADMSG, "a key's name");
	is_int(at, 2, "is named");
	is_int(listed(ID "\r\n", &at), -EBADMSG, "a line of another system");
}

int main(void)
{
	test_vectors();
	test_signify();
	test_flips();
	test_keys();
	test_listed();
	return done_testing();
}
