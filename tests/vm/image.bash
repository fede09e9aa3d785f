# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# What a virtual machine boots with: Debian's packages, the program and its tests in
# one initramfs; no disk, no network. From fetch.bash: fetch_root and what it uses.

# What the tests call, by package; the last line is for a cross build and stays here.
root_packages=(base-files base-passwd bash bats bpftool bsdutils coreutils dash diffutils
    findutils grep gzip jq libc-bin libcap2-bin mawk mount perl-base procps sed tar util-linux
    libbpf-dev libelf-dev zlib1g-dev libmd-dev libc6-dev)
left_out=(./usr/include ./usr/lib/gcc ./usr/share/doc ./usr/share/locale ./usr/share/man
    ./usr/share/perl '*.a' '*san.so*')

declare -A triplets=([amd64]=x86_64-linux-gnu [arm64]=aarch64-linux-gnu)

# build_for ARCH ROOT: prints the build folder, of this machine's or a cross build.
build_for() {
    local folder=$O

    if [ "$1" != "$host_arch" ]; then
        folder=$O/vm/$1
        make -s -j"$(nproc)" O="$folder" PKG_CONFIG=false \
            CC="clang --target=${triplets[$1]} --sysroot=$2" LDFLAGS=-fuse-ld=lld \
            CFLAGS="-O2 -g -Wno-unknown-warning-option" vm-files >&2 || return
    fi
    echo "$folder"
}

# archive FOLDER [LEFT_OUT...]: as the kernel unpacks it. Not compressed, for that
# would take the virtual machine longer than anything else it does.
archive() {
    local out=() name

    for name in "${@:2}"; do out+=(-path "$name" -o); done
    (cd "$1" && find . \( "${out[@]}" -false \) -prune -o -print | cpio -o -H newc -R 0:0 --quiet)
}

# fetch_base ARCH: prints the folder that root_packages are in.
fetch_base() {
    local gcc

    use_apt "$release,$release-security" "$1"
    gcc=$(apt-cache depends gcc 2>/dev/null | sed -n 's/.*Depends: gcc-\([0-9]*\)$/\1/p')
    fetch_root "$1" "${root_packages[@]}" "libgcc-$gcc-dev"
}

# make_image ARCH ROOT: writes $O/vm/ARCH.cpio.
make_image() {
    local build layer=$O/vm/layer-$1 files

    build=$(build_for "$1" "$2") || return
    rm -rf "$layer"
    mkdir -p "$layer/execsnoop/build"
    cp tests/vm/init "$layer"
    cp -r Makefile bpf include man tests vmlinux "$layer/execsnoop"
    for files in execsnoop bpf/execsnoop.bpf.o tests/{other_abi,few_slots}.bpf.o \
        tests/bench/load tests/preload tests/workload; do
        (cd "$build" && cp -r --parents "$files" "$layer/execsnoop/build") || return
    done
    { archive "$2" "${left_out[@]}" && archive "$layer"; } >"$O/vm/$1.cpio"
    rm -r "$layer"
}
