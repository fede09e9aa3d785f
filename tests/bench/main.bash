# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# The figures of one tracer beside another.

declare -A command see_failed
declare -a tools
declare -a not_measured

add_tool() {
    local name=$1 failed=$2

    shift 2
    if ! command -v "$1" >/dev/null; then
        not_measured+=("$name: not installed")
        return
    fi
    tools+=("$name")
    command[$name]=$*
    see_failed[$name]=$failed
}

# add_build PREFIX PROGRAM: execsnoop in its three forms.
add_build() {
    add_tool "$1table" yes "$2" -x
    add_tool "$1json" yes "$2" -x -o json
    add_tool "$1lite" no "$2" --lite
}

list_tools() {
    add_build "" "$O/execsnoop"
    [ -z "${BASELINE:-}" ] || add_build base- "$BASELINE"
    add_tool libbpf-tools yes "$(dpkg -L libbpf-tools 2>/dev/null | grep '/execsnoop$' || echo libbpf-tools)" -x
    add_tool bpftrace yes bpftrace "$(dpkg -L bpftrace 2>/dev/null | grep '/execsnoop.bt$' || true)"
    add_tool extrace no extrace
    add_tool forkstat no forkstat -e exec
    not_measured+=("bcc's execsnoop: needs kprobes and the kernel's headers")
    not_measured+=("kernel time of extrace and forkstat: the kernel's proc connector serves them, not BPF")
}

# start_tool TOOL OUTPUT: false if it does not come up.
start_tool() {
    # shellcheck disable=SC2086
    tracer "$2" ${command[$1]}
    ready "$2" && return
    stop
    return 1
}

# under TOOL KIND N RATE OUTPUT: kernel and CPU time for each of N execs.
under() {
    local tool=$1 kind=$2 n=$3 rate=$4 kernel cpu

    settle
    kernel=$(kernel_ns)
    cpu=$(cpu_ns)
    "$load" "$kind" "$n" "$kind-$$" "$rate" >/dev/null
    settle
    [ "$kernel" = 0 ] || keep "kernel_$kind" "$tool" "$(per $(($(kernel_ns) - kernel)) "$n")"
    keep "cpu_$kind" "$tool" "$(per $(($(cpu_ns) - cpu)) "$n")"
}

measure_costs() {
    local tool out=$dir/out failing successful

    failing=$(scaled 300000)
    successful=$(scaled 2000)
    sysctl -qw kernel.bpf_stats_enabled=1
    for tool in "${tools[@]}"; do
        if ! start_tool "$tool" "$out"; then
            [ "$round" -gt 1 ] || not_measured+=("$tool: shows nothing here")
            continue
        fi
        keep rss "$tool" "$(memory_kb VmRSS)"
        keep peak "$tool" "$(memory_kb VmHWM)"
        [ "$(kernel_ns)" = 0 ] || keep maps "$tool" "$(map_bytes)"
        # A successful exec every 0.5 ms, or as near as this machine comes.
        under "$tool" exec "$successful" 2000
        [ "${see_failed[$tool]}" = no ] || under "$tool" fail "$failing" 0
        stop
        keep lost_exec "$tool" $((successful - $(lines_of "exec-$$" "$out")))
        [ "${see_failed[$tool]}" = no ] ||
            keep lost_fail "$tool" $((failing - $(lines_of "fail-$$" "$out")))
    done
    sysctl -qw kernel.bpf_stats_enabled="$stats_before"
}

# Into a pipe. Those that hold lines back there are told not to.
start_piped() {
    rm -f "$dir/pipe"
    mkfifo "$dir/pipe"
    # shellcheck disable=SC2086
    stdbuf -oL ${command[$1]} >"$dir/pipe" 2>>"$dir/stderr" 3>&- &
    pid=$!
}

# From the start to the first line about an exec that keeps being done; then from an
# exec to its line, on a quiet box and on a busy one.
measure_waiting() {
    local tool line begin starter

    for tool in "${tools[@]}"; do
        "$load" exec 1000000 "first-$$" 1000 >/dev/null &
        starter=$!
        begin=${EPOCHREALTIME/./}
        start_piped "$tool"
        exec {lines}<"$dir/pipe"
        while read -rt 20 -u "$lines" line && [[ $line != *"first-$$"* ]]; do :; done
        keep start "$tool" $((${EPOCHREALTIME/./} - begin))
        { kill "$starter" && wait "$starter"; } 2>/dev/null || true
        latency "$tool" quiet 100 50
        latency "$tool" busy 4000 2000
        exec {lines}<&-
        stop
    done
}

# latency TOOL HOW N RATE
latency() {
    local seen p50 p99 worst n

    n=$(scaled "$3")
    read -r seen p50 p99 worst < <("$load" latency "$n" "$2-$$" "$4" <&"$lines")
    [ "$seen" -gt $((n / 2)) ] || return 0
    keep "p50_$2" "$1" "$p50"
    keep "p99_$2" "$1" "$p99"
    keep "worst_$2" "$1" "$worst"
}

measure_getppid() {
    local tool n out=$dir/out

    n=$(scaled 5000000)
    keep getppid none "$("$load" getppid "$n")"
    for tool in table json lite base-{table,json,lite} libbpf-tools bpftrace; do
        { [ -n "${command[$tool]:-}" ] && start_tool "$tool" "$out"; } || continue
        keep getppid "$tool" "$("$load" getppid "$n")"
        stop
    done
}

# Ten seconds in which this script starts nothing.
measure_idle() {
    local tool before out=$dir/out

    for tool in "${tools[@]}"; do
        start_tool "$tool" "$out" || continue
        settle
        read -rt 1 <>"$dir/never" || true
        before=$(wakeups)
        read -rt 10 <>"$dir/never" || true
        keep idle "$tool" $(($(wakeups) - before))
        stop
    done
}

# All that one thread can do, to a file and to a pipe that is read.
measure_losses() {
    local tool out=$dir/out n

    n=$(scaled 3000000)
    for tool in table json base-{table,json} libbpf-tools; do
        { [ -n "${command[$tool]:-}" ] && start_tool "$tool" "$out"; } || continue
        "$load" fail "$n" "flood-$$" >/dev/null
        settle
        stop
        keep flood_file "$tool" $((n - $(lines_of "flood-$$" "$out")))
        keep flood_pipe "$tool" "$(lost_in_pipe "$tool" "$n")"
    done
}

# The reader counts its lines.
lost_in_pipe() {
    local tool=$1 n=$2 counted=$dir/out.counted

    start_piped "$tool"
    # shellcheck disable=SC2094
    grep -cE -- "(nop|nonexistent|exe)[\", ]*pipe-$$" <"$dir/pipe" >"$counted" &
    for _ in {1..200}; do "$load" exec 1 "probe$$" >/dev/null; done
    read -rt 3 <>"$dir/never" || true
    "$load" fail "$n" "pipe-$$" >/dev/null
    settle
    stop
    wait %% 2>/dev/null || true
    echo $((n - $(cat "$counted")))
}

measure_main() {
    for ((round = 1; round <= ROUNDS; round++)); do
        echo "round $round of $ROUNDS" >&2
        measure_costs
        measure_waiting
        measure_getppid
    done
    measure_idle
    measure_losses
}
