// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* sees [ARG...]: prints its current directory, its file, its arguments, and its environment
 * in byte order, each with a NUL. */
#define _GNU_SOURCE
#include <limits.h>

#include "workload.h"

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void print(const char *text)
{
	fwrite(text, 1, strlen(text) + 1, stdout);
}

int main(int argc, char **argv)
{
	char cwd[PATH_MAX], file[PATH_MAX] = "";
	size_t n = 0;

	if (!getcwd(cwd, sizeof(cwd)))
		err(1, "getcwd");
	print(cwd);
	if (readlink("/proc/self/exe", file, sizeof(file) - 1) < 0)
		err(1, "readlink");
	print(file);
	for (int i = 0; i < argc; i++)
		print(argv[i]);
	print("--");
	while (environ[n])
		n++;
	qsort(environ, n, sizeof(*environ), compare);
	for (size_t i = 0; i < n; i++)
		print(environ[i]);
	return 0;
}
