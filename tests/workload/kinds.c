// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * kinds TOKEN [KIND]: one successful exec of each kind, or of that one. Needs a
 * current directory in which it may make files.
 *
 * Most execs start this program again, which then prints the arguments it got. For other
 * programs, the process prints them before the exec.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "workload.h"

static char *token;
static char self[PATH_MAX]; /* this program's file */
static char *args[] = { "kinds", "child", NULL, NULL, NULL };

static void write_file(const char *path, const char *content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, content, strlen(content)) < 0 || fchmod(fd, mode))
		err(1, "%s", path);
	close(fd);
}

static void do_execve(void)
{
	execv("/proc/self/exe", args);
}

static void do_vfork(void)
{
	pid_t pid = vfork();

	if (!pid) {
		execv("/proc/self/exe", args);
		_exit(errno);
	}
	wait_for(pid);
	_exit(0);
}

static void do_spawn(void)
{
	pid_t pid;

	if (posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ))
		err(1, "posix_spawn");
	wait_for(pid);
	_exit(0);
}

static void do_fexecve(void)
{
	fexecve(open(self, O_RDONLY | O_CLOEXEC), args, environ);
}

static void do_execveat(void)
{
	syscall(SYS_execveat, open("/proc/self", O_PATH | O_CLOEXEC), "exe", args,
		environ, 0);
}

static void do_memfd(void)
{
	int from = open(self, O_RDONLY | O_CLOEXEC),
	    fd = memfd_create("kinds", MFD_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(from, &st) ||
	    sendfile(fd, from, NULL, (size_t)st.st_size) < 0)
		err(1, "memfd");
	fexecve(fd, args, environ);
}

static void *thread_execs(void *barrier)
{
	if (barrier)
		pthread_barrier_wait(barrier);
	do_execve();
	return NULL;
}

static void do_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, thread_execs, NULL);
	pthread_join(thread, NULL);
}

/* Exec from several threads; the first to succeed ends the others. */
static void do_threads(void)
{
	pthread_barrier_t barrier;
	pthread_t threads[2];

	pthread_barrier_init(&barrier, NULL, 3);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, thread_execs, &barrier);
	thread_execs(&barrier);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static void do_null_argv(void)
{
	syscall(SYS_execve, "/proc/self/exe", NULL, NULL);
}

static void do_no_args(void)
{
	char *none[] = { NULL };

	execv("/proc/self/exe", none);
}

static void do_unlike_file(void)
{
	char *unlike[] = { "unlike", "child", token, "", "", "unlike", "", NULL };

	execv("/proc/self/exe", unlike);
}

static void do_many(void)
{
	static char *many[3001];

	memcpy(many, args, sizeof(args));
	for (int i = 4; i < 3000; i++)
		many[i] = "x";
	execv("/proc/self/exe", many);
}

/* Pass arguments in pages of a file that are not in memory yet. */
static void do_cold(void)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *cold, *with[] = { "kinds", "child", token, "cold", NULL, NULL };
	int fd;

	write_file("cold", "never touched", 0600);
	fd = open("cold", O_RDWR | O_CLOEXEC);
	if (fsync(fd) || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED))
		err(1, "cold");
	cold = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	with[4] = cold;
	execv("/proc/self/exe", with);
}

static void *rewrite(void *text)
{
	for (char c = 'a';; c = c == 'z' ? 'a' : (char)(c + 1))
		memset(text, c, 1000);
	return NULL;
}

/* Change the arguments during the exec; those that the new program got are expected. */
static void do_rewritten(void)
{
	static char text[1001] = "x";
	char *with[] = { "kinds", "child", token, "rewritten", text, NULL };
	pthread_t thread;

	pthread_create(&thread, NULL, rewrite, text);
	while (!*(volatile char *)&text[999])
		;
	execv("/proc/self/exe", with);
}

static void do_script(void)
{
	char *shown[] = { "/bin/true", "-x", "./script", token, "script", NULL };

	write_file("script", "#!/bin/true -x\n", 0700);
	expect("script", getpid(), getppid(), 0, shown);
	execl("./script", "unseen", token, "script", NULL);
}

static void do_script_of_script(void)
{
	char *shown[] = { "/bin/true", "-x", "./script", "-y", "./outer", token, NULL };

	write_file("script", "#!/bin/true -x\n", 0700);
	write_file("outer", "#!./script -y\n", 0700);
	expect("outer", getpid(), getppid(), 0, shown);
	execl("./outer", "unseen", token, NULL);
}

#ifdef __x86_64__
static void set_file(char path[PATH_MAX], const char *beside)
{
	strcpy(path, self);
	strcpy(strrchr(path, '/') + 1, beside);
}

static void do_to_32bit(void)
{
	char *shown[] = { "exec32", "child", token, NULL };
	char path[PATH_MAX];

	set_file(path, "exec32");
	expect("exec32", getpid(), getppid(), 0, shown);
	execv(path, shown);
}

static void do_from_32bit(void)
{
	char *with[] = { "exec32", self, "child", token, "from32", NULL };
	char path[PATH_MAX];

	set_file(path, "exec32");
	expect("exec32", getpid(), getppid(), 0, with);
	execv(path, with);
}

/* Whether 32-bit programs run: the kernel may lack CONFIG_IA32_EMULATION. */
static bool runs_32bit(void)
{
	char path[PATH_MAX];
	char *end[] = { "exec32", "end", NULL };
	pid_t pid;
	int status;

	set_file(path, "exec32");
	if (posix_spawn(&pid, path, NULL, NULL, end, environ))
		return false;
	return waitpid(pid, &status, 0) == pid && !status;
}
#else
static bool runs_32bit(void)
{
	return false;
}
#endif

/* Exec a copy that raises privileges. setcap is that of libcap. */
static void do_raised(bool by_capability)
{
	const char *path = by_capability ? "capable" : "setuid";
	int from = open(self, O_RDONLY | O_CLOEXEC), to;
	struct stat st;

	to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	if (to < 0 || fstat(from, &st) ||
	    sendfile(to, from, NULL, (size_t)st.st_size) < 0)
		err(1, "%s", path);
	if (!by_capability && (fchown(to, 65534, 65534) || fchmod(to, 04755)))
		err(1, "%s", path);
	close(to);
	if (by_capability && system("setcap cap_net_raw+ep capable"))
		errx(1, "setcap");
	execv(path, args);
}

static void do_setuid(void)
{
	do_raised(false);
}

static void do_capable(void)
{
	do_raised(true);
}

/* Exec in a pid namespace; the process outside prints the host's pids. */
static void do_namespaces(void)
{
	char *shown[] = { "/bin/true", token, "namespaces", NULL };
	int go[2];
	char c;
	pid_t pid;

	if (pipe2(go, O_CLOEXEC) || unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID))
		err(1, "unshare");
	pid = fork();
	if (!pid) {
		if (getpid() != 1 || read(go[0], &c, 1) != 1)
			err(1, "namespaces");
		execv(shown[0], shown);
		_exit(errno);
	}
	expect("true", pid, getpid(), 0, shown);
	if (write(go[1], "", 1) != 1)
		err(1, "pipe");
	wait_for(pid);
	_exit(0);
}

static const struct kind {
	const char *name;
	void (*execute)(void);
} kinds[] = {
	{ "execve", do_execve },
	{ "vfork", do_vfork },
	{ "spawn", do_spawn },
	{ "fexecve", do_fexecve },
	{ "execveat", do_execveat },
	{ "memfd", do_memfd },
	{ "thread", do_thread },
	{ "threads", do_threads },
	{ "nullargv", do_null_argv },
	{ "noargs", do_no_args },
	{ "unlike", do_unlike_file },
	{ "many", do_many },
	{ "cold", do_cold },
	{ "rewritten", do_rewritten },
	{ "script", do_script },
	{ "outer", do_script_of_script },
#ifdef __x86_64__
	{ "to32", do_to_32bit },
	{ "from32", do_from_32bit },
#endif
	{ "setuid", do_setuid },
	{ "capable", do_capable },
	{ "namespaces", do_namespaces },
};

static void run(const struct kind *kind)
{
	pid_t pid;

	args[2] = token;
	args[3] = (char *)kind->name;
	pid = fork();
	if (!pid) {
		kind->execute();
		err(1, "%s", kind->name);
	}
	wait_for(pid);
}

int main(int argc, char **argv)
{
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (argc < 2 || n < 0 || !strcmp(argv[1], "child")) {
		/* Started by the kernel without a stdout: an argument names the file. */
		if (argc > 4 && argv[4][0] == '/' && !freopen(argv[4], "ae", stdout))
			return 1;
		expect_self(argv);
		return 0;
	}
	token = argv[1];
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc < 3 ? !strstr(kinds[i].name, "32") || runs_32bit() :
			       !strcmp(argv[2], kinds[i].name))
			run(&kinds[i]);
	return 0;
}
