# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What choosing costs: an exec that is rejected, a task that nobody follows, a build
# that is followed.

# spent PROGRAMS BY: how long the programs (a regular expression) ran between the files
# before and after, for each run of the program BY. Others' execs are counted in both.
spent() {
    awk -v which="^($1)\$" -v by="$2" '
        { sign = FNR == NR ? -1 : 1 }
        $1 ~ which { ns += sign * $2 }
        $1 == by { runs += sign * $3 }
        END { if (runs > 0) printf "%.0f\n", ns / runs }' "$dir/before" "$dir/after"
}

# reach_load KIND N RATE
reach_load() {
    settle
    programs >"$dir/before"
    "$load" "$1" "$2" reach "$3" >/dev/null
    programs >"$dir/after"
}

# empty_at EVENT...: empty programs there, one for each; empty_stop ends them.
empty_at() {
    local event

    empties=()
    for event in "$@"; do
        "$O/tests/workload/hold" "$(cat "/sys/kernel/tracing/events/$event/id")" 1 \
            <>"$dir/never" >"$dir/held" &
        empties+=($!)
        until [ -s "$dir/held" ]; do
            read -rt 0.1 <>"$dir/never" || true
        done
        : >"$dir/held"
    done
}

empty_stop() {
    { kill "${empties[@]}" && wait "${empties[@]}"; } 2>/dev/null || true
}

# What the kernel tells of a program that does nothing, instead of ours: the clock is read
# twice, and what every program needs is cold. (The tracer has nothing to do.) Sets
# empty_ns.
reach_empty() {
    tracer "$dir/out" "$O/execsnoop" --lite -u 54321
    traces "$dir/out"
    empty_at syscalls/sys_exit_execve
    reach_load fail "$(scaled 100000)" 0
    empty_ns=$(spent hold hold)
    keep reach_fail empty "$empty_ns"
    empty_stop
    stop
}

# reach_execs NAME OPTIONS...: kernel time of an exec with that filter, the tracer's own,
# and both without what an empty program is said to take. The execs of the load are, for
# the cgroup filter, not the first ones in their cgroup.
reach_execs() {
    local name=$1 before n kernel cpu

    shift
    n=$(scaled 100000)
    tracer "$dir/out" "$O/execsnoop" -x "$@"
    traces "$dir/out"
    "$load" exec 20 warm >/dev/null
    settle
    before=$(cpu_ns)
    reach_load fail "$n" 0
    kernel=$(spent '(process|exec)_(exec|enter|exit)' exec_exit)
    settle
    cpu=$(per $(($(cpu_ns) - before)) "$n")
    keep reach_fail "$name" "$kernel"
    keep reach_cpu "$name" "$cpu"
    keep reach_all "$name" $((kernel + cpu - empty_ns))
    reach_load exec "$(scaled 4000)" 2000
    keep reach_exec "$name" "$(spent 'process_exec|exec_.*' process_exec)"
    stop
}

# reach_tree NAME OPTIONS...: the programs that run at every fork and every exit. At full speed, and at 2,000 execs a second, between which the memory that
# they look at has got cold.
reach_tree() {
    local name=$1 program

    shift
    tracer "$dir/out" "$O/execsnoop" "$@"
    traces "$dir/out"
    reach_load fork "$(scaled 100000)" 0
    for program in process_fork process_exit; do
        keep "tree_$program" "$name" "$(spent "$program" "$program")"
    done
    reach_load exec "$(scaled 4000)" 2000
    for program in process_fork process_exit; do
        keep "cold_$program" "$name" "$(spent "$program" "$program")"
    done
    stop
}

reach_tree_empty() {
    tracer "$dir/out" "$O/execsnoop" --lite -u 54321
    traces "$dir/out"
    empty_at task/task_newtask
    reach_load fork "$(scaled 100000)" 0
    keep tree_process_fork empty "$(spent hold hold)"
    reach_load exec "$(scaled 4000)" 2000
    keep cold_process_fork empty "$(spent hold hold)"
    empty_stop
    stop
}

# The load is in the tree of this script, not in that of the idle process.
reach_filters() {
    local idle

    sleep infinity &
    idle=$!
    reach_empty
    reach_execs shown
    reach_execs -u -u 54321
    reach_execs -p -p "$idle"
    [ -z "$empty_cgroup" ] || reach_execs -c -c "$empty_cgroup"
    reach_tree_empty
    reach_tree not -p "$idle"
    reach_tree followed -p $$
    { kill "$idle" && wait "$idle"; } 2>/dev/null || true
}

# build COMMAND...: all of this project anew, made by make or by COMMAND make. Sets wall
# and cpu, in ms.
build() {
    local TIMEFORMAT='%R %U %S' real user system

    rm -rf "$dir/built"
    read -r real user system < <({
        time env -u MAKEFLAGS -u MAKELEVEL "$@" \
            make -s -j2 -C "$dir/project" O="$dir/built" >/dev/null 2>>"$dir/stderr"
    } 2>&1)
    wall=$(awk -v a="$real" 'BEGIN { print a * 1000 }')
    cpu=$(awk -v a="$user" -v b="$system" 'BEGIN { print (a + b) * 1000 }')
}

# Each pair in the other order than the one before, for what changes with time.
reach_make() {
    local pair how order kind wall cpu

    [ "$PAIRS" -gt 0 ] || return 0
    mkdir "$dir/project"
    (cd ../.. && cp -r Makefile bpf include src vmlinux "$dir/project")
    build env
    for ((pair = 1; pair <= PAIRS; pair++)); do
        echo "pair $pair of $PAIRS" >&2
        order="without with"
        ((pair % 2)) || order="with without"
        for how in $order; do
            if [ "$how" = with ]; then
                build "$O/execsnoop" -w "$dir/out" --
            else
                build env
            fi
            keep make_wall "$how" "$wall"
            keep make_cpu "$how" "$cpu"
        done
        for kind in wall cpu; do
            keep make_ratio "$kind" "$(awk -v kind="make_$kind" '
                $1 == kind { of[$2] = $3 }
                END { printf "%.4f\n", of["with"] / of["without"] }' "$figures")"
        done
    done
    rm -r "$dir/project" "$dir/built"
}

# Were one left in the tree, the tracer would wait for ever.
reach_short() {
    local root begin

    rm -f "$dir/pipe"
    mkfifo "$dir/pipe"
    bash -c 'read -r <"$0"; "$@"; true' "$dir/pipe" \
        "$O/tests/workload/tree" "$(scaled 100000)" reach short &
    root=$!
    tracer "$dir/out" "$O/execsnoop" --wait-all -p "$root"
    traces "$dir/out"
    echo >"$dir/pipe"
    wait "$root"
    begin=${EPOCHREALTIME/./}
    for _ in {1..100}; do
        kill -0 "$pid" 2>/dev/null || break
        read -rt 0.1 <>"$dir/never" || true
    done
    if kill -0 "$pid" 2>/dev/null; then
        not_measured+=("the end after short processes: the tree was not empty")
    else
        keep reach_short end $(((${EPOCHREALTIME/./} - begin) / 1000))
    fi
    stop
}

measure_reach() {
    local round

    sysctl -qw kernel.bpf_stats_enabled=1
    for ((round = 1; round <= ROUNDS; round++)); do
        echo "round $round of $ROUNDS" >&2
        with_empty_cgroup reach_filters
    done
    sysctl -qw kernel.bpf_stats_enabled="$stats_before"
    reach_short
    reach_make
}
