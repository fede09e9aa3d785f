#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# run.sh PROVE BUILD_DIR SUITE...: runs suites (unit, build, system) in one
# prove, whose closing lines count the tests. Skipped ones are named with why.
set -eu

prove=$1
O=$(realpath "$2")
shift 2
cd "$(dirname "$0")/.."

files=()
for suite in "$@"; do
    if [ "$suite" = unit ]; then
        for source in tests/unit/test_*.c; do
            name=${source##*/}
            files+=("$O/tests/unit/${name%.c}")
        done
    else
        files+=(tests/"$suite"/*.bats)
    fi
done

export O
exec "$prove" --directives --comments --timer --exec tests/tap.sh "${files[@]}"
