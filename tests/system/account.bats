# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Against the kernel's own account: two tracefs instances record what we trace.
load lib

# Successful and (twice that many) failing execs of the synthetic part of the load.
BURST=${EXECSNOOP_BURST:-20000}
FLOOD=${EXECSNOOP_FLOOD:-1500000}

setup_instances() {
    tracefs=$BATS_TEST_TMPDIR/tracefs
    mkdir "$tracefs"
    mount -t tracefs none "$tracefs" || skip_or_fail "no tracefs"
    good=$tracefs/instances/execsnoop-good-$token
    bad=$tracefs/instances/execsnoop-bad-$token
    mkdir "$good" "$bad"
    echo 0 >"$good/tracing_on"
    echo 0 >"$bad/tracing_on"
    echo 16384 >"$good/buffer_size_kb"
    echo 1 >"$good/events/sched/sched_process_exec/enable"
    for call in execve execveat; do
        echo 'ret < 0' >"$bad/events/syscalls/sys_exit_$call/filter"
        echo 1 >"$bad/events/syscalls/sys_exit_$call/enable"
    done
}

teardown() {
    if [ -n "${tracefs:-}" ]; then
        rmdir "$good" "$bad" || true
        umount "$tracefs" || true
    fi
    kill_tracer
}

# What an instance has seen: what it still holds and what it overwrote.
seen_by() {
    cat "$1"/per_cpu/cpu*/stats | awk '/^(entries|overrun|dropped events):/ { n += $NF } END { print n }'
}

# From the kv lines between the markers: "good PID COUNT" for each process, "bad
# COUNT", and, as soon as it comes, "mark I" for the first end marker, I the number
# of its try.
tally() {
    awk -v token="$token" '
        index($0, "ARGS=[/bin/true begin " token "]") { inside = 1; next }
        inside && match($0, "ARGS=./bin/true end " token " [0-9]+") {
            n = split(substr($0, RSTART, RLENGTH), word, " ")
            print "mark", word[n] >"mark"; close("mark"); inside = 0; ended = 1
        }
        !inside || ended { next }
        $NF == "RetVal=0" { split($2, p, "="); good[p[2]]++; next }
        { bad++ }
        END {
            for (id in good) print "good", id, good[id]
            print "bad", bad + 0
        }'
}

mark_end() {
    try=$((try + 1))
    /bin/true end "$token" "$try"
    [ -s mark ]
}

@test "a real load and a full one: not one exec unaccounted for" {
    setup_instances
    mkfifo lines
    tally <lines >counts &
    counter=$!
    start -x -o kv -b 64M -w lines
    /bin/true begin "$token"
    echo 1 >"$good/tracing_on"
    echo 1 >"$bad/tracing_on"

    "$workload/flood" "$FLOOD" "$token" >/dev/null 3>&- &
    one=$!
    "$workload/flood" "$FLOOD" "$token" >/dev/null 3>&- &
    two=$!
    env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$BATS_TEST_DIRNAME/../.." \
        O="$BATS_TEST_TMPDIR/build" >/dev/null 2>&1 3>&-
    for i in $(seq 200); do /bin/true "$i"; done
    ! command -v apt-get >/dev/null || apt-get -s install bash >/dev/null 2>&1
    "$workload/burst" "$BURST" "$token" >/dev/null
    wait $one $two

    echo 0 >"$good/tracing_on"
    echo 0 >"$bad/tracing_on"
    try=0
    eventually mark_end
    stop
    wait $counter

    lost=$(sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$err" | tail -1)
    # End markers that were tried in vain are among the lost.
    lost=$((lost - $(cut -d' ' -f2 mark) + 1))
    shown_bad=$(awk '$1 == "bad" { print $2 }' counts)
    shown_good=$(awk '$1 == "good" { n += $3 } END { print n }' counts)
    kernel_good=$(seen_by "$good")
    kernel_bad=$(seen_by "$bad")
    echo "# successful: $shown_good shown of $kernel_good; failing: $shown_bad of $kernel_bad; lost: $lost" >&3
    [ "$kernel_bad" -ge $((2 * FLOOD)) ]
    [ "$kernel_good" -gt $((BURST + 200)) ]
    [ $((shown_good + shown_bad + lost)) = $((kernel_good + kernel_bad)) ]

    # Pid by pid. What the kernel has more of is no more than what was lost.
    grep -o 'sched_process_exec: .* pid=[0-9]*' "$good/trace" | sed 's/.*pid=//' | sort |
        uniq -c | awk '{ print "good", $2, $1 }' | sort >kernel
    grep ^good counts | sort >ours
    [ "$(comm -13 kernel ours | wc -l)" -le "$lost" ]
    [ "$(comm -23 kernel ours | wc -l)" -le "$lost" ]
}
