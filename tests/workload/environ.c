// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * environ [at] odd|bad|none|rows|BYTES PROGRAM [ARG...]: execs it, by execveat if at, with
 * an environment that is odd, cannot all be read, is NULL, stands in rows with all that may
 * be between and across, or takes exactly BYTES with its NULs. What fails is no error.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>

#include "workload.h"

#define PIECE 100000 /* below the kernel's 128 KiB for one string */

#define ROWS 500

static char *odd[] = { "A=1",	     "bare", "A=2",    "=x", "", "N\xff=\xfe\n\"\\",
		       "A B=c, d=e", "SAME", "SAME=2", NULL };
static char *bad[] = { "A=1", (char *)8, "B=2", NULL };

/* V0=xx..., V1=..., and so on. */
static char **make(size_t left)
{
	char **env = calloc(left / PIECE + 2, sizeof(*env));

	if (!env)
		err(1, "calloc");
	for (size_t n = 0; left; n++) {
		size_t size = left < PIECE + 100 ? left : PIECE;

		env[n] = malloc(size + 16);
		if (!env[n])
			err(1, "malloc");
		memset(env[n], 'x', size - 1);
		env[n][size - 1] = '\0';
		env[n][sprintf(env[n], "V%zu", n)] = '=';
		left -= size;
	}
	return env;
}

/* Each behind the one before, as the kernel lays them out; but at some numbers, which are
 * the multiples of primes or one more, something stands between it and the one before, it
 * is empty, a part of the one before, the same, before that one, or long. */
static char **rows(void)
{
	static char *env[ROWS + 1], block[ROWS * 5200];
	char *at = block;

	for (int i = 0; i < ROWS; i++) {
		if (i % 7 == 0)
			at += sprintf(at, "GONE%d=%*s", i, i % 9, "") + 1;
		env[i] = at;
		if (i % 11)
			at += sprintf(at, "V%d=A=%0*d", i, i % 61 ? i % 50 : 5000, i);
		at++;
		if (i % 13 == 1)
			env[i] = strchr(env[i - 1], '\0') - 1;
		else if (i % 17 == 1)
			env[i] = env[i - 1];
		else if (i % 19 == 1)
			env[i] = env[i - 1] + 1;
		if (i % 23 == 1) {
			char *last = env[i];

			env[i] = env[i - 1];
			env[i - 1] = last;
		}
	}
	return env;
}

int main(int argc, char **argv)
{
	const int at = argc > 1 && !strcmp(argv[1], "at");
	char **env;

	argv += at;
	if (argc - at < 3)
		return 2;
	if (!strcmp(argv[1], "odd"))
		env = odd;
	else if (!strcmp(argv[1], "bad"))
		env = bad;
	else if (!strcmp(argv[1], "none"))
		env = NULL;
	else if (!strcmp(argv[1], "rows"))
		env = rows();
	else
		env = make((size_t)atol(argv[1]));
	if (at)
		syscall(SYS_execveat, AT_FDCWD, argv[2], argv + 2, env, 0);
	else
		syscall(SYS_execve, argv[2], argv + 2, env);
	return 0;
}
