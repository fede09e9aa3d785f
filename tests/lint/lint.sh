#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# All static checks. Runs every one of them, then fails if any did.
set -u
cd "$(dirname "$0")/../.." || exit 1

failed=0
check() {
    local name=$1

    shift
    printf '  %-8s %s\n' LINT "$name"
    "$@" || failed=1
}

mapfile -t c_files < <(find bpf include src tests vmlinux -name '*.[ch]' | sort)
mapfile -t shell_files < <(find .ci completion tests -name '*.sh' -o -name '*.bash' -o -name '*.bats' \
    -o -path .ci/run -o -path tests/vm/init | sort)

mapfile -t man_pages < <(find man -name '*.[1-9]' | sort)

# The pages that they refer to need not be installed.
man_page() {
    ! mandoc -Tlint -Wstyle "${man_pages[@]}" 2>&1 | grep -v -e 'mandoc.db' -e 'referenced manual not found'
}

format() {
    clang-format --dry-run -Werror "${c_files[@]}"
}

# SC2154, SC2034, SC2030, SC2031: a test's variables come from lib.bash, and each
# test runs in a shell of its own. SC2016: jq has dollars too. SC2317: see check().
shell() {
    printf '%s\0' "${shell_files[@]}" | xargs -0 -n 8 -P "$(nproc)" \
        shellcheck -x -P SCRIPTDIR -e SC2154,SC2034,SC2030,SC2031,SC2016,SC2317
}

# Not the BPF side: its map definitions are no C that cppcheck knows.
analysis() {
    cppcheck -j "$(nproc)" --quiet --std=c11 --error-exitcode=1 --inline-suppr \
        --enable=warning,performance,portability -Isrc -Iinclude --suppress=missingIncludeSystem \
        -D__x86_64__ "-DLIBBPF_OPTS(type,name,...)=struct type name" -DEXECSNOOP_VERSION='""' src
}

# In the first lines; a page that is read as it stands has it last.
licences() {
    local file bad=0

    for file in "${c_files[@]}" "${shell_files[@]}" Makefile "${man_pages[@]}" \
        .clang-format .editorconfig .gitignore README.md; do
        case $file in
        *.md) tail -n 1 "$file" ;;
        *) head -n 3 "$file" ;;
        esac | grep -q "SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause" ||
            { echo "$file: no SPDX line" && bad=1; }
    done
    return "$bad"
}

check clang-format format
check shellcheck shell
check cppcheck analysis
check mandoc man_page
check licences licences
check layers tests/lint/layers.sh
check budget tests/lint/budget.sh
exit "$failed"
