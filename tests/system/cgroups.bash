# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Cgroups that a test makes: below a folder of its own in each hierarchy, which
# teardown removes.

# mount_of v2|CONTROLLER: sets mount.
mount_of() {
    mount=$(awk -v want="$1" '
        $3 == "cgroup2" && want == "v2" { print $2; exit }
        $3 == "cgroup" && index("," $4 ",", "," want ",") { print $2; exit }' /proc/mounts)
    [ -z "$mount" ] || return 0
    [ "$1" != v2 ] || return 1
    # Nobody uses version 1 here: ours it is until the test ends.
    mount=$BATS_TEST_TMPDIR/$1
    mkdir -p "$mount"
    mount -t cgroup -o "$1" "$1" "$mount" 2>/dev/null && mounted+=("$mount")
}

# use_hierarchy v2|CONTROLLER: sets mount, and top, the folder there.
use_hierarchy() {
    mount_of "$1" || skip_or_fail "no cgroup hierarchy of $1"
    top=$mount/execsnoop-$token
    mkdir -p "$top" || skip_or_fail "cgroups are read-only"
    tops+=("$top")
}

# Both kinds, where this machine has them: sets v2 and v1, the folders there. A cgroup
# that no test is about is in $v2 or in $v1.
use_hierarchies() {
    use_hierarchy v2
    v2=$top
    use_hierarchy pids
    v1=$top
}

# run_in FOLDER WORD...: an exec in that cgroup, and none besides; the words tell which.
run_in() {
    local folder=$1

    shift
    (
        echo "$BASHPID" >"$folder/cgroup.procs" &&
            exec /bin/true "$token" "$@"
    )
}

# The last argument of each of those that were shown.
words() {
    shown "/bin/true $token" | sed 's/ # undecided.*//; s/.* //' | paste -sd' '
}

# shows WORDS: since start.
shows() {
    stop
    same "$1" "$(words)"
}

remove_tops() {
    local folder

    for folder in "${tops[@]}"; do
        [ ! -d "$folder" ] || find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || return
    done
}

teardown() {
    kill_tracer
    [ -z "${container:-}" ] || kill -KILL "$container" 2>/dev/null || true
    rm -f "${made[@]}"
    # A process that ends leaves its cgroup a little later.
    eventually remove_tops
    for folder in "${mounted[@]}"; do
        umount "$folder"
    done
}

tops=() mounted=() made=()
