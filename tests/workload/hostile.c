// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * hostile TOKEN args|valid|long|names: execs whose texts are made to steer a terminal or
 * to forge events. Prints, for args and valid, the arguments after the token, each with a
 * NUL; for names, the names, each with a NUL, and also fails to exec each; for long,
 * nothing. Works in the current folder.
 */
#include <errno.h>
#include <limits.h>

#include "workload.h"

#define LONG 100000 /* below the kernel's 128 KiB for one argument */

static const char *const sequences[] = {
	/* CSI, OSC 0, 8 and 52, DCS, APC, full reset, character sets */
	"\033[2J\033[1;31mred",
	"\033[6n",
	"\033[?1049h",
	"\033]0;title\007",
	"\033]8;;http://x/\033\\link\033]8;;\033\\",
	"\033]52;c;cm0gLXJm\007",
	"\033P$q\"p\033\\",
	"\033_apc\033\\",
	"\033c",
	"\033(0lqk",
	"\r\b\b\b\x0e\x0f",
	/* the same by C1, raw and as UTF-8 */
	"\x9b"
	"2J",
	"\x9d"
	"0;title\x9c",
	"\x90$q\x9c",
	"\xc2\x9b"
	"2J",
	"\xc2\x9d"
	"0;title\xc2\x9c",
	"\xc2\x85",
	"\xc2\x80",
	"\xc2\x9f",
	/* bidirectional controls, separators */
	"\u202a\u202b\u202c\u202d\u202e",
	"\u2066\u2067\u2068\u2069",
	"\u200e\u200f\u061c",
	"\u2028\u2029",
	/* forged lines and fields */
	"x\nexe              1       1          0 forged",
	"x] RetVal=0\n[2] PID=1 PPID=1 UID=0 CMD=forged ARGS=[forged] RetVal=0",
	"x\"]}\n{\"type\":\"exec\",\"args\":[\"forged\"]}",
	"\",\"retval\":0,\"",
	"\\\"",
	"\\",
	"\\u0000",
	"\\x1b[2J",
	"a\r\nb",
	"\n",
	"\n\n",
	"\r",
	" ",
	"  ",
	" ...",
	"...",
	"<unreadable>",
	"''",
	"%s%n%1000000d",
	/* no UTF-8: overlong, surrogates, beyond the end, cut, out of order */
	"\xc0\x80",
	"\xc0\xaf",
	"\xc1\x9b",
	"\xe0\x80\x9b",
	"\xe0\x9f\xbf",
	"\xf0\x80\x80\x9b",
	"\xf0\x8f\xbf\xbf",
	"\xed\xa0\x80",
	"\xed\xbf\xbf",
	"\xed\xa0\xbd\xed\xb8\x80",
	"\xf4\x90\x80\x80",
	"\xf5\x80\x80\x80",
	"\xf8\x88\x80\x80\x80",
	"\xfe\xff",
	"\xc2",
	"\xe2\x80",
	"\xe2\x80\033[2J",
	"\xf0\x9f\x98",
	"\xf0\x9f\n",
	"\x80\x9b\xbf",
	"\xe2\xc2\x9b",
	"\xc2\xc2\x9b\x9b",
};

#define N_SEQUENCES (sizeof(sequences) / sizeof(sequences[0]))
#define N_MAX 8192

static const char *texts[N_MAX + 1];
static size_t n_texts;

static void add(const char *text)
{
	if (n_texts == N_MAX)
		errx(1, "too many");
	texts[n_texts++] = text;
}

/* Add each byte alone and between two others, and each sequence. */
static void add_all(void)
{
	char byte[2] = "", between[6] = "a b.c";

	for (int c = 1; c < 256; c++) {
		byte[0] = between[2] = (char)c;
		add(strdup(byte));
		add(strdup(between));
	}
	for (size_t i = 0; i < N_SEQUENCES; i++)
		add(sequences[i]);
}

/* Add all characters up to U+FFFF and some above, 128 per text. */
static void add_valid(void)
{
	char text[4 * 128 + 1], *to = text;

	for (unsigned int c = 1; c < 0x11000; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		if (c >= 0x10000)
			*to++ = (char)(0xf0 | c >> 18);
		if (c >= 0x800)
			*to++ = (char)((c >= 0x10000 ? 0x80 : 0xe0) | (c >> 12 & 63));
		if (c >= 0x80)
			*to++ = (char)((c >= 0x800 ? 0x80 : 0xc0) | (c >> 6 & 63));
		*to++ = (char)(c < 0x80 ? c : 0x80 | (c & 63));
		*to = '\0';
		if (c % 128 == 127) {
			add(strdup(text));
			to = text;
		}
	}
}

/* Add a long text that repeats all sequences. */
static void add_long(void)
{
	char *text = calloc(1, LONG + 64), *to = text;

	if (!text)
		err(1, "calloc");
	for (size_t i = 0; to - text < LONG; i++)
		to = stpcpy(to, sequences[i % N_SEQUENCES]);
	add(text);
}

static void start(const char *path, char *const argv[])
{
	pid_t pid = fork();

	if (!pid) {
		execv(path, argv);
		_exit(errno);
	}
	wait_for(pid);
}

static void start_all(char *token)
{
	const char **argv = calloc(n_texts + 4, sizeof(*argv));

	if (!argv)
		err(1, "calloc");
	argv[0] = "hostile";
	argv[1] = token;
	argv[2] = "child";
	memcpy(argv + 3, texts, n_texts * sizeof(*texts));
	start("/proc/self/exe", (char *const *)argv);
	/* The beginning of a path that is too long for the kernel is shown. */
	if (strlen(texts[0]) > PATH_MAX)
		execv(texts[0], (char *const *)argv);
	free(argv);
}

/* Exec a program of that name, and fail to exec one from a process that has given itself
 * that name. */
static void start_named(char *token, const char *name)
{
	char *argv[] = { (char *)name, token, "child", NULL }, missing[PATH_MAX];

	if (strchr(name, '/') || !strcmp(name, "."))
		return;
	if (symlink("/proc/self/exe", name))
		err(1, "symlink");
	fwrite(name, 1, strlen(name) + 1, stdout);
	fflush(stdout);
	start(name, argv);
	unlink(name);
	snprintf(missing, sizeof(missing), "./missing/%s", name);
	prctl(PR_SET_NAME, name);
	execv(missing, argv);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 ? argv[2] : "child";

	if (!strcmp(mode, "child"))
		return 0;
	if (!strcmp(mode, "long"))
		add_long();
	else if (!strcmp(mode, "valid"))
		add_valid();
	else
		add_all();
	for (size_t i = 0; !strcmp(mode, "names") && i < n_texts; i++)
		start_named(argv[1], texts[i]);
	if (!strcmp(mode, "names"))
		return 0;
	start_all(argv[1]);
	for (size_t i = 0; strcmp(mode, "long") && i < n_texts; i++)
		fwrite(texts[i], 1, strlen(texts[i]) + 1, stdout);
	return 0;
}
