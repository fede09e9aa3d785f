// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "select/cgroup_filter.h"
#include "select/container.h"

/* --- rules --- */

/* A name without a type is that of a service, as for systemctl(1). */
static int make_unit(struct cgroup_rule *rule)
{
	const char *text = rule->pattern->text;
	const size_t len = strlen(text);

	if (len > NAME_MAX || strchr(text, '/')) {
		log_error("--%s '%s': expected the name of a unit, such as ssh, "
			  "ssh.service or 'user@*'",
			  rule->pattern->option, rule->pattern->value);
		return -EINVAL;
	}
	strcpy(rule->text, text);
	if (text[len - 1] != '*' && !cgroup_name__unit(text))
		strcat(rule->text, ".service");
	return 0;
}

int cgroup_filter__add_hierarchy(struct cgroup_filter *f, enum cgroup_hierarchy hierarchy)
{
	for (unsigned int i = 0; i < f->n_hierarchies; i++)
		if (f->hierarchies[i] == hierarchy)
			return 0;
	if (f->n_hierarchies == HIERARCHIES_MAX) {
		log_error(
			"filters by cgroups of more than %d hierarchies, the limit of one run\n"
			"Filter by cgroups of fewer hierarchies, or run it twice.",
			HIERARCHIES_MAX);
		return -EINVAL;
	}
	f->hierarchies[f->n_hierarchies++] = (uint8_t)hierarchy;
	return 0;
}

int cgroup_filter__add(struct cgroup_filter *f, const struct cgroup_pattern *pattern,
		       struct cgroup_folder folder)
{
	struct cgroup_rule *rule, *rules;

	rules = array__grow(f->rules, f->n_rules, sizeof(*rules));
	if (!rules) {
		cgroup_folder__free(&folder);
		log_failure("cannot store a cgroup", -ENOMEM);
		return -ENOMEM;
	}
	f->rules = rules;
	rule = &rules[f->n_rules++];
	*rule = (struct cgroup_rule){ .pattern = pattern, .folder = folder };
	if (!pattern->negated)
		f->required |= (uint8_t)(1 << pattern->kind);
	switch (pattern->kind) {
	case CGROUP_UNIT:
		return make_unit(rule);
	case CGROUP_CONTAINER:
		snprintf(rule->text, sizeof(rule->text), "%s",
			 strcmp(pattern->text, "*") ? pattern->text : "");
		return 0;
	default:
		rule->exists = true;
		rule->has_process = folder.has_process;
		return cgroup_filter__add_hierarchy(f, folder.hierarchy);
	}
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
		return container__contains(chain, rule->text);
	default:
		/* A cgroup that was removed and created again has a new id. */
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
			verdict |= rule->pattern->negated ? CGROUP_UNWANTED :
							    1U << rule->pattern->kind;
	}
	return verdict;
}

static void store_verdict(struct cgroup_filter *f, uint64_t tag, unsigned int verdict)
{
	const uint64_t word = tag << CGROUP_VERDICT_BITS | verdict;
	struct cgroup_set *set = &f->sets[cgroup_set_of(tag)];
	unsigned int at = 0;

	/* It is there already if its cgroup had two events before the first was read. */
	while (at < CGROUP_WAYS && set->words[at] &&
	       set->words[at] >> CGROUP_VERDICT_BITS != tag)
		at++;
	if (at == CGROUP_WAYS)
		at = f->evict++ % CGROUP_WAYS;
	__atomic_store_n(&set->words[at], word, __ATOMIC_RELAXED);
}

/* The kinds that names missing from a chain may decide: an absent match may be among them. */
static unsigned int kinds_undecided(const struct cgroup_filter *f, unsigned int verdict)
{
	unsigned int kinds = f->required & ~verdict;

	for (size_t i = 0; i < f->n_rules; i++)
		if (f->rules[i].pattern->negated)
			kinds |= 1U << f->rules[i].pattern->kind;
	return kinds;
}

bool cgroup_filter__passes(struct cgroup_filter *f, const char *bytes, size_t len,
			   unsigned int *undecided)
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	unsigned int verdict = 0;
	bool whole = true;
	size_t pos = 0;

	for (unsigned int i = 0; i < f->n_hierarchies; i++) {
		struct cgroup_chain chain;
		unsigned int here;

		pos += cgroup_chain__read(&chain, levels, bytes + pos, len - pos);
		here = decide(f, i, &chain);
		verdict |= here;
		whole = whole && chain.whole;
		if (chain.whole && f->sets)
			store_verdict(f, cgroup_tag(i, chain.key), here);
	}
	*undecided = whole ? 0 : kinds_undecided(f, verdict);
	verdict |= *undecided;
	return !(verdict & CGROUP_UNWANTED) && (verdict & f->required) == f->required;
}
