// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <ctype.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/util.h"
#include "show/cpid.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"

/* USER_HZ is 100 on x86-64 and arm64; nsec_to_clock_t() (kernel/time/time.c) rounds down. */
#define NSEC_PER_TICK (NSEC_PER_SEC / 100)

struct digest_input {
	uint8_t boot[16];
	uint64_t pidns;
	uint64_t start_ticks;
	uint64_t own_pid;
};

_Static_assert(sizeof(struct digest_input) == 40, "the specification has 40 bytes");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "see cpid.h");

bool cpid__parse_uuid(uint8_t bytes[16], const char *text)
{
	for (int i = 0; i < 16; i++) {
		text += *text == '-';
		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]))
			return false;
		sscanf(text, "%2hhx", &bytes[i]);
		text += 2;
	}
	return true;
}

void cpid__read_boot_id(struct boot_id *boot)
{
	char text[64];
	const int n = read_file(AT_FDCWD, BOOT_ID_PATH, text, sizeof(text));

	boot->known = n > 0 && cpid__parse_uuid(boot->bytes, text);
	if (!boot->known)
		log_warn("cannot read " BOOT_ID_PATH
			 ": %s; the ids of processes will be unknown",
			 n < 0 ? strerror(-n) : "it has no UUID");
}

void cpid__format(char text[CPID_SIZE], const struct boot_id *boot, uint32_t pidns,
		  uint64_t start_ns, uint32_t own_pid)
{
	struct digest_input input = {
		.pidns = pidns,
		.start_ticks = start_ns / NSEC_PER_TICK,
		.own_pid = own_pid,
	};
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX sha;

	memcpy(input.boot, boot->bytes, sizeof(input.boot));
	SHA256Init(&sha);
	SHA256Update(&sha, (const uint8_t *)&input, sizeof(input));
	SHA256Final(digest, &sha);
	digest[6] = (digest[6] & 0x0f) | 0x80; /* version 8 */
	digest[8] = (digest[8] & 0x3f) | 0x80; /* the variant of RFC 9562 */
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*text++ = '-';
		*text++ = digits[digest[i] >> 4];
		*text++ = digits[digest[i] & 0xf];
	}
	*text = '\0';
}
