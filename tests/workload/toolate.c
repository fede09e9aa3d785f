// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * toolate TOKEN: an exec that fails after the point of no return. Needs a
 * current directory in which it may make files.
 */
#include <elf.h>
#include <fcntl.h>

#include "workload.h"

int main(int argc, char **argv)
{
	struct {
		Elf64_Ehdr head;
		Elf64_Phdr load;
	} file = {
		.head = {
			.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_phoff = sizeof(Elf64_Ehdr),
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1,
		},
		.load = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = 0xffffffff80000000,
			.p_filesz = sizeof(file),
			.p_memsz = sizeof(file),
		},
	};
	char *args[] = { "toolate.bad", argc > 1 ? argv[1] : NULL, NULL };
	int fd = open("toolate.bad", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	pid_t pid;

#ifdef __aarch64__
	file.head.e_machine = EM_AARCH64;
#endif
	if (fd < 0 || write(fd, &file, sizeof(file)) != sizeof(file) || close(fd))
		err(1, "toolate.bad");
	pid = fork();
	if (!pid) {
		execv("./toolate.bad", args);
		_exit(1);
	}
	wait_for(pid);
	return 0;
}
