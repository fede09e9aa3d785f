# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# -p: a process and all that comes of it.
load lib

teardown() {
    [ -z "${root:-}" ] || kill "$root" "${pids[@]}" 2>/dev/null || true
    kill_tracer
}

# held COMMAND...: a process that runs it when it is let go; root is its pid. What the
# command prints goes to the file want.
held() {
    mkfifo gate
    bash -c 'read -r <gate; "$@"; true' bash "$@" >want &
    root=$!
}

let_go() {
    echo >gate
    wait "$root"
    root=
}

# Of each kind of exec of the workload tree, how many are shown.
leaves() {
    shown "tree leaf $token" | awk '{ print $NF }' | sort | uniq -c | awk '{ print $2, $1 }'
}

@test "-p: children of every kind, wherever they end up, and nobody else's" {
    n=$((50 / scale))
    held "$workload/tree" "$n" "$token"
    start -p "$root"
    "$workload/tree" 2 "$token-outside" >/dev/null
    let_go
    stop
    same "$(sort want)" "$(leaves)"
    [ "$(shown "$token-outside" | wc -l)" = 0 ]
    says ", 0 lost"
}

@test "-p: what it has started before is in: children, threads' children, theirs" {
    mkfifo gate
    # The innermost is there, and its parents are alive.
    bash -c 'bash -c "bash -c \"echo there; read -r <gate; /bin/true $0\"; true"; true' "$token" >there &
    root=$!
    eventually test -s there
    start -p "$root"
    let_go
    stop
    [ "$(shown "/bin/true $token" | wc -l)" = 1 ]
}

is_zombie() {
    [ -s zombie ] && grep -qs '^State:[[:space:]]*Z' "/proc/$(cat zombie)/status"
}

@test "-p: a child that nobody has waited for is no hindrance" {
    mkfifo gate
    # sleep waits for no child; the shell might, so the child ends after the exec.
    sh -c 'read -r _ <gate & echo $! >zombie; exec sleep 600' &
    root=$!
    eventually grep -qx sleep "/proc/$root/comm"
    echo >gate
    eventually is_zombie
    start --wait-all -p "$root"
    kill "$root"
    finish
    [ "$status" = 0 ]
}

@test "-p: nothing that is forked as we start escapes" {
    mkfifo printed
    "$workload/orphans" "$scale" "$token" "$execsnoop" -w "$out" >printed 2>"$err" &
    read -r made pid <printed
    wait $!
    kill -INT "$pid"
    eventually not kill -0 "$pid" 2>/dev/null
    pid=
    shown "orphans orphan $token" | awk '{ print $NF }' | sort -n >numbers
    # From one on, all: it takes as many system calls to get ready once forks are seen.
    first=$(head -n 1 numbers)
    echo "# of $made: $first to the last" >&3
    same "$(seq "$first" $((made - 1)))" "$(cat numbers)"
    [ $((made - first)) -ge $((40 / scale)) ]
}

# again_as PID: a process with that pid, which another one had, execs.
again_as() {
    echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
    bash -c '[ $$ = "$0" ] && exec /bin/true "$1" again' "$1" "$token"
}

@test "-p: a pid that comes again is not taken for the process that has gone" {
    echo $$ >/proc/sys/kernel/ns_last_pid || skip_or_fail "pids cannot be chosen"
    held /bin/true "$token" once
    start -p "$root"
    gone=$root
    let_go
    eventually again_as "$gone"
    stop
    [ "$(shown "$token once" | wc -l)" = 1 ]
    [ "$(shown "$token again" | wc -l)" = 0 ]
}

@test "-p: a tid given up in an exec takes nobody into the tree and nobody out of it" {
    n=$((200 / scale))
    mkfifo gate
    "$workload/handover" "$n" "$token" <>gate >pids &
    root=$!
    eventually test -s pids
    read -r inside _ <pids
    start -p "$inside"
    let_go
    stop
    [ "$(shown "handover leaf $token inside" | wc -l)" = "$n" ]
    [ "$(shown "handover leaf $token" | wc -l)" = "$n" ]
    says ", 0 lost"
}

@test "-p with !: all but that tree; of a tree all but a part" {
    held "$workload/burst" 3 "$token"
    start -p "!$root"
    "$workload/burst" 2 "$token-outside" >want.outside
    let_go
    stop
    same "$(cat want.outside)" "$(shown "child $token")"
    rm gate
    held "$workload/burst" 3 "$token"
    start -p $$ -p "!$root"
    "$workload/burst" 2 "$token-outside" >want.outside
    let_go
    stop
    same "$(cat want.outside)" "$(shown "child $token")"
}

@test "-p: failed execs too" {
    held "$workload/failures" "$token"
    start -x -p "$root"
    let_go
    stop
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

@test "-p and -P in a pid namespace: the numbers are those seen there" {
    mkfifo gate
    # Without --mount-proc /proc is that of the namespace outside.
    for how in "-p --mount-proc" "-P --mount-proc" -p -P; do
        # shellcheck disable=SC2016,SC2086
        until_ready unshare --pid --fork ${how#-[pP]} bash -c '
            bash -c "read -r <gate; /bin/true $0 inside; true" &
            exec "$1" "$2" $!' "$token" "$execsnoop" "${how%% *}"
        /bin/true "$token" outside
        echo >gate
        eventually grep -q inside "$out"
        inner=$(grep -sl "^PPid:[[:space:]]*$pid\$" /proc/[0-9]*/status) || true
        inner=${inner#/proc/}
        kill -INT "${inner%/status}"
        finish
        [ "$(shown "/bin/true $token" | wc -l)" = 1 ]
    done
}

@test "a hundred thousand short processes leave no trace in the tree" {
    # shellcheck disable=SC2016
    held bash -c '"$0" "$1" "$3" short; "$0" "$2" "$3" short_vfork' "$workload/tree" \
        $((20000 / scale / scale)) $((80000 / scale / scale)) "$token"
    start --wait-all -p "$root"
    let_go
    # It would wait for ever, were one left.
    finish
    [ "$status" = 0 ]
    says ", 0 lost"
}

# --- --depth ---

# The last words, after "child".
depths() {
    shown "$token child" | awk '{ print $NF }' | sort -n | xargs
}

# filtered N: as many were filtered out.
filtered() {
    same "$1" "$(sed -n 's/.* shown, \([0-9]*\) filtered out.*/\1/p; s/.* shown, 0 lost.*/0/p' "$err")"
}

# Makes ./stand LAST TOKEN DEPTH: processes at the depths DEPTH to LAST, each with a pid below
# its parent's where pids can be chosen. Once let go, each has a child, whose last argument is
# the child's depth. Prints the pids.
make_stand() {
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/bash' 'echo $$' '[ "$3" = 0 ] && last=30000 || last=$(($$ - 1000))' \
        'if [ "$1" != "$3" ]; then' \
        '    echo "$last" 2>/dev/null >/proc/sys/kernel/ns_last_pid' \
        '    "$0" "$1" "$2" $(($3 + 1))' \
        'else' '    read -r _ <gate' 'fi' '/bin/true "$2" child $(($3 + 1))' 'true' >stand
    chmod +x stand
}

# Starts it, to the depth 5. pids are theirs.
stand() {
    [ -p gate ] || mkfifo gate
    make_stand
    : >pids
    ./stand 5 "$token" 0 >pids 3>&- &
    root=$!
    eventually has_six_lines
    mapfile -t pids <pids
}

has_six_lines() {
    [ "$(wc -l <pids)" = 6 ]
}

# stand_shows DEPTHS OPTIONS...: of the children.
stand_shows() {
    local want=$1

    shift
    start "$@"
    let_go
    stop
    same "$want" "$(depths)"
    filtered $((6 - $(wc -w <<<"$want")))
}

@test "--depth: of what forks as we trace, by each kind of child" {
    n=$((20 / scale))
    "$execsnoop" --depth=0 -w "$out" -- "$workload/tree" "$n" "$token" >want 2>"$err"
    [ "$(shown "tree $n $token" | wc -l)" = 1 ]
    same "" "$(leaves)"
    filtered $((8 * n))
    "$execsnoop" --depth=1 -w "$out" -- "$workload/tree" "$n" "$token" >want 2>"$err"
    # Of leader_exits the child is left out.
    same "$(awk '/^(plain|thread_execs|leader_exits) / { print $1, n }' n="$n" want | sort)" "$(leaves)"
    filtered $((5 * n))
    "$execsnoop" --depth=2 --wait-all -w "$out" -- "$workload/tree" "$n" "$token" >want 2>"$err"
    same "$(grep -v daemon want | sort)" "$(leaves)"
    filtered "$n"
    held "$workload/tree" "$n" "$token"
    start --depth=4 -p "$root"
    let_go
    stop
    same "$(sort want)" "$(leaves)"
    filtered 0
}

@test "--depth: an exec is no generation, nor is a thread; the parent's end changes nothing" {
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/bash' '[ "$1" != 0 ] || exec /bin/true "$2" chain' 'exec "$0" $(($1 - 1)) "$2"' >chain
    chmod +x chain
    for depth in 0 1; do
        "$execsnoop" --depth=$depth -w "$out" -- bash -c './chain 8 "$0"; exec ./chain 3 "$0"' "$token" 2>"$err"
        [ "$(shown "$token chain" | wc -l)" = $((depth + 1)) ]
    done
    says "execsnoop: 16 events shown"
    # Of a daemon, which init has taken.
    mkfifo go gone
    # shellcheck disable=SC2016
    "$execsnoop" --depth=2 --wait-all -w "$out" -- bash -c '(setsid bash -c "
        echo >go; read -r _ <gone; /bin/true \$0 child 3; exec /bin/true \$0 child 2" "$0" &
        read -r _ <go); echo >gone' "$token" 2>"$err"
    same 2 "$(depths)"
}

@test "--depth: of what has run before, from the root that is nearest" {
    stand
    stand_shows "1 2 3" --depth=3 -p "$root"
    stand
    stand_shows "" --depth=0 -p "$root"
    stand
    stand_shows "1 2 3 4 5 6" --depth=62 -p "$root"
    stand
    # Counted from the third of the processes too.
    stand_shows "1 3" --depth=1 -p "$root" -p "${pids[2]}"
    stand
    stand_shows "1 2 4 5" --depth=2 -p "${pids[3]}" -p "$root"
    stand
    stand_shows "1 2" --depth=3 -p "$root" -p "!${pids[2]}"
    stand
    stand_shows "1 2 3" --depth=2 -p "${pids[1]}" -p "$root"
}

# down DEPTH LAST TOKEN: forks at each depth, down to LAST, a child that tells its own.
down() {
    /bin/true "$3" child $(($1 + 1))
    [ "$1" = "$2" ] || (
        down $(($1 + 1)) "$2" "$3"
        true
    )
}

@test "--depth: more generations than are counted" {
    export -f down
    for depth in 62 61; do
        "$execsnoop" --depth=$depth -w "$out" -- bash -c 'down 0 69 "$0"; true' "$token" 2>"$err"
        same "$(seq -s ' ' $depth)" "$(depths)"
        filtered $((70 - depth))
    done
    # Without it all are in, and no verdict is lost.
    "$execsnoop" -w "$out" --wait-all -- bash -c 'down 0 69 "$0"; true' "$token" 2>"$err"
    same "$(seq -s ' ' 70)" "$(depths)"
}

@test "--depth --wait-all: what is too deep is waited for" {
    mkfifo gate begun
    # shellcheck disable=SC2016
    start --depth=0 --wait-all -- bash -c '
        (echo >begun; read -r _ <gate; /bin/true "$0" child 2; true) & echo $$ >command' "$token"
    read -r _ <begun
    eventually test -s command
    eventually not kill -0 "$(cat command)" 2>/dev/null
    kill -0 "$pid"
    echo >gate
    finish
    [ "$status" = 0 ]
    same "" "$(depths)"
    filtered 1
}

@test "--depth: failed execs too" {
    # shellcheck disable=SC2016
    "$execsnoop" -x --depth=1 -w "$out" -- bash -c '
        ./nosuch "$0" 1; (./nosuch "$0" 2; true); true' "$token" 2>"$err"
    [ "$(shown "./nosuch $token" | awk '{ print $NF }')" = 1 ]
    filtered 1
}
