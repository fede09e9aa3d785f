# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# How cost and loss grow. Each series is one file of the plots too.

BYTES="16 64 256 1024 4096 16384 32768"
ARGUMENTS="1 2 4 8 16 64 256 1024"
PRODUCERS="1 2 4"
RATES="10000 30000 100000 300000 1000000"
RINGS="4K 16K 64K 256K 1M 4M 16M 64M"

# cost SERIES KEY KIND N ARGUMENTS BYTES: kernel time for each exec.
cost() {
    local kernel

    kernel=$(kernel_ns)
    "$load" "$3" "$4" growth 0 "$5" "$6" >/dev/null
    keep "$1" "$2" "$(per $(($(kernel_ns) - kernel)) "$4")"
}

grow_lengths() {
    local tool bytes

    command[whole]="$O/execsnoop -x --args-size=64K"
    for tool in whole libbpf-tools; do
        start_tool "$tool" "$dir/out" || continue
        for bytes in $BYTES; do
            cost "length_$tool" "$bytes" exec "$(scaled 400)" 3 "$bytes"
        done
        stop
    done
}

grow_arguments() {
    local tool n

    for tool in table libbpf-tools; do
        start_tool "$tool" "$dir/out" || continue
        for n in $ARGUMENTS; do
            cost "arguments_$tool" "$n" fail "$(scaled 20000)" "$n" 0
        done
        stop
    done
}

# Each producer a process of its own, all that they can do.
grow_producers() {
    local tool n i each begin took cpu

    each=$(scaled 300000)
    for tool in table libbpf-tools; do
        for n in $PRODUCERS; do
            start_tool "$tool" "$dir/out" || continue
            settle
            cpu=$(cpu_ns)
            begin=${EPOCHREALTIME/./}
            local producers=()
            for ((i = 0; i < n; i++)); do
                "$load" fail "$each" "many-$$" >/dev/null &
                producers+=($!)
            done
            wait "${producers[@]}"
            took=$((${EPOCHREALTIME/./} - begin))
            settle
            keep "producers_cpu_$tool" "$n" "$(per $(($(cpu_ns) - cpu)) $((n * each)))"
            stop
            keep "producers_rate_$tool" "$n" $((n * each * 1000 / (took / 1000 + 1)))
            keep "producers_lost_$tool" "$n" \
                $((n * each - $(lines_of "many-$$" "$dir/out")))
        done
    done
}

# What it costs to reject an exec.
grow_filters() {
    local name options kernel cpu n

    n=$(scaled 100000)
    while read -r name options; do
        # shellcheck disable=SC2086
        tracer "$dir/out" "$O/execsnoop" -x $options
        traces "$dir/out"
        settle
        kernel=$(kernel_ns)
        cpu=$(cpu_ns)
        "$load" fail "$n" rejected >/dev/null
        settle
        keep filter_kernel "$name" "$(per $(($(kernel_ns) - kernel)) "$n")"
        keep filter_cpu "$name" "$(per $(($(cpu_ns) - cpu)) "$n")"
        stop
    done < <(
        echo "none"
        echo "-u -u 54321"
        echo "-P -P 4194304"
        [ -z "$empty_cgroup" ] || echo "-c -c $empty_cgroup"
        echo "-n -n ^nothing$"
        echo "-l -l ^nothing$"
    )
}

# A cgroup with nobody in it, where version 2 is mounted.
with_empty_cgroup() {
    local mount

    mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    empty_cgroup=${mount:+$mount/execsnoop-bench-$$}
    if [ -z "$empty_cgroup" ] || ! mkdir "$empty_cgroup" 2>/dev/null; then
        not_measured+=("-c: cgroup v2 is not mounted")
        empty_cgroup=
    fi
    "$@"
    [ -z "$empty_cgroup" ] || rmdir "$empty_cgroup"
}

# Loss against rate for each size of the ring: a second of failing execs into a file.
grow_rings() {
    local ring rate n

    for ring in $RINGS; do
        tracer "$dir/out" "$O/execsnoop" -x -b "$ring"
        ready "$dir/out" || continue
        for rate in $RATES; do
            "$load" fail "$(scaled "$rate")" "ring-$rate-$$" "$rate" >/dev/null
            settle
        done
        stop
        for rate in $RATES; do
            n=$(scaled "$rate")
            keep "ring_$ring" "$rate" \
                $((n - $(lines_of "ring-$rate-$$" "$dir/out")))
        done
    done
}

measure_growth() {
    sysctl -qw kernel.bpf_stats_enabled=1
    for ((round = 1; round <= (ROUNDS + 1) / 2; round++)); do
        grow_lengths
        grow_arguments
        with_empty_cgroup grow_filters
    done
    sysctl -qw kernel.bpf_stats_enabled="$stats_before"
    grow_producers
    grow_rings
}
