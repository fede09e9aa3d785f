// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "kernel/object.h"

const char *object__path(const char *option, char path[PATH_MAX])
{
	const char *env = secure_getenv("ANTIMETAL_BPF_PATH");
	struct stat st;

	if (option)
		return option;
	if (!env || !*env)
		return NULL;
	if (stat(env, &st) || !S_ISDIR(st.st_mode))
		return env;
	if (snprintf(path, PATH_MAX, "%s/execsnoop.bpf.o", env) >= PATH_MAX)
		return env; /* open(2) reports that it is a directory */
	return path;
}

/* In bytes; no object file of this version is that large. */
#define OBJECT_SIZE_MAX (16 << 20)

int object__read(struct strbuf *object, const char *path)
{
	const int err = read_whole_file(AT_FDCWD, path, OBJECT_SIZE_MAX, object);

	return !err && !object->len ? -ENODATA : err;
}

/* Loading takes 20 ms, or a hundred times as long on an emulated processor. */
#define USE_SECONDS_MAX 60

/* Make this child process print nothing, dump no core, and end with its parent or after
 * USE_SECONDS_MAX. */
static void be_silent(pid_t parent)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* Standard output and error. */
	for (int to = STDOUT_FILENO; fd >= 0 && to <= STDOUT_FILENO + 1; to++)
		dup2(fd, to);
	prctl(PR_SET_DUMPABLE, 0);
	signal(SIGALRM, SIG_DFL);
	alarm(USE_SECONDS_MAX);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
}

bool object__survives(void (*use)(void *ctx), void *ctx)
{
	const pid_t parent = getpid();
	const pid_t child = fork();
	int status = 0;

	if (!child) {
		be_silent(parent);
		use(ctx);
		_exit(EXIT_SUCCESS);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return true;
	return !status;
}

const char *object__fault(int err)
{
	switch (err) {
	case -ENODATA:
		return "it is empty";
	case -EBADMSG:
		return "it is damaged";
	case -EISDIR:
		return "it is a directory";
	default:
		return NULL;
	}
}

static int remove_swaps(struct bpf_program *prog)
{
	const size_t n = bpf_program__insn_cnt(prog);
	struct bpf_insn *insns = calloc(n + 1, sizeof(*insns));
	int err;

	if (!insns)
		return -ENOMEM;
	memcpy(insns, bpf_program__insns(prog), n * sizeof(*insns));
	for (size_t i = 0; i < n; i++)
		if (insns[i].code == (BPF_STX | BPF_ATOMIC | BPF_DW) &&
		    insns[i].imm == BPF_CMPXCHG)
			insns[i] = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
	err = bpf_program__set_insns(prog, insns, n);
	free(insns);
	return err;
}

int object__remove_swaps(const struct bpf_object *object)
{
	struct bpf_program *prog = bpf_object__next_program(object, NULL);
	int err = 0;

	while (prog && !err) {
		err = remove_swaps(prog);
		prog = bpf_object__next_program(object, prog);
	}
	return err;
}
