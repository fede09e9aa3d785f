/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Cgroups of version 2, by path. */
#ifndef CGROUP_H
#define CGROUP_H

/*
 * Opens the folder of a cgroup: path as it is, if it is absolute and there, else
 * below the mount point of cgroup v2 (so /proc/PID/cgroup's form will do too).
 * Returns an fd that the caller closes, or -1 after having said why, with the
 * exit status that fits in *exit_code.
 */
int cgroup__open(const char *path, int *exit_code);

#endif
