// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/privileges.h"
#include "base/suggest.h"
#include "base/util.h"
#include "select/cgroup_start.h"
#include "select/container.h"

/* Digits of an id that runtimes print. */
#define SHORT_ID_LEN 12

struct cgroup_search {
	struct cgroup_filter *f;
	const struct cgroup_mounts *mounts;
	unsigned int index; /* of the hierarchy being walked */
	struct suggest near;
	char example[NAME_MAX + 1]; /* the id or name of an existing container */
	size_t len; /* digits of ids to print */
};

/* Returns whether all cgroups were visited. */
static bool for_each_cgroup(struct cgroup_search *search, cgroup_visit visit)
{
	const struct cgroup_filter *f = search->f;
	bool all = cgroup_mounts__show_roots();

	for (unsigned int i = 0; i < f->n_hierarchies; i++) {
		const struct cgroup_mount *mount =
			cgroup_mounts__find(search->mounts, f->hierarchies[i]);

		search->index = i;
		if (!mount || strcmp(mount->root, "/") != 0 ||
		    cgroup__walk(AT_FDCWD, mount->dir, visit, search))
			all = false;
	}
	return all;
}

static void mark_matches(void *ctx, const struct cgroup_chain *chain, int fd)
{
	const struct cgroup_search *search = ctx;

	for (size_t i = 0; i < search->f->n_rules; i++) {
		struct cgroup_rule *rule = &search->f->rules[i];

		if (rule->has_process || rule->pattern->kind == CGROUP_PATH ||
		    !cgroup_filter__matches(search->f, rule, search->index, chain))
			continue;
		rule->exists = true;
		rule->has_process = cgroup__has_process(fd);
	}
}

/* --- units --- */

/* Directories of unit files (systemd.unit(5)), of the system and of users' managers. */
static const char *const unit_dirs[] = {
	"/etc/systemd/system",	       "/run/systemd/system",
	"/run/systemd/transient",      "/run/systemd/generator",
	"/run/systemd/generator.late", "/usr/local/lib/systemd/system",
	"/usr/lib/systemd/system",     "/lib/systemd/system",
	"/etc/systemd/user",	       "/usr/lib/systemd/user",
};

/* Find a unit's file. If it is a symbolic link to another unit's, set name to that unit,
 * whose name the cgroup has. */
static bool find_unit_file(char *name, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	for (size_t i = 0; i < ARRAY_SIZE(unit_dirs); i++) {
		const char *base;

		snprintf(path, sizeof(path), "%s/%s", unit_dirs[i], name);
		if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW))
			continue;
		n = readlink(path, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		base = strrchr(target, '/');
		base = base ? base + 1 : target;
		if (cgroup_name__unit(base) && !strchr(base, '@') && strlen(base) < size)
			strcpy(name, base);
		return true;
	}
	return false;
}

static bool has_unit_file(char *name, size_t size)
{
	const char *at = strchr(name, '@'), *type = strrchr(name, '.');
	char template[NAME_MAX + 1];

	if (find_unit_file(name, size))
		return true;
	if (!at || !type || at > type)
		return false;
	snprintf(template, sizeof(template), "%.*s@%s", (int)(at - name), name, type);
	return find_unit_file(template, sizeof(template));
}

static void offer_unit(void *ctx, const struct cgroup_chain *chain, int fd)
{
	struct cgroup_search *search = ctx;
	const char *unit = cgroup_name__unit(chain->levels[0].name);

	if (unit)
		suggest__offer(&search->near, unit);
}

static int report_unknown_unit(struct cgroup_search *search,
			       const struct cgroup_rule *rule)
{
	suggest__begin(&search->near, rule->pattern->text);
	for_each_cgroup(search, offer_unit);
	for (size_t i = 0; i < ARRAY_SIZE(unit_dirs); i++) {
		DIR *dir = opendir(unit_dirs[i]);
		struct dirent *e;

		while (dir && (e = readdir(dir)))
			if (cgroup_name__unit(e->d_name))
				suggest__offer(&search->near, e->d_name);
		if (dir)
			closedir(dir);
	}
	log_error("--unit '%s': no such unit%s%s\n"
		  "To wait for a unit that does not exist yet: --unit='%s*'",
		  rule->pattern->value, search->near.n ? "; near: " : "",
		  suggest__text(&search->near), rule->pattern->value);
	return -EINVAL;
}

/* --- containers --- */

static void offer_container(void *ctx, const struct cgroup_chain *chain, int fd)
{
	struct cgroup_search *search = ctx;
	struct container c;

	if (!container__at(&c, chain, 0))
		return;
	if (c.is_id)
		c.name[search->len] = '\0';
	strcpy(search->example, c.name);
	suggest__offer(&search->near, c.name);
}

static int report_unknown_container(struct cgroup_search *search,
				    const struct cgroup_rule *rule)
{
	const size_t typed = strlen(rule->text);
	const char *value = rule->pattern->value;

	search->len = typed > SHORT_ID_LEN ? typed : SHORT_ID_LEN;
	if (search->len > CONTAINER_ID_LEN)
		search->len = CONTAINER_ID_LEN;
	search->example[0] = '\0';
	suggest__begin(&search->near, rule->text);
	for_each_cgroup(search, offer_container);
	if (search->near.n)
		log_error("--container '%s': no such container; near: %s", value,
			  suggest__text(&search->near));
	else if (search->example[0])
		log_error("--container '%s': no such container; expected the first "
			  "digits of an id, or for LXC, nspawn and the like a name, such "
			  "as %s\n"
			  "docker ps, podman ps and crictl ps list the ids of names.",
			  value, search->example);
	else
		log_error("--container '%s': no container runs now\n"
			  "To wait for any: --container='*'",
			  value);
	return -EINVAL;
}

/* --- rules --- */

/* visited_all: every cgroup was visited. */
static int check_rule(struct cgroup_search *search, struct cgroup_rule *rule,
		      bool visited_all)
{
	const bool is_unknown = !rule->exists && visited_all;

	if (rule->has_process)
		return 0;
	if (rule->pattern->kind == CGROUP_UNIT && is_unknown &&
	    !strpbrk(rule->text, "*?[") && !has_unit_file(rule->text, sizeof(rule->text)))
		return report_unknown_unit(search, rule);
	if (rule->pattern->kind == CGROUP_CONTAINER && is_unknown && rule->text[0])
		return report_unknown_container(search, rule);
	if (!rule->pattern->negated)
		log_warn("--%s '%s': nothing runs in it now; waiting",
			 rule->pattern->option, rule->pattern->value);
	return 0;
}

static bool by_name(const struct cgroup_filter *f)
{
	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rules[i].pattern->kind != CGROUP_PATH)
			return true;
	return false;
}

/* Give units the names of their cgroups, then look for what matches no running one. */
static int check_rules(struct cgroup_filter *f, const struct cgroup_mounts *mounts)
{
	struct cgroup_search search = { .f = f, .mounts = mounts };
	bool visited_all = false;
	int err = 0;

	for (size_t i = 0; i < f->n_rules; i++) {
		struct cgroup_rule *rule = &f->rules[i];

		if (rule->pattern->kind == CGROUP_UNIT && !strpbrk(rule->text, "*?["))
			find_unit_file(rule->text, sizeof(rule->text));
	}
	if (by_name(f))
		visited_all = for_each_cgroup(&search, mark_matches);
	for (size_t i = 0; i < f->n_rules && !err; i++)
		err = check_rule(&search, &f->rules[i], visited_all);
	return err;
}

static int add_rules(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
		     const struct cgroup_mounts *mounts)
{
	int err = 0;

	for (size_t i = 0; i < patterns->n && !err; i++) {
		const struct cgroup_pattern *pattern = &patterns->list[i];
		struct cgroup_folder folder = {};

		if (pattern->kind == CGROUP_PATH)
			err = cgroup_folder__find(&folder, mounts, pattern->text);
		if (!err)
			err = cgroup_filter__add(f, pattern, folder);
	}
	return err;
}

/* Names of units and containers are the same in every hierarchy, but not every hierarchy
 * has a cgroup for each: add version 2, and the hierarchy of version 1 that has most. */
static int add_usual_hierarchies(struct cgroup_filter *f,
				 const struct cgroup_mounts *mounts)
{
	static const uint8_t usual[] = {
		HIERARCHY_PIDS,	   HIERARCHY_MEMORY,   HIERARCHY_CPU,
		HIERARCHY_CPUACCT, HIERARCHY_CPUSET,   HIERARCHY_DEVICES,
		HIERARCHY_FREEZER, HIERARCHY_BLKIO,    HIERARCHY_NET_CLS,
		HIERARCHY_HUGETLB, HIERARCHY_NET_PRIO, HIERARCHY_PERF_EVENT,
	};
	int err = 0;

	if (cgroup_mounts__find(mounts, HIERARCHY_V2))
		err = cgroup_filter__add_hierarchy(f, HIERARCHY_V2);
	for (size_t i = 0; i < ARRAY_SIZE(usual) && !err; i++)
		if (cgroup_mounts__find(mounts, usual[i]))
			return cgroup_filter__add_hierarchy(f, usual[i]);
	return err;
}

static int make_rules(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
		      const struct cgroup_mounts *mounts, bool names)
{
	int err;

	if (!mounts->n) {
		log_error(
			"cannot look up cgroups: no cgroup file system is mounted\n"
			"Mount one (mount -t cgroup2 none /sys/fs/cgroup), or filter by "
			"-u, -p or -P.");
		return -EOPNOTSUPP;
	}
	err = add_rules(f, patterns, mounts);
	if (!err && (names || by_name(f)))
		err = add_usual_hierarchies(f, mounts);
	return err ? err : check_rules(f, mounts);
}

int cgroup_start__open(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
		       bool names)
{
	struct cgroup_mounts mounts = {};
	int err;

	*f = (struct cgroup_filter){};
	if (!patterns->n && !names)
		return 0;
	err = privileges__suspend();
	if (err) {
		log_failure("cannot drop privileges to look up cgroups", err);
		goto out;
	}
	err = cgroup_mounts__read(&mounts);
	if (err)
		log_failure("cannot read /proc/self/mountinfo", err);
	else
		err = make_rules(f, patterns, &mounts, names);
out:
	privileges__resume();
	cgroup_mounts__free(&mounts);
	if (err)
		cgroup_filter__free(f);
	return err;
}
