# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Races: with programs that end or exec at once, with pids that are used again, with limits
# of processes. The tracer has one thread, and looks up nothing in /proc when an event comes;
# only the helpers of the column reason do (reason.bats).
# bats file_tags=alone
load lib

# On a slow machine less of the same.
scale=${EXECSNOOP_SCALE:-1}

teardown() {
    kill_tracer
    [ -z "${group:-}" ] || eventually rmdir "$group"
}

@test "a program that takes its time wakes who went to sleep meanwhile" {
    mkfifo pipe
    exec {said}< <(LD_PRELOAD=$O/tests/preload/late.so exec "$execsnoop" \
        --bpf-object="$O/tests/stretched.bpf.o" -x -P $$ 2>&1 >pipe 3>&-)
    pid=$!
    exec {reader}<pipe
    read -t 30 -r line <&"$said"
    read -t 30 -r line <&"$reader"
    for i in $(seq $((100 / scale))); do
        # Four events, of two processes; no other will wake it.
        "$workload/flood" 1 "$token" >/dev/null &
        "$workload/flood" 1 "$token" >/dev/null
        for _ in 1 2 3 4; do
            read -t 10 -r line <&"$reader" || { echo "round $i" && false; }
        done
        wait $!
    done
    stop
    exec {reader}<&-
}

@test "two thousand threads exec at once: one of each process succeeds" {
    start -x -b 16M -u "$stranger"
    counted "$workload/threads" 40 50 "$token"
    stop
    [ "$(wc -l <printed)" = 40 ]
    same "$(sort printed)" "$(shown "child $token" | awk '$4 == 0' | sort)"
    [ "$good" = 41 ]
    # The others end within the call; what the kernel returns then reaches no program.
    [ "$(shown | awk '$4 <= -512 && $4 >= -516' | wc -l)" = 0 ]
    [ "$(events_shown)" = $((good + bad)) ]
    says ", 0 lost"
}

@test "a fork bomb that is kept within limits: each of its execs" {
    start -x -b 16M -u "$stranger"
    # The limit counts for no root.
    counted "$(command -v prlimit)" --nproc=60 "$workload/bomb" 12 "$token"
    stop
    grep -q full printed
    all_accounted_for
    says ", 0 lost"
    [ "$(shown "$token" | awk '$4 < 0' | wc -l)" = "$bad" ]
}

@test "a fork bomb in a cgroup of few pids" {
    root=/sys/fs/cgroup/pids
    if [ ! -d "$root" ]; then
        root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
        echo +pids >"$root/cgroup.subtree_control" || true
    fi
    group=$root/execsnoop-$token
    mkdir "$group" && echo 50 >"$group/pids.max" ||
        skip_or_fail "no cgroup that counts processes"
    start -x -b 16M -u "$stranger"
    counted "$BASH" -p -c 'echo $$ >"$0/cgroup.procs"; exec "$1" 12 "$2"' "$group" \
        "$workload/bomb" "$token"
    stop
    grep -q full printed
    all_accounted_for
    says ", 0 lost"
}

@test "pids that are used again at once" {
    start -x
    "$workload/reuse" 300 "$token" >want
    stop
    [ "$(wc -l <want)" = 600 ]
    # Nearly all have one pid, if others do not take it.
    [ "$(awk '{ print $2 }' want | sort -u | wc -l)" -lt 100 ]
    same "$(cat want)" "$(shown "$token" | grep -v "reuse 300")"
}
