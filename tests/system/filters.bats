# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The options that choose what is shown.
load lib

# Three users, three commands: who shows which is told apart by the last word.
three() {
    cp /bin/true one
    cp /bin/true two
    chmod 755 . one two
    setpriv --reuid=65534 --clear-groups ./one "$token" nobody
    setpriv --reuid=1 --clear-groups ./one "$token" daemon
    ./two "$token" root
}

last_words() {
    shown | grep -v setpriv | sed 's/.* //' | paste -sd' '
}

# bats test_tags=userspace
@test "without a filter everything is shown" {
    start
    three
    stop
    [ "$(last_words)" = "nobody daemon root" ]
}

@test "-u: by name, by number, any of several" {
    start -u nobody
    three
    stop
    [ "$(last_words)" = nobody ]
    start -u 1 --uid=0
    three
    stop
    [ "$(last_words)" = "daemon root" ]
    says "filtered out"
}

@test "-u goes by the real uid: of the caller, not of a set-id file" {
    install -m 4755 -o nobody /bin/true setuid
    start -u 0 -u 1
    three
    ./setuid "$token" setuid
    stop
    [ "$(last_words)" = "daemon root setuid" ]
}

@test "-P: children of one process, of several" {
    start -P $$
    "$workload/burst" 3 "$token" >want
    stop
    [ "$(shown "child $token" | wc -l)" = 0 ]
    mkfifo go
    bash -c "read -r < go; '$workload/burst' 2 $token a; true" &
    first=$!
    start -P "$first" -P $$
    echo >go
    wait "$first"
    stop
    [ "$(shown | awk -v p="$first" '$3 == p' | wc -l)" = 1 ]
}

@test "-P holds for failed execs too" {
    mkfifo go
    bash -c "read -r < go; '$workload/failures' $token >want; true" &
    first=$!
    start -x -P "$first"
    echo >go
    wait "$first"
    stop
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

# bats test_tags=userspace
@test "-n: a regular expression on comm" {
    start -n '^o.e$'
    three
    stop
    [ "$(last_words)" = "nobody daemon" ]
    start -n nothing -n '^tw'
    three
    stop
    [ "$(last_words)" = root ]
}

# bats test_tags=userspace
@test "-l: a regular expression on the command line, not on comm" {
    start -l "$token (root|daemon)\$"
    three
    stop
    [ "$(last_words)" = "daemon root" ]
    start -l '^one '
    three
    stop
    [ "$(last_words)" = "" ]
}

# bats test_tags=userspace
@test "-l sees raw bytes" {
    start -l $'\e\\[31m'
    /bin/true "$token" $'\e[31m'
    stop
    [ "$(shown | wc -l)" = 1 ]
}

@test "filters of different kinds must all hold" {
    start -u nobody -u root -n '^one$' -l "$token"
    three
    stop
    [ "$(last_words)" = nobody ]
}

@test "-c: this cgroup and below, by each form of its path" {
    mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$mount" ] || skip_or_fail "no cgroup v2"
    group=execsnoop-$token
    mkdir -p "$mount/$group/below" "$mount/$group-other" || skip_or_fail "cgroup v2 is read-only"
    in_group() {
        bash -c 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"' bash "$mount/$1" \
            /bin/true "$token" "$2"
    }
    for path in "$mount/$group" "$group" "/$group"; do
        start -c "$path"
        in_group "$group" itself
        in_group "$group/below" below
        in_group "$group-other" other
        /bin/true "$token" outside
        stop
        words=$(shown "/bin/true $token" | sed 's/.* //' | paste -sd' ')
        [ "$words" = "itself below" ]
    done
    start -c "$group/below" -c "$group-other"
    in_group "$group" itself
    in_group "$group/below" below
    in_group "$group-other" other
    stop
    words=$(shown "/bin/true $token" | sed 's/.* //' | paste -sd' ')
    rmdir "$mount/$group/below" "$mount/$group" "$mount/$group-other"
    [ "$words" = "below other" ]
}

@test "-c: what /proc/PID/cgroup says will do" {
    grep -q ' cgroup2 ' /proc/mounts || skip_or_fail "no cgroup v2"
    start -c "$(sed -n 's/^0:://p' /proc/self/cgroup)"
    "$workload/burst" 3 "$token" >want
    stop
    same "$(cat want)" "$(shown "child $token")"
}

@test "failures that are not asked for do not count as filtered out" {
    start -P 1
    "$workload/flood" 1000 "$token" >/dev/null
    stop
    filtered=$(sed -n 's/.* \([0-9]*\) filtered out.*/\1/p' "$err")
    [ "${filtered:-0}" -lt 900 ]
}

# bats test_tags=userspace
@test "-c: a path that is no cgroup is a usage error" {
    grep -q ' cgroup2 ' /proc/mounts || skip_or_fail "no cgroup v2"
    refused 2 "expected a cgroup below" "$execsnoop" -c no/such/group
    refused 2 "not a cgroup of version 2" "$execsnoop" -c /tmp
}

@test "-c: where cgroup v2 is not mounted, exit 3 says so" {
    refused 3 "cgroup v2 is not mounted" unshare -m bash -c \
        'awk "\$3 == \"cgroup2\" { print \$2 }" /proc/mounts | while read -r m; do
            umount -l "$m"; done; exec "$@"' bash "$execsnoop" -c x
}

@test "--lite: successes only, and their latency is unknown" {
    start --lite -o json
    "$workload/failures" "$token" >/dev/null
    "$workload/burst" 5 "$token" >/dev/null
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[1:3] == ["child", $t]) | .latency_us' "$out" |
        grep -c null)" = 5 ]
    [ "$(jq 'select(.retval != 0)' "$out" | wc -l)" = 0 ]
    not says hidden 2>/dev/null
}
