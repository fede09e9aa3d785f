# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The loads of the benchmark do what it counts on. It is not run here: it measures.
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
