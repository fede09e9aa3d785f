/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Unique ids of processes: the Common Process Identifier (CPID) that OCSF has as
 * process.cpid, by https://github.com/ocsf/common-process-id, specification.md, "Linux".
 *
 * It is a UUID of version 8 (RFC 9562): the first 128 bits of the SHA-256 of 40 bytes, with
 * the bits of version and variant set. The bytes are
 *
 *	16  boot id: /proc/sys/kernel/random/boot_id, in the order of its text
 *	 8  inode of the pid namespace that the process was created in, as the link
 *	    /proc/PID/ns/pid has it
 *	 8  start of the process in ticks, as field 22 of /proc/PID/stat has it in the initial
 *	    time namespace
 *	 8  tgid in that pid namespace: the last one of NStgid in /proc/PID/status
 *
 * with numbers as the machine stores them; ours are little-endian.
 */
#ifndef CPID_H
#define CPID_H

#include <stdbool.h>
#include <stdint.h>

#define CPID_SIZE 37 /* of the text, with its NUL */

struct boot_id {
	bool known;
	uint8_t bytes[16];
};

/* Read the boot id, which stays unknown, after a warning, if that fails. */
void cpid__read_boot_id(struct boot_id *boot);

/* Parse the text of a UUID, which may have more after it; false if it is none. */
bool cpid__parse_uuid(uint8_t bytes[16], const char *text);

/* Write the id of a process: of its pid namespace the inode and its tgid there; start_ns is
 * CLOCK_BOOTTIME of its fork. */
void cpid__format(char text[CPID_SIZE], const struct boot_id *boot, uint32_t pidns,
		  uint64_t start_ns, uint32_t own_pid);

#endif
