# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# As little as will do: before attaching, after it, and for whoever calls it.
load lib

teardown() {
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

sysctls=/proc/sys/kernel

# Before Linux 5.11 BPF takes locked memory; that has a test of its own.
ulimit -l unlimited 2>/dev/null || true

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

# --- what it needs ---

bpf_missing="missing CAP_BPF to load BPF programs (kernel.unprivileged_bpf_disabled, which is $(cat $sysctls/unprivileged_bpf_disabled), cannot replace it)"
perfmon_missing="missing CAP_PERFMON to let BPF programs read command lines (kernel.perf_event_paranoid, which is $(cat $sysctls/perf_event_paranoid), cannot replace it)"

@test "an ordinary user is told what is missing, what for, and what to type" {
    public_copy
    refused 3 "privileges: $bpf_missing; $perfmon_missing" "${nobody[@]}" "$public/execsnoop"
    says "Needed to trace at all. Try: sudo execsnoop, or once: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep $public/execsnoop"
}

@test "without CAP_BPF, or without CAP_PERFMON, that one is missing" {
    public_copy cap_perfmon,cap_dac_read_search+ep
    refused 3 "privileges: $bpf_missing" "${nobody[@]}" "$public/execsnoop"
    not grep -q CAP_PERFMON "$err"
    setcap cap_bpf,cap_dac_read_search+ep "$public/execsnoop"
    refused 3 "privileges: $perfmon_missing" "${nobody[@]}" "$public/execsnoop"
    not grep -q CAP_BPF "$err"
}

@test "without CAP_DAC_READ_SEARCH, successful execs are traced by BTF, and it says so" {
    public_copy cap_bpf,cap_perfmon+ep
    missing="tracefs: missing CAP_DAC_READ_SEARCH to read it"
    refused 3 "$missing" "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x
    says "Needed to find the tracepoints at the end of execve(), where failed execs are seen."
    says "Try: sudo execsnoop, or once: sudo setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep $public/execsnoop"
    until_ready "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop"
    says "$missing"
    says "where failed execs are seen. Successful execs only: failed ones cannot be seen."
    [ "$(grep -c "cannot be seen" "$err")" = 1 ]
    "$workload/kinds" "$token" >want
    "$workload/failures" "$token" >/dev/null
    stop
    [ "$status" = 0 ]
    same "$(sort want)" "$(shown_of want | sort)"
}

@test "with the capabilities of the remedy an ordinary user sees everything" {
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search+ep
    until_ready "${with_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x
    same "execsnoop: tracing execs... Hit Ctrl-C to end." "$(cat "$err")"
    "$workload/failures" "$token" >want
    "$workload/burst" 5 "$token-good" >good
    stop
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
    same "$(cat good)" "$(shown "child $token-good")"
}

@test "without CAP_SYS_ADMIN, tracefs must be mounted, or successful execs are all" {
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search+ep
    missing="tracefs: not mounted, and missing CAP_SYS_ADMIN to mount it for itself"
    refused 3 "$missing" "${without_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x
    says "Try: sudo mount -t tracefs none /sys/kernel/tracing"
    not grep -q setcap "$err"
    until_ready "${without_tracefs[@]}" "${nobody[@]}" "$public/execsnoop"
    says "$missing"
    says "failed ones cannot be seen"
    "$workload/burst" 5 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
    # With it, something else is in the way.
    until_ready "${without_tracefs[@]}" "$workload/refuse" mount "$execsnoop"
    says "tracefs: not mounted, and cannot be mounted: Operation not permitted"
    stop
    # Two are missing: both are told, and both are to be typed.
    setcap cap_bpf,cap_perfmon+ep "$public/execsnoop"
    refused 3 "$missing; missing CAP_DAC_READ_SEARCH to read it" \
        "${without_tracefs[@]}" "${nobody[@]}" "$public/execsnoop" -x
    says "/sys/kernel/tracing; and sudo execsnoop, or once: sudo setcap"
}

@test "root without capabilities is told of containers, no_new_privs of itself" {
    refused 3 "privileges: $bpf_missing" \
        capsh --drop=cap_sys_admin,cap_bpf -- -c "exec $execsnoop"
    says "docker run --cap-add=BPF"
    not grep -q setcap "$err"
    public_copy cap_bpf,cap_perfmon+ep
    refused 3 "privileges: $bpf_missing" \
        "${nobody[@]}" setpriv --no-new-privs "$public/execsnoop"
    says "start it without no_new_privs"
}

@test "without CAP_SYS_RESOURCE, before 5.11, the limit of locked memory is told" {
    limited=("${nobody[@]}" bash -c 'ulimit -l 64 && exec "$0"')
    public_copy cap_bpf,cap_perfmon+ep
    status=0
    timeout 60 "${limited[@]}" "$public/execsnoop" --duration=1ms >"$out" 2>"$err" || status=$?
    [ "$status" = 3 ] || skip "this kernel takes no locked memory for BPF"
    says "above the limit of locked memory"
    says "missing CAP_SYS_RESOURCE to lift it"
    says "setcap cap_bpf,cap_perfmon,cap_dac_read_search,cap_sys_resource+ep $public/execsnoop"
    setcap cap_bpf,cap_perfmon,cap_sys_resource+ep "$public/execsnoop"
    until_ready "${limited[@]}" "$public/execsnoop"
    "$workload/burst" 5 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
}

@test "a user namespace's root is no root" {
    unshare -Ur true 2>/dev/null || skip_or_fail "no user namespaces"
    refused 3 "bpf() is denied despite all capabilities: Operation not permitted; capabilities in a user namespace do not allow it" \
        unshare -Ur "$execsnoop"
    says "outside the user namespace"
}

@test "what a seccomp profile refuses is told as that" {
    need_seccomp
    why="despite all capabilities: Operation not permitted; a seccomp filter is in force"
    refused 3 "privileges: bpf() is denied $why" "$workload/refuse" bpf "$execsnoop"
    refused 3 "the kernel cannot load the BPF programs: bpf() is denied $why" \
        "$workload/refuse" load "$execsnoop"
    refused 3 "cannot attach to sched/sched_process_exec: bpf() is denied $why" \
        "$workload/refuse" attach "$execsnoop"
    refused 3 "perf events: perf_event_open() is denied despite all capabilities: Permission denied; a seccomp filter is in force" \
        "$workload/refuse" perf "$execsnoop" -x
    says "seccomp=FILE"
    until_ready "$workload/refuse" perf "$execsnoop"
    says "failed ones cannot be seen"
    "$workload/burst" 5 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
}

# --- what it gives up ---

# bats test_tags=userspace
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
-x -o json -w events
-o kv -q
--lite --args-size=max -b 16M
-vv -n . -l . --bpf-object=$O/bpf/execsnoop.bpf.o --btf=/sys/kernel/btf/vmlinux
TABLE
    [ "$n" = 6 ]
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
    refused 2 "--run-as is refused" "${nobody[@]}" "$public/execsnoop" --run-as=root -- id
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

@test "the process of --mntns is looked at with no more than the caller's rights" {
    public_copy cap_sys_ptrace+ep
    refused 2 "cannot read /proc/$$/ns/mnt: Permission denied" \
        "${nobody[@]}" "$public/execsnoop" --mntns=$$
    setcap -r "$public/execsnoop"
    chmod 4755 "$public/execsnoop"
    refused 2 "cannot read /proc/$$/ns/pid: Permission denied" \
        "${nobody[@]}" "$public/execsnoop" --pidns=$$
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

# bats test_tags=userspace
@test "users and groups that cannot be looked up are not said to be missing" {
    public_copy
    printf '%s: files\n' passwd group >nsswitch
    : >database
    chmod 600 database
    # shellcheck disable=SC2016
    as_nobody=(unshare -m sh -c 'mount --bind nsswitch /etc/nsswitch.conf &&
        mount --bind database /etc/passwd && mount --bind database /etc/group && exec "$@"' sh
        "${nobody[@]}" "$public/execsnoop")
    refused 2 "--uid 'nosuch': cannot look up users: Permission denied" "${as_nobody[@]}" -u nosuch
    refused 2 "--group 'nosuch': cannot look up groups: Permission denied" "${as_nobody[@]}" -g nosuch
    refused 2 "--run-as '77': cannot look up users: Permission denied" "${as_nobody[@]}" --run-as=77 true
}
