# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --container: by the names that the runtimes give to cgroups; none of them is here.
load lib
load cgroups

# new_ids: sets id and other, which no other test has.
new_ids() {
    id=$(printf '%s%s%s' "$token" "$RANDOM" "$RANDOM" | sha256sum | cut -d' ' -f1)
    other=$(printf '%s' "$id" | sha256sum | cut -d' ' -f1)
}

# forms ID: the ways from the root as each runtime makes them, one in a line.
forms() {
    local pod=33b76b55_c057_401e_80c8_1463a405421c
    local user=user.slice/user-1000.slice/user@1000.service

    cat <<END
docker/$1
system.slice/docker-$1.scope
$user/user.slice/docker-$1.scope
system.slice/docker-$1.scope/system.slice/ssh.service
default/$1
system.slice/nerdctl-$1.scope
kubepods/burstable/pod${pod//_/-}/$1
kubepods.slice/kubepods-pod$pod.slice/cri-containerd-$1.scope
system.slice/containerd.service/kubepods-burstable-pod$pod.slice:cri-containerd:$1
kubepods/besteffort/pod${pod//_/-}/crio-$1
kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod$pod.slice/crio-$1.scope
kubepods.slice/kubepods-pod$pod.slice/crio-$1.scope/container
libpod_parent/libpod-$1
machine.slice/libpod-$1.scope/container
$user/user.slice/user-libpod_pod_$other.slice/libpod-$1.scope/container
system.slice/web.service/libpod-payload-$1
END
}

# What watches a container, and what is around it.
not_forms() {
    cat <<END
machine.slice/libpod-conmon-$1.scope
libpod_parent/conmon
system.slice/web.service/runtime
kubepods.slice/kubepods-pod3.slice/crio-conmon-$1.scope
machine.slice/machine-libpod_pod_$1.slice
docker/0$1
docker/${1:1}
END
}

# run_in_all TOP NAME: an exec in each cgroup that stdin names, made for it if need be.
run_in_all() {
    local path n=0

    while read -r path; do
        mkdir -p "$1/$path"
        run_in "$1/$path" "$2-$((++n))"
    done
}

expected() {
    printf "$1-%d\n" $(seq "$(forms x | wc -l)") | paste -sd' '
}

@test "each runtime, both drivers, cgroups of version 2, made before and after" {
    use_hierarchy v2
    new_ids
    forms "$id" | sed -n 'p;n' | (cd "$top" && xargs mkdir -p)
    start --container="${id:0:12}"
    forms "$id" | run_in_all "$top" f
    not_forms "$id" | run_in_all "$top" no
    forms "$other" | sed 's/libpod_pod_[0-9a-f]*//' | run_in_all "$top" no
    shows "$(expected f)"
}

@test "each runtime, cgroups of version 1" {
    use_hierarchy pids
    new_ids
    mkdir -p "$top/docker/$id"
    start --container="${id^^}"
    forms "$id" | run_in_all "$top" f
    not_forms "$id" | run_in_all "$top" no
    forms "$other" | sed 's/libpod_pod_[0-9a-f]*//' | run_in_all "$top" no
    shows "$(expected f)"
}

# bats test_tags=userspace
@test "any container, those that start later too, but not what watches them" {
    use_hierarchies
    new_ids
    start --container='*'
    run_in "$v2" no
    forms "$id" | run_in_all "$v2" a
    not_forms "$id" | head -n 5 | run_in_all "$v2" no
    mkdir -p "$v1/docker/$other"
    run_in "$v1/docker/$other" v1
    shows "$(expected a) v1"
}

# bats test_tags=userspace
@test "all but one, all but containers" {
    use_hierarchy v2
    new_ids
    mkdir -p "$top/docker/$id" "$top/docker/$other/sub"
    start --container='*' --container="!${other:0:12}"
    run_in "$top/docker/$id" yes
    run_in "$top/docker/$other" no
    run_in "$top/docker/$other/sub" no
    run_in "$top" no
    shows yes
    start --container='!*'
    run_in "$top/docker/$id" no
    run_in "$top" yes
    /bin/true "$token" outside
    shows "yes outside"
}

# bats test_tags=userspace
@test "one that is removed and started again under its id" {
    use_hierarchy v2
    new_ids
    scope=$top/system.slice/docker-$id.scope
    mkdir -p "$scope"
    start --container="${id:0:12}"
    run_in "$scope" first
    eventually rmdir "$scope" 2>/dev/null
    mkdir "$scope"
    run_in "$scope" again
    shows "first again"
}

# bats test_tags=userspace
@test "with a unit: what both say" {
    use_hierarchies
    new_ids
    mkdir -p "$v2/$token.service/libpod-payload-$id" "$v2/docker/$id" "$v2/$token.service/runtime"
    start --container="${id:0:6}" --unit="$token"
    run_in "$v2/$token.service/libpod-payload-$id" yes
    run_in "$v2/$token.service/runtime" no
    run_in "$v2/docker/$id" no
    shows yes
}

# make_root: a file system for a container, of what this machine has.
make_root() {
    local dir

    root=$BATS_TEST_TMPDIR/root
    mkdir -p "$root"/{dev,proc,cgroup}
    for dir in /bin /sbin /lib /lib32 /lib64 /libx32 /usr; do
        if [ -L "$dir" ]; then
            cp -P "$dir" "$root$dir"
        elif [ -d "$dir" ]; then
            mkdir "$root$dir"
            dirs+=("$dir")
        fi
    done
}

# What a runtime does: namespaces, a root of its own, a cgroup; then runs the script.
# shellcheck disable=SC2016
contain='
    echo $$ >"$1/cgroup.procs"
    exec unshare -m -p -u -i -C -f --kill-child bash -c "
        root=\$1 script=\$2; shift 2
        for dir in \$dirs; do mount --bind \$dir \$root\$dir; done
        mount --bind /dev \$root/dev
        mount -t proc proc \$root/proc
        mount -t cgroup2 cgroup2 \$root/cgroup
        exec chroot \$root /bin/bash -c \"\$script\" bash \"\$@\"
    " bash "$2" "$3" "$4"'

@test "a container: all that runs in its namespaces, and nothing beside" {
    use_hierarchy v2
    new_ids
    make_root
    scope=$top/system.slice/docker-$id.scope
    mkdir -p "$scope"
    mkfifo "$root/go"
    dirs="${dirs[*]}" bash -c "$contain" bash "$scope" "$root" '
        read -r </go
        /bin/true "$1" "$$"
        (/bin/true "$1" child & wait)
        mkdir /cgroup/inner
        echo 0 >/cgroup/inner/cgroup.procs
        /bin/true "$1" inner
        ( (exec /bin/true "$1" daemon) &)
        read -r </go' "$token" 3>&- &
    container=$!
    start --container="${id:0:12}"
    /bin/true "$token" outside
    echo >"$root/go"
    eventually grep -q "/bin/true $token daemon" "$out"
    echo >"$root/go"
    wait "$container"
    container=
    shows "1 child inner daemon"
}

# bats test_tags=userspace
@test "a container that starts later, with a root of its own" {
    use_hierarchy v2
    new_ids
    make_root
    start --container='*' -x
    mkdir -p "$top/machine.slice/libpod-$id.scope/container"
    dirs="${dirs[*]}" bash -c "$contain" bash "$top/machine.slice/libpod-$id.scope/container" \
        "$root" '/bin/true "$1" in; /no/such "$1" failed 2>/dev/null; exec /bin/true "$1" end' \
        "$token" 3>&-
    stop
    [ "$(shown "/bin/true $token" | grep -v 'bash -c' | sed 's/.* //' | paste -sd' ')" = "in end" ]
    [ "$(shown "/no/such $token failed" | awk '$4 == -2' | wc -l)" = 1 ]
}

# named: the container, or - for none, and a cgroup, where an id has no 64 digits.
named() {
    local task=${id:0:32} guid=70eb4ce5-a065-4401-6990-88ed

    cat <<END
$token lxc.payload.$token/init.scope
- lxc.monitor.$token
$token lxc/$token
$token machine.slice/systemd-nspawn@$token.service/payload
- machine.slice/systemd-nspawn@$token.service/supervisor
$token-1 machine.slice/machine-$token\x2d1.scope
- machine.slice/machine-qemu\x2d1\x2d$token.scope
$guid system.slice/garden.service/garden/$guid
$task-123 ecs/$task/$task-123
$token default/$token
osh60k53lspy0g0cjo94ur00h system.slice/system.slice:docker:osh60k53lspy0g0cjo94ur00h
osh60k53lspy0g0cjo94ur00h buildkit/osh60k53lspy0g0cjo94ur00h
- user.slice/user-1000.slice/snap.lxd.lxc.$guid.scope
END
}

# bats test_tags=userspace
@test "runtimes whose names of cgroups have no id of 64 digits" {
    use_hierarchy v2
    new_ids
    start -o json -O container -l "^/bin/true $token "
    named | cut -d' ' -f2- >ways
    run_in_all "$top" run <ways
    stop
    same "$(named | cut -d' ' -f1)" "$(jq -r --arg t "$token" \
        'select(.args[1] == $t) | .container // "-"' "$out")"
    # A name matches whole.
    start --container="$token"
    run_in_all "$top" run <ways
    shows "run-1 run-3 run-4 run-10"
    refused 2 "no such container; near: $token" "$execsnoop" --container="${token:0:-1}"
}

# bats test_tags=userspace
@test "one that does not run is a usage error, with what was meant" {
    use_hierarchy v2
    new_ids
    # Another first digit, the second one changed.
    digit=$([ "${id:1:1}" = a ] && echo b || echo a)
    mkdir -p "$top/docker/$id"
    refused 2 "no such container; near: ${id:0:12}" "$execsnoop" --container="${id:0:1}$digit${id:2:6}"
    refused 2 "expected the first digits of an id" "$execsnoop" --container="web"
    refused 2 "no such container" "$execsnoop" --container="${id}0"
    refused 2 "expected" "$execsnoop" --container=
    refused 2 "no such container" "$execsnoop" --container="!${other:0:20}"
}

# bats test_tags=userspace
@test "where none runs, any is waited for, but not one" {
    use_hierarchy v2
    new_ids
    mkdir -p "$top/docker/$id"
    start --container="${id:0:8}"
    stop
    says "--container '${id:0:8}': nothing runs in it now; waiting"
    rmdir "$top/docker/$id"
    if awk '$3 ~ /^cgroup/ { print $2 }' /proc/mounts | xargs -I{} find {} -type d |
        grep -qE '[0-9a-f]{64}(\.scope)?$'; then
        skip "containers run here"
    fi
    refused 2 "no container runs now" "$execsnoop" --container="${id:0:8}"
    says "To wait for any: --container='*'"
    start --container='*'
    stop
    says "--container '*': nothing runs in it now; waiting"
}
