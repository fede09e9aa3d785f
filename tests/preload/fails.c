// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* LD_PRELOAD=fails.so: the dynamic loader's process executes ./nosuch in vain, with the
 * argument $TOKEN, and exits before the program begins. */
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void fail(void)
{
	char name[] = "nosuch", *args[] = { name, getenv("TOKEN"), NULL };

	if (args[1])
		execv("./nosuch", args);
	_exit(0);
}
