/* SPDX-License-Identifier: MIT */
/*
 * tcr-nft: reads one nftables ruleset from stdin, applies it in one transaction
 * and exits: 0 if it was applied, 1 if it was refused (then nothing was
 * changed, and stderr says why).  It is a program of its own because
 * libnftables is a large glibc shared library, which tcrd need not load, and
 * may call exit(3).
 */
#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RULESET_MAX (2 << 20) /* bytes; twice what tcr writes */

/* Reads all of stdin and adds a NUL; 0 or -errno. */
static int read_stdin(char *text, size_t size)
{
	size_t len = 0;
	ssize_t n;

	do {
		n = read(STDIN_FILENO, text + len, size - len);
		if (n < 0 && errno != EINTR)
			return -errno;
		len += n > 0 ? (size_t)n : 0;
		if (len == size)
			return -EFBIG;
	} while (n != 0);
	text[len] = 0;
	return strlen(text) == len ? 0 : -EBADMSG;
}

/* Static: its pages take no memory until they are written. */
static struct {
	char ruleset[RULESET_MAX];
} self;

int main(int argc, char **argv)
{
	struct nft_ctx *nft;
	int rc;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return puts("tcr-nft " TCR_VERSION) < 0;
	rc = read_stdin(self.ruleset, sizeof(self.ruleset));
	if (rc < 0) {
		fprintf(stderr, "read ruleset: %s\n", strerror(-rc));
		return 1;
	}
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft || nft_ctx_buffer_error(nft) != 0) {
		fputs("start libnftables: out of memory\n", stderr);
		return 1;
	}
	rc = nft_run_cmd_from_buffer(nft, self.ruleset);
	fputs(nft_ctx_get_error_buffer(nft), stderr);
	nft_ctx_free(nft);
	return rc == 0 ? 0 : 1;
}
