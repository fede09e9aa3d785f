#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Runs fuzz targets, one after the other, from their seeds in corpus/NAME.
#
# fuzz.sh short BUILD_DIR TARGET...: a fixed number of runs, the same each time: what
#     the source says behind "short run:", else 20000.
# fuzz.sh long BUILD_DIR SECONDS [TARGET...]: so many seconds each; all, if none is
#     named. What it finds goes to BUILD_DIR/fuzz/found, a crash to .../crashes.
# fuzz.sh merge BUILD_DIR [TARGET...]: what was found and reaches code that no seed
#     reaches becomes a seed; seeds that reach nothing of their own go, but for those
#     with a name, which are there for what they find.
#
# Each prints a line for each target: "NAME: N executions".
set -euo pipefail

mode=$1
O=$(realpath "$2")
shift 2
cd "$(dirname "$0")"
seconds=0
if [ "$mode" = long ]; then
    seconds=$1
    shift
fi
[ $# -gt 0 ] || set -- fuzz_*.c

# ASan's allocator keeps what was freed for a while: 16 MB of it will do.
export ASAN_OPTIONS=quarantine_size_mb=16
export UBSAN_OPTIONS=print_stacktrace=1
# Times are in the output, and are checked.
export TZ=UTC

run() {
    local name=$1 log=$O/fuzz/$1.log

    shift
    if ! "$O/fuzz/$name" "$@" -timeout=60 -print_final_stats=1 -artifact_prefix="$O/fuzz/crashes/$name-" \
        >"$log" 2>&1; then
        grep -v '^#' "$log" | tail -n 40 >&2
        echo "$name: failed; the input is in $O/fuzz/crashes" >&2
        failed=1
        return
    fi
    echo "$name: $(sed -n 's/^stat::number_of_executed_units: //p' "$log") executions"
}

failed=0
mkdir -p "$O/fuzz/crashes"
# Of the folders that a target is given it writes into the first.
new=$(mktemp -d "$O/fuzz/new.XXXXXX")
trap 'rm -r "$new"' EXIT
for target in "$@"; do
    name=$(basename "$target" .c)
    seeds=corpus/${name#fuzz_}
    found=$O/fuzz/found/$name
    mkdir -p "$found" "$new/$name"
    folders=("$new/$name")
    [ "$mode" = short ] || folders+=("$found")
    [ ! -d "$seeds" ] || folders+=("$seeds")
    case $mode in
    short)
        runs=$(sed -n 's/.*short run: \([0-9]*\).*/\1/p' "$name.c")
        run "$name" -seed=1 -runs="${runs:-20000}" -max_len=256 "${folders[@]}"
        ;;
    long)
        run "$name" -max_total_time="$seconds" -max_len=512 "${folders[@]:1}"
        ;;
    merge)
        run "$name" -merge=1 -use_counters=0 -max_len=256 "${folders[@]}" >/dev/null
        mkdir -p "$seeds"
        find "$seeds" -regextype egrep -regex '.*/[0-9a-f]{40}' -delete
        mv "$new/$name"/* "$seeds"
        find "$seeds" -type f -printf '%s\n' |
            awk -v name="$name" '{ sum += $1 } END { print name ": " NR " seeds, " sum " bytes" }'
        ;;
    esac
done
exit $failed
