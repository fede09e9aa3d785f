# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The Makefile: needs neither root nor BPF.

# quiet ARGS...: make without what an outer make and O would tell it.
quiet() {
    env -u MAKEFLAGS -u MAKELEVEL -u O make -s O="$B" "$@"
}

would_do() {
    run env -u MAKEFLAGS -u MAKELEVEL -u O make -n V=1 O="$B" "$@"
}

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return
    B=$BATS_FILE_TMPDIR/b
    # Which flags make no difference here; the program that is tested has the usual ones.
    export CFLAGS=-O0
}

setup_file() {
    setup
    git status --porcelain >"$BATS_FILE_TMPDIR/before" 2>/dev/null || true
    quiet
}

@test "it builds out of tree, and leaves the tree alone" {
    [ -x "$B/execsnoop" ]
    [ "$(find "$B" -name execsnoop -type f | wc -l)" = 1 ]
    diff "$BATS_FILE_TMPDIR/before" <(git status --porcelain 2>/dev/null)
}

@test "a second make has nothing to do" {
    run env -u MAKEFLAGS -u MAKELEVEL -u O make O="$B" V=1
    [[ $output == *"Nothing to be done"* ]]
}

@test "the contract header rebuilds both sides" {
    would_do -W include/execsnoop.h
    [[ $output == *"-c bpf/execsnoop.bpf.c"* ]]
    [[ $output == *"gen skeleton"* ]]
    [[ $output == *"-c src/record/record.c"* ]]
    [[ $output == *"-c src/kernel/loader.c"* ]]
    [[ $output != *"-c src/base/text.c"* ]]
}

# abi_in DIR: with which version of the contract it would build both sides.
abi_in() {
    env -u MAKEFLAGS -u MAKELEVEL -u O make -n V=1 -C "$1" O="$BATS_TEST_TMPDIR/none" |
        grep -E -- '-c (bpf/execsnoop.bpf|src/[a-z/]*loader)\.c' | grep -o 'EXECSNOOP_ABI=[0-9]*u' | sort | uniq -c
}

@test "both sides have one version of the contract, another one once a header changes" {
    copy=$BATS_TEST_TMPDIR/copy
    mkdir "$copy"
    cp -r Makefile src bpf include vmlinux "$copy"
    before=$(abi_in .)
    [[ $before =~ ^\ *2\ EXECSNOOP_ABI=[0-9]+u$ ]]
    [ "$(abi_in "$copy")" = "$before" ]
    echo "/* */" >>"$copy/include/execsnoop_details.h"
    after=$(abi_in "$copy")
    [[ $after =~ ^\ *2\ EXECSNOOP_ABI=[0-9]+u$ && $after != "$before" ]]
}

@test "a header of the BPF side, and one of user space, rebuild what includes them" {
    would_do -W bpf/ring.bpf.h
    [[ $output == *"-c bpf/execsnoop.bpf.c"* && $output == *"-c src/kernel/loader.c"* ]]
    [[ $output != *"-c src/record/event.c"* ]]
    would_do -W src/record/reassembly.h
    [[ $output == *"-c src/pipeline.c"* && $output != *"-c src/kernel/loader.c"* ]]
}

@test "changed flags rebuild" {
    B=$BATS_TEST_TMPDIR/b
    quiet "$B/src/base/text.o"
    cp "$B/src/base/text.o" "$BATS_TEST_TMPDIR/before.o"
    quiet "$B/src/base/text.o" CFLAGS=-O1
    run cmp -s "$B/src/base/text.o" "$BATS_TEST_TMPDIR/before.o"
    [ "$status" = 1 ]
}

@test "it builds without the running kernel's BTF and without root" {
    [ "$(id -u)" = 0 ] || skip "runs as no root already"
    copy=$(mktemp -d /tmp/execsnoop.XXXXXX)
    cp -r Makefile src bpf include vmlinux "$copy"
    chown -R 65534:65534 "$copy"
    unshare -m sh -c "mount -t tmpfs none /sys/kernel/btf && cd $copy &&
        exec setpriv --reuid=65534 --regid=65534 --clear-groups \
            env -u MAKEFLAGS -u MAKELEVEL -u O make -s"
    built=no
    [ ! -x "$copy/build/execsnoop" ] || built=yes
    rm -rf "$copy"
    [ $built = yes ]
}

@test "install and uninstall are symmetric under DESTDIR and PREFIX" {
    D=$BATS_TEST_TMPDIR/dest
    quiet DESTDIR="$D" PREFIX=/usr install
    [ "$(cd "$D" && find . -type f | sort | tr '\n' ' ')" = \
        "./usr/sbin/execsnoop ./usr/share/bash-completion/completions/execsnoop $(
            printf './usr/share/man/%s ' man7/execsnoop-examples.7 man8/execsnoop.8)" ]
    quiet DESTDIR="$D" PREFIX=/usr uninstall
    [ "$(find "$D" -type f | wc -l)" = 0 ]
}

@test "make help names every target" {
    run quiet help
    for target in all run check check-unit check-system check-fuzz fuzz check-vm vm-shell lint format install uninstall clean; do
        [[ $output == *"  $target "* ]]
    done
}
