// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* First bytes of files, and their interpreters. */
#include "harness.h"

#include <elf.h>
#include <errno.h>
#include <sys/mman.h>

#include "base/util.h"
#include "reason/exec_file.h"

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#define MACHINE_32 EM_386
#else
#define MACHINE EM_AARCH64
#define MACHINE_32 EM_ARM
#endif

static struct exec_file program;

static void parse(const void *bytes, size_t len)
{
	const int fd = memfd_create("program", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(exec_file__read(fd, &program), 0);
	close(fd);
}

static void test_scripts(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *interpreter;
	} cases[] = {
		{ BYTES("#!/bin/sh\n"), "/bin/sh" },
		{ BYTES("#! \t/bin/sh -e\nmore"), "/bin/sh" },
		{ BYTES("#!/bin/sh\r\n"), "/bin/sh\r" },
		{ BYTES("#!/bin/sh"), "/bin/sh" },
		{ BYTES("#!sh\t\n"), "sh" },
		{ BYTES("#!a\0b\n"), "a" },
		{ BYTES("#!\n/bin/sh\n"), "" },
		{ BYTES("#! \t \n"), "" },
		{ BYTES("#!"), "" },
	};
	char line[300];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		parse(cases[i].bytes, cases[i].len);
		assert_int_equal(program.kind, EXEC_FILE_SCRIPT);
		assert_string_equal(program.interpreter, cases[i].interpreter);
	}
	/* The kernel reads 255 bytes, and rejects a name that may be longer. */
	memset(line, 'x', sizeof(line));
	memcpy(line, "#!", 2);
	line[254] = '\n';
	parse(line, sizeof(line));
	assert_int_equal(strlen(program.interpreter), 252);
	line[254] = 'x';
	parse(line, sizeof(line));
	assert_string_equal(program.interpreter, "");
	line[100] = ' ';
	parse(line, sizeof(line));
	assert_int_equal(strlen(program.interpreter), 98);
}

static void test_kinds(void **state)
{
	parse("", 0);
	assert_int_equal(program.kind, EXEC_FILE_EMPTY);
	parse("#", 1);
	assert_int_equal(program.kind, EXEC_FILE_OTHER);
	parse("\177EL", 3);
	assert_int_equal(program.kind, EXEC_FILE_OTHER);
	parse("\177ELF", 4);
	assert_int_equal(program.kind, EXEC_FILE_ELF);
	assert_false(program.valid);
	assert_int_equal(exec_file__read(-1, &program), -ENOENT);
	assert_string_equal(exec_file__machine_name(EM_AARCH64), "aarch64");
	assert_null(exec_file__machine_name(9999));
}

static struct {
	Elf64_Ehdr head;
	Elf64_Phdr table[100];
	char loader[16];
} elf;

static void make_elf(unsigned int at)
{
	memset(&elf, 0, sizeof(elf));
	memcpy(elf.head.e_ident, ELFMAG, SELFMAG);
	elf.head.e_ident[EI_CLASS] = ELFCLASS64;
	elf.head.e_ident[EI_DATA] = ELFDATA2LSB;
	elf.head.e_type = ET_DYN;
	elf.head.e_machine = MACHINE;
	elf.head.e_phoff = offsetof(typeof(elf), table);
	elf.head.e_phentsize = sizeof(Elf64_Phdr);
	elf.head.e_phnum = 100;
	elf.table[at] = (Elf64_Phdr){ .p_type = PT_INTERP,
				      .p_offset = offsetof(typeof(elf), loader),
				      .p_filesz = 7 };
	strcpy(elf.loader, "/ld.so");
}

static void assert_loader(const char *interpreter)
{
	parse(&elf, sizeof(elf));
	assert_int_equal(program.kind, EXEC_FILE_ELF);
	assert_string_equal(program.interpreter, interpreter);
}

static void test_elf(void **state)
{
	for (unsigned int at = 0; at < 100; at += 33) {
		make_elf(at);
		assert_loader("/ld.so");
		assert_true(program.valid && !program.foreign);
	}
	elf.table[99].p_filesz = 6; /* without its NUL */
	assert_loader("");
	elf.table[99].p_filesz = PATH_MAX + 1;
	assert_loader("");
	elf.table[99].p_filesz = 7;
	elf.table[99].p_offset = UINT64_MAX - 3;
	assert_loader("");
	make_elf(0);
	elf.head.e_phoff = UINT64_MAX;
	assert_loader("");
	make_elf(0);
	elf.head.e_phentsize = 0;
	assert_loader("");
	assert_false(program.valid);
	make_elf(0);
	elf.head.e_phnum = 65535;
	assert_loader("");
	assert_false(program.valid);
	make_elf(0);
	elf.head.e_type = ET_REL;
	assert_loader("");
	assert_false(program.valid);
	make_elf(0);
	elf.head.e_machine = EM_S390;
	assert_loader("");
	assert_true(program.foreign && program.machine == EM_S390);
}

static void test_elf32(void **state)
{
	struct {
		Elf32_Ehdr head;
		Elf32_Phdr table[2];
		char loader[16];
	} small = {
		.head = { .e_ident = ELFMAG,
			  .e_type = ET_EXEC,
			  .e_machine = MACHINE_32,
			  .e_phoff = sizeof(Elf32_Ehdr),
			  .e_phentsize = sizeof(Elf32_Phdr),
			  .e_phnum = 2 },
		.table = { { .p_type = PT_LOAD },
			   { .p_type = PT_INTERP,
			     .p_offset = sizeof(Elf32_Ehdr) + 2 * sizeof(Elf32_Phdr),
			     .p_filesz = 7 } },
		.loader = "/ld.so",
	};

	small.head.e_ident[EI_CLASS] = ELFCLASS32;
	small.head.e_ident[EI_DATA] = ELFDATA2LSB;
	parse(&small, sizeof(small));
	assert_string_equal(program.interpreter, "/ld.so");
	assert_true(program.valid && !program.foreign);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_elf),
		cmocka_unit_test(test_elf32),
	};

	return cmocka_run_group_tests_name("exec_file", tests, NULL, NULL);
}
