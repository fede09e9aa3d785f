// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/privileges.h"
#include "base/util.h"
#include "kernel/denial.h"
#include "kernel/kernel_btf.h"
#include "kernel/probe.h"
#include "kernel/tracefs.h"

/* CAP_BPF and CAP_PERFMON were split off from CAP_SYS_ADMIN, which still implies them. */
static bool has_or_admin(unsigned int cap)
{
	return privileges__have(cap) || privileges__have(CAP_SYS_ADMIN);
}

/* Append how to get the usual capabilities, and `more` (",cap_..."). */
static void add_setcap(struct strbuf *text, const struct guards *guards, const char *more)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n < 0 ? 0 : n] = '\0';
	if (!geteuid())
		strbuf__adds(
			text,
			"run it on the host, or add capabilities to the container: docker run --cap-add=BPF --cap-add=PERFMON --cap-add=DAC_READ_SEARCH");
	else if (guards->no_new_privs)
		strbuf__adds(
			text,
			"start it without no_new_privs, which disables file capabilities and sudo (systemd: NoNewPrivileges=no)");
	else
		strbuf__printf(
			text,
			"sudo execsnoop, or once: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search%s+ep %s",
			more, n > 0 ? path : "execsnoop");
}

/* Report the failure of a call that our capabilities allow. err: a negative errno. */
static void add_failure(struct finding *f, enum denied what, int err,
			const struct guards *guards)
{
	f->err = err;
	if (err == -EPERM || err == -EACCES) {
		denial__explain(what, err, guards, &f->detail, &f->remedy);
		return;
	}
	strbuf__printf(&f->detail, "%s fails: %s", denial__call(what), strerror(-err));
	strbuf__adds(&f->remedy,
		     err == -ENOSYS ?
			     "a kernel with CONFIG_BPF_SYSCALL and CONFIG_PERF_EVENTS" :
			     "check its limits: ulimit -a, and memory.max of its cgroup");
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

/* More than any run opens. Opening that many is the only exact test: inherited
 * descriptors use up part of the limit. */
#define DESCRIPTORS 64

void probe_descriptors(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	int fds[DESCRIPTORS], n = 0, err;

	while (n < DESCRIPTORS && (fds[n] = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)) >= 0)
		n++;
	err = errno;
	f->ok = n == DESCRIPTORS;
	f->err = -err;
	strbuf__printf(&f->detail,
		       f->ok ? "%d and more" : "no more than %d may be opened", n);
	if (!f->ok)
		strbuf__printf(&f->detail, ": %s", strerror(err));
	strbuf__adds(&f->remedy,
		     "ulimit -n 1024, or start it with fewer descriptors open");
	while (n)
		close(fds[--n]);
}

void probe_privileges(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	struct guards guards;
	int err;

	guards__read(&guards, "/");
	if (!has_or_admin(CAP_BPF))
		denial__missing(DENIED_BPF, &guards, &f->detail);
	if (!has_or_admin(CAP_PERFMON))
		denial__missing(DENIED_PERF, &guards, &f->detail);
	if (f->detail.len) {
		add_setcap(&f->remedy, &guards, "");
		return;
	}
	err = try_map(BPF_MAP_TYPE_ARRAY, sizeof(uint32_t), 1);
	f->ok = !err;
	if (f->ok)
		strbuf__adds(&f->detail, "CAP_BPF, CAP_PERFMON");
	else
		add_failure(f, DENIED_BPF, err, &guards);
}

void probe_ring(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	uint64_t size = setup->ring_size;
	int err = try_map(BPF_MAP_TYPE_RINGBUF, 0, (uint32_t)size);
	struct utsname name = {};
	struct guards guards;

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
	f->err = err;
	strbuf__printf(&f->detail, "%llu KiB", (unsigned long long)size / 1024);
	if (err == -EPERM) {
		guards__read(&guards, "/");
		strbuf__adds(
			&f->detail,
			": above the limit of locked memory, which BPF maps count against before Linux 5.11");
		if (!privileges__have(CAP_SYS_RESOURCE))
			strbuf__adds(&f->detail, "; missing CAP_SYS_RESOURCE to lift it");
		add_setcap(&f->remedy, &guards, ",cap_sys_resource");
		strbuf__adds(&f->remedy, ", or as root: ulimit -l unlimited");
	} else if (err) {
		strbuf__printf(&f->detail, " cannot be allocated: %s", strerror(-err));
		if (size > (uint64_t)sysconf(_SC_PAGESIZE))
			strbuf__printf(&f->remedy, "use a smaller ring: -b %lluK",
				       (unsigned long long)size / 1024 / 2);
		else
			strbuf__adds(&f->remedy, "end what takes the memory");
	}
}

/* Describe an error of reading BTF, where the text of its errno would mislead. */
static const char *btf_fault(const char *path, int err)
{
	struct stat st;

	if (stat(path, &st))
		return strerror(-err);
	if (S_ISDIR(st.st_mode))
		return "it is a directory";
	if (err == -ENODATA)
		return "it is empty";
	/* An ELF file without BTF; a file that is neither BTF nor ELF. */
	if (err == -ENOENT || err < -4000)
		return "it contains no BTF";
	if (err == -EOPNOTSUPP)
		return "it has types of a kind that this version does not know";
	return err == -EINVAL ? "its BTF is damaged" : strerror(-err);
}

void probe_btf(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	const char *path = setup->btf ? setup->btf : KERNEL_BTF_PATH;
	int err = 0;

	if (setup->btf)
		err = kernel_btf__check(path);
	else if (access(path, R_OK))
		err = -errno;
	f->ok = !err;
	f->err = err;
	f->usage = setup->btf;
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

/* In confidentiality mode, lockdown disables the BPF helpers that read memory. */
void probe_lockdown(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	static const char *const details[] = {
		[LOCKDOWN_UNKNOWN] =
			"not known: there is no /sys/kernel/security/lockdown",
		[LOCKDOWN_NONE] = "none",
		[LOCKDOWN_INTEGRITY] = "integrity, which allows reading memory",
		[LOCKDOWN_CONFIDENTIALITY] =
			"the kernel is locked down (confidentiality): no BPF program may read memory",
	};
	struct guards guards;

	guards__read(&guards, "/");
	f->ok = guards.lockdown != LOCKDOWN_CONFIDENTIALITY;
	strbuf__adds(&f->detail, details[guards.lockdown]);
	strbuf__adds(
		&f->remedy,
		"boot with lockdown=integrity, or without lockdown (Secure Boot may turn it on)");
}

/* Tell tracefs that is mounted but may not be read from tracefs that is not mounted,
 * which needs CAP_SYS_ADMIN as well. */
void probe_tracefs(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	const bool mounted = tracefs == -EACCES;
	const bool may_read = privileges__have(CAP_DAC_READ_SEARCH) ||
			      privileges__have(CAP_DAC_OVERRIDE);
	struct guards guards;

	f->ok = tracefs >= 0;
	f->err = tracefs;
	if (f->ok) {
		strbuf__adds(&f->detail, "readable");
		return;
	}
	guards__read(&guards, "/");
	if (!mounted) {
		strbuf__adds(&f->detail, "not mounted, and ");
		if (!privileges__have(CAP_SYS_ADMIN))
			strbuf__adds(&f->detail,
				     "missing CAP_SYS_ADMIN to mount it for itself");
		else
			strbuf__printf(&f->detail, "cannot be mounted: %s",
				       strerror(-tracefs));
		strbuf__adds(&f->remedy,
			     "sudo mount -t tracefs none /sys/kernel/tracing");
	}
	if (!may_read) {
		strbuf__printf(&f->detail, "%smissing CAP_DAC_READ_SEARCH to read it",
			       mounted ? "" : "; ");
		strbuf__adds(&f->remedy, mounted ? "" : "; and ");
		add_setcap(&f->remedy, &guards, "");
	} else if (mounted) {
		strbuf__printf(&f->detail, "cannot be read: %s", strerror(-tracefs));
		strbuf__adds(&f->remedy,
			     "run it as root, not confined by SELinux or AppArmor");
	}
}

void probe_syscall_events(const struct kernel_setup *setup, int tracefs,
			  struct finding *f)
{
	int id = tracefs < 0 ? tracefs :
			       tracefs__event_id(tracefs, "syscalls/sys_exit_execve");

	f->ok = id >= 0;
	f->err = id;
	if (f->ok) {
		strbuf__adds(&f->detail, "available");
		return;
	}
	strbuf__printf(&f->detail, "no tracepoints of system calls: %s", strerror(-id));
	strbuf__adds(&f->remedy, "a kernel with CONFIG_FTRACE_SYSCALLS, or --lite");
}

/* Open an event that counts nothing. It needs the same permission as a tracepoint's
 * event, but closing the last one of those waits 50 ms for the kernel
 * (perf_trace_event_unreg(), kernel/trace/trace_event_perf.c). Returns a descriptor or a
 * negative errno. */
static int try_perf_event(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
	};
	int fd = (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
			      PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void probe_perf_events(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	int fd = try_perf_event();
	struct guards guards;

	f->ok = fd >= 0;
	if (f->ok) {
		close(fd);
		strbuf__adds(&f->detail, "may be opened");
		return;
	}
	guards__read(&guards, "/");
	if (!has_or_admin(CAP_PERFMON)) {
		denial__missing(DENIED_PERF, &guards, &f->detail);
		add_setcap(&f->remedy, &guards, "");
	} else {
		add_failure(f, DENIED_PERF, fd, &guards);
	}
}

bool probe_has_saved_registers(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_TRACEPOINT, BPF_FUNC_task_pt_regs,
				       NULL) > 0;
}

/* The verifier accepts the instruction before the JIT compiler of arm64 does: only loading
 * a program tells. */
bool probe_has_cmpxchg(void)
{
	static const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_STX | BPF_MEM | BPF_DW,
		  .dst_reg = BPF_REG_10,
		  .src_reg = BPF_REG_0,
		  .off = -8 },
		{ .code = BPF_STX | BPF_ATOMIC | BPF_DW,
		  .dst_reg = BPF_REG_10,
		  .src_reg = BPF_REG_0,
		  .off = -8,
		  .imm = BPF_CMPXCHG },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_TRACEPOINT, NULL, "GPL", insns,
			       ARRAY_SIZE(insns), NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

void probe_saved_registers(const struct kernel_setup *setup, int tracefs,
			   struct finding *f)
{
	f->ok = probe_has_saved_registers();
	strbuf__adds(&f->detail,
		     f->ok ? "available" :
			     "not in this kernel; a hash map of calls is used instead");
	strbuf__adds(&f->remedy, "kernel 5.15 or later");
}

void probe_pid_namespace(const struct kernel_setup *setup, int tracefs, struct finding *f)
{
	const ino_t initial = 0xeffffffc; /* PROC_PID_INIT_INO, linux/proc_ns.h */
	struct stat st;

	f->ok = stat("/proc/self/ns/pid", &st) || st.st_ino == initial;
	strbuf__adds(
		&f->detail,
		f->ok ? "the host's" :
			"not the host's: the pids shown are the host's, not those seen here");
	strbuf__adds(&f->remedy,
		     "run it on the host, or with the container's --pid=host");
}
