// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Columns whose value is built from the record. */
#include "event_harness.h"

#include <linux/capability.h>

#include "base/util.h"
#include "show/format.h"

static struct format_context ctx;

/* Return the value of a column as text, or NULL if it is unknown. */
static const char *text_of(const char *name, const struct event *ev)
{
	static char text[256];
	const struct column *col = column__find(name);
	struct value v = { .kind = VALUE_NONE };

	assert_non_null(col);
	col->get(&v, &ctx, col, ev);
	if (v.kind == VALUE_NULL)
		return NULL;
	if (v.kind == VALUE_NUMBER) {
		snprintf(text, sizeof(text), "%lld", (long long)v.number);
		return text;
	}
	assert_true(v.kind == VALUE_TEXT || v.kind == VALUE_LIST);
	assert_true(v.len < sizeof(text));
	memcpy(text, v.text, v.len);
	text[v.len] = '\0';
	return text;
}

static void test_paths(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *path;
		unsigned int flags;
	} cases[] = {
		{ BYTES("ls\0bin\0usr\0\0"), "/usr/bin/ls" },
		{ BYTES("bin\0\0"), "/bin" },
		{ BYTES("\0"), "/" },
		{ BYTES("a\n\xff b\0..\0\0"), "/../a\n\xff b" },
		{ BYTES("memfd:a/b\0\0"), "/memfd:a/b" },
		{ BYTES("b\0a\0\0"), "/a/b (deleted)", PATH_DELETED },
		{ BYTES("b\0\0"), "(unreachable)/b", PATH_UNREACHABLE },
		{ BYTES("\0"), "(unreachable)/ (deleted)",
		  PATH_UNREACHABLE | PATH_DELETED },
		/* Cut, or unknown. */
		{ BYTES(""), NULL },
		{ BYTES("ls\0bin\0usr\0"), NULL },
		{ BYTES("ls\0bin\0us"), NULL },
		{ BYTES("ls"), NULL },
		{ BYTES("ls\0"), NULL, PATH_UNREACHABLE | PATH_DELETED },
	};
	struct event ev = {};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *path;
		char *copy = malloc(cases[i].len + 1);

		memcpy(copy, cases[i].bytes, cases[i].len);
		ev.exe = (struct names){ copy, cases[i].len, cases[i].flags };
		path = text_of("exe", &ev);
		assert_int_equal(!path, !cases[i].path);
		if (path)
			assert_string_equal(path, cases[i].path);
		assert_null(text_of("cwd", &ev));
		free(copy);
	}
}

static void test_terminals(void **state)
{
	static const char *const cases[][2] = {
		{ "pts3", "pts/3" },
		{ "tty1", "tty1" },
		{ "pts", "pts/" },
		{ "pts4567890123456", "pts/4567890123456" },
		{ "0123456789abcdef", "0123456789abcdef" },
	};
	struct exec_details details = { .tty = "" };
	struct event ev = { .details = &details };

	assert_null(text_of("tty", &ev));
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(details.tty, 0, sizeof(details.tty));
		memcpy(details.tty, cases[i][0], strlen(cases[i][0]));
		assert_string_equal(text_of("tty", &ev), cases[i][1]);
	}
}

static void test_exec_file(void **state)
{
	struct exec_details details = { .inode = UINT64_MAX, .device = 0xfff00000 };
	struct event ev = { .details = &details };

	assert_null(text_of("device", &ev));
	assert_null(text_of("inode", &ev));
	details.mode = 0100755;
	assert_string_equal(text_of("device", &ev), "4095:0");
	assert_string_equal(text_of("inode", &ev), "18446744073709551615");
	details.device = 0x008fffff;
	assert_string_equal(text_of("device", &ev), "8:1048575");
}

/* The values are those of the specification's example. */
static void test_process_ids(void **state)
{
	struct exec_details details = {};
	struct event ev = { .details = NULL };

	assert_true(
		cpid__parse_uuid(ctx.boot.bytes, "2899dae4-4fa4-4eef-95b6-6bc95325f61a"));
	ctx.boot.known = true;
	assert_null(text_of("id", &ev));
	assert_null(text_of("parent_id", &ev));
	ev.details = &details;
	assert_null(text_of("id", &ev));
	assert_null(text_of("parent_id", &ev));
	details.pidns = 4026532263;
	details.own_pid = 29;
	ev.head.start_ns = 555580000000;
	assert_string_equal(text_of("id", &ev), "b770a0ed-8463-822c-b5f6-30d9081ddbd9");
	assert_null(text_of("parent_id", &ev));
	details = (struct exec_details){ .parent_pidns = 4026532263,
					 .parent_start_ns = 555580000000 };
	assert_null(text_of("parent_id", &ev));
	details.parent_own_pid = 29;
	assert_null(text_of("id", &ev));
	assert_string_equal(text_of("parent_id", &ev),
			    "b770a0ed-8463-822c-b5f6-30d9081ddbd9");
	ctx.boot.known = false;
	assert_null(text_of("parent_id", &ev));
}

static void test_flags(void **state)
{
	static const struct {
		unsigned int mode, links, flags;
		const char *list;
	} cases[] = {
		{ 0100755, 1, 0, "" },
		{ 0104755, 1, 0, "setuid" },
		{ 0102755, 2, 0, "setgid" },
		{ 0102745, 1, 0, "" }, /* the group may not execute it */
		{ 0100755, 0, 0, "deleted" },
		{ 0100777, 0, FILE_MEMFD | FILE_OTHER_MOUNT,
		  "deleted,memfd,other_mount" },
		{ 0106755, 0, ~0U, "deleted,memfd,upper,setuid,setgid,other_mount" },
		{ 0100755, 1, 1U << 31, "" },
		{ 0, 0, ~0U, NULL },
	};
	struct exec_details details = {};
	struct event ev = { .details = &details };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *list;

		details.mode = cases[i].mode;
		details.links = cases[i].links;
		details.flags = cases[i].flags;
		list = text_of("flags", &ev);
		assert_int_equal(!list, !cases[i].list);
		if (list)
			assert_string_equal(list, cases[i].list);
	}
	details = (struct exec_details){ .mode = 0100755,
					 .links = 1,
					 .script_flags = 0xff };
	assert_string_equal(text_of("flags", &ev), "");
	ev.is_script = true;
	assert_string_equal(
		text_of("flags", &ev),
		"script_deleted,script_memfd,script_upper,script_other_mount");
	details.script_flags = FILE_KNOWN;
	assert_string_equal(text_of("flags", &ev), "");
	details.script_flags = 0;
	assert_string_equal(text_of("flags", &ev), "script_unknown");
}

static void test_caps_gained(void **state)
{
	struct exec_details details = { .gains_known = 1 };
	struct event ev = { .details = &details };

	assert_string_equal(text_of("caps_gained", &ev), "");
	details.caps_gained = 1ULL << CAP_CHOWN | 1ULL << CAP_NET_RAW | 1ULL << 63 |
			      1ULL << CAP_CHECKPOINT_RESTORE;
	assert_string_equal(text_of("caps_gained", &ev),
			    "cap_chown,cap_net_raw,cap_checkpoint_restore,cap_63");
	details.caps_gained = 1ULL << CAP_CHOWN;
	details.permitted_gained = 1ULL << CAP_CHOWN | 1ULL << CAP_KILL;
	assert_string_equal(text_of("caps_gained", &ev), "cap_chown,cap_kill+p");
	assert_string_equal(text_of("ids_gained", &ev), "");
	details.egid = 7;
	details.ids_gained = GAINED_EGID;
	assert_string_equal(text_of("ids_gained", &ev), "gid=7");
	details.ids_gained = GAINED_EUID | GAINED_EGID;
	assert_string_equal(text_of("ids_gained", &ev), "uid=0,gid=7");
	details.gains_known = 0;
	assert_null(text_of("caps_gained", &ev));
	assert_null(text_of("ids_gained", &ev));
}

/* Compare what a format writes for the column flags alone. mode: of the file. */
static void assert_shown(const struct formatter *format, unsigned int mode,
			 const char *expected)
{
	const struct exec_details details = { .mode = mode, .links = 1 };
	const struct event ev = { .details = &details };
	struct strbuf out = {};

	ctx.columns = (struct column_list){ { column__find("flags") }, 1 };
	format->event(&out, &ctx, &ev);
	assert_strbuf(&out, expected);
	strbuf__free(&out);
}

static void test_lists(void **state)
{
	assert_shown(&format_table, 0100755, "-\n");
	assert_shown(&format_table, 0, "-\n");
	assert_shown(&format_table, 0106755, "setuid,setgid\n");
	assert_shown(&format_json, 0100755, "{\"type\":\"exec\",\"flags\":[]}\n");
	assert_shown(&format_json, 0, "{\"type\":\"exec\",\"flags\":null}\n");
	assert_shown(&format_json, 0104755,
		     "{\"type\":\"exec\",\"flags\":[\"setuid\"]}\n");
	assert_shown(&format_json, 0106755,
		     "{\"type\":\"exec\",\"flags\":[\"setuid\",\"setgid\"]}\n");
}

static void test_numbers(void **state)
{
	struct exec_details details = { .gid = DETAIL_UNKNOWN - 1,
					.login_uid = DETAIL_UNKNOWN };
	struct event ev = { .details = &details };

	assert_string_equal(text_of("gid", &ev), "4294967294");
	assert_null(text_of("login_uid", &ev));
	assert_string_equal(text_of("cpu", &ev), "0");
}

static void test_descriptors(void **state)
{
	struct exec_details details = {
		.descriptors = { DESCRIPTOR_CLOSED, DESCRIPTOR_OTHER, DESCRIPTOR_KINDS }
	};
	struct event ev = { .details = &details };

	assert_string_equal(text_of("stdin", &ev), "closed");
	assert_string_equal(text_of("stdout", &ev), "other");
	assert_null(text_of("stderr", &ev));
	details.descriptors[2] = DESCRIPTOR_NULL;
	assert_string_equal(text_of("stderr", &ev), "null");
	details.descriptors[2] = DESCRIPTOR_UNKNOWN;
	assert_null(text_of("stderr", &ev));
}

static void test_id_names(void **state)
{
	struct exec_details details = { .gid = 0 };
	struct event ev = { .head = { .uid = 0 } };
	struct id_name root = { 0, 0, (char *)"root" }, wheel = { 0, 0, (char *)"wheel" };

	assert_null(text_of("user", &ev));
	ctx.users = (struct id_names){ &root, 1 };
	ctx.groups = (struct id_names){ &wheel, 1 };
	assert_string_equal(text_of("user", &ev), "root");
	assert_null(text_of("group", &ev)); /* none was collected */
	ev.details = &details;
	assert_string_equal(text_of("group", &ev), "wheel");
	ev.head.uid = details.gid = 1;
	assert_null(text_of("user", &ev));
	assert_null(text_of("group", &ev));
	ctx.users = ctx.groups = (struct id_names){};
}

/* Without the data that a column needs, its value is unknown. */
static void test_nothing_collected(void **state)
{
	const struct event ev = { .head = { .retval = -1 } };

	for (const struct column *col = columns; col->get; col++)
		if (col->needs & (COLLECT_DETAILS | COLLECT_CGROUPS | COLLECT_USERS))
			assert_null(text_of(col->name, &ev));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_terminals),
		cmocka_unit_test(test_exec_file),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_process_ids),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_caps_gained),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_id_names),
		cmocka_unit_test(test_nothing_collected),
	};

	return cmocka_run_group_tests_name("column", tests, NULL, NULL);
}
