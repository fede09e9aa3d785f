// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes as an executable file: its interpreter is in it; and as a mountinfo: a mount that
 * is found is in it. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "reason/exec_file.h"
#include "reason/mounts.h"

/* Require that the interpreter is the first word after #! in at most 255 bytes. */
static void require_interpreter(const char *text, size_t size, const char *interpreter)
{
	char line[256] = "", *word;

	memcpy(line, text, size < 255 ? size : 255);
	word = line + 2 + strspn(line + 2, " \t");
	require(!strncmp(word, interpreter, strlen(interpreter)));
	if (*interpreter)
		require(strspn(word + strlen(interpreter), " \t\n") ||
			!word[strlen(interpreter)]);
	else
		require(!*word || *word == '\n' ||
			strcspn(word, " \t\n") == strlen(word));
}

static void program(const char *bytes, size_t size)
{
	const int fd = memfd_create("program", MFD_CLOEXEC);
	struct exec_file p;
	size_t len;

	require(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	require(!exec_file__read(fd, &p));
	close(fd);
	len = strnlen(p.interpreter, sizeof(p.interpreter));
	require(len < sizeof(p.interpreter));
	require((p.kind == EXEC_FILE_EMPTY) == !size);
	if (p.kind == EXEC_FILE_SCRIPT) {
		require(size >= 2 && !memcmp(bytes, "#!", 2));
		require_interpreter(bytes, size, p.interpreter);
	} else if (p.kind == EXEC_FILE_ELF) {
		require(size >= 4 && !memcmp(bytes, "\177ELF", 4));
		require(!len || (p.valid && !p.foreign));
		require(!len || memmem(bytes, size, p.interpreter, len + 1));
	} else {
		require(!len);
	}
}

static void mounts(char *text)
{
	const struct statx st = { .stx_mask = STATX_MNT_ID,
				  .stx_mnt_id = 21,
				  .stx_dev_major = 8,
				  .stx_dev_minor = 1 };
	const bool plausible = strstr(text, " - ") && strchr(text, ':');

	require(mounts__find(text, &st) == MOUNT_OTHER || plausible);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	const bool file = take_number(&in, 1) & 1;
	char *text = text_of(in.data, in.left);

	if (file)
		program(text, in.left);
	else
		mounts(text);
	free(text);
	return 0;
}
