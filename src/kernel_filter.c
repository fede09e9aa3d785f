// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "kernel_filter.h"
#include "log.h"

int kernel_filter__add(struct bpf_map *map, enum filter_kind kind,
		       const struct id_list *ids)
{
	const uint8_t present = 1;
	int err = 0;

	for (size_t i = 0; i < ids->n && !err; i++) {
		struct filter_key key = { .kind = kind, .value = ids->ids[i] };

		err = bpf_map__update_elem(map, &key, sizeof(key), &present,
					   sizeof(present), BPF_ANY);
	}
	return err;
}

int kernel_filter__add_cgroups(struct bpf_map *map, const struct path_list *cgroups)
{
	for (uint32_t i = 0; i < cgroups->n; i++) {
		int fd, err, exit_code;

		fd = cgroup__open(cgroups->paths[i], &exit_code);
		if (fd < 0)
			return exit_code;
		err = bpf_map__update_elem(map, &i, sizeof(i), &fd, sizeof(fd), BPF_ANY);
		close(fd);
		if (err) {
			log_error("cannot watch cgroup %s: %s", cgroups->paths[i],
				  strerror(-err));
			return EXIT_UNSUPPORTED;
		}
	}
	return EXIT_OK;
}
