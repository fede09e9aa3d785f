// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "event_harness.h"

#include <errno.h>

#include "base/util.h"
#include "select/filter.h"

static const struct exec_record sample = SAMPLE_HEAD;

static void add(struct patterns *p, const char *regex)
{
	char error[160] = "";

	assert_int_equal(patterns__add(p, regex, error, sizeof(error)), 0);
	assert_string_equal(error, "");
}

/* Whether the event passes these patterns; both may be NULL. */
static bool passes(const char *name, const char *line, struct event *ev)
{
	struct filter f = {};
	bool match;

	if (name)
		add(&f.name, name);
	if (line)
		add(&f.line, line);
	match = filter__match(&f, ev);
	filter__free(&f);
	return match;
}

static void test_back_references(void **state)
{
	static const char *const bad[] = { "(a)\\1", "\\9", "\\\\\\1", "a\\.\\2" };
	static const char *const good[] = { "\\\\1", "\\.1", "\\0", "(1)1", "[1]" };
	struct patterns p = {};
	char error[160];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(patterns__add(&p, bad[i], error, sizeof(error)),
				 -EINVAL);
		assert_string_equal(error, "it has no back-references");
	}
	assert_int_equal(p.n, 0);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		add(&p, good[i]);
	/* The backslash at the end of the pattern escapes nothing. */
	assert_int_equal(patterns__add(&p, "a\\", error, sizeof(error)), -EINVAL);
	assert_string_equal(error, "nothing after the last '\\'");
	for (size_t i = 0; i < p.n; i++)
		regex__free(p.list[i].regex);
	free(p.list);
}

static void test_no_pattern(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, BYTES("ls\0"), "ls", SIZE_MAX);
	assert_true(passes(NULL, NULL, &ev));
	event__free(&ev);
}

static void test_name(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, BYTES("/bin/other\0"), "/bin/other", SIZE_MAX);
	assert_true(passes("ls", NULL, &ev));
	assert_true(passes("^ls$", NULL, &ev));
	assert_true(passes("cat|ls", NULL, &ev));
	assert_true(passes("l{1}s+", NULL, &ev));
	assert_false(passes("^l$", NULL, &ev));
	assert_false(passes("LS", NULL, &ev));
	/* The last component of the file that was tried, too. */
	assert_true(passes("^other$", NULL, &ev));
	assert_false(passes("bin", NULL, &ev));
	assert_false(passes("lsother|ls.other", NULL, &ev));
	assert_false(passes("!^ls$", NULL, &ev));
	assert_false(passes("!^other$", NULL, &ev));
	assert_true(passes("!bin", NULL, &ev));
	ev.filename = "other";
	assert_true(passes("^other$", NULL, &ev));
	ev.filename = "other/";
	assert_false(passes("other", NULL, &ev));
	ev.filename = NULL;
	assert_true(passes("^ls$", NULL, &ev));
	assert_int_equal(ev.undecided, 0);
	assert_true(passes("other", NULL, &ev));
	assert_int_equal(ev.undecided, 1 << SUBJECT_NAME);
	event__free(&ev);
}

static void test_name_of_full_length(void **state)
{
	struct exec_record head = sample;
	struct event ev = {};

	memcpy(head.comm, "0123456789abcdef", COMM_SIZE);
	make_event(&ev, head, BYTES("x\0"), "x", SIZE_MAX);
	assert_true(passes("^0123456789abcdef$", NULL, &ev));
	event__free(&ev);
}

static void test_line(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, BYTES("curl\0-s\0\0http://x/\xff\n\0"), "curl", SIZE_MAX);
	assert_true(passes(NULL, "^curl -s  http", &ev));
	assert_true(passes(NULL, "/\xff\n$", &ev));
	assert_true(passes(NULL, "wget|curl", &ev));
	assert_false(passes(NULL, "\\\\n", &ev));
	assert_false(passes(NULL, "^-s", &ev));
	assert_false(passes(NULL, "''", &ev));
	event__free(&ev);
}

static void test_line_as_kept(void **state)
{
	struct event ev = {};

	make_event(&ev, sample, BYTES("a\0b\0c\0"), "a", SIZE_MAX);
	assert_true(passes(NULL, "^a b c$", &ev));
	make_event(&ev, sample, "", 0, "a", SIZE_MAX);
	assert_true(passes(NULL, "^$", &ev));
	assert_false(passes(NULL, ".", &ev));
	event__free(&ev);
}

/* Any of one kind, all of different kinds. */
static void test_both_kinds(void **state)
{
	struct filter f = {};
	struct event ev = {};

	add(&f.name, "cat");
	add(&f.name, "ls");
	add(&f.line, "-l");
	add(&f.line, "-r");
	make_event(&ev, sample, BYTES("ls\0-l\0"), "ls", SIZE_MAX);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("ls\0-r\0"), "ls", SIZE_MAX);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("ls\0-a\0"), "ls", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	memcpy(ev.head.comm, "no\0", 3);
	make_event(&ev, ev.head, BYTES("ls\0-l\0"), "no", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	filter__free(&f);
	event__free(&ev);
}

/* No pattern with "!" may match, and one of the others must. */
static void test_negated(void **state)
{
	struct filter f = {};
	struct event ev = {};

	make_event(&ev, sample, BYTES("ls\0-l\0!x\0"), "ls", SIZE_MAX);
	assert_false(passes("!ls", NULL, &ev));
	assert_true(passes("!cat", NULL, &ev));
	assert_true(passes(NULL, "!-a", &ev));
	assert_false(passes(NULL, "!-l", &ev));
	assert_false(passes("ls", "!-l", &ev));
	assert_false(passes("cat", "!-a", &ev));
	/* The "!" itself. */
	assert_true(passes(NULL, "[!]x", &ev));
	assert_false(passes(NULL, "!!x", &ev));
	assert_true(passes(NULL, "!!y", &ev));

	add(&f.line, "!-r");
	add(&f.line, "ls");
	add(&f.line, "cat");
	add(&f.line, "!-a");
	assert_int_equal(f.line.n, 4);
	assert_int_equal(f.line.n_positive, 2);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("cat\0-l\0"), "cat", SIZE_MAX);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("ls\0-a\0"), "ls", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("cat\0-r\0"), "cat", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("cp\0-l\0"), "cp", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	filter__free(&f);

	add(&f.line, "!a");
	add(&f.line, "!b");
	make_event(&ev, sample, BYTES("c\0"), "c", SIZE_MAX);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("b\0"), "b", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	filter__free(&f);
	event__free(&ev);
}

static void test_empty_pattern(void **state)
{
	struct patterns p = {};
	char error[160];

	assert_int_equal(patterns__add(&p, "!", error, sizeof(error)), -EINVAL);
	assert_string_equal(error, "missing pattern after '!'");
	assert_int_equal(patterns__add(&p, "", error, sizeof(error)), -EINVAL);
	assert_string_equal(error, "an empty one matches everything");
	assert_int_equal(patterns__add(&p, "!(", error, sizeof(error)), -EINVAL);
	assert_int_equal(patterns__add(&p, "!*a", error, sizeof(error)), -EINVAL);
	assert_int_equal(patterns__add(&p, "*.sh", error, sizeof(error)), -EINVAL);
	assert_int_equal(patterns__add(&p, "!(a)\\1", error, sizeof(error)), -EINVAL);
	assert_int_equal(p.n + p.n_positive, 0);
	free(p.list);
}

/* Whether ev passes with this one pattern, of the filter at that offset. */
static bool passes_by(size_t patterns, const char *regex, struct event *ev)
{
	struct filter f = {};
	bool match;

	add((struct patterns *)((char *)&f + patterns), regex);
	match = filter__match(&f, ev);
	filter__free(&f);
	return match;
}
#define BY(member) offsetof(struct filter, member)

static void test_places(void **state)
{
	struct event ev = {
		.exe = { BYTES("ls\0bin\0usr\0\0") },
		.cwd = { BYTES("\0") },
		.ancestors = { { .state.comm = "0123456789abcdef" } },
		.own_ancestry.n = 1,
	};

	ev.ancestry = &ev.own_ancestry;
	assert_true(passes_by(BY(exe), "^/usr/bin/ls$", &ev));
	assert_false(passes_by(BY(exe), "^/bin", &ev));
	assert_false(passes_by(BY(exe), "!^/usr/", &ev));
	assert_true(passes_by(BY(exe), "!^/home/", &ev));
	assert_true(passes_by(BY(cwd), "^/$", &ev));
	assert_false(passes_by(BY(cwd), "usr", &ev));
	assert_true(passes_by(BY(parent), "^0123456789abcdef$", &ev));
	assert_false(passes_by(BY(parent), "!abc", &ev));
	/* No process has forked it; none is known to. */
	ev.own_ancestry.n = 0;
	assert_false(passes_by(BY(parent), ".", &ev));
	assert_int_equal(ev.undecided, 0);
	ev.own_ancestry.more = 1;
	assert_true(passes_by(BY(parent), ".", &ev));
	assert_int_equal(ev.undecided, 1 << SUBJECT_PARENT);
}

/* Make ev have these ancestors, the parent first. */
static void set_ancestors(struct event *ev, const char *const *comms, size_t n, bool more)
{
	ev->own_ancestry = (struct exec_ancestry){ .n = (uint32_t)n, .more = more };
	ev->ancestry = &ev->own_ancestry;
	for (size_t i = 0; i < n; i++)
		memcpy(ev->ancestors[i].state.comm, comms[i],
		       strnlen(comms[i], ANCESTRY_COMM_SIZE));
}

static void test_below(void **state)
{
	static const char *const comms[] = { "bash", "0123456789abcdef", "systemd" };
	struct event ev = {};

	set_ancestors(&ev, comms, ARRAY_SIZE(comms), false);
	memcpy(ev.head.comm, "cron", 5);
	assert_true(passes_by(BY(below), "^systemd$", &ev));
	assert_true(passes_by(BY(below), "^0123456789abcdef$", &ev));
	assert_false(passes_by(BY(below), "cron", &ev));
	assert_false(passes_by(BY(below), "bash.*systemd", &ev));
	assert_false(passes_by(BY(below), "^$", &ev));
	assert_false(passes_by(BY(below), "!^bash$", &ev));
	assert_false(passes_by(BY(below), "!d$", &ev));
	assert_true(passes_by(BY(below), "!cron", &ev));
	assert_int_equal(ev.undecided, 0);
	set_ancestors(&ev, comms, 0, false);
	assert_false(passes_by(BY(below), "bash", &ev));
	assert_true(passes_by(BY(below), "!bash", &ev));
	assert_int_equal(ev.undecided, 0);
}

/* A text that the event cannot have matches no pattern, negated or not. */
static void test_no_place(void **state)
{
	static const size_t kinds[] = { BY(exe), BY(parent) };
	struct event ev = { .head.retval = -2 };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		assert_false(passes_by(kinds[i], "^", &ev));
		assert_false(passes_by(kinds[i], ".", &ev));
		assert_true(passes_by(kinds[i], "!.", &ev));
	}
	assert_int_equal(ev.undecided, 0);
}

/* Whether ev passes these patterns, and which filters are undecided. */
static void decides(size_t patterns, const char *regex, const char *more,
		    struct event *ev, bool match, unsigned int undecided)
{
	struct filter f = {};

	add((struct patterns *)((char *)&f + patterns), regex);
	if (more)
		add((struct patterns *)((char *)&f + patterns), more);
	ev->undecided = 0;
	assert_int_equal(filter__match(&f, ev), match);
	assert_int_equal(ev->undecided, undecided);
	filter__free(&f);
}

/* An event passes if the bytes that are missing may make a difference. */
static void test_undecided(void **state)
{
	const unsigned int exe = 1 << SUBJECT_EXE, line = 1 << SUBJECT_LINE;
	struct event ev = { .exe = { BYTES("ls\0bin\0us") } };
	struct exec_record head = sample;

	decides(BY(exe), "^/usr", NULL, &ev, true, exe);
	decides(BY(exe), "!^/usr", NULL, &ev, true, exe);
	decides(BY(exe), "!^/usr", "s", &ev, true, exe);
	decides(BY(exe), "^$", NULL, &ev, true, exe);
	decides(BY(exe), "a*", NULL, &ev, true, 0);
	decides(BY(exe), "!a*", NULL, &ev, false, 0);
	decides(BY(cwd), "^/$", NULL, &ev, true, 1 << SUBJECT_CWD);

	head.flags = RECORD_TRUNCATED;
	make_event(&ev, head, BYTES("ls\0-l\0"), "ls", SIZE_MAX);
	decides(BY(line), "-l", NULL, &ev, true, 0);
	decides(BY(line), "-l$", NULL, &ev, true, line);
	decides(BY(line), "x", NULL, &ev, true, line);
	decides(BY(line), "!-l", NULL, &ev, false, 0);
	decides(BY(line), "!-l", "x", &ev, false, 0);
	decides(BY(line), "!-l$", "l", &ev, true, line);
	decides(BY(line), "!x", NULL, &ev, true, line);
	head.flags = RECORD_TAGGED;
	make_event(&ev, head, BYTES("ls\0\1\0\2"), "ls", SIZE_MAX);
	decides(BY(line), "x", NULL, &ev, true, line);
	decides(BY(line), "ls", NULL, &ev, true, 0);
	event__free(&ev);
}

static void test_unknown_ancestors(void **state)
{
	const char *comms[ANCESTRY_LEVELS_MAX];
	const unsigned int below = 1 << SUBJECT_BELOW;
	struct event ev = {};

	for (size_t i = 0; i < ARRAY_SIZE(comms); i++)
		comms[i] = i ? "bash" : "sh";
	set_ancestors(&ev, comms, ARRAY_SIZE(comms), true);
	decides(BY(below), "^sh", NULL, &ev, true, 0);
	decides(BY(below), "cron", NULL, &ev, true, below);
	decides(BY(below), "!cron", NULL, &ev, true, below);
	decides(BY(below), "!^bash", NULL, &ev, false, 0);
	decides(BY(below), "!cron", "^bash", &ev, true, below);
	set_ancestors(&ev, comms, ARRAY_SIZE(comms), false);
	decides(BY(below), "!cron", NULL, &ev, true, 0);
	ev.ancestry = NULL;
	decides(BY(below), "!sh", NULL, &ev, true, below);
	decides(BY(below), "sh", NULL, &ev, true, below);
}

static void test_exclude(void **state)
{
	struct patterns p = {};
	char error[160];

	assert_int_equal(patterns__exclude(&p, "!a", error, sizeof(error)), 0);
	assert_true(p.list[0].negated);
	assert_int_equal(p.n_positive, 0);
	assert_int_equal(patterns__exclude(&p, "", error, sizeof(error)), -EINVAL);
	assert_string_equal(error, "an empty one matches everything");
	assert_int_equal(patterns__exclude(&p, "*", error, sizeof(error)), -EINVAL);
	assert_int_equal(p.n, 1);
	regex__free(p.list[0].regex);
	free(p.list);
}

static void test_needs(void **state)
{
	struct filter f = {};

	assert_int_equal(filter__needs(&f), 0);
	add(&f.line, "a");
	assert_int_equal(filter__needs(&f), 0);
	add(&f.name, "a");
	assert_int_equal(filter__needs(&f), COLLECT_FILENAME);
	filter__free(&f);
	add(&f.parent, "!a");
	assert_int_equal(filter__needs(&f), COLLECT_PARENT);
	filter__free(&f);
	add(&f.exe, "a");
	assert_int_equal(filter__needs(&f), COLLECT_DETAILS | COLLECT_EXE);
	filter__free(&f);
	add(&f.below, "!a");
	assert_int_equal(filter__needs(&f), COLLECT_ANCESTORS);
	filter__free(&f);
	add(&f.cwd, "a");
	assert_int_equal(filter__needs(&f), COLLECT_DETAILS | COLLECT_CWD);
	filter__free(&f);
}

static void test_many_patterns(void **state)
{
	struct filter f = {};
	struct event ev = {};
	char regex[16];

	for (int i = 0; i < 100; i++) {
		snprintf(regex, sizeof(regex), "^x%d$", i);
		add(&f.line, regex);
	}
	assert_int_equal(f.line.n, 100);
	make_event(&ev, sample, BYTES("x99\0"), "x", SIZE_MAX);
	assert_true(filter__match(&f, &ev));
	make_event(&ev, sample, BYTES("x100\0"), "x", SIZE_MAX);
	assert_false(filter__match(&f, &ev));
	filter__free(&f);
	event__free(&ev);
}

/* An event for which a pattern takes too long passes, undecided. */
static void test_too_long(void **state)
{
	const size_t len = 1 << 17;
	struct arg arg = { .text = calloc(1, len), .len = len };
	struct event ev = { .args = &arg, .n_args = 1 };
	struct filter f = {};

	add(&f.line, "x");
	assert_false(filter__match(&f, &ev));
	add(&f.line, "[^x]{300}x");
	assert_true(filter__match(&f, &ev));
	assert_int_equal(ev.undecided, 1 << SUBJECT_LINE);
	filter__free(&f);
	free((void *)arg.text);
}

static void test_bad_pattern(void **state)
{
	static const char *const bad[] = { "(", "[", "a{2,1}", "*)", "[[:no:]]", "\\" };
	struct patterns p = {};
	struct filter f = {};
	char error[160];

	add(&p, "good");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		error[0] = '\0';
		assert_int_equal(patterns__add(&p, bad[i], error, sizeof(error)),
				 -EINVAL);
		assert_true(strlen(error) > 5);
		assert_int_equal(p.n, 1);
	}
	f.name = p;
	filter__free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_pattern),
		cmocka_unit_test(test_back_references),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_name_of_full_length),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_line_as_kept),
		cmocka_unit_test(test_both_kinds),
		cmocka_unit_test(test_negated),
		cmocka_unit_test(test_empty_pattern),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_no_place),
		cmocka_unit_test(test_unknown_ancestors),
		cmocka_unit_test(test_exclude),
		cmocka_unit_test(test_undecided),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_many_patterns),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_bad_pattern),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
