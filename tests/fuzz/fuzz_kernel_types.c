// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes as the kernel's BTF: what is selected is BTF that libbpf takes, from which
 * the same is selected again. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "base/util.h"
#include "fuzz.h"
#include "kernel/kernel_types.h"
#include "kernel/loader.h"

static int select_from(struct strbuf *out, const void *btf, size_t size)
{
	const char *names[] = { "wanted", "absent", "a" };

	return kernel_types__select(out, btf, size, names, ARRAY_SIZE(names));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *btf = copy_of(data, size);
	struct strbuf first = {}, second = {}, all = {};
	const int err = select_from(&first, btf, size);
	struct btf *taken;

	require(!err || err == -EINVAL || err == -EOPNOTSUPP);
	if (!kernel_types__select(&all, btf, size, NULL, 0))
		require(!err);
	if (!err) {
		loader__redirect_messages();
		taken = btf__new(first.data, (uint32_t)first.len);
		require(!libbpf_get_error(taken));
		btf__free(taken);
		require(!select_from(&second, first.data, first.len));
		require(second.len == first.len);
		require(!memcmp(second.data, first.data, first.len));
	}
	strbuf__free(&first);
	strbuf__free(&second);
	strbuf__free(&all);
	free(btf);
	return 0;
}
