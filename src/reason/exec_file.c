// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/util.h"
#include "reason/exec_file.h"

#if defined(__x86_64__)
#define EM_OWN EM_X86_64
#define EM_OWN_32 EM_386
#elif defined(__aarch64__)
#define EM_OWN EM_AARCH64
#define EM_OWN_32 EM_ARM
#endif

/* BINPRM_BUF_SIZE: the kernel reads no more of the first line. */
#define HEAD_SIZE 256
/* Limit of all program headers in load_elf_phdrs(), fs/binfmt_elf.c. */
#define HEADERS_SIZE_MAX 65536

/* Program headers of either class of ELF. */
struct headers {
	uint64_t offset;
	unsigned int n, size; /* size: of each */
};

static size_t read_at(int fd, void *buf, size_t size, uint64_t offset)
{
	const ssize_t n = offset > INT64_MAX ? -1 : pread(fd, buf, size, (off_t)offset);

	return n > 0 ? (size_t)n : 0;
}

/* Read the path of the loader, which the kernel accepts only with its NUL. Return whether the
 * file has it whole. */
static bool read_loader(int fd, uint64_t offset, uint64_t size, char loader[PATH_MAX])
{
	if (size < 2 || size > PATH_MAX)
		return true;
	if (read_at(fd, loader, size, offset) != size) {
		*loader = '\0';
		return false;
	}
	if (loader[size - 1])
		*loader = '\0';
	return true;
}

/* Find the loader in the first PT_INTERP. Return what the end of the file cuts off, or
 * NULL. */
static const char *find_loader(int fd, const struct headers *h, bool wide,
			       char loader[PATH_MAX])
{
	char table[4096];
	const unsigned int per_read = sizeof(table) / h->size;
	size_t got = 0;

	for (unsigned int i = 0; i < h->n; i++) {
		const unsigned int slot = i % per_read;
		Elf64_Phdr ph64;
		Elf32_Phdr ph32;

		if (!slot)
			got = read_at(fd, table, (size_t)per_read * h->size,
				      h->offset + (uint64_t)i * h->size);
		if (got < (size_t)(slot + 1) * h->size)
			return "its program headers";
		memcpy(&ph64, table + slot * h->size, wide ? sizeof(ph64) : sizeof(ph32));
		memcpy(&ph32, &ph64, sizeof(ph32)); /* p_type is first in both */
		if (ph32.p_type != PT_INTERP)
			continue;
		return read_loader(fd, wide ? ph64.p_offset : ph32.p_offset,
				   wide ? ph64.p_filesz : ph32.p_filesz, loader) ?
			       NULL :
			       "the path of its loader";
	}
	return NULL;
}

static void read_elf(int fd, const char head[HEAD_SIZE], size_t n, struct exec_file *p)
{
	const bool wide = head[EI_CLASS] == ELFCLASS64;
	const unsigned int size = wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	struct headers h = { .size = size };
	unsigned int type, header_size;
	Elf64_Ehdr elf64;
	Elf32_Ehdr elf32;

	memcpy(&elf64, head, sizeof(elf64));
	memcpy(&elf32, head, sizeof(elf32));
	type = elf64.e_type; /* e_type and e_machine are at the same place in both */
	p->machine = elf64.e_machine;
	if (head[EI_DATA] == ELFDATA2MSB) {
		type = be16toh(elf64.e_type);
		p->machine = be16toh(elf64.e_machine);
	}
	if (n < (wide ? sizeof(elf64) : sizeof(elf32))) {
		p->cut = "its header";
		return;
	}
	p->foreign = p->machine != EM_OWN && p->machine != EM_OWN_32;
	p->swapped = !p->foreign && head[EI_DATA] == ELFDATA2MSB;
	p->foreign |= p->swapped;
	h.offset = wide ? elf64.e_phoff : elf32.e_phoff;
	h.n = wide ? elf64.e_phnum : elf32.e_phnum;
	header_size = wide ? elf64.e_phentsize : elf32.e_phentsize;
	p->valid = (type == ET_EXEC || type == ET_DYN) &&
		   (p->foreign ||
		    (header_size == size && h.n && h.n * size <= HEADERS_SIZE_MAX));
	if (p->valid && !p->foreign)
		p->cut = find_loader(fd, &h, wide, p->interpreter);
}

/* Find the first word after #! as load_script() (fs/binfmt_script.c) does. */
static void find_interpreter(const char head[HEAD_SIZE], char interp[PATH_MAX])
{
	const char *end = memchr(head, '\n', HEAD_SIZE), *word = head + 2;
	const bool cut = !end;
	size_t len = 0;

	if (cut)
		end = head + HEAD_SIZE - 1;
	while (word < end && (*word == ' ' || *word == '\t'))
		word++;
	while (word + len < end && word[len] && word[len] != ' ' && word[len] != '\t')
		len++;
	if (cut && word + len == end) /* the word may be longer */
		return;
	memcpy(interp, word, len);
	interp[len] = '\0';
}

static void parse(int fd, const char head[HEAD_SIZE], size_t n, struct exec_file *p)
{
	p->is_short = n < sizeof(Elf64_Ehdr);
	if (!n) {
		p->kind = EXEC_FILE_EMPTY;
	} else if (n >= 2 && !memcmp(head, "#!", 2)) {
		p->kind = EXEC_FILE_SCRIPT;
		find_interpreter(head, p->interpreter);
	} else if (n >= SELFMAG && !memcmp(head, ELFMAG, SELFMAG)) {
		p->kind = EXEC_FILE_ELF;
		read_elf(fd, head, n, p);
	}
}

int exec_file__read(int path_fd, struct exec_file *p)
{
	char path[32], head[HEAD_SIZE] = "";
	ssize_t n;
	int fd, err = 0;

	p->kind = EXEC_FILE_OTHER;
	p->is_short = false;
	p->cut = NULL;
	p->foreign = p->swapped = p->valid = false;
	p->machine = 0;
	p->interpreter[0] = '\0';
	/* An O_PATH descriptor cannot be read: open the file again. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", path_fd);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		err = -errno;
	else
		parse(fd, head, (size_t)n, p);
	close(fd);
	return err;
}

const char *exec_file__machine_name(unsigned int machine)
{
	static const struct {
		unsigned int machine;
		const char *name;
	} names[] = {
		{ EM_386, "i386" },	   { EM_MIPS, "mips" },
		{ EM_PPC, "ppc" },	   { EM_PPC64, "ppc64" },
		{ EM_S390, "s390" },	   { EM_ARM, "arm" },
		{ EM_X86_64, "x86-64" },   { EM_BPF, "BPF" },
		{ EM_AARCH64, "aarch64" }, { EM_RISCV, "riscv" },
		{ EM_SPARCV9, "sparc64" }, { 258, "loongarch" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].machine == machine)
			return names[i].name;
	return NULL;
}
