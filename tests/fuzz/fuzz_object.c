// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The object file of this build with any of its bytes changed: it is used or refused,
 * and what libbpf makes of it happens to a child first. Slow: short run: 100. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <libgen.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/util.h"
#include "kernel/loader.h"
#include "kernel/object.h"
#include "oracle.h"

#define EDITS 64

static struct strbuf object;
static char path[PATH_MAX];

/* A child may die as it likes: only what the fuzzer itself does not survive counts. */
static void reset_signals(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
}

/* BUILD_DIR/fuzz/fuzz_object is what runs. */
static void read_object(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	require(n > 0);
	self[n] = '\0';
	snprintf(path, sizeof(path), "%.4000s/../bpf/execsnoop.bpf.o", dirname(self));
	require(object__read(&object, path) == 0);
	loader__redirect_messages();
	require(!pthread_atfork(NULL, NULL, reset_signals));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kernel_setup setup = { .bpf_object = "any",
					    .ring_size = 65536,
					    .args_size = 16384 };
	struct input in = { data, size };
	struct cgroup_filter cgroups = {};
	struct loader *ld;
	char *damaged;
	int err;

	if (!object.len)
		read_object();
	damaged = copy_of(object.data, object.len);
	for (int i = 0; i < EDITS && in.left; i++) {
		size_t at = take_number(&in, 2) % object.len;

		damaged[at] = (char)take_number(&in, 1);
	}
	fake_begin();
	fake.content = (const uint8_t *)damaged;
	fake.len = object.len - take_number(&in, 2) % object.len;
	err = loader__open(&ld, &setup, ATTACH_FULL, &cgroups);
	require(ld ? !err && !fake.err.len : err == -EINVAL);
	require(ld || (fake.writes == 1 && !memcmp(fake.err.data, "execsnoop: ", 11)));
	if (ld)
		err = loader__load(ld);
	fake_end();
	require(!ld || !err || fake.writes == 1);
	loader__free(ld);
	free(damaged);
	return 0;
}
