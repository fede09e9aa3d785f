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

# --- set-id and file-capability programs ---

refuses_to_load() {
    refused 2 "--bpf-object is refused" "${nobody[@]}" "$public/execsnoop" \
        --bpf-object="$O/bpf/execsnoop.bpf.o"
    says "set-id or has file capabilities"
    says "as root"
    refused 2 "--btf is refused" "${nobody[@]}" "$public/execsnoop" \
        --btf=/sys/kernel/btf/vmlinux
    refused 2 "--btf is refused" "${nobody[@]}" "$public/execsnoop" --check \
        --btf=/sys/kernel/btf/vmlinux
    ANTIMETAL_BPF_PATH=/nonexistent until_ready "${nobody[@]}" "$public/execsnoop" -v
    says "BPF object: built in"
    stop
    [ "$status" = 0 ]
}

@test "with file capabilities nobody chooses what is loaded" {
    public_copy cap_bpf,cap_perfmon+ep
    refuses_to_load
}

@test "set-user-ID, nobody chooses what is loaded" {
    public_copy
    chmod 4755 "$public/execsnoop"
    refuses_to_load
}

@test "who has the capabilities otherwise may choose" {
    public_copy
    capable=(setpriv --reuid=65534 --regid=65534 --clear-groups
        '--inh-caps=+bpf,+perfmon' '--ambient-caps=+bpf,+perfmon')
    cp "$O/bpf/execsnoop.bpf.o" "$public"
    until_ready "${capable[@]}" "$public/execsnoop" -v --btf=/sys/kernel/btf/vmlinux \
        --bpf-object="$public/execsnoop.bpf.o"
    says "BPF object: $public/execsnoop.bpf.o"
    stop
    ANTIMETAL_BPF_PATH=$public until_ready "${capable[@]}" "$public/execsnoop" -v
    says "BPF object: $public/execsnoop.bpf.o"
    stop
}

# $public/hidden holds a file that anyone might write, had he a way to it.
hide_file() {
    mkdir -m 700 "$public/hidden"
    echo precious >"$public/hidden/file"
    chmod 666 "$public/hidden/file"
}

@test "the file of -w is opened with no more than the caller's rights" {
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search+ep
    hide_file
    refused 2 "cannot write to $public/hidden/file: Permission denied" \
        "${nobody[@]}" "$public/execsnoop" -w "$public/hidden/file"
    setcap -r "$public/execsnoop"
    echo precious >"$public/root"
    chmod 664 "$public/root"
    chmod 6755 "$public/execsnoop"
    refused 2 "cannot write to $public/root: Permission denied" \
        "${nobody[@]}" "$public/execsnoop" -w "$public/root"
    [ "$(cat "$public/hidden/file" "$public/root")" = $'precious\nprecious' ]
}

@test "the folder of -c is opened with no more than the caller's rights" {
    cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$cgroups" ] || skip_or_fail "no cgroup v2"
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search+ep
    hide_file
    # That it is there, but no cgroup, would be more than the caller may know.
    refused 2 "--cgroup '$public/hidden/file': Permission denied" \
        "${nobody[@]}" "$public/execsnoop" -c "$public/hidden/file"
    until_ready "${nobody[@]}" "$public/execsnoop" -c "$cgroups"
    stop
    [ "$status" = 0 ]
}

@test "set-user-ID, it traces, writes as the caller, and gives the id up" {
    public_copy
    chmod 6755 "$public/execsnoop"
    install -d -o 65534 -g 65534 "$public/own"
    until_ready "${nobody[@]}" "$public/execsnoop" -x -w "$public/own/events"
    confined 2
    same $'65534\t65534\t65534\t65534' "$(sed -n 's/^Uid:\t//p' "/proc/$pid/status")"
    same $'65534\t65534\t65534\t65534' "$(sed -n 's/^Gid:\t//p' "/proc/$pid/status")"
    "$workload/burst" 5 "$token" >want
    stop
    [ "$status" = 0 ]
    out=$public/own/events
    same "$(cat want)" "$(shown "child $token")"
    same 65534:65534 "$(stat -c %u:%g "$out")"
}
