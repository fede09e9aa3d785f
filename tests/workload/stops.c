// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * stops signals STEP PROGRAM ARGUMENTS...: runs the program once for each of its system
 * calls, from start to end, and sends a signal as it enters that call. A program that
 * waits for events gets a first signal in any case, to end it.
 *
 * stops execs STEP PROGRAM ARGUMENTS...: runs the program once, and makes an exec at each
 * instruction between the write that passes an event on and the sleep that waits for the next one.
 * The exec must be shown without a further one, and the program may only wait and write.
 *
 * Both trace the program by ptrace(2), with its stdout in the file events and its stderr
 * in the file said, take each STEPth point, and print the number of points. They add "-P
 * PID", for children of this process, to the arguments.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <time.h>

#include "workload.h"

#define PATIENCE_S 20 /* limit for events that must occur at once */

static const char *point; /* the stop under test, for messages */
static long point_nr;
static pid_t under_test;

/* The traced program. */
struct tracee {
	pid_t pid;
	int status; /* after its end */
	bool ready; /* it has printed the ready line */
	bool asked; /* the first signal was sent */
	long nr, timeout; /* of the system call that it is about to enter */
};

/* Kinds of BPF objects: the key of the id in fdinfo, and the command to open it by id. */
static const struct kind {
	const char *key;
	int (*get)(__u32 id);
} kinds[] = {
	{ "prog_id:", bpf_prog_get_fd_by_id },
	{ "map_id:", bpf_map_get_fd_by_id },
	{ "link_id:", bpf_link_get_fd_by_id },
};

static struct object {
	const struct kind *kind;
	__u32 id;
} * objects;
static size_t n_objects;

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

static void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000 }, NULL);
}

static void slurp(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

static bool said(const char *word)
{
	char text[8192];

	slurp("said", text, sizeof(text));
	return strstr(text, word);
}

__attribute__((noreturn)) static void fail(const char *what)
{
	char text[8192];

	slurp("said", text, sizeof(text));
	kill(under_test, SIGKILL);
	errx(1, "%s %ld: %s\n%s", point, point_nr, what, text);
}

static void on_alarm(int signal)
{
	(void)signal; /* It only interrupts a wait. */
}

/* Wait for the program to stop or to end, up to PATIENCE_S seconds. */
static int await(struct tracee *t, const char *otherwise)
{
	pid_t pid;
	int status;

	alarm(PATIENCE_S);
	pid = waitpid(t->pid, &status, 0);
	alarm(0);
	if (pid != t->pid)
		fail(otherwise);
	return status;
}

/* Start the program, stopped at its first instruction. */
static void launch(struct tracee *t, char **argv)
{
	*t = (struct tracee){ .pid = fork(), .nr = -1 };
	if (!t->pid) {
		int events =
			open("events", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
		int words = open("said", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);

		dup2(events, STDOUT_FILENO);
		dup2(words, STDERR_FILENO);
		close(events);
		close(words);
		/* Until main() runs, the actions are the inherited ones. */
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		execv(argv[0], argv);
		err(1, "%s", argv[0]);
	}
	under_test = t->pid;
	if (waitpid(t->pid, &t->status, 0) != t->pid || !WIFSTOPPED(t->status))
		errx(1, "cannot start %s", argv[0]);
	if (ptrace(PTRACE_SETOPTIONS, t->pid, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL))
		err(1, "ptrace");
}

/* Continue to the next entry to or exit from a system call. Returns false if the program
 * has ended. */
static bool next_stop(struct tracee *t, bool *is_entry)
{
	struct __ptrace_syscall_info info = {};
	long signal = 0;

	do {
		if (ptrace(PTRACE_SYSCALL, t->pid, 0, signal))
			fail("cannot go on");
		t->status = await(t, "it hangs");
		if (!WIFSTOPPED(t->status))
			return false;
		signal = WSTOPSIG(t->status);
	} while (signal != (SIGTRAP | 0x80));
	ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof(info), &info);
	*is_entry = info.op == PTRACE_SYSCALL_INFO_ENTRY;
	if (*is_entry) {
		t->nr = (long)info.entry.nr;
		t->timeout = (int)info.entry.args[3];
	}
	if (!*is_entry && t->nr == SYS_write)
		t->ready = t->ready || said("tracing execs");
	return true;
}

static bool next_call(struct tracee *t)
{
	bool is_entry = false;

	while (!is_entry)
		if (!next_stop(t, &is_entry))
			return false;
	return true;
}

static bool sleeps_next(const struct tracee *t)
{
#ifdef SYS_epoll_wait
	if (t->nr == SYS_epoll_wait)
		return t->timeout < 0;
#endif
	return t->nr == SYS_epoll_pwait && t->timeout < 0;
}

/* --- signals --- */

static void note_objects_of_fd(const char *path)
{
	char text[4096];

	slurp(path, text, sizeof(text));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const char *at = strstr(text, kinds[i].key);

		if (!at)
			continue;
		objects = realloc(objects, (n_objects + 1) * sizeof(*objects));
		if (!objects)
			err(1, "realloc");
		objects[n_objects++] = (struct object){
			.kind = &kinds[i],
			.id = (__u32)atol(at + strlen(kinds[i].key)),
		};
	}
}

/* Record the BPF objects that the program has in the kernel. */
static void note_objects(const struct tracee *t)
{
	char path[64];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo", t->pid);
	dir = opendir(path);
	if (!dir)
		err(1, "%s", path);
	while ((entry = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.20s", t->pid,
			 entry->d_name);
		note_objects_of_fd(path);
	}
	closedir(dir);
}

/* Check that all recorded objects are freed. The kernel frees some with a delay. */
static void expect_none_left(void)
{
	uint64_t end = now_ms() + PATIENCE_S * 1000;

	for (size_t i = 0; i < n_objects; i++) {
		int fd;

		while ((fd = objects[i].kind->get(objects[i].id)) >= 0) {
			close(fd);
			if (now_ms() > end)
				errx(1, "%s %u is left", objects[i].kind->key,
				     objects[i].id);
			nap();
		}
		if (fd != -ENOENT)
			errx(1, "%s %u: %s", objects[i].kind->key, objects[i].id,
			     strerror(-fd));
	}
}

static void expect_good_end(const struct tracee *t, int signal)
{
	const bool may_die = !t->ready || t->asked;

	if (WIFSIGNALED(t->status) && WTERMSIG(t->status) == signal && may_die)
		return;
	if (!WIFEXITED(t->status) || WEXITSTATUS(t->status))
		fail("it did not end as it should");
	if (t->ready && !said("events shown"))
		fail("it did not say how many events it had shown");
}

/* Continue to the entry of system call n, counting consecutive equal calls as one.
 * Returns false if the program ends before. */
static bool go_to_call(struct tracee *t, long n, int signal)
{
	for (long i = -1, before; i < n; i += t->nr != before) {
		before = t->nr;
		if (!next_call(t))
			return false;
		if (!t->asked && t->ready && sleeps_next(t)) {
			t->asked = true;
			kill(t->pid, signal);
		}
	}
	return true;
}

static long try_signals(long step, char **argv)
{
	struct tracee t;

	for (long n = 0;; n += step) {
		const int signal = n / step % 2 ? SIGTERM : SIGINT;

		point = "stop";
		point_nr = n;
		launch(&t, argv);
		if (!go_to_call(&t, n, signal)) {
			expect_good_end(&t, signal);
			expect_none_left();
			return n;
		}
		note_objects(&t);
		kill(t.pid, signal);
		if (ptrace(PTRACE_DETACH, t.pid, 0, 0))
			err(1, "ptrace");
		t.status = await(&t, "it does not end");
		expect_good_end(&t, signal);
	}
}

/* --- execs --- */

/* Make a child fail an exec. */
static void exec_once(void)
{
	char *argv[] = { "stops", NULL };
	pid_t pid = fork();

	if (!pid) {
		execv("/nonexistent", argv);
		_exit(0);
	}
	wait_for(pid);
}

static long lines_shown(void)
{
	static char text[1 << 20];
	long n = 0;

	slurp("events", text, sizeof(text));
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		n++;
	return n;
}

/* Whether the next instruction is the system call of sleeps_next(). */
static bool is_about_to_sleep(struct tracee *t)
{
	struct user_regs_struct regs;
	struct iovec to = { &regs, sizeof(regs) };
	unsigned long next;

	if (ptrace(PTRACE_GETREGSET, t->pid, (void *)NT_PRSTATUS, &to))
		err(1, "ptrace");
#ifdef __x86_64__
	next = (unsigned long)ptrace(PTRACE_PEEKTEXT, t->pid, regs.rip, 0) & 0xffff;
	t->nr = (long)regs.rax;
	t->timeout = (int)regs.r10;
	return next == 0x050f && sleeps_next(t);
#else
	next = (unsigned long)ptrace(PTRACE_PEEKTEXT, t->pid, regs.pc, 0) & 0xffffffff;
	t->nr = (long)regs.regs[8];
	t->timeout = (int)regs.regs[3];
	return next == 0xd4000001 && sleeps_next(t);
#endif
}

/* Check that the program does not query the process of an event: its pid may belong to
 * another process by now. */
static void expect_no_question(const struct tracee *t)
{
#ifdef SYS_epoll_wait
	if (t->nr == SYS_epoll_wait)
		return;
#endif
	if (t->nr != SYS_epoll_pwait && t->nr != SYS_write)
		fail("it does more than to wait and to write");
}

/* Wait until the process that writes the lines sleeps, so that the next one wakes it. */
static void await_writer(const struct tracee *t)
{
	const uint64_t end = now_ms() + PATIENCE_S * 1000;
	char path[64], text[4096];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", t->pid, t->pid);
	slurp(path, text, sizeof(text));
	snprintf(path, sizeof(path), "/proc/%ld/stat", atol(text));
	do {
		nap();
		slurp(path, text, sizeof(text));
	} while (!strstr(text, ") S ") && now_ms() < end);
}

/* Interrupt the sleep of the program once `lines` lines are shown: another process writes
 * them, perhaps only after the program has gone to sleep. */
static pid_t interrupt_after(const struct tracee *t, long lines)
{
	const uint64_t end = now_ms() + PATIENCE_S * 1000;
	pid_t pid = fork();

	if (pid)
		return pid;
	while (lines_shown() < lines && now_ms() < end)
		nap();
	kill(t->pid, SIGWINCH);
	_exit(0);
}

/* Continue from the entry of a sleep until `lines` lines are shown and the program is
 * about to sleep again, without any other event. */
static void expect_lines(struct tracee *t, long lines)
{
	pid_t other = 0;

	do {
		if (!next_call(t))
			fail("it ended");
		expect_no_question(t);
		if (!other && sleeps_next(t) && lines_shown() < lines)
			other = interrupt_after(t, lines);
	} while (lines_shown() < lines || !sleeps_next(t));
	if (other)
		wait_for(other);
}

/* Wake the program, let it write the event, step n instructions, and make another exec
 * there. Returns false if the program was about to sleep before the nth. */
static bool try_exec_at(struct tracee *t, long n)
{
	const uint64_t end = now_ms() + PATIENCE_S * 1000;
	const long before = lines_shown();
	bool sleeps = false, is_entry;

	await_writer(t);
	exec_once();
	/* Continue to the exit from the write that wakes the writer. */
	do {
		if (!next_stop(t, &is_entry))
			fail("it ended");
		expect_no_question(t);
	} while (is_entry || t->nr != SYS_write);
	while (lines_shown() == before && now_ms() < end)
		nap();
	for (long i = 0; i < n && !(sleeps = is_about_to_sleep(t)); i++) {
		if (ptrace(PTRACE_SINGLESTEP, t->pid, 0, 0))
			err(1, "ptrace");
		if (!WIFSTOPPED(await(t, "it hangs")))
			fail("it ended");
	}
	exec_once();
	expect_lines(t, before + 2);
	return !sleeps;
}

static long try_execs(long step, char **argv)
{
	struct tracee t;
	long n;

	point = "instruction";
	launch(&t, argv);
	do
		if (!next_call(&t))
			fail("it ended");
	while (!t.ready || !sleeps_next(&t));
	for (n = 0; point_nr = n, try_exec_at(&t, n); n += step)
		;
	kill(t.pid, SIGINT);
	while (next_call(&t))
		;
	if (!WIFEXITED(t.status) || WEXITSTATUS(t.status))
		fail("it did not end as it should");
	return n;
}

int main(int argc, char **argv)
{
	char *args[64], pid[16];

	if (argc < 4 || argc > 60 || atol(argv[2]) < 1)
		errx(1, "stops signals|execs STEP PROGRAM ARGUMENTS...");
	snprintf(pid, sizeof(pid), "-P%d", getpid());
	memcpy(args, argv + 3, (size_t)(argc - 3) * sizeof(*args));
	args[argc - 3] = pid;
	args[argc - 2] = NULL;
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = on_alarm }, NULL);
	printf("%ld\n", strcmp(argv[1], "execs") ? try_signals(atol(argv[2]), args) :
						   try_execs(atol(argv[2]), args));
	return 0;
}
