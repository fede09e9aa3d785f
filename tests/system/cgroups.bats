# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# -c and --unit: by the cgroups that a process is in, whoever made them and when.
load lib
load cgroups

@test "-c: this cgroup and below, by each form of its path" {
    use_hierarchy v2
    mkdir -p "$top/a/below" "$top/a-other"
    name=${top##*/}
    for path in "$top/a" "$name/a" "/$name/a"; do
        start -c "$path"
        run_in "$top/a" itself
        run_in "$top/a/below" below
        run_in "$top/a-other" other
        run_in "$top" above
        /bin/true "$token" outside
        shows "itself below"
    done
    start -c "$name/a/below" -c "$name/a-other"
    run_in "$top/a" itself
    run_in "$top/a/below" below
    run_in "$top/a-other" other
    shows "below other"
}

# bats test_tags=userspace
@test "-c: what /proc/PID/cgroup says will do" {
    mount_of v2 || skip_or_fail "no cgroup v2"
    start -c "$(sed -n 's/^0:://p' /proc/self/cgroup)"
    "$workload/burst" 3 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
}

@test "-c: of version 1, by the hierarchy that the path is in" {
    for controller in pids memory; do
        mount_of "$controller" || continue
        tested=yes
        use_hierarchy "$controller"
        mkdir -p "$top/a/below" "$top/a-other"
        start -c "$top/a"
        run_in "$top/a" itself
        run_in "$top/a/below" below
        run_in "$top/a-other" other
        /bin/true "$token" outside
        shows "itself below"
    done
    [ -n "${tested:-}" ] || skip_or_fail "no cgroups of version 1"
}

@test "-c: two hierarchies at once, the same names in both" {
    use_hierarchies
    mkdir "$v2/a" "$v1/a" "$v1/b"
    start -c "$v2/a" -c "$v1/b"
    run_in "$v2/a" two
    run_in "$v1/a" no
    run_in "$v1/b" one
    shows "two one"
}

@test "-c: what is made below later, and itself made again" {
    use_hierarchy v2
    mkdir "$top/a"
    start -c "$top/a"
    run_in "$top/a" before
    mkdir -p "$top/a/x/y"
    run_in "$top/a/x/y" later
    eventually rmdir "$top/a/x/y" "$top/a/x" "$top/a" 2>/dev/null
    mkdir -p "$top/a/z" "$top/b"
    run_in "$top/a" again
    run_in "$top/a/z" below
    run_in "$top/b" other
    shows "before later again below"
}

# bats test_tags=userspace
@test "-c: a negated one leaves out what is in it" {
    use_hierarchy v2
    mkdir -p "$top/a/b/c" "$top/d"
    start -c "$top/a" -c "!$top/a/b"
    run_in "$top/a" yes
    run_in "$top/a/b" no
    run_in "$top/a/b/c" no
    run_in "$top/d" no
    shows yes
    start -c "!$top/a/b"
    run_in "$top/a" yes
    run_in "$top/a/b/c" no
    /bin/true "$token" outside
    shows "yes outside"
}

# bats test_tags=userspace
@test "-c: by one who sees other names for it" {
    use_hierarchy v2
    mkdir -p "$top/a/b" "$top/c"
    (
        echo "$BASHPID" >"$top/cgroup.procs"
        exec unshare -C sleep 60 3>&-
    ) &
    container=$!
    until_ready nsenter -C -t "$container" "$execsnoop" -c "$top/a"
    run_in "$top/a" itself
    run_in "$top/a/b" below
    run_in "$top/c" other
    shows "itself below"
}

@test "-c: failed execs and threads too" {
    use_hierarchy v2
    mkdir "$top/a"
    start -x -c "$top/a"
    (
        echo "$BASHPID" >"$top/a/cgroup.procs"
        exec "$workload/failures" "$token" >want
    )
    stop
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

@test "-c: failed execs that are hidden are counted if their cgroup passes" {
    use_hierarchy v2
    mkdir "$top/in" "$top/out"
    start -c "$top/in"
    for folder in in out in out out; do
        (echo "$BASHPID" >"$top/$folder/cgroup.procs" && exec ./none) 2>/dev/null || true
    done
    stop
    says ", 2 failed execs hidden (-x shows them)"
}

@test "many cgroups that nobody has seen before, each with all its execs" {
    use_hierarchy v2
    count=$((300 / scale))
    start --unit="$token*"
    eval "mkdir $top/$token-{1..$count}.service"
    for ((i = 1; i <= count; i++)); do
        run_in "$top/$token-$i.service" "$i-first"
        run_in "$top/$token-$i.service" "$i-second"
        run_in "$top" other
    done
    shows "$(for ((i = 1; i <= count; i++)); do echo "$i-first $i-second"; done | paste -sd' ')"
}

@test "one so deep that its way is cut is shown, and so is what is below" {
    use_hierarchy v2
    deep=$top
    for ((i = 0; i < 70; i++)); do
        deep=$deep/d
    done
    mkdir -p "$deep"
    start --unit="no-$token*"
    run_in "$deep" deep
    run_in "$deep" again
    run_in "$top/d" no
    shows "deep again"
    [ "$(grep -c " # undecided: unit$" "$out")" = 2 ]
}

@test "names as long as they may be" {
    use_hierarchy v2
    long=$(printf 'n%.0s' {1..247}).service
    deep=$top
    for ((i = 0; i < 8; i++)); do
        deep=$deep/$long
    done
    mkdir -p "$deep" "$top/other"
    start --unit="$long"
    run_in "$deep" yes
    run_in "$deep" again
    run_in "$top/other" no
    shows "yes again"
}

@test "--unit: by name, with and without its type, and what is below it" {
    use_hierarchies
    mkdir -p "$v2/system.slice/$token.service/sub" "$v2/system.slice/$token.scope" \
        "$v1/system.slice/$token.service"
    for unit in "$token" "$token.service"; do
        start --unit="$unit"
        run_in "$v2/system.slice/$token.service" itself
        run_in "$v2/system.slice/$token.service/sub" below
        run_in "$v2/system.slice/$token.scope" no
        run_in "$v1/system.slice/$token.service" v1
        run_in "$v2/system.slice" no
        shows "itself below v1"
    done
    start --unit="$token.scope"
    run_in "$v2/system.slice/$token.service" no
    run_in "$v2/system.slice/$token.scope" scope
    shows scope
}

# bats test_tags=userspace
@test "--unit: a glob, and units that start later" {
    use_hierarchy v2
    mkdir "$top/$token@1.service"
    start --unit="$token@*"
    run_in "$top/$token@1.service" one
    mkdir -p "$top/$token@2.service/x" "$top/other.service"
    run_in "$top/$token@2.service/x" two
    run_in "$top/other.service" no
    shows "one two"
    says "--unit '$token@*': nothing runs in it now; waiting"
}

# bats test_tags=userspace
@test "--unit: a name that systemd had to escape" {
    use_hierarchy v2
    mkdir "$top/_cpu.$token.service"
    start --unit="cpu.$token"
    run_in "$top/_cpu.$token.service" yes
    shows yes
}

# bats test_tags=userspace
@test "--unit: negated, and with all other kinds" {
    use_hierarchies
    mkdir -p "$v2/a/$token.service/b" "$v2/a/other.service" "$v2/$token.service"
    start -c "$v2/a" --unit="$token" --unit='!other'
    run_in "$v2/a/$token.service/b" yes
    run_in "$v2/a/other.service" no
    run_in "$v2/$token.service" no
    run_in "$v2/a" no
    shows yes
    start -c "$v2/a" --unit="!$token"
    run_in "$v2/a/$token.service/b" no
    run_in "$v2/a/other.service" yes
    shows yes
    # Each kind by another hierarchy.
    start -c "$v1" --unit="$token"
    run_in "$v2/$token.service" no
    (
        echo "$BASHPID" >"$v1/cgroup.procs"
        run_in "$v2/$token.service" yes
    )
    shows yes
    start -c "$v2/a" -u nobody
    run_in "$v2/a" no
    shows ""
}

# bats test_tags=userspace
@test "--unit: one with a file but no process is waited for" {
    use_hierarchy v2
    mkdir -p /run/systemd/system
    made=("/run/systemd/system/$token.service" "/run/systemd/system/alias$token.service"
        "/run/systemd/system/t$token@.service")
    : >"${made[0]}"
    ln -s "${made[0]}" "${made[1]}"
    : >"${made[2]}"
    for unit in "$token" "alias$token" "t$token@x"; do
        start --unit="$unit"
        mkdir -p "$top/$token.service" "$top/t$token@x.service"
        run_in "$top/${unit#alias}.service" yes
        shows yes
        says "--unit '$unit': nothing runs in it now; waiting"
        eventually rmdir "$top/$token.service" "$top/t$token@x.service" 2>/dev/null
    done
}

# bats test_tags=userspace
@test "--unit: one that is not known is a usage error, with what was meant" {
    use_hierarchy v2
    mkdir "$top/${token}abc.service"
    refused 2 "no such unit; near: ${token}abc.service" "$execsnoop" --unit="${token}abd"
    says "To wait for a unit that does not exist yet: --unit='${token}abd*'"
    refused 2 "no such unit" "$execsnoop" --unit="!${token}abd"
    refused 2 "expected the name of a unit" "$execsnoop" --unit=a/b
    refused 2 "expected" "$execsnoop" --unit=
}

# bats test_tags=userspace
@test "-c: one without a process is said at start" {
    use_hierarchy v2
    mkdir -p "$top/a/b"
    start -c "$top/a" -c "!$top"
    stop
    says "--cgroup '$top/a': nothing runs in it now; waiting"
    not says "--cgroup '!$top'"
    (
        echo "$BASHPID" >"$top/a/b/cgroup.procs"
        start -c "$top/a"
        stop
        not says "nothing runs"
    )
}

# bats test_tags=userspace
@test "-c: a path that is no cgroup is a usage error" {
    use_hierarchy v2
    mkdir "$top/abc"
    refused 2 "expected a cgroup below" "$execsnoop" -c no/such/group
    refused 2 "not a cgroup; expected a directory below" "$execsnoop" -c /tmp
    refused 2 "no such cgroup; near: abc" "$execsnoop" -c "$top/abd"
    refused 2 "no such cgroup; near: abc" "$execsnoop" -c "${top##*/}/abd"
    refused 2 "expected a cgroup below" "$execsnoop" -c "$top/cgroup.procs/x"
}

# bats test_tags=userspace
@test "-c: a hierarchy without a controller cannot be looked up, and that is said" {
    dir=$(awk '$3 == "cgroup" && /name=/ && !/pids|cpu|memory/ { print $2; exit }' /proc/mounts)
    if [ -z "$dir" ]; then
        dir=$BATS_TEST_TMPDIR/named
        mkdir "$dir"
        mount -t cgroup -o none,name=execsnoop none "$dir" || skip_or_fail "no cgroups of version 1"
        mounted=("$dir")
    fi
    refused 3 "cannot be looked up" "$execsnoop" -c "$dir"
}

# "${without[@]}" PATTERN COMMAND...: runs it where such file systems are not mounted.
without=(unshare -m bash -c 'awk -v type="$1" "\$3 ~ type { print \$2 }" /proc/mounts | tac |
    while read -r m; do umount -l "$m"; done; shift; exec "$@"' bash)

# bats test_tags=userspace
@test "-c: where only version 1 is mounted, an absolute path" {
    use_hierarchy pids
    mkdir "$top/a"
    refused 2 "cgroup v2 is not mounted; expected the absolute path" \
        "${without[@]}" '^cgroup2$' "$execsnoop" -c x
    until_ready "${without[@]}" '^cgroup2$' "$execsnoop" -c "$top/a"
    run_in "$top/a" yes
    run_in "$top" no
    shows yes
}

# bats test_tags=userspace
@test "where no cgroups are mounted, exit 3 says so" {
    for option in -cx --unit=x --container=3f; do
        refused 3 "no cgroup file system is mounted" \
            "${without[@]}" '^cgroup' "$execsnoop" "$option"
    done
}

# bats test_tags=userspace
@test "more hierarchies than one run can look at" {
    paths=()
    for controller in v2 pids memory cpuset devices freezer; do
        mount_of "$controller" && paths+=(-c "$mount")
    done
    [ "${#paths[@]}" -ge 10 ] || skip "not so many hierarchies here"
    refused 2 "more than 4 hierarchies" "$execsnoop" "${paths[@]}"
}
