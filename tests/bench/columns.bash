# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What each column costs: a run that shows it in JSON, beside one with the default
# columns.

# shown KIND NAME OPTIONS...: successful execs, or failing ones, come slowly enough for
# memory to get cold in between.
shown() {
    local kind=$1 name=$2

    shift 2
    tracer "$dir/out" "$O/execsnoop" -o json "$@"
    if ready "$dir/out"; then
        under "$name" "$kind" "$(scaled 2000)" 2000 "$dir/out"
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
