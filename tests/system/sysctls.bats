# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the machine's own settings make of an ordinary user's rights.
# bats file_tags=alone
load lib

teardown() {
    [ -z "${paranoid:-}" ] || echo "$paranoid" >$sysctls/perf_event_paranoid
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

sysctls=/proc/sys/kernel

# set_paranoid VALUE: until the end of the test.
set_paranoid() {
    [ -n "${paranoid:-}" ] || paranoid=$(cat $sysctls/perf_event_paranoid)
    echo "$1" >$sysctls/perf_event_paranoid || skip_or_fail "sysctls cannot be set"
}

@test "the sysctls do not concern who holds the capabilities" {
    public_copy cap_bpf,cap_dac_read_search+ep
    set_paranoid 2
    refused 3 "kernel.perf_event_paranoid, which is 2, cannot replace it" \
        "${nobody[@]}" "$public/execsnoop"
    setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep "$public/execsnoop"
    until_ready "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x -P $$
    same "execsnoop: tracing execs... Hit Ctrl-C to end." "$(cat "$err")"
    "$workload/flood" 5 "$token" >/dev/null
    stop
    [ "$(shown "flood $token" | wc -l)" = 5 ]
}

@test "where the kernel has a stricter perf_event_paranoid, that is told" {
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search+ep
    set_paranoid 3
    until_ready "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x -P $$ || {
        says "perf events: perf_event_open() is denied despite all capabilities: Permission denied; kernel.perf_event_paranoid, which is 3, requires CAP_SYS_ADMIN on some kernels"
        says "Try: run it as root, or sudo sysctl kernel.perf_event_paranoid=2"
        until_ready "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -P $$
        says "failed ones cannot be seen"
    }
    "$workload/burst" 1 "$token" >/dev/null
    stop
    [ "$(shown "burst 1 $token" | wc -l)" = 1 ]
}
