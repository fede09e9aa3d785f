// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/util.h"

/* Parse digits up to `*end`. Return 0, -EINVAL if there is none, -ERANGE above `max`. */
static int parse_digits(const char *text, const char **end, uint64_t max, uint64_t *value)
{
	uint64_t v = 0;
	bool above = false;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	for (; isdigit((unsigned char)*text); text++) {
		unsigned int digit = (unsigned int)(*text - '0');

		above = above || v > (UINT64_MAX - digit) / 10;
		v = v * 10 + digit;
	}
	*end = text;
	*value = v;
	return above || v > max ? -ERANGE : 0;
}

int parse_u64(const char *text, uint64_t max, uint64_t *value)
{
	const char *end = "";
	int err = parse_digits(text, &end, max, value);

	return *end ? -EINVAL : err;
}

int parse_size(const char *text, uint64_t max, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *end = "", *unit;
	unsigned int shift = 0;
	int err = parse_digits(text, &end, UINT64_MAX, bytes);

	if (err)
		return err;
	if (*end) {
		unit = strchr(units, toupper((unsigned char)*end));
		if (!unit || end[1])
			return -EINVAL;
		shift = 10 * (unsigned int)(unit - units + 1);
	}
	if (*bytes > max >> shift)
		return -ERANGE;
	*bytes <<= shift;
	return 0;
}

/* Return the nanoseconds of a unit, or 0 if there is no such unit. */
static uint64_t duration_unit(const char *name)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = {
		{ "ms", 1000000 },
		{ "s", NSEC_PER_SEC },
		{ "", NSEC_PER_SEC },
		{ "m", 60 * NSEC_PER_SEC },
		{ "h", 3600 * NSEC_PER_SEC },
		{ "d", 86400 * NSEC_PER_SEC },
	};

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(name, units[i].name))
			return units[i].ns;
	return 0;
}

int parse_duration(const char *text, uint64_t *ns)
{
	const char *unit_name = text + strspn(text, "0123456789."), *end = "";
	const uint64_t unit = duration_unit(unit_name);
	uint64_t whole, part = 0, place = unit;
	int err;

	if (!unit)
		return -EINVAL;
	err = parse_digits(text, &end, INT64_MAX / unit, &whole);
	if (*end == '.' && isdigit((unsigned char)end[1]))
		for (end++; isdigit((unsigned char)*end); end++)
			part += (uint64_t)(*end - '0') * (place /= 10);
	if (end != unit_name)
		return -EINVAL;
	if (err)
		return err;
	*ns = whole * unit + part;
	return *ns && *ns <= INT64_MAX ? 0 : -ERANGE;
}

uint64_t clock_ns(int clockid)
{
	struct timespec ts;

	clock_gettime(clockid, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

/* Restart codes (linux/errno.h) never reach user space, but a tracepoint at the exit from
 * the system call sees them. */
static const char *const restart_names[] = {
	[0] = "ERESTARTSYS",
	[1] = "ERESTARTNOINTR",
	[2] = "ERESTARTNOHAND",
	[4] = "ERESTART_RESTARTBLOCK",
};

const char *errno_name(int err)
{
	const size_t first = 512;

	if ((size_t)err >= first && (size_t)err - first < ARRAY_SIZE(restart_names))
		return restart_names[(size_t)err - first];
	return strerrorname_np(err);
}

const char *signal_name(int signal, char *buf)
{
	const char *name = sigabbrev_np(signal);

	if (name)
		snprintf(buf, SIGNAL_NAME_SIZE, "SIG%s", name);
	else if (signal == SIGRTMIN)
		snprintf(buf, SIGNAL_NAME_SIZE, "SIGRTMIN");
	else if (signal > SIGRTMIN && signal <= SIGRTMAX)
		snprintf(buf, SIGNAL_NAME_SIZE, "SIGRTMIN+%d", signal - SIGRTMIN);
	else
		snprintf(buf, SIGNAL_NAME_SIZE, "%d", signal);
	return buf;
}

const char *capability_name(unsigned int cap)
{
	/* Indexed by the numbers in linux/capability.h. */
	static const char *const names[] = {
		"cap_chown",
		"cap_dac_override",
		"cap_dac_read_search",
		"cap_fowner",
		"cap_fsetid",
		"cap_kill",
		"cap_setgid",
		"cap_setuid",
		"cap_setpcap",
		"cap_linux_immutable",
		"cap_net_bind_service",
		"cap_net_broadcast",
		"cap_net_admin",
		"cap_net_raw",
		"cap_ipc_lock",
		"cap_ipc_owner",
		"cap_sys_module",
		"cap_sys_rawio",
		"cap_sys_chroot",
		"cap_sys_ptrace",
		"cap_sys_pacct",
		"cap_sys_admin",
		"cap_sys_boot",
		"cap_sys_nice",
		"cap_sys_resource",
		"cap_sys_time",
		"cap_sys_tty_config",
		"cap_mknod",
		"cap_lease",
		"cap_audit_write",
		"cap_audit_control",
		"cap_setfcap",
		"cap_mac_override",
		"cap_mac_admin",
		"cap_syslog",
		"cap_wake_alarm",
		"cap_block_suspend",
		"cap_audit_read",
		"cap_perfmon",
		"cap_bpf",
		"cap_checkpoint_restore",
	};

	return cap < ARRAY_SIZE(names) ? names[cap] : NULL;
}
