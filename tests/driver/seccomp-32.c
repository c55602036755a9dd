/* SPDX-License-Identifier: MIT */
/*
 * A 32-bit program for x86, without a libc: gcc -m32 -nostdlib -static.  It
 * writes a line and makes a socket, as a 32-bit glibc does.
 */
static long call(long nr, long a, const void *b, long c)
{
	long rc;

	__asm__ volatile("int $0x80"
			 : "=a"(rc)
			 : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "memory");
	return rc;
}

void _start(void);

void _start(void)
{
	static const char text[] = "32 bits\n";
	static const long stream[] = {1, 1, 0};       /* unix */
	long rc = call(4, 1, text, sizeof(text) - 1); /* write */

	if (rc > 0)
		rc = call(102, 1, stream, 0); /* socketcall: socket */
	for (;;)
		(void)call(1, rc < 0, 0, 0); /* exit */
}
