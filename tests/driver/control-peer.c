/* SPDX-License-Identifier: MIT */
/*
 * Asks the control socket at PATH, and prints what is answered:
 *
 * ask PATH REQUEST      as tcrctl does
 * orphan PATH REQUEST   a child connects and ends, then its parent asks
 * ghost PATH REQUEST    a child connects, asks and ends; its parent listens
 * give PATH DOOR        connects, hands the connection to who comes to DOOR,
 *                       and stays until that one has gone
 * take DOOR REQUEST     asks over a connection that was handed over
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_un address(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	return a;
}

static int dial(int fd, const char *path)
{
	struct sockaddr_un a = address(path);

	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return 0;
	perror("connect");
	return -1;
}

static void ask(int fd, const char *request)
{
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		perror("send");
}

static void listen_to(int fd)
{
	char text[4096];
	ssize_t n;

	/* Reset: it was closed on what we sent; the answer is there. */
	while ((n = recv(fd, text, sizeof(text), 0)) > 0 ||
		(n < 0 && errno == ECONNRESET))
		if (n > 0)
			printf("answer: %.*s\n", (int)n, text);
	printf("end\n");
}

/* Passes `fd` on, or takes one where it is -1. */
static int pass(int door, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	char byte = 'x';
	struct iovec v = {&byte, 1};
	struct msghdr h = {.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);

	if (fd < 0) {
		if (recvmsg(door, &h, 0) < 0)
			return -1;
		c = CMSG_FIRSTHDR(&h);
		if (c)
			memcpy(&fd, CMSG_DATA(c), sizeof(fd));
		return fd;
	}
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return (int)sendmsg(door, &h, 0);
}

static int give(int fd, const char *path, const char *at)
{
	struct sockaddr_un a = address(at);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), door;
	char byte;

	if (bind(listener, (struct sockaddr *)&a, sizeof(a)) < 0 ||
		listen(listener, 1) < 0)
		return 1;
	door = accept(listener, NULL, NULL);
	if (door < 0 || dial(fd, path) < 0 || pass(door, fd) < 0)
		return 1;
	return read(door, &byte, 1) != 0;
}

int main(int argc, char **argv)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	const char *how = argc == 4 ? argv[1] : "";

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (strcmp(how, "give") == 0)
		return give(fd, argv[2], argv[3]);
	if (strcmp(how, "take") == 0) {
		int door = socket(AF_UNIX, SOCK_STREAM, 0);

		if (dial(door, argv[2]) < 0 || (fd = pass(door, -1)) < 0)
			return 1;
	} else if (strcmp(how, "ask") == 0) {
		if (dial(fd, argv[2]) < 0)
			return 1;
	} else if (fork() == 0) {
		if (dial(fd, argv[2]) == 0 && strcmp(how, "ghost") == 0)
			ask(fd, argv[3]);
		_exit(0);
	} else {
		wait(NULL);
		printf("the child is gone\n");
	}
	if (strcmp(how, "ghost") != 0)
		ask(fd, argv[3]);
	listen_to(fd);
	return 0;
}
