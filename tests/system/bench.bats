# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The loads of the benchmark do what it counts on. It is not run here: it measures.
# bats file_tags=alone
load lib

bench_load=$O/tests/bench/load

@test "a load does as many execs as it is told to, with as many arguments and bytes" {
    start -x -o json
    "$bench_load" fail 23 "$token-f" >/dev/null
    "$bench_load" exec 23 "$token-e" 1000 4 100 >/dev/null
    "$bench_load" fail 1 "$token-l" 0 3 32768 >/dev/null
    stop
    nops() { jq -c --arg t "$token-$1" 'select(.args[0:2] == ["nop", $t])' "$out"; }
    [ "$(nops f | jq -c '[.error, (.args | length)]' | sort | uniq -c | xargs)" = '23 [ENOENT,2]' ]
    [ "$(nops e | jq -c '[.retval, (.args | length), (.args | map(length + 1) | add)]' |
        sort | uniq -c | xargs)" = "23 [0,4,100]" ]
    [ "$(nops l | jq -c '.args_bytes // .truncated')" = true ]
}

@test "a load tells how long lines take" {
    mkfifo pipe
    exec {said}< <(exec "$execsnoop" 2>&1 >pipe 3>&-)
    pid=$!
    exec {reader}<pipe
    read -t 30 -r line <&"$said"
    read -r seen p50 p99 worst < <("$bench_load" latency 23 "$token" 500 <&"$reader")
    stop
    exec {reader}<&-
    [ "$seen" = 23 ]
    [ "$p50" -gt 0 ] && [ "$p50" -le "$p99" ] && [ "$p99" -le "$worst" ]
}

@test "the benchmark says no to sections that it has not got" {
    status=0
    SECTIONS="reach nonesuch" "$BATS_TEST_DIRNAME/../bench/bench.sh" "$O" >"$out" 2>"$err" || status=$?
    [ "$status" = 2 ]
    says "no section 'nonesuch'"
    [ ! -s "$out" ]
}

# A section of it, as short as it can be.
measure() {
    not_in_vm "has no bpftool"
    mkdir built
    ln -s "$O/execsnoop" "$O/tests" built/
    ROUNDS=1 SCALE=1 PAIRS=0 BATCHES=1 SETTLE_MS=20 SECTIONS=$1 \
        "$BATS_TEST_DIRNAME/../bench/bench.sh" built >"$out" 2>"$err" 3>&-
}

@test "the memory of the process that writes is counted" {
    start -w file
    with_children=$(. "$BATS_TEST_DIRNAME/../bench/lib.bash" && memory_kb VmRSS)
    alone=$(awk '$1 == "VmRSS:" { print $2 }' "/proc/$pid/status")
    writer=$(awk '$1 == "Pss:" { print $2 }' "/proc/$(writer_of "$pid")/smaps_rollup")
    stop
    [ "$alone" -gt 0 ] && [ "$writer" -gt 100 ]
    [ "$with_children" -gt $((alone + 100)) ]
}

@test "the benchmark measures what choosing costs" {
    measure reach
    for row in "kernel, per failing exec" "tracer, per failing exec" \
        "both, less an empty program's" "kernel, per successful exec" process_fork; do
        grep -E "^\| $row( \| -?[0-9]+){3}" "$out"
    done
    grep -E "^\| process_exit \| -( \| [0-9]+){2}" "$out"
    grep -E "^An empty program, per failing exec: [0-9]+ ns in the kernel" "$out"
    grep -E "^After 1000 short processes in a tree, --wait-all ended [0-9]+ ms after the last" "$out"
    grep -E "^\| wall \| - \| - \|" "$out"
}

@test "the benchmark measures what each column costs" {
    BENCH_COLUMNS="comm interpreter env" measure columns
    for name in comm interpreter env fold-path reason all; do
        grep -E "^\| $name, more( \| -?[0-9]+){2} \|$" "$out"
    done
    [ "$(grep -cE "^\| the default columns( \| [0-9]+){2} \|$" "$out")" = 2 ]
    [ "$(grep -cE "^\| all, in all( \| [0-9]+){2} \|$" "$out")" = 2 ]
}
