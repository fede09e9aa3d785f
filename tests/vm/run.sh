#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# run.sh check|shell|fetch BUILD_DIR [KERNEL...]: boots Debian's kernels in QEMU, as the
# file kernels lists them, and runs the tests in them, or a shell; fetch only fills the
# cache. ALL=1: all test files that a kernel is for; VM_FILES: other test files than below;
# VM_JOBS: number of machines at the same time (2); VM_LIMIT: seconds for each (1800).
set -eu
umask 022
exec 3>&2
cd "$(dirname "$0")/../.."

what=$1
O=$(realpath "$2")
shift 2
mkdir -p "$O/vm"
. tests/vm/fetch.bash
. tests/vm/image.bash

# Sets of test files, by how much depends on the kernel: each includes the one before, but
# mode is for a kernel that runs besides, begun in another way. Tests that have the tag
# userspace are left out: no kernel makes a difference to what only they test.
loads=(tests/system/{kinds,loads,vmlinux}.bats)
mode=(tests/system/{kinds,trace}.bats tests/vm/machine.bats)
few=("${loads[@]}" tests/system/{trace,loss}.bats tests/vm/machine.bats)
core=("${few[@]}" tests/system/{trees,columns,account,cgroups}.bats)
all=(tests/system/{filters,leaving,preflight,privileges,choices,command,containers}.bats
    tests/system/{details,descriptors,flags,caps,ancestors,lineage,env,reason}.bats "${core[@]}")
limit=${VM_LIMIT:-1800} # seconds for one virtual machine

# files_of loads|mode|few|core|all: sets list.
files_of() {
    local -n files_named=$1

    list=("${files_named[@]}")
    [ -z "${VM_FILES:-}" ] || read -ra list <<<"$VM_FILES"
}

# known_kernels [NAME...]: their lines, with one of the two sets of files.
known_kernels() {
    awk -v names=" $* " -v unused="${ALL:+5}" '!/^#/ && (names == "  " || index(names, " " $1 " ")) {
        $(unused ? unused : 6) = ""
        print
    }' tests/vm/kernels
}

# boot ARCH KERNEL_FILE MORE...: with MORE on the kernel's command line.
boot() {
    local arch=$1 kernel=$2
    local -A machine=([amd64]=qemu-system-x86_64
        [arm64]="qemu-system-aarch64 -M virt -cpu cortex-a57")
    # On a busy machine the timer fails the check that Linux makes of it. What protects
    # from the faults of real CPUs costs an emulated one an eighth of its time.
    local -A console=([amd64]="ttyS0 no_timer_check" [arm64]=ttyAMA0)

    shift 2
    # Never KVM: where it does not work, QEMU stands still for ever. One thread: with
    # more, QEMU 7.2 runs stale code after the kernel has patched its own. The exit
    # status says nothing.
    # shellcheck disable=SC2086
    timeout --foreground -k 5 "$limit" ${machine[$arch]} -accel tcg,thread=single -m 1024 -smp 2 \
        -display none -serial mon:stdio -no-reboot -nodefaults -kernel "$kernel" \
        -initrd "$O/vm/$arch.cpio" \
        -append "console=${console[$arch]} panic=-1 quiet loglevel=1 mitigations=off $*" || true
}

# For each line of kernels on stdin: NAME FILES ARCH ROOT KERNEL_FILE MORE, where ROOT is
# the folder of its packages. Why a kernel or its packages cannot be had goes to
# NAME.unreachable.
fetch() {
    local name arch suites package files more
    local -A root=() path=()

    # Two at a time would fetch into the same folders.
    mkdir -p "$cache"
    exec {lock}>"$cache/lock"
    flock "$lock"
    while read -r name arch suites package files more; do
        {
            : "${root[$arch]:=$(fetch_base "$arch")}"
            [ -n "${root[$arch]}" ] &&
                : "${path[$arch $package $suites]:=$(fetch_kernel "$suites" "$arch" "$package")}"
            [ -n "${path[$arch $package $suites]}" ]
        } 2>"$O/vm/$name.unreachable" || continue
        echo "$name $files $arch ${root[$arch]} ${path[$arch $package $suites]} $more"
    done
    exec {lock}>&-
}

# From what fetch prints to what boot needs: NAME FILES ARCH KERNEL_FILE MORE.
prepare() {
    local name files arch root rest

    while read -r name files arch root rest; do
        if [ ! -e "$O/vm/$arch.cpio" ]; then
            make_image "$arch" "$root" || exit
        fi
        echo "$name $files $arch $rest"
    done
}

check() {
    local running=0 name files rest

    while read -r name files rest; do
        [ $((running++)) -lt "${VM_JOBS:-2}" ] || wait -n
        echo "  VM       $name"
        files_of "$files"
        # shellcheck disable=SC2086
        boot $rest vm_files="$(IFS=, && echo "${list[*]}")" </dev/null 2>&1 |
            sed -u 's/\r$//' >"$O/vm/$name.log" &
    done <"$O/vm/ready"
    wait
    while read -r name _ _ _ files _; do
        files_of "$files"
        echo "$name ${list[*]##*/}"
    done <<<"$selected" >"$O/vm/ran"
    files_of all
    tests/vm/report.sh "$O/vm" "${list[@]##*/}" <"$O/vm/ran"
}

selected=$(known_kernels "$@")
[ -n "$selected" ] || {
    echo "no such kernel: $*; there are: $(known_kernels | cut -d' ' -f1 | xargs)" >&2
    exit 2
}
if [ "$what" = fetch ]; then
    fetch <<<"$selected" >"$O/vm/fetched"
    exit
fi
rm -f "$O"/vm/*.{log,cpio,unreachable}
fetch <<<"$selected" >"$O/vm/fetched"
prepare <"$O/vm/fetched" >"$O/vm/ready"
if [ "$what" = check ]; then
    check
elif read -r _ _ rest <"$O/vm/ready"; then
    limit=0
    # shellcheck disable=SC2086
    boot $rest vm_shell=1
else
    cat "$O"/vm/*.unreachable
    exit 1
fi
