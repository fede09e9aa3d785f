#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# run.sh PROVE BUILD_DIR SUITE...: runs suites (lint, unit, build, fuzz, system) in one
# prove, whose closing lines count the tests. Skipped ones are named with why.
# JOBS: number of test files that run at the same time (two more than CPUs: most wait).
set -eu

prove=$1
O=$(realpath "$2")
shift 2
cd "$(dirname "$0")/.."

files=()
# Begun first, longest first, so that nothing waits for them at the end.
slow=(tests/system/{loads,stops,details,reason,filters,privileges,exits,hostile,choices,shortage}.bats)

# built SOURCES FOLDER: the programs of the sources that begin so.
built() {
    local source

    for source in "$1"*.c; do
        source=${source##*/}
        files+=("$O/$2/${source%.c}")
    done
}
for suite in "$@"; do
    case $suite in
    lint) files+=(tests/lint/lint.sh) ;;
    unit) built tests/unit/test_ tests/unit ;;
    fuzz) built tests/fuzz/fuzz_ fuzz ;;
    system) files+=("${slow[@]}") && for file in tests/system/*.bats; do
        [[ " ${slow[*]} " = *" $file "* ]] || files+=("$file")
    done ;;
    *) files+=(tests/"$suite"/*.bats) ;;
    esac
done

# Test files with the tag alone load or change the whole machine: no other file traces
# beside them, but tests that trace nothing may run. (Nested, as prove begins with
# what is not.)
rules() {
    echo "seq:
  - par:
    - seq:"
    grep -lx '# bats file_tags=alone' tests/system/*.bats | sed 's/^/      - /'
    echo "    - par:
      - tests/lint/*
      - $O/fuzz/*
      - tests/build/*
      - $O/tests/unit/*
  - par: tests/system/*"
}
mkdir -p "$O/tests"
rules >"$O/tests/rules.yml"

export O HARNESS_RULESFILE=$O/tests/rules.yml
exec "$prove" --jobs "${JOBS:-$(($(nproc) + 2))}" --directives --comments --timer --exec tests/tap.sh "${files[@]}"
