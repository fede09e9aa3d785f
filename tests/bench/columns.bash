# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What each column costs: a run that shows it in JSON, beside one with the default
# columns.

# batches NAME KIND: kernel and CPU time for each of 100 execs that come while the tracer
# is stopped, to be read in one go when it runs again. So nobody is woken: at a pace, a
# tracer whose records are few and short would be charged for a wake-up by each, one whose
# records are many not, and that is more than most columns cost. A batch's records fill
# less of the ring than wakes the tracer; the first of them alone may try.
batches() {
    local name=$1 kind=$2 i kernel cpu n

    n=$(scaled 100)
    for ((i = 0; i < BATCHES; i++)); do
        settle
        kill -STOP "$pid"
        kernel=$(kernel_ns)
        cpu=$(cpu_ns)
        "$load" "$kind" "$n" "$kind-$$" 2000 >/dev/null
        kernel=$(($(kernel_ns) - kernel))
        kill -CONT "$pid"
        settle
        cpu=$(($(cpu_ns) - cpu))
        keep "kernel_$kind" "$name" "$(per "$kernel" "$n")"
        keep "cpu_$kind" "$name" "$(per "$cpu" "$n")"
    done
}

# shown KIND NAME OPTIONS...: of successful execs, or failing ones.
shown() {
    local kind=$1 name=$2

    shift 2
    tracer "$dir/out" "$O/execsnoop" -o json "$@"
    if ready "$dir/out"; then
        batches "$name" "$kind"
    else
        not_measured+=("column $name")
    fi
    stop
}

measure_columns() {
    local round name i=0

    # BENCH_COLUMNS: only these.
    mapfile -t columns < <("$O/execsnoop" --columns=help | awk -v only="${BENCH_COLUMNS:-}" '
        NR > 1 && (only == "" || index(" " only " ", " " $1 " ")) { print $1 }')
    sysctl -qw kernel.bpf_stats_enabled=1
    for ((round = 1; round <= ROUNDS; round++)); do
        echo "round $round of $ROUNDS" >&2
        for name in "${columns[@]}"; do
            # Often, for what changes with time.
            ((i++ % 8)) || shown exec default
            shown exec "$name" -O "+$name"
        done
        shown exec all -O all
        shown fail default -x
        shown fail fold-path -x --fold-path
        shown fail reason -x -O +reason
        shown fail all -x -O all
    done
    sysctl -qw kernel.bpf_stats_enabled="$stats_before"
}
