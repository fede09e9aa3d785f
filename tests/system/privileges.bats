# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# As little as will do: before attaching, after it, and for whoever calls it.
load lib

teardown() {
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

# What the tracer may still do.
held() {
    awk '/^(Cap...|NoNewPrivs|Seccomp):/ { printf "%s%s ", $1, $2 }' "/proc/$pid/status"
}

# confined SECCOMP [BOUNDING_SET]: no capability, no way to get any.
confined() {
    local none=0000000000000000

    same "CapInh:$none CapPrm:$none CapEff:$none CapBnd:${2:-$none} CapAmb:$none NoNewPrivs:1 Seccomp:$1 " \
        "$(held)"
}

need_seccomp() {
    grep -q ^Seccomp: /proc/self/status || skip_or_fail "no seccomp in this kernel"
}

@test "however it shows events, it holds no capability and is in the sandbox" {
    need_seccomp
    n=0
    while read -r args; do
        rm -f events
        # shellcheck disable=SC2086
        start -P $$ $args
        confined 2
        for i in 1 2 3 4 5; do
            # It stops while it waits, and goes on with that.
            kill -STOP "$pid"
            /bin/true "$token" $n $i
            kill -CONT "$pid"
            /bin/true "$token" $n $i
        done
        confined 2
        stop
        [ "$status" = 0 ]
        [ "$(cat "$out" events 2>/dev/null | grep -c "$token")" = 10 ]
        n=$((n + 1))
    done <<TABLE

-x -T -t -U -L -q
-x -o json
-o kv -q
--lite --args-size=max -b 64M
-vv -n . -l .
-w events
-o json -w events
--bpf-object=$O/bpf/execsnoop.bpf.o
--btf=/sys/kernel/btf/vmlinux
TABLE
    [ "$n" = 10 ]
}

# Losses, long lines and each way to leave it are in the tests of those.
@test "in the sandbox time zones are known, and memory can be had" {
    TZ=Asia/Kathmandu start -T -P $$ --args-size=max -b 32M
    /bin/true "$token" "$(printf %131000s x)" "$(printf %131000s x)" "$(printf %131000s x)"
    /bin/true "$token" late
    stop
    [ "$status" = 0 ]
    [ "$(wc -c <"$out")" -gt 393000 ]
    shown late | grep -E "^[0-9:]{8}[.][0-9]{3} true "
}

@test "in the sandbox memory can run out: what is lost for it is counted" {
    start -x -P $$ --args-size=max -b 64M
    prlimit --pid "$pid" --as=$(($(sed -n 's/^VmSize:\s*\([0-9]*\) kB/\1/p' "/proc/$pid/status") * 1024))
    large=$(printf %120000s x | tr ' ' x)
    /bin/true "$token" "$large" "$large" "$large" "$large" "$large" "$large"
    /bin/true "$token" after
    stop
    [ "$status" = 0 ]
    says "1 lost (no_memory 1)"
    same "/bin/true $token after" "$(shown | sed 's/.* 0 //')"
}

@test "--no-sandbox: no filter, but no capability either" {
    start -P $$ --no-sandbox
    confined 0
    /bin/true "$token"
    stop
    [ "$status" = 0 ]
    [ "$(shown | wc -l)" = 1 ]
}

@test "a kernel without seccomp filters: told with -v, and traced all the same" {
    until_ready "$workload/refuse" seccomp "$execsnoop" -v -P $$
    says "no seccomp filter: Invalid argument"
    confined 2 # of the test's own
    grep -q "^Seccomp_filters:.*1$" "/proc/$pid/status"
    /bin/true "$token"
    stop
    [ "$status" = 0 ]
    [ "$(shown | wc -l)" = 1 ]
}

@test "the bounding set needs CAP_SETPCAP, the rest goes without" {
    public_copy cap_bpf,cap_perfmon+ep
    until_ready "${nobody[@]}" "$public/execsnoop"
    confined 2 "$(sed -n 's/^CapBnd:\t//p' /proc/self/status)"
    stop
    [ "$status" = 0 ]
}
