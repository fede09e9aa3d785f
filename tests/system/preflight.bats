# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is missing, why it matters, and what to type: every message there is.
load lib

teardown() {
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

@test "--check as root: nothing needed is missing, exit 0, on stdout" {
    status=0
    "$execsnoop" --check >"$out" 2>"$err" || status=$?
    [ "$status" = 0 ]
    [ ! -s "$err" ]
    not grep -q MISSING "$out"
    for name in privileges "ring buffer" "kernel BTF" lockdown tracefs "syscall events" \
        "perf events" "saved registers" "pid namespace"; do
        grep -q "^[a-z]*  *$name " "$out"
    done
}

# bats test_tags=userspace
@test "--check: a path cannot steer the terminal or forge a line" {
    status=0
    "$execsnoop" --check --btf=$'/x\e[31m\nok      forged' >"$out" 2>"$err" || status=$?
    [ "$status" = 3 ]
    grep -qF '/x\x1b[31m\nok      forged' "$out"
    not grep -q -e '^ok *forged' -e $'\e' "$out"
}

@test "--check as an ordinary user: exit 3, each miss with its remedy" {
    public_copy
    status=0
    "${nobody[@]}" "$public/execsnoop" --check >"$out" 2>"$err" || status=$?
    [ "$status" = 3 ]
    grep -q "^MISSING privileges" "$out"
    grep -q "^unknown ring buffer" "$out"
    [ "$(grep -c -e "^MISSING" -e "^limited" "$out")" = "$(grep -c " try: " "$out")" ]
}

@test "tracefs need not be mounted, and no mount table changes" {
    until_ready unshare -m --propagation private bash -c '
        umount /sys/kernel/tracing /sys/kernel/debug/tracing 2>/dev/null
        cat /proc/self/mounts >mounts; exec "$0" -x' "$execsnoop"
    diff mounts "/proc/$pid/mounts"
    "$workload/flood" 5 "$token" >/dev/null
    stop
    [ "$(shown "flood $token" | wc -l)" = 5 ]
}

@test "no kernel BTF: says so, and --btf takes its place" {
    no_btf='mount -t tmpfs none /sys/kernel/btf; exec "$@"'
    cp /sys/kernel/btf/vmlinux btf
    refused 3 "failed to load kernel BTF" unshare -m sh -c "$no_btf" sh "$execsnoop"
    says "--btf=FILE"
    # By itself, as the kernel has it, and as a section of an ELF file.
    files=(btf)
    if [ -z "${EXECSNOOP_VM:-}" ]; then
        echo | gcc -x c -c -o btf.o -
        objcopy --add-section .BTF=btf btf.o
        cp btf.o large.o
        truncate -s 20M large.o
        files+=(btf.o large.o)
    fi
    for file in "${files[@]}"; do
        until_ready unshare -m sh -c "$no_btf" sh "$execsnoop" --btf="$PWD/$file" -x
        "$workload/flood" 3 "$token" >/dev/null
        "$workload/burst" 3 "$token" >want
        stop
        [ "$(shown "flood $token" | wc -l)" -ge 3 ]
        same "$(cat want)" "$(shown "child $token")"
    done
}

@test "of the kernel's BTF only what is needed is read" {
    until_ready "$execsnoop" -v
    says "of $(stat -c %s /sys/kernel/btf/vmlinux) bytes used"
    stop
}

@test "all of the kernel's BTF is read where a part of it cannot be kept" {
    local reader

    mkfifo fifo
    for why in 'mount -t tmpfs none /proc' 'ulimit -f 0' 'ulimit -f 20'; do
        cat fifo >"$out" &
        reader=$!
        until_ready unshare -m bash -c "$why; "'exec "$0" -v -w fifo' "$execsnoop"
        not grep "bytes used" "$err"
        "$workload/burst" 3 "$token" >want
        stop
        wait "$reader"
        same "$(cat want)" "$(shown "child $token")"
    done
}

@test "--btf: a file that is missing or no BTF is a usage error" {
    refused 2 "failed to load kernel BTF from /nonexistent: No such file" \
        "$execsnoop" --btf=/nonexistent
    head -c 5000 /dev/urandom >garbage
    : >empty
    head -c 100000 /sys/kernel/btf/vmlinux >"cut"
    # struct task_struct { T member; }; typedef T T; then the same of a kind to come.
    for kind in 8 30; do
        perl -e 'print pack("SCC L5 L6 L3 a13", 0xeb9f, 1, 0, 24, 0, 36, 36, 13,
            1, 4 << 24 | 1, 8, 1, 2, 0,  1, $ARGV[0] << 24, 2,  "\0task_struct\0")' \
            "$kind" >"kind$kind"
    done
    # Each by what it is, not by what libbpf made of it.
    failed="failed to load kernel BTF from"
    refused 2 "$failed garbage: it contains no BTF" "$execsnoop" --btf=garbage
    refused 2 "$failed /bin/true: it contains no BTF" "$execsnoop" --btf=/bin/true
    refused 2 "$failed empty: it is empty" "$execsnoop" --btf=empty
    refused 2 "$failed /dev/null: it is empty" "$execsnoop" --btf=/dev/null
    refused 2 "$failed cut: its BTF is damaged" "$execsnoop" --btf=cut
    refused 2 "$failed kind8: its BTF is damaged" "$execsnoop" --btf=kind8
    refused 2 "$failed kind30: it has types of a kind" "$execsnoop" --btf=kind30
    refused 2 "$failed /tmp: it is a directory" "$execsnoop" --btf=/tmp
}

@test "a kernel without the BPF ring buffer is told, by trying" {
    old=(env LD_PRELOAD="$O/tests/preload/noring.so" "$execsnoop")
    refused 3 "ring buffer: kernel $(uname -r) is below the minimum 5.8: it has no BPF ring buffer" \
        "${old[@]}"
    says "Needed to bring events to user space. Try: boot kernel 5.8 or later"
    status=0
    "${old[@]}" --check >"$out" || status=$?
    [ "$status" = 3 ]
    grep -q "^MISSING ring buffer .*below the minimum 5.8" "$out"
}

@test "a kernel that is locked down is told" {
    refused 3 "the kernel is locked down (confidentiality)" unshare -m sh -c '
        mount -t tmpfs none /sys/kernel/security &&
        echo "none integrity [confidentiality]" >/sys/kernel/security/lockdown &&
        exec "$0"' "$execsnoop"
    says "lockdown=integrity"
}

@test "--bpf-object: the object of this version does what the built-in one does" {
    start -v -x --bpf-object="$O/bpf/execsnoop.bpf.o"
    says "BPF object: $O/bpf/execsnoop.bpf.o"
    "$workload/burst" 5 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
}

# bats test_tags=userspace
@test "--bpf-object: missing, empty, cut, foreign and of another version" {
    object=$O/bpf/execsnoop.bpf.o
    : >empty
    head -c 5000 "$object" >"cut"
    head -c 5000 /dev/urandom >garbage
    echo text >text
    refused 2 "cannot use BPF object /nonexistent: No such file" \
        "$execsnoop" --bpf-object=/nonexistent
    for file in empty cut garbage text /bin/true; do
        refused 2 "cannot use BPF object $file" "$execsnoop" --bpf-object=$file
        says "without --bpf-object"
    done
    refused 2 "was built for another version" "$execsnoop" \
        --bpf-object="$O/tests/other_abi.bpf.o"
    for file in empty /dev/null; do
        refused 2 "cannot use BPF object $file: it is empty" "$execsnoop" --bpf-object=$file
    done
    refused 2 "it is a directory" "$execsnoop" --bpf-object=/tmp
}

# Some of these lead libbpf 1.1 astray.
# survives_damage OPTION STEP LAST [EVERY]: the types of the object file overwritten in
# turn. Only in each EVERYth run does the kernel verify the programs: of an object without
# types it takes seconds, and libbpf is done with the damage by then.
survives_damage() {
    local preload n=0

    not_in_vm "no readelf there"
    object=$O/bpf/execsnoop.bpf.o
    start=$(readelf -SW "$object" | sed -n 's/.* \.BTF  *PROGBITS  *[0-9a-f]*  *\([0-9a-f]*\).*/\1/p')
    ulimit -c unlimited
    for offset in $(seq 24 "$2" "$3"); do
        cp "$object" damaged
        printf '\377\377\377\177' |
            dd of=damaged bs=1 seek=$((16#$start + offset)) conv=notrunc status=none
        status=0 preload=
        ((n++ % ${4:-1} == 0)) || preload=$O/tests/preload/noload.so
        LD_PRELOAD=$preload timeout 60 "$execsnoop" -w /dev/full -u 54321 "$1"=damaged \
            2>"$err" </dev/null || status=$?
        # Unharmed, it goes on to the file that takes nothing.
        [ "$status" = 2 ] || says "cannot write events"
        [ "$status" -le 2 ]
        not ls core* 2>/dev/null
    done
}

@test "--bpf-object: no damage to its types crashes the program" {
    survives_damage --bpf-object 4 200 8
}

@test "--btf: no damage to types that libbpf relocates crashes the program" {
    # The object's own types have the names of the kernel's.
    survives_damage --btf 8 1200
}

# bats test_tags=userspace
@test "ANTIMETAL_BPF_PATH: a file, a folder, and --bpf-object before it" {
    object=$O/bpf/execsnoop.bpf.o
    ANTIMETAL_BPF_PATH=$object start -v
    stop
    says "BPF object: $object"
    ANTIMETAL_BPF_PATH=$O/bpf start -v
    stop
    says "BPF object: $O/bpf/execsnoop.bpf.o"
    ANTIMETAL_BPF_PATH=/nonexistent start -v --bpf-object="$object"
    stop
    says "BPF object: $object"
    ANTIMETAL_BPF_PATH=/nonexistent refused 2 "cannot use BPF object /nonexistent" "$execsnoop"
}

@test "a ring that cannot be allocated: out of memory, and -b is named" {
    root=/sys/fs/cgroup/memory limit=memory.limit_in_bytes
    [ -d "$root" ] || root=$(awk '$3 == "cgroup2" { print $2 }' /proc/mounts) limit=memory.max
    group=$root/execsnoop-$token
    echo +memory 2>/dev/null >"$root/cgroup.subtree_control" || true # version 2 alone has it
    mkdir "$group" && echo 64M >"$group/$limit" || skip_or_fail "no memory cgroup"
    refused 1 "out of memory: cannot start" \
        bash -c 'echo $$ >"$1/cgroup.procs"; exec "$0" -b 1G' "$execsnoop" "$group"
    says "or use a smaller one (-b)"
    rmdir "$group"
}

# bats test_tags=userspace
@test "without privileges the file of -w is left alone" {
    public_copy
    echo precious >keep
    chmod 666 keep
    refused 3 "missing CAP_BPF" "${nobody[@]}" "$public/execsnoop" -w keep
    refused 2 "cannot use BPF object" "$execsnoop" --bpf-object=/nonexistent -w keep
    [ "$(cat keep)" = precious ]
}

@test "a foreign pid namespace is told; the pids shown are the host's" {
    until_ready unshare --pid --fork --kill-child "$execsnoop"
    says "not the host's"
    sh -c "echo \$\$ >shell; exec /bin/true $token"
    kill -INT "$(cat "/proc/$pid/task/$pid/children")"
    finish
    [ "$(shown "/bin/true $token" | grep -v ' sh ' | tail -1 | cut -d' ' -f2)" = "$(cat shell)" ]
}
