/* SPDX-License-Identifier: MIT */
/*
 * The program of containers that notify.  Each argument is a datagram for
 * NOTIFY_SOCKET, or one of:
 *
 *	@wait FILE     goes on when FILE is there
 *	@ping MS FILE  WATCHDOG=1 every MS milliseconds until FILE is there
 *	@child TEXT    a child sends TEXT and has ended when it is read
 *	@flood N       N datagrams as fast as they go
 *	@fill N TEXT   TEXT in a datagram of N bytes
 *	@done FILE     makes FILE
 *	@hup FILE      makes FILE when SIGHUP comes
 *	@pause         does nothing more
 *
 * SIGTERM ends it with 0, SIGABRT with 134, as abort(3) in a shell.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *hup_file;

static void on_signal(int sig)
{
	if (sig == SIGHUP && hup_file)
		close(open(hup_file, O_CREAT | O_WRONLY, 0644));
	if (sig == SIGTERM)
		_exit(0);
	if (sig == SIGABRT)
		_exit(134);
}

static void pace(long ms)
{
	const struct timespec t = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static void say(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (!path) {
		fprintf(stderr, "no NOTIFY_SOCKET\n");
		exit(3);
	}
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&a,
		    sizeof(a)) < 0)
		perror("notify");
	close(fd);
}

int main(int argc, char **argv)
{
	const int signals[] = {SIGTERM, SIGABRT, SIGHUP};

	for (int i = 0; i < 3; i++)
		signal(signals[i], on_signal);
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (!strcmp(word, "@wait")) {
			for (i++; access(argv[i], F_OK) < 0;)
				pace(10);
		} else if (!strcmp(word, "@ping")) {
			for (; access(argv[i + 2], F_OK) < 0;) {
				say("WATCHDOG=1");
				pace(atol(argv[i + 1]));
			}
			i += 2;
		} else if (!strcmp(word, "@flood")) {
			i++;
			for (long n = atol(argv[i]); n > 0; n--)
				say("STATUS=flood");
		} else if (!strcmp(word, "@child")) {
			word = argv[++i];
			if (fork() == 0) {
				say(word);
				_exit(0);
			}
			wait(NULL);
		} else if (!strcmp(word, "@fill")) {
			char text[8192];
			size_t size = (size_t)atol(argv[i + 1]);

			memset(text, 'x', sizeof(text));
			memcpy(text, argv[i + 2], strlen(argv[i + 2]));
			text[strlen(argv[i + 2])] = '\n';
			text[size] = 0;
			say(text);
			i += 2;
		} else if (!strcmp(word, "@done")) {
			close(open(argv[++i], O_CREAT | O_WRONLY, 0644));
		} else if (!strcmp(word, "@hup")) {
			hup_file = argv[++i];
		} else if (!strcmp(word, "@pause")) {
			for (;;)
				pause();
		} else {
			say(word);
		}
	}
	return 0;
}
