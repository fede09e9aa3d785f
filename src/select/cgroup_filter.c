// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/privileges.h"
#include "base/util.h"
#include "select/cgroup_filter.h"
#include "select/cgroup_start.h"

/* --- patterns --- */

const char *cgroup_filter__option(enum cgroup_kind kind)
{
	static const char *const options[CGROUP_KINDS] = {
		[CGROUP_PATH] = "cgroup",
		[CGROUP_UNIT] = "unit",
		[CGROUP_CONTAINER] = "container",
	};

	return options[kind];
}

/* A unit without a type is a service, like systemctl(1) has it. */
static int make_unit(struct cgroup_rule *rule)
{
	const char *text = rule->pattern->text;
	const size_t len = strlen(text);

	if (len > NAME_MAX || strchr(text, '/')) {
		log_error(PATTERN
			  ": expected the name of a unit, such as ssh, ssh.service "
			  "or 'user@*'",
			  PATTERN_OF(rule->pattern));
		return EXIT_USAGE;
	}
	strcpy(rule->text, text);
	if (text[len - 1] != '*' && !cgroup_name__unit(text))
		strcat(rule->text, ".service");
	return EXIT_OK;
}

/* Returns an exit status. */
static int add_hierarchy(struct cgroup_filter *f, enum cgroup_hierarchy hierarchy)
{
	for (unsigned int i = 0; i < f->n_hierarchies; i++)
		if (f->hierarchies[i] == hierarchy)
			return EXIT_OK;
	if (f->n_hierarchies == HIERARCHIES_MAX) {
		log_error(
			"cgroups of more than %d hierarchies are asked for, which is all "
			"that one run can tell apart\n"
			"Choose by another hierarchy, or run it twice.",
			HIERARCHIES_MAX);
		return EXIT_USAGE;
	}
	f->hierarchies[f->n_hierarchies++] = (uint8_t)hierarchy;
	return EXIT_OK;
}

int cgroup_filter__add(struct cgroup_filter *f, const struct cgroup_pattern *pattern,
		       struct cgroup_folder folder)
{
	struct cgroup_rule *rule, *rules;

	rules = array__grow(f->rules, f->n_rules, sizeof(*rules));
	if (!rules) {
		cgroup_folder__free(&folder);
		log_error("out of memory");
		return EXIT_RUNTIME;
	}
	f->rules = rules;
	rule = &rules[f->n_rules++];
	*rule = (struct cgroup_rule){ .pattern = pattern, .folder = folder };
	if (!pattern->unwanted)
		f->wanted |= (uint8_t)(1 << pattern->kind);
	switch (pattern->kind) {
	case CGROUP_UNIT:
		return make_unit(rule);
	case CGROUP_CONTAINER:
		snprintf(rule->text, sizeof(rule->text), "%s",
			 strcmp(pattern->text, "*") ? pattern->text : "");
		return EXIT_OK;
	default:
		rule->is_there = true;
		rule->has_process = folder.has_process;
		return add_hierarchy(f, folder.hierarchy);
	}
}

static int add_all(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
		   const struct cgroup_mounts *mounts)
{
	int code = EXIT_OK;

	for (size_t i = 0; i < patterns->n && code == EXIT_OK; i++) {
		const struct cgroup_pattern *pattern = &patterns->list[i];
		struct cgroup_folder folder = {};

		if (pattern->kind == CGROUP_PATH)
			code = cgroup_folder__find(&folder, mounts, pattern->text);
		if (code == EXIT_OK)
			code = cgroup_filter__add(f, pattern, folder);
	}
	return code;
}

/* Units and containers have the same names everywhere, but not everywhere a cgroup of
 * their own: version 2, and that hierarchy of version 1 where most have one. */
static int add_usual_hierarchies(struct cgroup_filter *f,
				 const struct cgroup_mounts *mounts)
{
	static const uint8_t usual[] = {
		HIERARCHY_PIDS,	   HIERARCHY_MEMORY,   HIERARCHY_CPU,
		HIERARCHY_CPUACCT, HIERARCHY_CPUSET,   HIERARCHY_DEVICES,
		HIERARCHY_FREEZER, HIERARCHY_BLKIO,    HIERARCHY_NET_CLS,
		HIERARCHY_HUGETLB, HIERARCHY_NET_PRIO, HIERARCHY_PERF_EVENT,
	};
	int code = EXIT_OK;

	if (cgroup_mounts__find(mounts, HIERARCHY_V2))
		code = add_hierarchy(f, HIERARCHY_V2);
	for (size_t i = 0; i < ARRAY_SIZE(usual) && code == EXIT_OK; i++)
		if (cgroup_mounts__find(mounts, usual[i]))
			return add_hierarchy(f, usual[i]);
	return code;
}

static bool by_name(const struct cgroup_filter *f)
{
	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rules[i].pattern->kind != CGROUP_PATH)
			return true;
	return false;
}

int cgroup_filter__open(struct cgroup_filter *f, const struct cgroup_patterns *patterns,
			bool names)
{
	struct cgroup_mounts mounts = {};
	int code = EXIT_RUNTIME, err;

	*f = (struct cgroup_filter){};
	if (!patterns->n && !names)
		return EXIT_OK;
	err = privileges__suspend();
	if (!err)
		err = cgroup_mounts__read(&mounts);
	if (err) {
		log_error("cannot find out about cgroups: %s", strerror(-err));
		goto out;
	}
	code = EXIT_UNSUPPORTED;
	if (!mounts.n) {
		log_error(
			"cannot choose by cgroup: no cgroup file system is mounted\n"
			"Mount one (mount -t cgroup2 none /sys/fs/cgroup), or choose by "
			"-u, -p or -P.");
		goto out;
	}
	code = add_all(f, patterns, &mounts);
	if (code == EXIT_OK && (names || by_name(f)))
		code = add_usual_hierarchies(f, &mounts);
	if (code == EXIT_OK)
		code = cgroup_start__check(f, &mounts);
out:
	privileges__resume();
	cgroup_mounts__free(&mounts);
	if (code != EXIT_OK)
		cgroup_filter__free(f);
	return code;
}

void cgroup_filter__free(struct cgroup_filter *f)
{
	for (size_t i = 0; i < f->n_rules; i++)
		cgroup_folder__free(&f->rules[i].folder);
	free(f->rules);
	*f = (struct cgroup_filter){};
}

/* --- verdicts --- */

bool cgroup_filter__matches(const struct cgroup_filter *f, const struct cgroup_rule *rule,
			    unsigned int index, const struct cgroup_chain *chain)
{
	switch (rule->pattern->kind) {
	case CGROUP_UNIT:
		return cgroup_chain__in_unit(chain, rule->text);
	case CGROUP_CONTAINER:
		return cgroup_chain__in_container(chain, rule->text);
	default:
		/* One that was removed and made again has another id. */
		return f->hierarchies[index] == rule->folder.hierarchy &&
		       (cgroup_chain__has_id(chain, rule->folder.id) ||
			(rule->folder.path &&
			 cgroup_chain__is_below(chain, rule->folder.path)));
	}
}

static unsigned int decide(const struct cgroup_filter *f, unsigned int index,
			   const struct cgroup_chain *chain)
{
	unsigned int verdict = 0;

	for (size_t i = 0; i < f->n_rules; i++) {
		const struct cgroup_rule *rule = &f->rules[i];

		if (cgroup_filter__matches(f, rule, index, chain))
			verdict |= rule->pattern->unwanted ? CGROUP_UNWANTED :
							     1U << rule->pattern->kind;
	}
	return verdict;
}

static void remember(struct cgroup_filter *f, uint64_t tag, unsigned int verdict)
{
	const uint64_t word = tag << CGROUP_VERDICT_BITS | verdict;
	struct cgroup_set *set = &f->sets[cgroup_set_of(tag)];
	unsigned int at = 0;

	/* It is there already if its cgroup had two events before this was written. */
	while (at < CGROUP_WAYS && set->words[at] &&
	       set->words[at] >> CGROUP_VERDICT_BITS != tag)
		at++;
	if (at == CGROUP_WAYS)
		at = f->turn++ % CGROUP_WAYS;
	__atomic_store_n(&set->words[at], word, __ATOMIC_RELAXED);
}

bool cgroup_filter__passes(struct cgroup_filter *f, const char *bytes, size_t len)
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	unsigned int verdict = 0;
	size_t pos = 0;

	for (unsigned int i = 0; i < f->n_hierarchies; i++) {
		struct cgroup_chain chain;
		unsigned int here;

		pos += cgroup_chain__read(&chain, levels, bytes + pos, len - pos);
		here = decide(f, i, &chain);
		verdict |= here;
		if (!chain.whole)
			verdict |= f->wanted;
		else if (f->sets)
			remember(f, cgroup_tag(i, chain.key), here);
	}
	return !(verdict & CGROUP_UNWANTED) && (verdict & f->wanted) == f->wanted;
}
