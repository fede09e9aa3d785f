// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reasons for execs of files in a folder, which is the root of the caller. */
#include "harness.h"

#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/util.h"
#include "reason/reason.h"

static struct caller caller = { .proc = -1, .task = -1, .uid = 1234, .gid = 1234 };
/* The owner of the files, as in the sentences. */
static char owner[64];

static void make(const char *path, mode_t mode, const char *bytes, size_t len)
{
	int fd = openat(caller.root, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void make_scripts(void)
{
	char path[16], text[32];

	make("s0", 0755, BYTES("#!/text\n"));
	for (int i = 1; i <= 7; i++) {
		snprintf(path, sizeof(path), "s%d", i);
		snprintf(text, sizeof(text), "#!/s%d\n", i - 1);
		make(path, 0755, text, strlen(text));
	}
}

#ifdef __x86_64__
#define OWN "x86-64"
#define OWN_NUMBER EM_X86_64
#else
#define OWN "aarch64"
#define OWN_NUMBER EM_AARCH64
#endif

/* A header of our machine, without what it leads to. */
static void make_elf(const char *path, unsigned char data, unsigned int type)
{
	const bool swap = data == ELFDATA2MSB;
	const Elf64_Ehdr head = {
		.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, data, EV_CURRENT },
		.e_type = (Elf64_Half)(swap ? htobe16(type) : type),
		.e_machine = (Elf64_Half)(swap ? htobe16(OWN_NUMBER) : OWN_NUMBER),
		.e_phoff = sizeof(head),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 1,
	};

	make(path, 0755, (const char *)&head, sizeof(head));
}

static int setup(void **state)
{
	static char folder[] = "/tmp/reason.XXXXXX";
	struct stat st;

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chmod(folder, 0755), 0);
	caller.root = open(folder, O_PATH | O_CLOEXEC);
	caller.our_root = caller.root;
	caller.our_local = true;
	assert_int_equal(fstat(caller.root, &st), 0);
	snprintf(owner, sizeof(owner), "owner %u:%u)", st.st_uid, st.st_gid);
	assert_int_equal(mkdirat(caller.root, "dir", 0755), 0);
	assert_int_equal(mkdirat(caller.root, "closed", 0700), 0);
	assert_int_equal(mkdirat(caller.root, "sticky", 0755), 0);
	assert_int_equal(fchmodat(caller.root, "dir", 0755, 0), 0);
	assert_int_equal(fchmodat(caller.root, "sticky", 01777, 0), 0);
	caller.cwd = openat(caller.root, "dir", O_PATH | O_CLOEXEC);
	make("plain", 0644, BYTES("text\n"));
	make("text", 0755, BYTES("text\n"));
	make("empty", 0755, BYTES(""));
	make("owned", 0700, BYTES("text\n"));
	make("script", 0755, BYTES("#! /no/sh -e\n"));
	make("other", 0755,
	     BYTES("\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\0\2\0\26"
		   "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
	make("cut", 0755, BYTES("\177ELF\2\1\1"));
	make_elf("no-table", ELFDATA2LSB, ET_EXEC);
	make_elf("object", ELFDATA2LSB, ET_REL);
	make_elf("swapped", ELFDATA2MSB, ET_EXEC);
	make("closed/x", 0755, BYTES("#!/plain\n"));
	make("dir/x", 0755, BYTES("#!/closed/x\n"));
	make_scripts();
	assert_int_equal(symlinkat("/closed/../text", caller.root, "link"), 0);
	assert_int_equal(symlinkat("gone", caller.root, "dangling"), 0);
	assert_int_equal(symlinkat("loop", caller.root, "loop"), 0);
	assert_int_equal(symlinkat("dir/", caller.root, "to-dir"), 0);
	*state = folder;
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	caller__close(&caller);
	caller__end(&caller);
	snprintf(command, sizeof(command), "rm -r %s", (char *)*state);
	return system(command);
}

/* Check the sentence for an exec of `path` that failed with `err`; NULL: none. */
static void assert_reason(const char *path, int err, const char *reason)
{
	const struct event ev = { .filename = path,
				  .head = { .retval = -err, .dirfd = AT_FDCWD } };
	struct strbuf sb = {};
	int result;

	caller.steps = CALLER_STEPS_MAX;
	strbuf__adds(&sb, "before: ");
	result = reason__explain(&sb, &caller, &ev);
	assert_int_equal(result, reason ? 0 : -EAGAIN);
	assert_memory_equal(strbuf__cstr(&sb), "before: ", 8);
	assert_string_equal(sb.data + 8, reason ? reason : "");
	strbuf__free(&sb);
}

static void test_explain(void **state)
{
	static const struct {
		const char *path;
		int err;
		const char *reason;
	} cases[] = {
		{ "/gone", ENOENT, "/gone does not exist" },
		{ "/no/gone", ENOENT, "/no does not exist" },
		{ "gone", ENOENT, "gone does not exist" },
		{ "../../../gone\n", ENOENT, "../gone\n does not exist" },
		{ "./to-dir", ENOENT, "to-dir does not exist" },
		{ "/to-dir/./y", ENOENT, "/dir/y does not exist" },
		{ "/dangling", ENOENT, "/gone does not exist" },
		{ "", ENOENT, "the path is empty" },
		{ "/script", ENOENT, "/script asks for #!/no/sh: /no does not exist" },
		{ "/plain/x", ENOTDIR, "/plain is not a directory" },
		{ "/text/", ENOTDIR, "/text is not a directory" },
		{ "/plain", EACCES, "/plain has no execute bit" },
		{ "/dir", EACCES, "/dir is a directory" },
		{ ".", EACCES, ". is a directory" },
		{ "/", EACCES, "/ is a directory" },
		{ "/loop", ELOOP, "/loop leads through more than 40 symbolic links" },
		{ "/s6", ELOOP,
		  "/s6 asks for #!/s5: /s5 asks for #!/s4: /s4 asks for #!/s3: "
		  "/s3 asks for #!/s2: /s2 asks for #!/s1: more than 5 interpreters "
		  "are scripts" },
		{ "/text", ENOEXEC, "/text has neither an ELF header nor #!" },
		{ "/s0", ENOEXEC,
		  "/s0 asks for #!/text: /text has neither an ELF header nor #!" },
		{ "/empty", ENOEXEC, "/empty is empty" },
		{ "/other", ENOEXEC, "/other is for another machine: s390" },
		{ "/text", ETXTBSY, "/text was open for writing" },
		{ "/script", ETXTBSY, "/script was open for writing" },
		{ "/s1", ETXTBSY, "/s1 or /s0 or /text was open for writing" },
		{ "/cut", ENOEXEC,
		  "/cut is cut off: it ends before the end of its header" },
		{ "/no-table", ENOEXEC,
		  "/no-table is cut off: it ends before the end of its program headers" },
		{ "/no-table", EIO,
		  "/no-table is cut off: it ends before the end of its program headers" },
		{ "/object", ENOEXEC, "/object is an ELF file, but no program" },
		{ "/swapped", ENOEXEC,
		  "/swapped is for another machine: big-endian " OWN },
		{ "/text", EIO, NULL },
		/* The file has changed since, or the cause is another one. */
		{ "/text", ENOENT, NULL },
		{ "/text", EACCES, NULL },
		{ "/gone", EACCES, NULL },
		{ "/text", EPERM, NULL },
		{ "/text", EAGAIN, NULL },
		{ "/other", ENOENT, NULL },
		{ "/text", E2BIG, NULL },
		{ "/text", ENOMEM, NULL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		assert_reason(cases[i].path, cases[i].err, cases[i].reason);
}

static void test_denied(void **state)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "/closed may not be searched by uid 1234 (mode 0700, %s", owner);
	assert_reason("/closed/x", EACCES, text);
	assert_reason("/link", EACCES, text);
	snprintf(
		text, sizeof(text),
		"x asks for #!/closed/x: /closed may not be searched by uid 1234 (mode 0700, %s",
		owner);
	assert_reason("x", EACCES, text);
	snprintf(text, sizeof(text),
		 "/owned may not be executed by uid 1234 (mode 0700, %s", owner);
	assert_reason("/owned", EACCES, text);

	caller.capabilities = 1ULL << CAP_DAC_READ_SEARCH;
	assert_reason("/closed/x", EACCES,
		      "/closed/x asks for #!/plain: /plain has no execute bit");
	assert_reason("/owned", EACCES, text);
	caller.capabilities = 1ULL << CAP_DAC_OVERRIDE;
	assert_reason("/owned", EACCES, NULL);
	/* Whether these capabilities apply to the file is unknown. */
	caller.task = open("/proc/self", O_PATH | O_CLOEXEC);
	caller.foreign = true;
	assert_reason("/closed/x", EACCES, NULL);
	assert_reason("/closed/y", ENOENT, "/closed/y does not exist");
	caller.foreign = false;
	close(caller.task);
	caller.task = -1;
	caller.capabilities = 0;
}

static void test_groups(void **state)
{
	struct stat st;

	assert_int_equal(fstat(caller.root, &st), 0);
	assert_int_equal(fchmodat(caller.root, "owned", 0710, 0), 0);
	caller.groups[0] = 77;
	caller.groups[1] = st.st_gid;
	caller.n_groups = 2;
	assert_reason("/owned", EACCES, NULL);
	caller.n_groups = 0;
	assert_int_equal(fchmodat(caller.root, "owned", 0601, 0), 0);
	assert_reason("/owned", EACCES, NULL);
	caller.uid = st.st_uid; /* only the owner's bits count */
	caller.n_groups = 0;
	assert_int_equal(fchmodat(caller.root, "owned", 0655, 0), 0);
	if (st.st_uid == caller.uid && getuid() == st.st_uid) {
		char text[256];

		snprintf(text, sizeof(text),
			 "/owned may not be executed by uid %u (mode 0655, %s", st.st_uid,
			 owner);
		assert_reason("/owned", EACCES, text);
	}
	caller.uid = 1234;
	assert_int_equal(fchmodat(caller.root, "owned", 0700, 0), 0);
}

static void test_long(void **state)
{
	char path[FILENAME_SIZE + 300] = "/", text[600], name[301];

	memset(name, 'x', 300);
	name[300] = '\0';
	snprintf(path, sizeof(path), "/dir/%s", name);
	snprintf(text, sizeof(text),
		 "a name in the path has 300 bytes, too many (at most 255): /dir/%s",
		 name);
	assert_reason(path, ENAMETOOLONG, text);
	/* As long as the record has of a longer path. */
	memset(path, '/', FILENAME_SIZE - 1);
	path[FILENAME_SIZE - 1] = '\0';
	assert_reason(path, ENAMETOOLONG, "the path has more than 4095 bytes");
	memset(path + 1, 'x', 300);
	assert_reason(
		path, ENAMETOOLONG,
		"the path is too long (at most 4095 bytes), or a name in it (usually at most 255)");
	memset(path, '/', 301);
	path[FILENAME_SIZE - 2] = '\0';
	assert_reason(path, ENAMETOOLONG, NULL);
	/* More than CALLER_STEPS_MAX components. */
	for (size_t i = 0; i + 2 < FILENAME_SIZE; i += 2)
		memcpy(path + i, "/.", 3);
	assert_reason(path, ENOTDIR, NULL);
	strcpy(path + 2 * 200, "/y");
	assert_reason(path, ENOENT, "/y does not exist");
}

static void test_size(void **state)
{
	const size_t most = (size_t)sysconf(_SC_PAGESIZE) * 32 - 1;
	struct arg args[] = { { .text = "x", .len = 1 },
			      { .text = "", .len = most + 9 } };
	struct event ev = { .filename = "/text",
			    .head = { .retval = -E2BIG },
			    .args = args,
			    .n_args = 2 };
	struct strbuf sb = {};
	char text[256];

	assert_int_equal(reason__explain(&sb, &caller, &ev), 0);
	snprintf(text, sizeof(text), "argument 1 has %zu bytes, at most %zu are possible",
		 most + 9, most);
	assert_strbuf(&sb, text);
	args[1].len = most;
	assert_int_equal(reason__explain(&sb, &caller, &ev), -EAGAIN);
	strbuf__free(&sb);
}

/* Too long is then the environment. */
static void test_one_argument(void **state)
{
	struct arg arg = { .text = "x", .len = 1 };
	struct event ev = { .filename = "/text",
			    .head = { .retval = -E2BIG },
			    .args = &arg,
			    .n_args = 1,
			    .argc_known = true,
			    .args_bytes_known = true,
			    .argc = 1,
			    .args_bytes = 2 };
	struct strbuf sb = {};

	caller.task = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(caller.task >= 0);
	assert_int_equal(reason__explain(&sb, &caller, &ev), 0);
	assert_non_null(strstr(strbuf__cstr(&sb), "1 argument of 2 bytes in all, "));
	strbuf__reset(&sb);
	ev.args_bytes = 1;
	assert_int_equal(reason__explain(&sb, &caller, &ev), 0);
	assert_non_null(strstr(strbuf__cstr(&sb), "1 argument of 1 byte in all, "));
	strbuf__free(&sb);
	close(caller.task);
	caller.task = -1;
}

static void test_seccomp(void **state)
{
	const struct exec_details details = { .filtered = 1 };
	/* latency 0: its entry was traced */
	const struct event ev = { .filename = "/text",
				  .details = &details,
				  .head = { .retval = -EPERM, .dirfd = AT_FDCWD } };
	struct strbuf sb = {};

	caller.steps = CALLER_STEPS_MAX;
	assert_int_equal(reason__explain(&sb, &caller, &ev), -EAGAIN);
	strbuf__free(&sb);
}

/* All descriptors are closed. */
static void test_descriptors(void **state)
{
	const int next = fcntl(0, F_DUPFD_CLOEXEC, 3);

	close(next);
	assert_reason("/s6", ELOOP,
		      "/s6 asks for #!/s5: /s5 asks for #!/s4: /s4 asks for #!/s3: "
		      "/s3 asks for #!/s2: /s2 asks for #!/s1: more than 5 interpreters "
		      "are scripts");
	assert_reason("/loop", ELOOP, "/loop leads through more than 40 symbolic links");
	assert_int_equal(fcntl(0, F_DUPFD_CLOEXEC, 3), next);
	close(next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_explain), cmocka_unit_test(test_denied),
		cmocka_unit_test(test_groups),	cmocka_unit_test(test_long),
		cmocka_unit_test(test_size),	cmocka_unit_test(test_one_argument),
		cmocka_unit_test(test_seccomp), cmocka_unit_test(test_descriptors),
	};

	return cmocka_run_group_tests_name("reason", tests, setup, teardown);
}
