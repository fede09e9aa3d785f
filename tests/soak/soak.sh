#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# soak.sh BUILD_DIR MINUTES: as root, a long run under load with jq reading. At the end,
# each exec that the kernel has counted must be shown or reported lost, and memory and
# descriptors of the program must not have grown since the first quarter.
set -u
O=$(realpath "$1")
seconds=$(($2 * 60))
cd "$(dirname "$0")/../.." || exit 1
here=$PWD
# shellcheck source=tests/system/lib.bash
. tests/system/lib.bash

# KiB that memory may grow by. Command lines whose end was lost are stored for a second and
# take up to 2 MiB each here. A leak of one byte per event would grow twenty times as much.
SLACK=4096

skip() {
    echo "soak: cannot run here: $1" >&2
    exit 1
}
need_root

work=$(mktemp -d)
cd "$work" || exit 1
out=$work/lines err=$work/err pid='' sampler=''

cleanup() {
    [ -z "$sampler" ] || kill "$sampler" 2>/dev/null
    kill_tracer
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# sample PID: prints "SECOND RSS_KIB DESCRIPTORS CPU_MS" once a second.
sample() {
    local fields fds rss hertz begin=$SECONDS

    hertz=$(getconf CLK_TCK)
    while fields=$(<"/proc/$1/stat"); do
        fds=("/proc/$1/fd/"*)
        rss=$(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status")
        # The fields after the name, which may contain blanks.
        read -ra fields <<<"${fields##*) }"
        echo "$((SECONDS - begin)) $rss ${#fds[@]}" \
            "$(((fields[11] + fields[12]) * 1000 / hertz))"
        sleep 1
    done 2>/dev/null
}

failed=0
expect() {
    local what=$1

    shift
    if "$@"; then return; fi
    echo "soak: FAILED: $what" >&2
    failed=1
}

mkfifo "$out"
jq -n 'reduce inputs as $e ({exec: 0, lost: 0};
    if $e.type == "exec" then .exec += 1 else .lost += $e.count end)
    | "\(.exec) \(.lost)"' -r <"$out" >sums &
jq=$!
start -x -o json --args-size=max -b 4M -u "$stranger" || exit 1
sample "$pid" >samples &
sampler=$!
counted "$BASH" "$here/tests/soak/load.sh" "$workload" "$seconds"
kill "$sampler"
wait "$sampler" 2>/dev/null
sampler=
stop
wait "$jq"
read -r exec lost <sums
grep -v '^[0-9]*$' printed | head

echo "second  RSS KiB  descriptors  CPU ms"
awk -v n="$(wc -l <samples)" 'NR % int(n / 15 + 1) == 1 || NR == n {
    printf "%6d  %7d  %11d  %6d\n", $1, $2, $3, $4 }' samples
grep -e shown -e lacks "$err" | tail -n 2
echo "by the kernel: $good succeeded, $bad failed; jq read $exec, and $lost lost"

# most FIELD FROM TO: prints the maximum of the samples between two fractions of the time.
most() {
    awk -v field="$1" -v from="$2" -v to="$3" -v n="$(wc -l <samples)" '
        NR > from * n && NR <= to * n && $field > most { most = $field }
        END { print most + 0 }' samples
}
early=$(most 2 0 0.25)
late=$(most 2 0.75 1)
echo "RSS at most: $early KiB in the first quarter, $late KiB in the last"
expect "exit status $status" [ "$status" = 0 ]
expect "not all was sampled" [ "$(wc -l <samples)" -ge $((seconds / 2)) ]
expect "memory grew" [ "$late" -le $((early + SLACK)) ]
expect "descriptors came or went" [ "$(awk '{ print $3 }' samples | sort -u | wc -l)" = 1 ]
expect "no load" [ "$((good + bad))" -gt $((seconds * 100)) ]
expect "an exec is unaccounted for" all_accounted_for
expect "the stream says otherwise" [ "$exec $lost" = "$(events_shown) $(events_lost)" ]
[ "$failed" = 0 ] && echo "soak: ok"
exit "$failed"
