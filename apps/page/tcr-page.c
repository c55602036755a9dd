/* SPDX-License-Identifier: MIT */
/*
 * tcr-page: the device's page, a web server for four documents.
 *
 * It answers GET and HEAD of the paths in a table: the page's own files, and
 * what tcrd writes to the FIFOs of /run/tcr/public.  It opens no path that a
 * client names, reads nothing of a request but its first line, writes no file,
 * and makes nothing of the documents: the page's script does that, in the
 * browser.  Its container needs no rights at all.
 *
 * Each connection is a child that SIGALRM ends after LIMIT_S, so that a client
 * that is slow holds up nobody.  CHILDREN_MAX of them may be there at a time;
 * one more ends the oldest, which is slower than all others.
 */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT         80
#define CHILDREN_MAX 32
#define LIMIT_S      15
#define REQUEST_MAX  4096
#define AGAIN_MS     20
#define WAIT_MS      8000 /* for tcrd to write a document */

static const struct document {
	const char *path; /* in a request */
	const char *file;
	const char *type;
} documents[] = {
	{"/", "/www/index.html", "text/html; charset=utf-8"},
	{"/page.css", "/www/page.css", "text/css; charset=utf-8"},
	{"/page.js", "/www/page.js", "text/javascript; charset=utf-8"},
	{"/status.json", "/run/tcr/status", "application/json"},
	{"/log", "/run/tcr/log", "text/plain; charset=utf-8"},
	{"/metrics", "/run/tcr/metrics",
		"application/openmetrics-text; version=1.0.0; charset=utf-8"},
};

/* No script, style or connection but the page's own, in no other's frame. */
#define HEADERS                                                                \
	"Connection: close\r\n"                                                \
	"Cache-Control: no-store\r\n"                                          \
	"X-Content-Type-Options: nosniff\r\n"                                  \
	"Referrer-Policy: no-referrer\r\n"                                     \
	"Content-Security-Policy: default-src 'none'; script-src 'self'; "     \
	"style-src 'self'; connect-src 'self'; img-src data:; "                \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"      \
	"\r\n"

static struct {
	pid_t children[CHILDREN_MAX]; /* the oldest first */
	size_t count;
} self;

static int open_socket(int family, const void *address, socklen_t len)
{
	autofd int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;

	if (fd < 0)
		return -errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, address, len) < 0 || listen(fd, 64) < 0)
		return -errno;
	return take_fd(&fd);
}

/* Listens for IPv6 and IPv4, or on a kernel without IPv6 for IPv4. */
static int listen_all(void)
{
	const struct sockaddr_in6 six = {
		.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
	const struct sockaddr_in four = {
		.sin_family = AF_INET, .sin_port = htons(PORT)};
	int fd = open_socket(AF_INET6, &six, sizeof(six));

	if (fd < 0)
		fd = open_socket(AF_INET, &four, sizeof(four));
	if (fd < 0)
		log_err("listen on port %d: %s", PORT, strerror(-fd));
	return fd;
}

/* Reads the header of a request; false: there is no whole one. */
static bool read_request(int client, char text[REQUEST_MAX])
{
	size_t len = 0;

	while (len < REQUEST_MAX - 1) {
		ssize_t n = read(client, text + len, REQUEST_MAX - 1 - len);

		if (n <= 0)
			return false;
		len += (size_t)n;
		text[len] = 0;
		if (strstr(text, "\r\n\r\n") || strstr(text, "\n\n"))
			return true;
	}
	return false;
}

static void say(int client, const char *status)
{
	char text[1024];
	int n = fmt_print(text, sizeof(text),
		"HTTP/1.1 %s\r\nContent-Type: text/plain\r\n" HEADERS "%s\n",
		status, status);

	if (n > 0)
		(void)io_write_all(client, text, (size_t)n);
}

/*
 * Opens a file and reads the first bytes.  A FIFO has none if no tcrd is there,
 * or if another reader has met this one there; then it is opened again.
 */
static int open_document(
	const char *path, char *buf, size_t size, ssize_t *first)
{
	int64_t deadline = io_now_ms() + WAIT_MS, left = WAIT_MS;

	for (; left > 0; left = deadline - io_now_ms()) {
		autofd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		struct pollfd ready = {.fd = fd, .events = POLLIN};

		if (fd < 0 || poll(&ready, 1, (int)left) <= 0)
			return -ENOENT;
		*first = read(fd, buf, size);
		if (*first > 0 && fcntl(fd, F_SETFL, 0) == 0)
			return take_fd(&fd);
		(void)poll(NULL, 0, AGAIN_MS);
	}
	return -ETIMEDOUT;
}

static void send_document(int client, const struct document *d, bool head)
{
	char buf[65536], text[1024];
	ssize_t n;
	int len;
	autofd int fd = open_document(d->file, buf, sizeof(buf), &n);

	if (fd < 0) {
		say(client, "503 Service Unavailable");
		return;
	}
	len = fmt_print(text, sizeof(text),
		"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n" HEADERS, d->type);
	if (len < 0 || io_write_all(client, text, (size_t)len) < 0)
		return;
	for (; n > 0 && !head; n = read(fd, buf, sizeof(buf)))
		if (io_write_all(client, buf, (size_t)n) < 0)
			return;
}

static void serve(int client)
{
	char text[REQUEST_MAX];
	const char *path = text;
	bool head;

	if (!read_request(client, text))
		return;
	head = strncmp(text, "HEAD ", 5) == 0;
	if (!head && strncmp(text, "GET ", 4) != 0) {
		say(client, "405 Method Not Allowed");
		return;
	}
	path += head ? 5 : 4;
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		const struct document *d = &documents[i];
		size_t len = strlen(d->path);

		if (strncmp(path, d->path, len) == 0 &&
			strchr(" ?", path[len]) && path[len]) {
			send_document(client, d, head);
			return;
		}
	}
	say(client, "404 Not Found");
}

/* Waits for a child, or with WNOHANG for none, and forgets it; false: none. */
static bool reap(pid_t child, int options)
{
	pid_t pid = waitpid(child, NULL, options);

	for (size_t i = 0; i < self.count; i++) {
		if (self.children[i] != pid)
			continue;
		self.count--;
		memmove(self.children + i, self.children + i + 1,
			(self.count - i) * sizeof(pid));
	}
	return pid > 0;
}

/* Makes room for one more child. */
static void make_room(void)
{
	while (reap(-1, WNOHANG))
		;
	if (self.count < CHILDREN_MAX)
		return;
	(void)kill(self.children[0], SIGKILL);
	(void)reap(self.children[0], 0);
}

int main(void)
{
	autofd int fd = -1;

	log_init("tcr-page", LOG_LEVEL_INFO);
	fd = listen_all();
	if (fd < 0)
		return 1;
	for (;;) {
		autofd int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
		pid_t pid;

		if (client < 0)
			continue;
		make_room();
		pid = fork();
		if (pid == 0) {
			(void)alarm(LIMIT_S);
			serve(client);
			_exit(0);
		}
		if (pid > 0)
			self.children[self.count++] = pid;
	}
}
