/* SPDX-License-Identifier: MIT */
/*
 * A server as careful ones are, for tests: it looks up a name, binds port 80,
 * and leaves the work to a child that has given away all that it could: the
 * bounding set, the root directory, its user.  Each connection is answered by a
 * thread of its own.  Started by another user than root it gives away nothing.
 * Static and with musl, as nothing of its image is Debian's.
 *
 *	jail NAME UID
 */
#include <arpa/inet.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char found[INET_ADDRSTRLEN] = "nobody";

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void look_up(const char *name)
{
	struct addrinfo hints = {.ai_family = AF_INET}, *answer;
	int rc = getaddrinfo(name, NULL, &hints, &answer);

	if (rc != 0) {
		fprintf(stderr, "%s: %s\n", name, gai_strerror(rc));
		exit(1);
	}
	inet_ntop(AF_INET, &((struct sockaddr_in *)answer->ai_addr)->sin_addr,
		found, sizeof(found));
	freeaddrinfo(answer);
}

static void drop(uid_t uid)
{
	for (int cap = 0; prctl(PR_CAPBSET_READ, cap) >= 0; cap++)
		if (prctl(PR_CAPBSET_DROP, cap) < 0)
			fail("bounding set");
	if (chroot("/var/empty") < 0 || chdir("/") < 0)
		fail("chroot");
	if (setgroups(0, NULL) < 0 || setgid(uid) < 0 || setuid(uid) < 0)
		fail("setuid");
}

static void *answer(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char text[256];

	if (read(fd, text, sizeof(text)) > 0) {
		snprintf(text, sizeof(text),
			"HTTP/1.0 200 OK\r\n\r\nuser %d, etc is %s, %s\n",
			(int)getuid(), access("/etc", F_OK) ? "away" : "there",
			found);
		if (write(fd, text, strlen(text)) < 0)
			perror("write");
	}
	close(fd);
	return NULL;
}

static void serve(int fd)
{
	for (;;) {
		pthread_t thread;
		int peer = accept(fd, NULL, NULL);

		if (peer < 0)
			fail("accept");
		if (pthread_create(
			    &thread, NULL, answer, (void *)(intptr_t)peer) != 0)
			fail("thread");
		pthread_detach(thread);
	}
}

static void end(int signo)
{
	(void)signo;
	_exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(80)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	if (argc != 3)
		return 2;
	signal(SIGTERM, end);
	look_up(argv[1]);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(fd, 8) < 0)
		fail("port 80");
	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		if (getuid() == 0)
			drop((uid_t)atoi(argv[2]));
		serve(fd);
	}
	if (wait(NULL) < 0)
		fail("wait");
	return 1;
}
