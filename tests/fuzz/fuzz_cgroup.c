// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any patterns on any cgroups: what passes, and which verdicts are stored; and any lines
 * of mountinfo. */
#define _GNU_SOURCE
#include <ctype.h>
#include <regex.h>

#include "cli/options.h"
#include "oracle.h"
#include "select/cgroup_filter.h"
#include "select/container.h"

#define ID "3f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012"
#define PATTERNS 4

static struct cgroup_set sets[CGROUP_SETS];

/* --- names as the manual defines them, implemented differently --- */

static bool matches_glob(const char *glob, const char *text)
{
	for (; *glob != '*'; glob++, text++) {
		if (!*glob || !*text)
			return *glob == *text;
		if (*glob != '?' && *glob != *text)
			return false;
	}
	do
		if (matches_glob(glob + 1, text))
			return true;
	while (*text++);
	return false;
}

static bool is_unit(const char *name)
{
	static regex_t regex;
	static bool ready;

	ready = ready ||
		!regcomp(&regex,
			 ".\\.(service|scope|slice|socket|mount|swap|device|timer"
			 "|target|path|automount)$",
			 REG_EXTENDED | REG_NOSUB);
	return !regexec(&regex, name, 0, NULL, 0);
}

static bool oracle_unit(const char *text, const char *name)
{
	struct strbuf glob = {};
	bool matches;

	if (*name == '_')
		name++;
	strbuf__adds(&glob, text);
	if (text[strlen(text) - 1] != '*' && !is_unit(text + (*text == '_')))
		strbuf__adds(&glob, ".service");
	matches = is_unit(name) && matches_glob(strbuf__cstr(&glob), name);
	strbuf__free(&glob);
	return matches;
}

static bool oracle_container(const char *text, const char *name)
{
	static regex_t regex;
	static bool ready;
	regmatch_t found[3];

	ready = ready ||
		!regcomp(&regex, "^(.*[-:])?([0-9a-fA-F]{64})(\\.scope)?$", REG_EXTENDED);
	if (regexec(&regex, name, 3, found, 0))
		return false;
	for (const char *p = name; (p = strstr(p, "conmon")); p++)
		if (p + 6 <= name + found[2].rm_so)
			return false;
	if (!strcmp(text, "*"))
		return true;
	for (size_t i = 0; text[i]; i++)
		if (tolower(text[i]) != tolower(name[found[2].rm_so + (int)i]))
			return false;
	return true;
}

/* Whether the text names a container whose cgroup has no id of 64 digits. */
static bool is_named(const char *text, const char *const *names, size_t n, size_t level)
{
	struct cgroup_level levels[CGROUP_LEVELS_MAX];
	const struct cgroup_chain chain = { .levels = levels, .n = n };
	struct container c;

	for (size_t i = 0; i < n; i++)
		levels[i].name = names[i];
	return container__at(&c, &chain, level) && !c.is_id &&
	       container__is(&c, strcmp(text, "*") ? text : "");
}

/* Join names; the path ends with a slash. */
static void make_path(struct strbuf *path, const char *const *names, size_t n)
{
	strbuf__reset(path);
	strbuf__addc(path, '/');
	while (n--)
		if (*names[n])
			strbuf__printf(path, "%s/", names[n]);
}

/* --- one run --- */

struct run {
	struct cgroup_pattern patterns[PATTERNS];
	struct cgroup_folder folders[PATTERNS]; /* their paths belong to the filter */
	char *texts[PATTERNS];
	struct cgroup_filter f;
	unsigned int required;
};

static unsigned int oracle_decide(const struct run *run, unsigned int index,
				  const char *const *names, const uint64_t *ids, size_t n,
				  bool whole)
{
	struct strbuf path = {};
	unsigned int verdict = 0;

	make_path(&path, names, n);
	for (size_t i = 0; i < run->f.n_rules; i++) {
		const struct cgroup_pattern *p = &run->patterns[i];
		const char *text = run->texts[i];
		bool matches = false;

		for (size_t j = 0; j < n; j++)
			matches =
				matches ||
				(p->kind == CGROUP_UNIT && oracle_unit(text, names[j])) ||
				(p->kind == CGROUP_CONTAINER &&
				 (j && !strcmp(names[j - 1], "supervisor") ?
					  false :
					  oracle_container(text, names[j]))) ||
				(p->kind == CGROUP_CONTAINER &&
				 is_named(text, names, n, j)) ||
				(p->kind == CGROUP_PATH &&
				 run->folders[i].hierarchy == run->f.hierarchies[index] &&
				 run->folders[i].id == ids[j]);
		if (p->kind == CGROUP_PATH && whole &&
		    run->folders[i].hierarchy == run->f.hierarchies[index])
			matches = matches ||
				  !strncmp(strbuf__cstr(&path), text, strlen(text));
		if (matches)
			verdict |= p->negated ? 8 : 1U << p->kind;
	}
	strbuf__free(&path);
	return verdict;
}

static void check_stored(unsigned int index, uint64_t key, unsigned int verdict)
{
	const uint64_t word = (key * HIERARCHIES_MAX + index) << 4 | verdict;
	size_t found = 0;

	for (size_t i = 0; i < CGROUP_SETS; i++)
		for (size_t j = 0; j < CGROUP_WAYS; j++)
			found += sets[i].words[j] == word;
	require(found || !word);
}

/* Whether the event passes, by the bytes up to len. */
static bool oracle_passes(const struct run *run, const char *bytes, size_t len)
{
	unsigned int verdict = 0;
	bool cut = false;

	for (unsigned int i = 0; i < run->f.n_hierarchies; i++) {
		const char *names[CGROUP_LEVELS_MAX];
		uint64_t ids[CGROUP_LEVELS_MAX];
		bool whole = false;
		unsigned int here;
		uint64_t key = 0;
		size_t n = 0;

		cut = cut || len < 8;
		if (!cut) {
			memcpy(&key, bytes, 8);
			bytes += 8;
			len -= 8;
		}
		while (!cut && !whole) {
			cut = n == CGROUP_LEVELS_MAX || len < 9 ||
			      strnlen(bytes + 8, len - 8) == len - 8;
			if (cut)
				break;
			memcpy(&ids[n], bytes, 8);
			names[n] = bytes + 8;
			whole = !*names[n];
			len -= 8 + strlen(names[n]) + 1;
			bytes += 8 + strlen(names[n]) + 1;
			n++;
		}
		here = oracle_decide(run, i, names, ids, n, whole);
		if (whole)
			check_stored(i, key, here);
		verdict |= here | (cut ? run->required : 0);
	}
	return !(verdict & 8) && (verdict & run->required) == run->required;
}

/* "/a/b/" for "a//b": what make_path() makes of a cgroup there. */
static char *normalize(const char *path)
{
	char *copy = strdup(path), *rest = copy, *name, *text;
	struct strbuf out = {};

	strbuf__addc(&out, '/');
	while ((name = strsep(&rest, "/")))
		if (*name)
			strbuf__printf(&out, "%s/", name);
	text = strdup(strbuf__cstr(&out));
	strbuf__free(&out);
	free(copy);
	return text;
}

static void add_pattern(struct run *run, struct input *in)
{
	const unsigned int how = (unsigned int)take_number(in, 1);
	const size_t i = run->f.n_rules;
	struct cgroup_pattern *p = &run->patterns[i];
	struct cgroup_folder folder = { .hierarchy = how & 4 ? HIERARCHY_PIDS :
							       HIERARCHY_V2 };
	size_t got, len = 0;
	const char *from = (const char *)take(in, how >> 4, &got);
	char *text = text_of(from, got);

	p->kind = (enum cgroup_kind)((how & 3) % 3);
	p->negated = how & 8;
	for (size_t j = 0; j < got; j++)
		if (p->kind == CGROUP_CONTAINER ?
			    isxdigit((unsigned char)from[j]) :
			    from[j] && from[j] != '[' &&
				    (p->kind == CGROUP_PATH || from[j] != '/'))
			text[len++] = from[j];
	text[len] = '\0';
	p->text = text;
	if (p->kind == CGROUP_PATH) {
		folder.id = take_number(in, 1);
		folder.path = strdup(text);
		run->folders[i] = folder;
		run->texts[i] = normalize(text);
	} else {
		if (!len)
			strcpy(text = realloc(text, 2), "*");
		p->text = text;
		run->texts[i] = strdup(text);
	}
	if (!p->negated)
		run->required |= 1U << p->kind;
	require(cgroup_filter__add(&run->f, p, folder) == 0);
	require(run->f.n_rules == i + 1);
}

/* Some bytes are replaced by texts that chance hardly ever makes. */
static void make_chains(struct strbuf *chains, struct input *in)
{
	bool begins = true;

	while (in->left) {
		const uint64_t id = take_number(in, 1), key = 3 * id + 1;
		size_t len = strnlen((const char *)in->data, in->left), got;
		const char *name = (const char *)take(in, len + 1, &got);

		if (begins)
			strbuf__add(chains, &key, sizeof(key));
		begins = !len;
		strbuf__add(chains, &id, sizeof(id));
		for (size_t i = 0; i < got; i++) {
			if (name[i] == 1)
				strbuf__adds(chains, ID);
			else if (name[i] == 2)
				strbuf__adds(chains, ".scope");
			else if (name[i] == 3)
				strbuf__adds(chains, ".service");
			else if (name[i] == 4)
				strbuf__adds(chains, "conmon");
			else
				strbuf__addc(chains, name[i] == '/' ? 'x' : name[i]);
		}
	}
}

static void choose(struct input *in)
{
	struct run run = { .f = { .hierarchies = { HIERARCHY_V2, HIERARCHY_PIDS },
				  .n_hierarchies = 2,
				  .sets = sets } };
	struct strbuf chains = {};
	const size_t n = take_number(in, 1) % (PATTERNS + 1);
	char *bytes;

	memset(sets, 0, sizeof(sets));
	while (run.f.n_rules < n)
		add_pattern(&run, in);
	require(run.f.required == run.required);
	make_chains(&chains, in);
	bytes = copy_of(chains.data, chains.len);
	for (int again = 0; again < 2; again++) {
		unsigned int undecided;
		const bool passes =
			cgroup_filter__passes(&run.f, bytes, chains.len, &undecided);

		require(passes == oracle_passes(&run, bytes, chains.len));
		require(undecided < 1 << CGROUP_KINDS);
	}
	free(bytes);
	strbuf__free(&chains);
	for (size_t i = 0; i < n; i++) {
		free(run.texts[i]);
		free((char *)run.patterns[i].text);
	}
	cgroup_filter__free(&run.f);
}

static void mounts(struct input *in)
{
	struct cgroup_mounts m = {};
	char *text = text_of(in->data, in->left), *rest = text, *line;
	const size_t size = strlen(text);

	while ((line = strsep(&rest, "\n"))) {
		const bool told = strstr(line, " - cgroup");
		const size_t n = m.n;

		require(!cgroup_mounts__add(&m, line));
		require(m.n == n || (m.n == n + 1 && told));
	}
	for (size_t i = 0; i < m.n; i++) {
		require(m.list[i].hierarchy <= HIERARCHY_KINDS);
		require(m.list[i].dir >= text && m.list[i].dir <= text + size);
		require(strlen(m.list[i].dir) <= size && strlen(m.list[i].root) <= size);
		require(cgroup_mounts__find(&m, m.list[i].hierarchy));
	}
	cgroup_mounts__free(&m);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };

	if (take_number(&in, 1) & 1)
		mounts(&in);
	else
		choose(&in);
	return 0;
}
