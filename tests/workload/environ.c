// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * environ [at] odd|bad|none|BYTES PROGRAM [ARG...]: execs PROGRAM, by execveat if at,
 * with an environment that is odd, cannot all be read, is NULL, or takes exactly BYTES
 * with its NULs. A failing exec is not an error.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/syscall.h>

#include "workload.h"

#define PIECE 100000 /* below the kernel's 128 KiB for one string */

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
	else
		env = make((size_t)atol(argv[1]));
	if (at)
		syscall(SYS_execveat, AT_FDCWD, argv[2], argv + 2, env, 0);
	else
		syscall(SYS_execve, argv[2], argv + 2, env);
	return 0;
}
