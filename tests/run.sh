#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# run.sh PROVE BUILD_DIR SUITE...: runs suites (unit, build, fuzz, system) in one
# prove, whose closing lines count the tests. Skipped ones are named with why.
set -eu

prove=$1
O=$(realpath "$2")
shift 2
cd "$(dirname "$0")/.."

files=()
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
    unit) built tests/unit/test_ tests/unit ;;
    fuzz) built tests/fuzz/fuzz_ fuzz ;;
    *) files+=(tests/"$suite"/*.bats) ;;
    esac
done

export O
exec "$prove" --directives --comments --timer --exec tests/tap.sh "${files[@]}"
