#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# bench.sh BUILD_DIR: what tracing costs, beside other tracers from the
# distribution, each in turn under the same loads. ROUNDS (3), SCALE (100: per cent of
# the loads), PAIRS (10: builds with and without it), BATCHES (4: measurements of a column
# in a round), SETTLE_MS (300: time in which a tracer must be idle before a measurement),
# SECTIONS (main growth reach columns) and BASELINE (another build of execsnoop, to be
# measured too) may be set. Prints tables; figures and plots go to BUILD_DIR/bench.
set -euo pipefail
O=$(realpath "$1")
cd "$(dirname "$0")"

ROUNDS=${ROUNDS:-3}
SCALE=${SCALE:-100}
PAIRS=${PAIRS:-10}
BATCHES=${BATCHES:-4}
SETTLE_MS=${SETTLE_MS:-300}
SECTIONS=${SECTIONS:-main growth reach columns}
for section in $SECTIONS; do
    case $section in
    main | growth | reach | columns) ;;
    *) echo "bench.sh: no section '$section', only main, growth, reach and columns" >&2 && exit 2 ;;
    esac
done
# If there is no tracefs, one that only this run and what it starts can see.
if [ -z "${BENCH_INSIDE:-}" ]; then
    [ "$(id -u)" = 0 ] || { echo "bench.sh: needs root" >&2 && exit 1; }
    BENCH_INSIDE=yes exec unshare -m "./${0##*/}" "$O"
fi
[ -d /sys/kernel/tracing/events ] || mount -t tracefs none /sys/kernel/tracing

# shellcheck source-path=SCRIPTDIR
. ./lib.bash
. ./main.bash
. ./growth.bash
. ./reach.bash
. ./columns.bash
. ./report.bash

load=$O/tests/bench/load
dir=$O/bench
figures=$dir/figures
rm -rf "$dir"
mkdir -p "$dir"
mkfifo "$dir/never"
: >"$figures"
pid=

clean_up() {
    [ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || true
    jobs -p | xargs -r kill 2>/dev/null || true
    sysctl -qw kernel.bpf_stats_enabled="$stats_before"
    rm -f "$dir/never" "$dir/pipe" "$dir"/out*
}
stats_before=$(sysctl -n kernel.bpf_stats_enabled)
trap clean_up EXIT
trap 'exit 1' INT TERM

# Loads, and what others are to be compared with.
scaled() {
    local n=$(($1 * SCALE / 100))

    echo $((n > 20 ? n : 20))
}

list_tools
say_machine
for section in $SECTIONS; do
    echo "$section" >&2
    "measure_$section"
    "print_$section"
done
print_missing
