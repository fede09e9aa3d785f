// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel_btf.h"
#include "privileges.h"
#include "probe.h"
#include "tracefs.h"
#include "util.h"

/* The capabilities that BPF and perf were once part of imply them still. */
static bool has_capability_or_admin(unsigned int cap)
{
	return privileges__have(cap) || privileges__have(CAP_SYS_ADMIN);
}

static void add_setcap(struct strbuf *text)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n < 0 ? 0 : n] = '\0';
	strbuf__printf(
		text,
		"sudo execsnoop, or once: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep %s",
		n > 0 ? path : "execsnoop");
}

static void add_missing(struct strbuf *text, const char *name)
{
	strbuf__adds(text, text->len ? ", " : "missing ");
	strbuf__adds(text, name);
}

static int try_map(enum bpf_map_type type, uint32_t value_size, uint32_t entries)
{
	int fd = bpf_map_create(type, NULL, value_size ? sizeof(uint32_t) : 0, value_size,
				entries, NULL);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

void probe_privileges(const struct options *opts, int tracefs, struct finding *f)
{
	int err;

	(void)opts;
	(void)tracefs;
	if (!has_capability_or_admin(CAP_BPF))
		add_missing(&f->detail, "CAP_BPF");
	if (!has_capability_or_admin(CAP_PERFMON))
		add_missing(&f->detail, "CAP_PERFMON");
	if (f->detail.len) {
		add_setcap(&f->remedy);
		return;
	}
	err = try_map(BPF_MAP_TYPE_ARRAY, sizeof(uint32_t), 1);
	f->ok = !err;
	if (f->ok) {
		strbuf__adds(&f->detail, "CAP_BPF, CAP_PERFMON");
	} else {
		strbuf__printf(&f->detail,
			       "bpf() is refused although all capabilities are held: %s",
			       strerror(-err));
		strbuf__adds(
			&f->remedy,
			"run it on the host, outside a user namespace or a container whose seccomp profile forbids bpf()");
	}
}

void probe_ring(const struct options *opts, int tracefs, struct finding *f)
{
	uint64_t size = opts->ring_size;
	int err = try_map(BPF_MAP_TYPE_RINGBUF, 0, (uint32_t)size);
	struct utsname name = {};

	(void)tracefs;
	if (err && try_map(BPF_MAP_TYPE_RINGBUF, 0, (uint32_t)sysconf(_SC_PAGESIZE)) ==
			   -EINVAL) {
		uname(&name);
		strbuf__printf(
			&f->detail,
			"kernel %s is below the minimum 5.8: it has no BPF ring buffer",
			name.release);
		strbuf__adds(
			&f->remedy,
			"boot kernel 5.8 or later (RHEL 8.4 and later have it in 4.18)");
		return;
	}
	f->ok = !err;
	strbuf__printf(&f->detail, "%llu KiB", (unsigned long long)size / 1024);
	if (err == -EPERM) {
		strbuf__adds(&f->detail, ": above the limit of locked memory");
		strbuf__adds(&f->remedy,
			     "ulimit -l unlimited, or a smaller ring: -b 256K");
	} else if (err) {
		strbuf__printf(&f->detail, " cannot be had: %s", strerror(-err));
		strbuf__adds(&f->remedy, "ask for a smaller ring: -b 1M");
	}
}

/* Where libbpf's error would send one looking for something else. */
static const char *btf_fault(const char *path, int err)
{
	struct stat st;

	if (stat(path, &st))
		return strerror(-err);
	if (S_ISDIR(st.st_mode))
		return "it is a folder";
	if (err == -ENODATA)
		return "it is empty";
	/* An ELF file without the section; what is neither BTF nor ELF. */
	if (err == -ENOENT || err < -4000)
		return "it holds no BTF";
	return err == -EINVAL ? "its BTF is damaged" : strerror(-err);
}

void probe_btf(const struct options *opts, int tracefs, struct finding *f)
{
	const char *path = opts->btf ? opts->btf : KERNEL_BTF_PATH;
	int err = 0;

	(void)tracefs;
	if (opts->btf)
		err = kernel_btf__check(path);
	else if (access(path, R_OK))
		err = -errno;
	f->ok = !err;
	f->usage = opts->btf;
	strbuf__adds(&f->detail, path);
	if (!err)
		return;
	strbuf__reset(&f->detail);
	strbuf__printf(&f->detail, "failed to load kernel BTF from %s: %s", path,
		       btf_fault(path, err));
	strbuf__adds(
		&f->remedy,
		"give the BTF of exactly this kernel with --btf=FILE: from btfhub-archive by distribution and uname -r, or made with 'pahole --btf_encode_detached=FILE vmlinux'");
}

/* Lockdown in confidentiality mode takes the helpers that read memory away. */
void probe_lockdown(const struct options *opts, int tracefs, struct finding *f)
{
	char text[128];

	(void)opts;
	(void)tracefs;
	f->ok = read_file(AT_FDCWD, "/sys/kernel/security/lockdown", text, sizeof(text)) <
			0 ||
		!strstr(text, "[confidentiality]");
	strbuf__adds(&f->detail, f->ok ? "reading memory is allowed" :
					 "the kernel is locked down (confidentiality)");
	strbuf__adds(
		&f->remedy,
		"boot with lockdown=integrity, or without lockdown (Secure Boot may turn it on)");
}

void probe_tracefs(const struct options *opts, int tracefs, struct finding *f)
{
	(void)opts;
	f->ok = tracefs >= 0;
	if (f->ok) {
		strbuf__adds(&f->detail, "readable");
		return;
	}
	if (!privileges__have(CAP_DAC_READ_SEARCH) &&
	    !privileges__have(CAP_DAC_OVERRIDE)) {
		add_missing(&f->detail, "CAP_DAC_READ_SEARCH to read it");
		add_setcap(&f->remedy);
	} else {
		strbuf__printf(&f->detail, "not mounted, and cannot be: %s",
			       strerror(-tracefs));
		strbuf__adds(
			&f->remedy,
			"sudo mount -t tracefs none /sys/kernel/tracing, or run it as root");
	}
}

void probe_syscall_events(const struct options *opts, int tracefs, struct finding *f)
{
	int id = tracefs < 0 ? tracefs :
			       tracefs__event_id(tracefs, "syscalls/sys_exit_execve");

	(void)opts;
	f->ok = id >= 0;
	if (f->ok) {
		strbuf__adds(&f->detail, "available");
		return;
	}
	strbuf__printf(&f->detail, "no tracepoints of system calls: %s", strerror(-id));
	strbuf__adds(&f->remedy, "a kernel with CONFIG_FTRACE_SYSCALLS, or --lite");
}

void probe_perf_events(const struct options *opts, int tracefs, struct finding *f)
{
	int fd = tracefs__open_event(tracefs, "sched/sched_process_exec");

	(void)opts;
	f->ok = fd >= 0;
	if (f->ok)
		close(fd);
	strbuf__adds(&f->detail, f->ok ? "may be opened" : strerror(-fd));
	strbuf__adds(
		&f->remedy,
		"give CAP_PERFMON as above; sysctl kernel.perf_event_paranoid tells who may without");
}

bool probe_has_saved_registers(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_task_pt_regs,
				       NULL) > 0;
}

void probe_saved_registers(const struct options *opts, int tracefs, struct finding *f)
{
	(void)opts;
	(void)tracefs;
	f->ok = probe_has_saved_registers();
	strbuf__adds(&f->detail,
		     f->ok ? "available" : "not in this kernel, a hash of calls serves");
	strbuf__adds(&f->remedy, "kernel 5.15 or later");
}

void probe_pid_namespace(const struct options *opts, int tracefs, struct finding *f)
{
	const ino_t initial = 0xeffffffc; /* PROC_PID_INIT_INO, linux/proc_ns.h */
	struct stat st;

	(void)opts;
	(void)tracefs;
	f->ok = stat("/proc/self/ns/pid", &st) || st.st_ino == initial;
	strbuf__adds(
		&f->detail,
		f->ok ? "the host's" :
			"not the host's: the pids shown are the host's, not those seen here");
	strbuf__adds(&f->remedy,
		     "run it on the host, or with the container's --pid=host");
}
