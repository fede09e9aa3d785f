# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The time at which a call begins waits for its end in a slot, or in task storage while
# another task occupies that slot.
load lib

# few_slots has two.
objects=("$O/bpf/execsnoop.bpf.o" "$O/tests/few_slots.bpf.o")

# Prints the id of the map, if there is one.
slots_of() {
    sed -n 's/^map_id:[[:space:]]*//p' "/proc/$pid/fdinfo/"* | sort -u | while read -r id; do
        case $(bpftool map show id "$id") in *" name pending_slots "*) echo "$id" ;; esac
    done
}

# Kernels before 5.15 have a hash.
find_slots() {
    slots=$(slots_of)
    [ -n "$slots" ] || skip "this kernel has no slots"
}

# occupied: prints, for each slot that is, the bytes of its key and of its value.
occupied() {
    bpftool -j map dump id "$slots" | jq -r '.[] | select(.value[:8] | any(. != "0x00")) |
        "\(.key | join(" ")) \(.value | join(" "))"'
}
# occupies N: as many slots are. Other execs of the machine may be under way for a while.
occupies() {
    mapfile -t taken < <(occupied)
    [ "${#taken[@]}" = "$1" ]
}

# wait_for_line WORD: on its, where the workload writes.
wait_for_line() {
    local line

    read -r -t 60 -u "$its" line
    [ "$line" = "$1" ] || { [ "$line" = "status 77" ] && skip_or_fail "no userfaultfd"; }
}

# hold ARGUMENTS...: starts held as a child of the process holder. Its lines come on its, and
# lines for it go to going.
hold() {
    rm -f go said_by_it
    mkfifo go said_by_it
    { "$workload/held" "$@" || echo "status $?"; } <go >said_by_it 3>&- &
    holder=$!
    exec {going}>go {its}<said_by_it
}

@test "calls under way at once have their own times, whoever occupies the slots" {
    for object in "${objects[@]}"; do
        # What else runs may fill the ring.
        start --bpf-object="$object" -x -o json -P $$
        "$workload/held" each 6 $((20 / scale + 2)) "$token" >bounds || {
            [ $? = 77 ] && skip_or_fail "no userfaultfd"
        }
        stop
        jq -r --arg t "$token" 'select(.args[:2] == ["held", $t] and .retval < 0) |
            "\(.args[2]) \(.latency_us)"' "$out" >latencies
        echo "$object: $(wc -l <bounds) calls" >&2
        # Each that is shown is within its bounds.
        awk 'NR == FNR { low[$1] = $2; high[$1] = $3; next }
            !($1 in low) || $2 !~ /^[0-9.]+$/ || $2 < low[$1] || $2 > high[$1] {
                print $0, low[$1], high[$1]; bad = 1
            }
            END { exit bad }' bounds latencies >&2
        [ $(($(wc -l <bounds) - $(wc -l <latencies))) -le "$(skipped_runs)" ]
    done
}

@test "execs of threads that are held at once: each success has its time" {
    for object in "${objects[@]}"; do
        start --bpf-object="$object" -o json -P $$
        mkfifo go
        callers=() entered=()
        for i in 1 2 3 4 5; do
            "$workload/unseen" inflight "$token-$i" 1 /bin/true 0 <go >"said$i" 3>&- &
            callers+=($!)
        done
        exec {going}>go
        for i in 1 2 3 4 5; do
            eventually grep -q entered "said$i" || skip_or_fail "no userfaultfd"
        done
        begin=${EPOCHREALTIME/./}
        read -r -t 0.05 -u "$never" || true
        least=$((${EPOCHREALTIME/./} - begin))
        exec {going}>&-
        wait "${callers[@]}"
        stop
        rm go said?
        jq -r --arg t "$token" 'select(.filename == "/bin/true" and
            (.args[1] | startswith($t))) | "\(.args[1]) \(.latency_us)"' "$out" >latencies
        cat latencies >&2
        [ "$(wc -l <latencies)" = 5 ]
        awk -v least="$least" '$2 !~ /^[0-9.]+$/ || $2 < least { exit 1 }' latencies
    done
}

# As before Linux 5.12, and on arm64 before 5.18.
@test "a kernel that rejects compare-and-swap: task storage alone, or nothing" {
    export LD_PRELOAD=$O/tests/preload/noswap.so
    for options in "" -x "-x -o json" "--priv-gain" --lite "--lite -o json"; do
        # shellcheck disable=SC2086
        start $options
        [ -z "$(slots_of)" ]
        env -u LD_PRELOAD /bin/true "$token"
        stop
        grep -q "$token" "$out" || [ "$options" = --priv-gain ]
        [[ $options != "-x -o json" ]] ||
            only '.args == ["/bin/true", $t]' '.latency_us > 0'
    done
}

@test "no slot stays occupied, however calls end" {
    start -x -o json -b 16M
    find_slots
    hold again "$token"
    wait_for_line held
    eventually occupies 1
    kill -KILL "$(pgrep -P "$holder" -x held)"
    wait_for_line "status 137"
    exec {going}>&- {its}<&-
    "$workload/kinds" "$token" >/dev/null
    "$workload/failures" "$token" >/dev/null
    # Most threads are killed inside the call.
    "$workload/threads" 10 20 "$token" >/dev/null
    "$workload/bythread" /bin/true
    # Unless the kernel skips a program.
    eventually occupies 0 || {
        stop
        [ "$(skipped_runs)" -gt 0 ]
    }
}

# The entry is what an end that the kernel skipped would leave; its time is before the task.
@test "the entry of a task that has ended is not its successor's at the same address" {
    start -x -o json -p $$
    find_slots
    hold again "$token"
    wait_for_line held
    eventually occupies 1
    read -ra bytes <<<"${taken[0]}"
    echo >&"$going"
    wait_for_line failed
    bpftool map update id "$slots" key "${bytes[@]:0:4}" \
        value "${bytes[@]:4:8}" 1 0 0 0 0 0 0 0 "${bytes[@]:20}"
    eventually occupies 1
    echo >&"$going"
    wait_for_line denied
    exec {going}>&- {its}<&-
    eventually occupies 0
    stop
    only '.args == ["held", $t, "failed"]' '.latency_us > 0'
    only '.args == ["held", $t, "denied"]' '.error == "EPERM" and .latency_us == null'
}
