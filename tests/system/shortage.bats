# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Too little of what a start takes: descriptors, memory.
load lib
load option_sets

# On a slow machine less of the same.
scale=${EXECSNOOP_SCALE:-1}

# Each number of descriptors, from the least that the dynamic loader needs.
@test "no descriptors left: said at once, or it works" {
    works=0
    for ((n = 4; n <= 120; n += works ? 8 : 1)); do
        status=0
        # The file that takes nothing ends it as soon as it traces.
        bash -c 'ulimit -n "$1"; exec "$0" -x -L -w /dev/full -u 54321 -p $$ \
            -c / --priv-gain --wait-all --duration=60 --bpf-object="$2"' "$execsnoop" "$n" "$O/bpf/execsnoop.bpf.o" 2>"$err" 3>&- ||
            status=$?
        case $status in
        3)
            says "descriptors: no more than"
            says "Too many open files"
            says "ulimit -n"
            [ "$works" = 0 ]
            ;;
        *)
            says "tracing execs"
            works=$((works + 1))
            ;;
        esac
    done
    [ "$works" -ge 5 ]
}

# short_or_fine STATUS: it has the one message and exit status 1 before it traces, or it works.
short_or_fine() {
    local said

    IFS= read -r -d '' said <"$err" || true
    if [[ $'\n'$said = *$'\n'"$no_memory"$'\n'* ]]; then
        [[ $1 = 1 && $said != *"tracing execs"* ]]
    else
        [[ $1 = 0 && $said != *"Cannot allocate memory"* ]] && works=$((works + 1))
    fi
}

# Below the least, the dynamic loader ends it before main(); with less than 2 MiB there is
# no room for the loader.
@test "too little memory: one message and status, or it works" {
    for limit in -v -d; do
        works=0
        step=64
        for ((kib = 2048; kib <= 20480; kib += step * scale)); do
            status=0
            bash -c 'ulimit "$1" "$2"; exec "$0" -x -w /dev/null --duration=1ms' \
                "$execsnoop" $limit "$kib" 2>"$err" 3>&- || status=$?
            case $status in
            127) says "error while loading shared libraries" ;;
            *) short_or_fine $status ;;
            esac
            [ "$works" = 0 ] || step=1024
        done
        [ "$works" -ge 2 ]
    done
}

# allocation_fails N LASTING OPTIONS...: allocation N of a run fails, and later ones too if
# LASTING is not empty. Fails if the run makes fewer.
allocation_fails() {
    local n=$1 lasting=$2

    shift 2
    status=0
    env LD_PRELOAD="$O"/tests/preload/nomem.so NOMEM_AT="$n" ${lasting:+NOMEM_ON=1} \
        timeout 60 "$execsnoop" "$@" >"$out" 2>"$err" 9>failed 3>&- </dev/null || status=$?
    [ -s failed ]
}

# The program's own allocations fail one at a time; then all do from one of them on, its
# libraries' too. There are thousands: a sample, sparser later; EVERY_ALLOCATION=1 tries all.
@test "an allocation that fails: one message and status, or it works" {
    failed=0
    for ((set = 0; set < ${#option_sets[@]}; set++)); do
        read -ra options <<<"${option_sets[set]}"
        for lasting in "" 1; do
            works=0
            for ((n = 1; ; n += 1 + (EVERY_ALLOCATION ? 0 : n * (set + 12) / 8))); do
                allocation_fails $n "$lasting" "${options[@]}" || break
                short_or_fine $status && { [ $status = 1 ] || did_its_work "${options[@]}"; } &&
                    continue
                echo "${options[*]} lasting=$lasting: $n: status $status"
                cat "$err"
                failed=1
            done
            echo "${options[*]} lasting=$lasting: $n, $works fine"
            [ "$n" -gt 1 ]
        done
    done
    [ $failed = 0 ]
}

# first_end CONDITION OPTIONS...: memory ends at allocation N. Finds the least N after which
# CONDITION holds; each run on the way has the one message, or it works.
first_end() {
    local condition=$1 low=0 high=4096 n

    shift
    while [ $((high - low)) -gt 1 ]; do
        n=$(((low + high) / 2))
        allocation_fails $n 1 "$@" || true
        short_or_fine "$status" || {
            echo "allocation $n: status $status"
            cat "$err"
            return 1
        }
        if $condition; then high=$n; else low=$n; fi
    done
    [ "$high" -lt 4096 ]
}

traces() {
    grep -q "tracing execs" "$err"
}

@test "memory ends before a command runs, or too late to matter" {
    first_end traces --lite -w /dev/null -- true
}

# libbpf does without a feature of the kernel that it has no memory to test.
@test "memory ends when libbpf has the kernel's types" {
    has_types() {
        grep -q "ring buffer: " "$err" && ! grep -q "Error loading vmlinux BTF" "$err"
    }
    first_end has_types -v -o json -O all -w /dev/null --duration=1ms
}
