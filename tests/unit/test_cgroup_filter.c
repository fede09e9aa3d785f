// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "cli/options.h"
#include "select/cgroup_filter.h"

#define ID "3f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012"
#define OTHER "ffff5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f90123f4a5c6d7e8f9012"

static struct cgroup_set sets[CGROUP_SETS];
static struct cgroup_pattern patterns[16];
static struct strbuf record;

/* Add a pattern as an option does: "!" negates. */
static int add(struct cgroup_filter *f, enum cgroup_kind kind, const char *text)
{
	struct cgroup_pattern *pattern = &patterns[f->n_rules];

	assert_true(f->n_rules < ARRAY_SIZE(patterns));
	*pattern = (struct cgroup_pattern){
		.kind = kind,
		.option = kind == CGROUP_UNIT ? "unit" : "container",
		.value = text,
		.text = text + (text[0] == '!'),
		.negated = text[0] == '!',
	};
	return cgroup_filter__add(f, pattern, (struct cgroup_folder){});
}

static void add_path(struct cgroup_filter *f, enum cgroup_hierarchy hierarchy,
		     uint64_t id, const char *path, bool negated)
{
	struct cgroup_pattern *pattern = &patterns[f->n_rules];
	struct cgroup_folder folder = { hierarchy, id, path ? strdup(path) : NULL, true };

	*pattern = (struct cgroup_pattern){ .kind = CGROUP_PATH, .negated = negated };
	assert_int_equal(cgroup_filter__add(f, pattern, folder), 0);
}

/* A filter on two hierarchies that stores verdicts. */
static struct cgroup_filter make_filter(void)
{
	memset(sets, 0, sizeof(sets));
	return (struct cgroup_filter){
		.hierarchies = { HIERARCHY_V2, HIERARCHY_PIDS },
		.n_hierarchies = 2,
		.sets = sets,
	};
}

/* The key of a cgroup in the map, made of its id. */
static uint64_t key_of(uint64_t id)
{
	return id * 1000;
}

/* Append the chain of path; ids begin with first at the root. */
static void add_chain(const char *path, uint64_t first)
{
	const char *names[CGROUP_LEVELS_MAX] = { "" };
	char copy[4096], *rest = strcpy(copy, path), *name;
	size_t n = 1;

	while ((name = strsep(&rest, "/")))
		if (*name)
			names[n++] = name;
	strbuf__add(&record, &(uint64_t){ key_of(first + n - 1) }, sizeof(uint64_t));
	while (n--) {
		const uint64_t id = first + n;

		strbuf__add(&record, &id, sizeof(id));
		strbuf__add(&record, names[n], strlen(names[n]) + 1);
	}
}

static unsigned int undecided;

/* Pass a copy that ends at the end of its allocation. */
static bool passes_cut(struct cgroup_filter *f, size_t len)
{
	char *bytes = malloc(record.len + 1);
	char *from = bytes + record.len + 1 - len;
	bool passed;

	assert_true(len <= record.len);
	memcpy(from, record.data, len);
	passed = cgroup_filter__passes(f, from, len, &undecided);
	free(bytes);
	return passed;
}

static bool passes(struct cgroup_filter *f, const char *v2, const char *pids)
{
	strbuf__reset(&record);
	add_chain(v2, 100);
	add_chain(pids, 200);
	return passes_cut(f, record.len);
}

static int verdict_of(unsigned int index, uint64_t id)
{
	const uint64_t tag = cgroup_tag(index, key_of(id));
	const struct cgroup_set *set = &sets[cgroup_set_of(tag)];

	for (size_t i = 0; i < CGROUP_WAYS; i++)
		if (set->words[i] && set->words[i] >> CGROUP_VERDICT_BITS == tag)
			return (int)(set->words[i] & ((1 << CGROUP_VERDICT_BITS) - 1));
	return -1;
}

static size_t count_stored(void)
{
	size_t n = 0;

	for (size_t i = 0; i < CGROUP_SETS * CGROUP_WAYS; i++)
		n += sets[i / CGROUP_WAYS].words[i % CGROUP_WAYS] != 0;
	return n;
}

static void test_any_hierarchy(void **state)
{
	struct cgroup_filter f = make_filter();

	assert_int_equal(add(&f, CGROUP_UNIT, "ssh"), 0);
	assert_int_equal(add(&f, CGROUP_UNIT, "cron.service"), 0);
	assert_int_equal(f.required, 1 << CGROUP_UNIT);
	assert_true(passes(&f, "/system.slice/ssh.service", "/"));
	assert_int_equal(verdict_of(0, 102), 1 << CGROUP_UNIT);
	assert_int_equal(verdict_of(1, 200), 0);
	assert_true(passes(&f, "/", "/system.slice/ssh.service"));
	assert_true(passes(&f, "/system.slice/cron.service/x", "/"));
	assert_false(passes(&f, "/system.slice/dbus.service", "/system.slice"));
	cgroup_filter__free(&f);
}

static void test_all_kinds(void **state)
{
	struct cgroup_filter f = make_filter();

	add(&f, CGROUP_UNIT, "web.service");
	add(&f, CGROUP_CONTAINER, "3F4A");
	add_path(&f, HIERARCHY_PIDS, 201, NULL, false);
	assert_int_equal(f.required, 7);
	assert_int_equal(f.n_hierarchies, 2);
	assert_true(passes(&f, "/web.service/libpod-payload-" ID, "/any"));
	assert_int_equal(verdict_of(0, 102), 1 << CGROUP_UNIT | 1 << CGROUP_CONTAINER);
	assert_int_equal(verdict_of(1, 201), 1 << CGROUP_PATH);
	/* Each from another hierarchy. */
	assert_true(passes(&f, "/web.service", "/docker/" ID));
	assert_false(passes(&f, "/web.service", "/docker/" OTHER));
	assert_false(passes(&f, "/docker/" ID, "/any"));
	assert_false(passes(&f, "/web.service/libpod-payload-" ID, "/"));
	cgroup_filter__free(&f);
}

static void test_negated(void **state)
{
	struct cgroup_filter f = make_filter();

	add(&f, CGROUP_UNIT, "!user@*");
	assert_int_equal(f.required, 0);
	assert_true(passes(&f, "/", "/"));
	assert_int_equal(verdict_of(0, 100), 0);
	assert_false(passes(&f, "/user.slice/user@1.service/x", "/"));
	assert_int_equal(verdict_of(0, 103), CGROUP_UNWANTED);
	assert_false(passes(&f, "/", "/user@1.service"));
	/* A negated pattern outweighs any other. */
	add(&f, CGROUP_UNIT, "user.slice");
	add(&f, CGROUP_CONTAINER, "*");
	add(&f, CGROUP_CONTAINER, "!ff");
	assert_true(passes(&f, "/user.slice/docker-" ID ".scope", "/"));
	assert_false(passes(&f, "/user.slice/docker-" OTHER ".scope", "/"));
	assert_false(passes(&f, "/user.slice/docker-" ID ".scope", "/docker/" OTHER));
	assert_false(passes(&f, "/user.slice/user@1.service/docker-" ID ".scope", "/"));
	cgroup_filter__free(&f);
}

static void test_path(void **state)
{
	struct cgroup_filter f = make_filter();

	add_path(&f, HIERARCHY_V2, 4711, "/a/b", false);
	/* Created again, with a new id. */
	assert_true(passes(&f, "/a/b", "/"));
	assert_true(passes(&f, "/a/b/c", "/"));
	assert_false(passes(&f, "/a", "/"));
	/* Only in its own hierarchy. */
	assert_false(passes(&f, "/", "/a/b"));
	cgroup_filter__free(&f);

	/* By id, where paths differ from those of BPF programs. */
	f = make_filter();
	add_path(&f, HIERARCHY_V2, 101, NULL, false);
	add_path(&f, HIERARCHY_V2, 103, NULL, true);
	assert_true(passes(&f, "/x", "/"));
	assert_true(passes(&f, "/x/y", "/"));
	assert_false(passes(&f, "/x/y/z", "/"));
	assert_false(passes(&f, "/", "/"));
	cgroup_filter__free(&f);
}

static void test_cut(void **state)
{
	struct cgroup_filter f = make_filter();
	size_t first;

	add(&f, CGROUP_UNIT, "a.service");
	add(&f, CGROUP_CONTAINER, "!ff");
	strbuf__reset(&record);
	add_chain("/b.service", 100);
	first = record.len;
	add_chain("/b.service", 200);
	assert_false(passes_cut(&f, record.len));
	assert_int_equal(undecided, 0);
	assert_int_equal(count_stored(), 2);
	for (size_t len = 0; len < record.len; len++) {
		memset(sets, 0, sizeof(sets));
		assert_true(passes_cut(&f, len));
		assert_int_equal(undecided, 1 << CGROUP_UNIT | 1 << CGROUP_CONTAINER);
		assert_int_equal(count_stored(), len >= first);
	}
	/* A level that is known rejects, whatever the missing ones are. */
	strbuf__reset(&record);
	add_chain("/a.service/docker-" OTHER, 100);
	first = record.len;
	assert_false(passes_cut(&f, first));
	assert_false(passes_cut(&f, first - 1));
	/* The unit is known, and a container that may be rejected is not. */
	strbuf__reset(&record);
	add_chain("/x/a.service", 100);
	assert_true(passes_cut(&f, record.len - 1));
	assert_int_equal(undecided, 1 << CGROUP_CONTAINER);
	cgroup_filter__free(&f);
}

static void test_store_verdicts(void **state)
{
	struct cgroup_filter f = make_filter();
	const uint32_t set = cgroup_set_of(cgroup_tag(0, key_of(100)));
	uint64_t ids[3 * CGROUP_WAYS], id = 100;
	size_t n = 0;

	f.n_hierarchies = 1;
	add(&f, CGROUP_UNIT, "a.service");
	for (; n < ARRAY_SIZE(ids); id++)
		if (cgroup_set_of(cgroup_tag(0, key_of(id))) == set)
			ids[n++] = id;
	/* All in one set: the last ones remain. */
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		strbuf__reset(&record);
		add_chain("/", ids[i]);
		assert_false(passes_cut(&f, record.len));
		assert_false(passes_cut(&f, record.len));
		assert_int_equal(verdict_of(0, ids[i]), 0);
		assert_int_equal(count_stored(), i < CGROUP_WAYS ? i + 1 : CGROUP_WAYS);
	}
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
		assert_int_equal(verdict_of(0, ids[i]) == 0,
				 i + CGROUP_WAYS >= ARRAY_SIZE(ids));
	/* Without a map. */
	f.sets = NULL;
	assert_false(passes_cut(&f, record.len));
	cgroup_filter__free(&f);
}

static void test_too_many_hierarchies(void **state)
{
	static const char text[] =
		"execsnoop: filters by cgroups of more than 4 hierarchies, the limit of "
		"one run\n"
		"Filter by cgroups of fewer hierarchies, or run it twice.\n";
	struct cgroup_filter f = {};
	const struct cgroup_pattern pattern = { .kind = CGROUP_PATH };
	struct cgroup_folder folder = { .hierarchy = HIERARCHY_CPU };
	struct capture c;
	int err;

	for (unsigned int i = 0; i < HIERARCHIES_MAX; i++) {
		add_path(&f, HIERARCHY_PIDS - i, 1, NULL, false);
		add_path(&f, HIERARCHY_PIDS - i, 2, NULL, false);
	}
	assert_int_equal(f.n_hierarchies, HIERARCHIES_MAX);
	capture_begin(&c);
	err = cgroup_filter__add(&f, &pattern, folder);
	capture_end(&c);
	assert_int_equal(err, -EINVAL);
	assert_message(&c, text);
	assert_no_message(&c);
	cgroup_filter__free(&f);
}

static void test_bad_patterns(void **state)
{
	static const char text[] =
		"execsnoop: --unit '!a/b': expected the name of a unit, such as ssh, "
		"ssh.service or 'user@*'\n";
	struct cgroup_filter f = {};
	char name[NAME_MAX + 2];
	struct capture c;
	int err;

	capture_begin(&c);
	err = add(&f, CGROUP_UNIT, "!a/b");
	capture_end(&c);
	assert_int_equal(err, -EINVAL);
	assert_message(&c, text);
	assert_no_message(&c);
	memset(name, 'x', NAME_MAX + 1);
	name[NAME_MAX + 1] = '\0';
	capture_begin(&c);
	err = add(&f, CGROUP_UNIT, name);
	capture_end(&c);
	assert_int_equal(err, -EINVAL);
	assert_non_null(next_message(&c));
	assert_no_message(&c);
	cgroup_filter__free(&f);
}

static void test_unit_names(void **state)
{
	char name[NAME_MAX + 2];
	static const char *const names[][2] = {
		{ "ssh", "ssh.service" },
		{ "ssh.service", "ssh.service" },
		{ "session-1.scope", "session-1.scope" },
		{ "dbus.socket", "dbus.socket" },
		{ "a.b", "a.b.service" },
		{ "user@*", "user@*" },
		{ "get[ty]@tty?", "get[ty]@tty?.service" },
		{ ".service", ".service.service" },
	};
	struct cgroup_filter f = {};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(add(&f, CGROUP_UNIT, names[i][0]), 0);
		assert_string_equal(f.rules[i].text, names[i][1]);
	}
	memset(name, 'x', NAME_MAX);
	name[NAME_MAX] = '\0';
	assert_int_equal(add(&f, CGROUP_UNIT, name), 0);
	assert_int_equal(strlen(f.rules[f.n_rules - 1].text), NAME_MAX + 8);
	cgroup_filter__free(&f);
}

static int forget(void **state)
{
	strbuf__free(&record);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_hierarchy),
		cmocka_unit_test(test_all_kinds),
		cmocka_unit_test(test_negated),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_store_verdicts),
		cmocka_unit_test(test_too_many_hierarchies),
		cmocka_unit_test(test_bad_patterns),
		cmocka_unit_test(test_unit_names),
	};

	return cmocka_run_group_tests_name("cgroup_filter", tests, NULL, forget);
}
