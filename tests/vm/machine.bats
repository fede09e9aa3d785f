# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is done to a whole machine, and what only some kernels do to us.
load ../system/lib

setup() {
    [ -n "${EXECSNOOP_VM:-}" ] || skip "for a machine of its own: make check-vm"
    # shellcheck source=/dev/null
    source "$BATS_TEST_DIRNAME/../system/lib.bash"
    setup
}

teardown() {
    for online in "${cpus[@]:-}"; do
        [ -z "$online" ] || echo 1 >"$online"
    done
    kill_tracer
}

# In all of them programs may be preempted from Linux 7.2 on; the kernel then skips the
# runs that would nest.
@test "exec storms on one CPU: no success is missed, every failure is shown or counted" {
    processes=8 rounds=25 jobs=()
    start -x -o json -b 16M -P $$
    taskset -p -c 0 "$pid" >/dev/null
    for _ in $(seq $processes); do
        taskset -c 0 "$workload/storm" "$token" $rounds 3>&- &
        jobs+=($!)
    done
    wait "${jobs[@]}"
    stop
    shown() { jq -c --arg t "$token" "select(.args[1] == \$t and .retval $1 0)" "$out" | wc -l; }
    failing=$(shown '<')
    echo "# $failing of $((processes * rounds)) failing execs shown, $(skipped_runs) runs skipped" >&3
    [ "$(shown '==')" = $((processes * (rounds + 1))) ]
    says "$(jq -c 'select(.type == "exec")' "$out" | wc -l) events shown"
    # Among the skipped may be exits of calls that succeeded.
    missing=$((processes * rounds - failing))
    [ "$missing" -ge 0 ]
    [ "$missing" -le "$(skipped_runs)" ]
}

@test "more calls under way than the hash of old kernels holds: all shown, the rest counted" {
    ! has_saved_registers || skip "this kernel needs no hash"
    for limit in kernel/threads-max kernel/pid_max vm/max_map_count; do
        echo 100000 >/proc/sys/$limit
    done
    mkfifo go said_by_it
    "$workload/unseen" inflight "$token" 8292 <go >said_by_it 3>&- &
    start -x -o json -b 16M
    exec {go}>go {its}<said_by_it
    read -r -u "$its" line
    [ "$line" = entered ]
    echo >&"$go"
    # No exec while they are under way: it would be one more.
    mapfile -t -n 8292 -u "$its" want
    stop
    [ "${#want[@]}" = 8292 ]
    failed() { jq -c --arg t "$token" "select(.retval < 0 and .comm == \"unseen\" and $1)" "$out" | wc -l; }
    [ "$(failed '.args[1] == $t and .latency_us > 0')" = 8192 ]
    [ "$(failed '.args == [""] and .unreadable == [0] and .latency_us == null')" = 100 ]
    says "100 calls have no recorded start"
    says ", 0 lost"
}

# Seconds since boot.
uptime() {
    local up

    read -r up _ </proc/uptime
    echo "$up"
}

@test "the clock is set: after a second timestamps follow, both ways" {
    start -o json -P $$
    i=0
    for step in 3600 -3600; do
        date -s "@$((EPOCHSECONDS + step))" >/dev/null
        since=$(uptime)
        until now=$(uptime) && [ "${now%.*}" -ge $((${since%.*} + 3)) ]; do
            i=$((i + 1)) before=$EPOCHREALTIME
            /bin/true "$token" $i
            echo "$i $before $EPOCHREALTIME $since $now"
        done
    done >asked
    stop
    jq -r --arg t "$token" 'select(.args[1] == $t) | "\(.args[2]) \(.timestamp) \(.latency_us)"' "$out" |
        while read -r n stamp latency; do
            echo "$n $(date -d "$stamp" +%s.%N) $latency"
        done >stamps
    # A millisecond is for what the two clocks drift apart in a second.
    awk -v want="$i" 'NR == FNR { before[$1] = $2; after[$1] = $3; late[$1] = $5 >= $4 + 1.02; if (late[$1]) after_step[$4]++; next }
        { n++ }
        $3 <= 0 || $3 > 1e7 { print "latency:", $0; bad = 1 }
        late[$1] && ($2 < before[$1] - 0.001 || $2 > after[$1] + 0.001) {
            print $0, "not from", before[$1], "to", after[$1]; bad = 1
        }
        END { exit bad || n != want || length(after_step) != 2 }' asked stamps
}

@test "a CPU goes and comes back: execs on each are shown, begun with it or without" {
    cpus=()
    for online in /sys/devices/system/cpu/cpu[0-9]*/online; do
        echo 0 >"$online" 2>/dev/null || continue
        cpus+=("$online")
        echo 1 >"$online"
    done
    [ "${#cpus[@]}" -gt 0 ]
    for online in "${cpus[@]}"; do
        number=${online%/online} number=${number##*cpu}
        for begun in without with; do
            [ $begun = with ] || echo 0 >"$online"
            start -x
            echo 0 >"$online"
            "$workload/burst" 5 "$token" >want
            "$workload/flood" 5 "$token" >/dev/null
            echo 1 >"$online"
            taskset -c "$number" "$workload/burst" 5 "$token" >>want
            taskset -c "$number" "$workload/flood" 5 "$token" >/dev/null
            stop
            echo "begun $begun CPU $number"
            same "$(cat want)" "$(shown "child $token")"
            [ "$(shown "flood $token" | awk '$4 < 0' | wc -l)" = 10 ]
        done
    done
}
