# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Starting tracers, reading what the kernel knows of them, keeping figures.

# Figures go to one file, a line each: SERIES KEY VALUE. The median of a series and
# key counts.
keep() {
    echo "$1 $2 $3" >>"$figures"
}

median() {
    awk -v series="$1" -v key="$2" '$1 == series && $2 == key { print $3 }' "$figures" |
        sort -n | awk '{ v[NR] = $1 } END {
            if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# tracer OUTPUT COMMAND...: in the background, pid is its.
tracer() {
    local output=$1

    shift
    : >"$output"
    "$@" >"$output" 2>>"$dir/stderr" 3>&- &
    pid=$!
}

# Until the tracer shows an exec that came after it was started; lines that it
# holds back come when there are enough of them.
ready() {
    local output=$1 end=$((SECONDS + 20))

    until grep -q "probe$$" "$output"; do
        "$load" exec 1 "probe$$" >/dev/null
        if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$pid" 2>/dev/null; then
            return 1
        fi
    done
}

# Until it traces, whether it shows anything or not: the heading is there by then.
traces() {
    until [ -s "$1" ]; do
        kill -0 "$pid" 2>/dev/null || return 1
        read -rt 0.05 <>"$dir/never" || true
    done
}

# Not every tracer heeds the first signal when it runs in the background.
stop() {
    local signal

    for signal in INT TERM KILL; do
        kill -"$signal" "$pid" 2>/dev/null || break
        for _ in {1..20}; do
            kill -0 "$pid" 2>/dev/null || break 2
            read -rt 0.1 <>"$dir/never" || true
        done
    done
    wait "$pid" 2>/dev/null || true
    pid=
}

# What the programs of the tracer have run for, in nanoseconds; each once, by id. Starts
# no program, for which they would run.
kernel_ns() {
    local -A ns=()
    local file key value id sum=0

    for file in /proc/"$pid"/fdinfo/*; do
        while read -r key value; do
            case $key in
            prog_id:) id=$value ;;
            run_time_ns:) ns[$id]=$value ;;
            esac
        done 2>/dev/null <"$file" || true
    done
    for id in "${!ns[@]}"; do
        sum=$((sum + ns[$id]))
    done
    echo "$sum"
}

# Of each program of the tracer: its name, how long all runs took in nanoseconds, and how
# many they were. An empty one that hold keeps is told too.
programs() {
    { bpftool prog show && cat /proc/"$pid"/fdinfo/*; } | awk '
        $3 == "name" { line[$1 + 0] = $0 }
        $3 == "name" && $4 == "hold" { ours[$1 + 0] }
        /^prog_id:/ { ours[$2] }
        END {
            for (id in ours) {
                split("", of)
                n = split(line[id], words)
                for (i = 1; i < n; i++) of[words[i]] = words[i + 1]
                print of["name"], of["run_time_ns"] + 0, of["run_cnt"] + 0
            }
        }'
}

map_bytes() {
    cat /proc/"$pid"/fdinfo/* | awk '
        /^map_type:/ { memlock = "" }
        /^memlock:/ { memlock = $2 }
        /^map_id:/ { bytes[$2] = memlock }
        END { for (id in bytes) sum += bytes[id]; printf "%.0f\n", sum }'
}

# CPU time of all its threads, in nanoseconds. Starts no program.
cpu_ns() {
    local sum=0 file ns rest helpers=()

    # No line end.
    { read -ra helpers <"/proc/$pid/task/$pid/children"; } 2>/dev/null || true
    for file in /proc/"$pid"/task/*/schedstat "${helpers[@]/#//proc/}"; do
        [ -f "$file" ] || file+=/schedstat
        { read -r ns rest <"$file"; } 2>/dev/null || continue
        sum=$((sum + ns))
    done
    echo "$sum"
}

# How often its threads were given a CPU after a wait. Starts no program, for which
# the tracer would wake up.
wakeups() {
    local sum=0 file key value

    for file in /proc/"$pid"/task/*/status; do
        while read -r key value; do
            [[ $key != *voluntary_ctxt_switches: ]] || sum=$((sum + value))
        done <"$file"
    done
    echo "$sum"
}

# memory_kb KEY: KEY in /proc/PID/status of the tracer, VmRSS or VmHWM, and the proportional
# set sizes (PSS) of its child processes, which share pages with it.
memory_kb() {
    local children=() files

    # No line end.
    read -ra children <"/proc/$pid/task/$pid/children" || true
    files=("${children[@]/#//proc/}")
    cat "/proc/$pid/status" "${files[@]/%//smaps_rollup}" |
        awk -v key="$1:" '$1 == key || $1 == "Pss:" { sum += $2 } END { print sum }'
}

# Until the tracer has done what there was to do: less than 1 % of a CPU. What else
# goes on here keeps it busy for ever, so there is an end to it.
settle() {
    local before now seconds

    printf -v seconds '0.%03d' "$SETTLE_MS"
    now=$(cpu_ns)
    for _ in {1..20}; do
        read -rt "$seconds" <>"$dir/never" || true
        before=$now
        now=$(cpu_ns)
        [ $((now - before)) -ge $((SETTLE_MS * 10000)) ] || break
    done
}

# Lines about the execs that a load did, not about the load: what stands before the
# token is argv[0] or, where a tracer shows that instead, the file. Only after
# the tracer has ended: a grep for the token is an exec with it too.
lines_of() {
    grep -cE -- "(nop|nonexistent|exe)[\", ]*$1" "$2" || true
}

per() {
    awk -v sum="$1" -v n="$2" 'BEGIN { printf "%.0f\n", sum / n }'
}
