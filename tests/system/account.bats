# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Against the kernel's own account: two tracefs instances record what we trace. Of
# the load alone, whatever else runs: we know it by its cgroup, the kernel's account
# by its first process and all that descend from it.
# bats file_tags=alone
load lib

# Successful and (twice that many) failing execs of the synthetic part of the load.
BURST=${EXECSNOOP_BURST:-10000}
FLOOD=${EXECSNOOP_FLOOD:-500000}

setup_group() {
    local mount

    mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$mount" ] || skip_or_fail "no cgroup v2"
    group=$mount/execsnoop-$token
    mkdir "$group" || skip_or_fail "cgroup v2 is read-only"
}

setup_instances() {
    tracefs=$BATS_TEST_TMPDIR/tracefs
    mkdir "$tracefs"
    mount -t tracefs none "$tracefs" || skip_or_fail "no tracefs"
    good=$tracefs/instances/execsnoop-good-$token
    bad=$tracefs/instances/execsnoop-bad-$token
    mkdir "$good" "$bad"
    for instance in "$good" "$bad"; do
        echo 1 >"$instance/options/event-fork"
        # An empty list of processes would be all of them.
        echo 0 >"$instance/tracing_on"
    done
    echo 16384 >"$good/buffer_size_kb"
    echo 1 >"$good/events/sched/sched_process_exec/enable"
    for call in execve execveat; do
        echo 'ret < 0' >"$bad/events/syscalls/sys_exit_$call/filter"
        echo 1 >"$bad/events/syscalls/sys_exit_$call/enable"
    done
}

teardown() {
    if [ -n "${group:-}" ]; then
        xargs -r kill -KILL <"$group/cgroup.procs" || true
        eventually rmdir "$group" || true
    fi
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

# From the kv lines: "good PID COUNT" for each process, and "bad COUNT".
tally() {
    awk '
        $NF == "RetVal=0" { split($2, p, "="); good[p[2]]++; next }
        { bad++ }
        END {
            for (id in good) print "good", id, good[id]
            print "bad", bad + 0
        }'
}

# The real part of it and the synthetic one, in a shell of its own.
run_load() {
    # To no program before both accounts know this shell.
    echo "$BASHPID" >"$group/cgroup.procs"
    for instance in "$good" "$bad"; do
        echo "$BASHPID" >"$instance/set_event_pid"
        echo 1 >"$instance/tracing_on"
    done
    "$workload/flood" "$FLOOD" "$token" &
    "$workload/flood" "$FLOOD" "$token" &
    build_something
    for i in $(seq $((200 / scale))); do /bin/true "$i"; done
    ! command -v apt-get || apt-get -s install bash
    "$workload/burst" "$BURST" "$token" "$workload/ends"
    wait
}

@test "a real load and a full one: not one exec unaccounted for" {
    setup_group
    setup_instances
    mkfifo lines
    tally <lines >counts &
    counter=$!
    start -x -o kv -b 64M -w lines -c "$group"
    (run_load) >/dev/null 2>&1 3>&-
    stop
    wait $counter

    lost=$(sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$err" | tail -1)
    shown_bad=$(awk '$1 == "bad" { print $2 }' counts)
    shown_good=$(awk '$1 == "good" { n += $3 } END { print n }' counts)
    kernel_good=$(seen_by "$good")
    kernel_bad=$(seen_by "$bad")
    echo "# successful: $shown_good shown of $kernel_good; failing: $shown_bad of $kernel_bad; lost: $lost" >&3
    [ "$kernel_bad" -ge $((2 * FLOOD)) ]
    [ "$kernel_good" -gt $((BURST + 200 / scale)) ]
    # A run that the kernel skipped may have been at the exit of a successful exec, or of
    # one that is none of ours.
    missing=$((kernel_good + kernel_bad - shown_good - shown_bad))
    [ "$missing" -le "$lost" ]
    [ "$missing" -ge $((lost - $(skipped_runs))) ]

    # Pid by pid. What the kernel has more of is no more than what was lost.
    grep -o 'sched_process_exec: .* pid=[0-9]*' "$good/trace" | sed 's/.*pid=//' | sort |
        uniq -c | awk '{ print "good", $2, $1 }' | sort >kernel
    grep ^good counts | sort >ours
    [ "$(comm -13 kernel ours | wc -l)" -le "$lost" ]
    [ "$(comm -23 kernel ours | wc -l)" -le "$lost" ]
}
