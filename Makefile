# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# bpf/ is compiled by clang to one object, from which bpftool makes a skeleton
# header; src/ is compiled with it to the program. Everything goes to $(O).

VERSION := 0.1.0

# What may be set on the command line.
O ?= build$(if $(SANITIZE),-sanitize)
SANITIZE ?=
PREFIX ?= /usr/local
MINUTES ?= 30
DESTDIR ?=
TARGET ?=
SECONDS ?= 60
ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang
PKG_CONFIG ?= pkg-config
PROVE ?= prove
# Debian keeps it where ordinary users do not look.
BPFTOOL ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool || echo bpftool)
CFLAGS ?= -O2 -g
LDFLAGS ?=

sbindir = $(DESTDIR)$(PREFIX)/sbin
mandir = $(DESTDIR)$(PREFIX)/share/man
completiondir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions

# Distribution packages; the dnf names are untested.
BUILD_PACKAGES_apt := gcc libc6-dev clang bpftool libbpf-dev libelf-dev zlib1g-dev libmd-dev pkg-config
BUILD_PACKAGES_dnf := gcc glibc-devel clang bpftool libbpf-devel elfutils-libelf-devel zlib-devel libmd-devel pkgconf-pkg-config
TEST_PACKAGES_apt := bats procps perl jq libcmocka-dev libclang-rt-dev libcap2-bin mandoc shellcheck cppcheck clang-format universal-ctags zsh ksh93u+m strace
VM_PACKAGES_apt := qemu-system-x86 qemu-system-arm cpio lld debian-archive-keyring
BENCH_PACKAGES_apt := libbpf-tools bpftrace extrace forkstat gnuplot-nox
BENCH_PACKAGES_dnf := libbpf-tools bpftrace gnuplot glibc-static
TEST_PACKAGES_dnf := bats procps-ng perl-Test-Harness jq libcmocka-devel compiler-rt libcap mandoc ShellCheck cppcheck clang-tools-extra ctags zsh ksh strace glibc-static

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @$(if $(findstring s,$(firstword -$(MAKEFLAGS))),:,printf '  %-8s %s\n' $(1) '$(2)')
MAKEFLAGS += --no-print-directory
endif

machine := $(shell $(CC) -dumpmachine 2>/dev/null)
bpf_arch := $(if $(filter x86_64%,$(machine)),x86,$(if $(filter aarch64%,$(machine)),arm64,unknown))

warnings := -Wall -Wextra -Wshadow -Wtype-limits -Wformat-signedness \
	-Wmissing-prototypes -Wstrict-prototypes -Wpointer-arith -Wwrite-strings \
	-Wno-missing-field-initializers -Wno-unused-parameter -Werror
sanitizer := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer -DSANITIZED)
libs := $(shell $(PKG_CONFIG) --libs libbpf 2>/dev/null || echo -lbpf) -lelf -lz -lmd
# The version of the contract: a checksum over the bytes of its headers.
abi := -DEXECSNOOP_ABI=$(shell cat $(sort $(wildcard include/*.h)) | cksum | cut -d' ' -f1)u
cppflags := -Isrc -Iinclude -I$(O) $(abi) -DEXECSNOOP_VERSION='"$(VERSION)"'
cflags := -std=gnu11 $(warnings) $(sanitizer) $(CFLAGS) $(cppflags)
ldflags := $(sanitizer) -Wl,--as-needed $(LDFLAGS)
bpf_cflags := -g -O2 -std=gnu11 -target bpf -mcpu=v3 -Wall -Wextra -Wno-unused-parameter -Werror \
	-D__TARGET_ARCH_$(bpf_arch) -Ivmlinux -Iinclude $(abi)

sources := $(wildcard src/*.c src/*/*.c)
# All but main(): the program, the unit tests and the fuzz targets link with it.
library := $(O)/libexecsnoop.a
library_sources := $(filter-out src/main.c,$(sources))
unit_tests := $(patsubst tests/unit/%.c,$(O)/tests/unit/%,$(wildcard tests/unit/test_*.c))
workloads := $(patsubst tests/workload/%.c,$(O)/tests/workload/%,$(wildcard tests/workload/*.c)) \
	$(if $(filter x86,$(bpf_arch)),$(O)/tests/workload/exec32)
preloads := $(patsubst tests/preload/%.c,$(O)/tests/preload/%.so,$(wildcard tests/preload/*.c))

# A fuzz target is one file, linked with a library of its own.
fuzz_cflags = -std=gnu11 $(filter-out -Wformat-signedness,$(warnings)) -O1 -g $(cppflags) \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
fuzz_wraps := write read close open openat
fuzz_sources := $(wildcard tests/fuzz/*.c)
fuzz_library := $(O)/fuzz/libexecsnoop.a
fuzz_shared := $(patsubst %.c,$(O)/fuzz/%.o,$(filter-out tests/fuzz/fuzz_%,$(fuzz_sources)))
fuzz_targets := $(patsubst tests/fuzz/%.c,$(O)/fuzz/%,$(filter tests/fuzz/fuzz_%,$(fuzz_sources)))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all run check check-unit check-system check-fuzz fuzz soak check-vm vm-fetch vm-shell vm-files \
	bench lint format deps test-deps vm-deps bench-deps install uninstall clean help tests

all: $(O)/execsnoop ## build the program (the default)

run: deps ## as root: install what is missing, build, trace
	$(Q)$(MAKE) all
	$(Q)exec $(O)/execsnoop $(ARGS)

check: test-deps ## as root: install what is missing, build, lint, run all tests
	$(Q)$(MAKE) all
	$(Q)$(MAKE) tests
	$(Q)tests/run.sh '$(PROVE)' '$(O)' lint build fuzz unit system

tests: $(unit_tests) $(fuzz_targets) vm-files

# What a virtual machine is given.
vm-files: $(O)/execsnoop $(workloads) $(preloads) $(O)/tests/bench/load \
	$(O)/tests/other_abi.bpf.o $(O)/tests/stretched.bpf.o $(O)/tests/few_slots.bpf.o

check-unit: $(unit_tests) ## the tests that need neither root nor BPF
	$(Q)tests/run.sh '$(PROVE)' '$(O)' unit

check-system: tests ## as root: the tests on the live kernel
	$(Q)tests/run.sh '$(PROVE)' '$(O)' system

check-fuzz: $(fuzz_targets) ## a short, fixed run of the fuzz targets
	$(Q)tests/run.sh '$(PROVE)' '$(O)' fuzz

fuzz: $(fuzz_targets) ## a long run of TARGET (all), SECONDS each
	$(Q)tests/fuzz/fuzz.sh long '$(O)' '$(SECONDS)' $(TARGET)

soak: test-deps ## as root: a long run under load, MINUTES=30
	$(Q)$(MAKE) all
	$(Q)$(MAKE) $(workloads)
	$(Q)tests/soak/soak.sh '$(O)' $(MINUTES)

check-vm: vm-deps ## as root: the system tests on Debian's kernels, in QEMU
	$(Q)$(MAKE) vm-files
	$(Q)ALL='$(ALL)' tests/vm/run.sh check '$(O)' $(KERNEL)

vm-fetch: vm-deps ## as root: download what check-vm needs
	$(Q)mkdir -p $(O)
	$(Q)tests/vm/run.sh fetch '$(O)' $(KERNEL)

vm-shell: vm-deps ## as root: a prompt on KERNEL, with the program inside
	$(Q)$(MAKE) vm-files
	$(Q)tests/vm/run.sh shell '$(O)' $(or $(KERNEL),newest)

bench: bench-deps ## as root: install other tracers, measure all of them in turn
	$(Q)$(MAKE) all
	$(Q)$(MAKE) $(O)/tests/bench/load $(O)/tests/workload/hold $(O)/tests/workload/tree
	$(Q)tests/bench/bench.sh '$(O)'

lint: ## formatting, static checks, the rules of the house
	$(Q)tests/lint/lint.sh

format: ## reformat the C sources
	$(Q)clang-format -i $(wildcard bpf/*.[ch] include/*.h src/*.[ch] src/*/*.[ch] tests/*/*.[ch])

# --- build ---

# Changed flags rebuild everything. Written while this file is read, so that make
# finds nothing to do where nothing changed.
flags := $(CC) $(CLANG) $(cflags) $(ldflags) $(bpf_cflags)
ifneq ($(filter-out clean help format lint deps test-deps vm-deps bench-deps uninstall,$(or $(MAKECMDGOALS),all)),)
ifneq ($(file <$(O)/flags),$(flags))
$(shell mkdir -p $(O))
$(file >$(O)/flags,$(flags))
endif
endif

# Linking the object with itself alone drops DWARF and keeps BTF.
$(O)/bpf/%.o: bpf/%.c $(O)/flags
	$(call say,BPF,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -MMD -MP -MF $(@:.o=.d) -MT $@ -c $< -o $(@:.o=.full.o)
	$(Q)$(BPFTOOL) gen object $@ $(@:.o=.full.o)

$(O)/execsnoop.skel.h: $(O)/bpf/execsnoop.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name execsnoop_bpf >$@

$(O)/src/%.o: src/%.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -MMD -MP -c $< -o $@

$(O)/src/kernel/loader.o: $(O)/execsnoop.skel.h

# Anew each time, so that no object of a source that has gone stays in it.
$(library): $(library_sources:%.c=$(O)/%.o)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(O)/execsnoop: $(O)/src/main.o $(library)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ldflags) $^ $(libs) -o $@

# --- tests ---

$(O)/tests/unit/%.o: tests/unit/%.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -MMD -MP -c $< -o $@

$(O)/tests/unit/test_shortage: ldflags += -Wl,--wrap=realloc

$(O)/tests/unit/%: $(O)/tests/unit/%.o $(library)
	$(Q)$(CC) $(ldflags) $^ -lcmocka $(libs) -o $@

$(O)/tests/workload/%: tests/workload/%.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -Wno-write-strings -MMD -MP -MF $@.d $< $(ldflags) -lpthread $(libs) -o $@

$(O)/tests/preload/%.so: tests/preload/%.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -shared -fPIC -MMD -MP -MF $@.d $< $(ldflags) -o $@

$(O)/tests/workload/ends: tests/workload/ends.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(warnings) $(CFLAGS) -fno-stack-protector -nostdlib -static $(LDFLAGS) -o $@ $<

$(O)/tests/workload/exec32: tests/workload/exec32.S
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -m32 -nostdlib -static -o $@ $<

# Static, so that what it starts costs little besides the exec.
$(O)/tests/bench/%: tests/bench/%.c $(O)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(cflags) -Wno-write-strings -MMD -MP -MF $@.d $< $(ldflags) -static -o $@

$(O)/fuzz/%.o: %.c $(O)/flags
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(fuzz_cflags) -MMD -MP -c $< -o $@

$(O)/fuzz/src/kernel/loader.o: $(O)/execsnoop.skel.h

$(fuzz_library): $(library_sources:%.c=$(O)/fuzz/%.o)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(O)/fuzz/fuzz_%: $(O)/fuzz/tests/fuzz/fuzz_%.o $(fuzz_shared) $(fuzz_library)
	$(Q)$(CLANG) -fsanitize=fuzzer,address,undefined $(fuzz_wraps:%=-Wl,--wrap=%) \
		$^ $(libs) -o $@

# An object as another version would have it.
$(O)/tests/other_abi.bpf.o: bpf/execsnoop.bpf.c $(O)/bpf/execsnoop.bpf.o
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -UEXECSNOOP_ABI -DEXECSNOOP_ABI=0xdead -c $< -o $@

# One that takes its time.
$(O)/tests/stretched.bpf.o: bpf/execsnoop.bpf.c tests/workload/stretch.bpf.h $(O)/bpf/execsnoop.bpf.o
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -include tests/workload/stretch.bpf.h -c $< -o $@

# One with two slots for pending calls, so that three at once share one.
$(O)/tests/few_slots.bpf.o: bpf/execsnoop.bpf.c $(O)/bpf/execsnoop.bpf.o
	$(call say,BPF,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -DPENDING_SLOTS_LOG2=1 -c $< -o $@

# --- packages ---

# $(call install_packages,KIND...): what is not there yet, through the package
# manager of this distribution.
define install_packages
	$(Q)if command -v apt-get >/dev/null; then \
		missing=; \
		for p in $(foreach kind,$(1),$($(kind)_PACKAGES_apt)); do \
			dpkg-query -W -f='$${db:Status-Status}' "$$p" 2>/dev/null | \
				grep -q '^installed' || missing="$$missing $$p"; \
		done; \
		[ -n "$$missing" ] || exit 0; \
		if [ "$$(id -u)" != 0 ]; then \
			echo "missing packages:$$missing" >&2; \
			echo "try: sudo apt-get install$$missing" >&2; \
			exit 1; \
		fi; \
		apt-get -q update && DEBIAN_FRONTEND=noninteractive \
			apt-get -q install -y --no-install-recommends $$missing; \
	elif command -v dnf >/dev/null; then \
		dnf install -y $(foreach kind,$(1),$($(kind)_PACKAGES_dnf)); \
	else \
		echo "no apt-get, no dnf: install what README.md lists" >&2; \
	fi
endef

deps: ## as root: install what the build needs
	$(call install_packages,BUILD)

test-deps: ## as root: install what build and tests need
	$(call install_packages,BUILD TEST)

vm-deps: ## as root: install what build and virtual machines need
	$(call install_packages,BUILD VM)

bench-deps: ## as root: install what build and benchmark need
	$(call install_packages,BUILD BENCH)

# --- install ---

install: all ## to $(DESTDIR)$(PREFIX)
	install -d $(sbindir) $(mandir)/man7 $(mandir)/man8 $(completiondir)
	install -m 755 $(O)/execsnoop $(sbindir)/execsnoop
	install -m 644 man/execsnoop-examples.7 $(mandir)/man7/execsnoop-examples.7
	install -m 644 man/execsnoop.8 $(mandir)/man8/execsnoop.8
	install -m 644 completion/execsnoop.bash $(completiondir)/execsnoop

uninstall: ## what install put there
	rm -f $(sbindir)/execsnoop $(mandir)/man7/execsnoop-examples.7 $(mandir)/man8/execsnoop.8 \
		$(completiondir)/execsnoop

clean: ## remove what was built
	rm -rf $(O)

help: ## print this
	@echo 'Targets:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	@echo 'Variables:'
	@echo '  O=DIR           where to build (build)'
	@echo '  V=1             print the commands'
	@echo '  SANITIZE=LIST   such as address,undefined'
	@echo '  MINUTES=N       of make soak (30)'
	@echo '  PREFIX, DESTDIR where to install (/usr/local)'
	@echo '  ARGS=...        options for make run'
	@echo '  TARGET, SECONDS for make fuzz: fuzz_text (all), 60'
	@echo '  KERNEL=NAME...  for check-vm and vm-shell: of tests/vm/kernels'
	@echo '  ALL=1           for check-vm: all test files on each kernel'

-include $(shell find $(O) -name '*.d' 2>/dev/null)
