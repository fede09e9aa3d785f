# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Something happens at each point of a run, which ptrace(2) stops there.
load lib

# On a slow machine less of the same.
scale=${EXECSNOOP_SCALE:-1}

@test "a signal at every system call from start to end, and a second one" {
    stops=$("$workload/stops" signals "$scale" "$execsnoop" -x 3>&-)
    echo "# of $stops" >&3
    [ "$stops" -ge 100 ]
}

# There too nothing is asked about a process, which might be another one by then.
@test "an exec at every instruction before the sleep is shown at once" {
    stops=$("$workload/stops" execs "$scale" "$execsnoop" -x -T -t -U -L 3>&-)
    echo "# of $stops" >&3
    [ "$stops" -ge 100 ]
}
