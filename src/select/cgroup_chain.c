// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <fnmatch.h>
#include <string.h>

#include "base/util.h"
#include "select/cgroup_chain.h"

size_t cgroup_chain__read(struct cgroup_chain *chain,
			  struct cgroup_level levels[CGROUP_LEVELS_MAX],
			  const char *bytes, size_t len)
{
	const size_t id_size = sizeof(levels->id);
	size_t pos = sizeof(chain->key);

	*chain = (struct cgroup_chain){ .levels = levels };
	if (len < sizeof(chain->key))
		return len;
	memcpy(&chain->key, bytes, sizeof(chain->key));
	while (chain->n < CGROUP_LEVELS_MAX && len - pos > id_size) {
		struct cgroup_level *level = &levels[chain->n];
		const char *name = bytes + pos + id_size;
		const char *end = memchr(name, '\0', len - pos - id_size);

		if (!end)
			break;
		memcpy(&level->id, bytes + pos, id_size);
		level->name = name;
		chain->n++;
		pos = (size_t)(end + 1 - bytes);
		if (end == name) {
			chain->whole = true;
			return pos;
		}
	}
	return len;
}

bool cgroup_chain__has_id(const struct cgroup_chain *chain, uint64_t id)
{
	for (size_t i = 0; i < chain->n; i++)
		if (chain->levels[i].id == id)
			return true;
	return false;
}

bool cgroup_chain__is_below(const struct cgroup_chain *chain, const char *path)
{
	size_t left; /* levels below the root, not yet compared */

	if (!chain->whole)
		return false;
	left = chain->n - 1;
	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		const size_t len = strcspn(path, "/");
		const char *name;

		if (!left)
			return false;
		name = chain->levels[--left].name;
		if (strncmp(name, path, len) || name[len])
			return false;
		path += len;
	}
	return true;
}

static bool ends_with(const char *name, size_t len, const char *end)
{
	const size_t end_len = strlen(end);

	return len > end_len && !memcmp(name + len - end_len, end, end_len);
}

const char *cgroup_name__unit(const char *name)
{
	static const char *const types[] = {
		".service", ".scope", ".slice",	 ".socket",    ".mount", ".swap",
		".device",  ".timer", ".target", ".automount", ".path",
	};
	const char *unit = name + (name[0] == '_');
	const size_t len = strlen(unit);

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (ends_with(unit, len, types[i]))
			return unit;
	return NULL;
}

bool cgroup_chain__in_unit(const struct cgroup_chain *chain, const char *glob)
{
	for (size_t i = 0; i < chain->n; i++) {
		const char *unit = cgroup_name__unit(chain->levels[i].name);

		/* Names contain backslashes: dev-disk-by\x2duuid.swap. */
		if (unit && !fnmatch(glob, unit, FNM_NOESCAPE))
			return true;
	}
	return false;
}
