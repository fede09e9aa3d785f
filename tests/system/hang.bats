# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Processes and file systems that do not answer: no one waits for them for long.
load lib

teardown() {
    kill_tracer
    answer_all
    [ -z "${serving[1]:-}" ] || eval "exec ${serving[1]}>&-"
    umount -l over served 2>/dev/null || true
}

# serve DIR: mounts a file system that may not answer.
serve() {
    local line

    not_in_vm "its kernels may have no FUSE, or write pages back without the lock"
    mkdir "$1"
    coproc serving { exec "$workload/stall" serve "$1" 3>&-; }
    read -r -t 20 line <&"${serving[0]}" || skip_or_fail "no FUSE"
    [ "$line" = serving ]
    served=$1
}

# All who wait for it go on.
answer_all() {
    [ -z "${serving[1]:-}" ] || echo >&"${serving[1]}"
}

# Waits for one more who waits.
await_waiting() {
    local line

    read -r -t 20 line <&"${serving[0]}"
    [ "$line" = waiting ]
}

# lock: a process whose memory cannot be read until answer_all.
lock() {
    local line

    coproc locking { exec "$workload/stall" lock "$served/file" 3>&-; }
    read -r -t 20 line <&"${locking[0]}"
    [ "$line" = locking ]
    await_waiting
}

@test "tracing begins while a process keeps its memory to itself" {
    serve served
    lock
    start --ancestors -o json
    answer_all
    says "no answer in 500 ms from a process or a file system"
    /bin/true "$token"
    stop
    says "1 question had no answer from a process or a file system"
    only '.args == ["/bin/true", $t]' '.ancestors[0].args | length > 0'
}

# Asks for what is below served through an overlay, which is taken for local.
@test "the reason of what does not answer is unknown, those of others are known" {
    serve served
    mkdir low over
    mount -t overlay -o lowerdir="$served:low" none over || skip_or_fail "no overlay over FUSE"
    start -x -o json -O reason
    coproc calling { exec "$workload/invain" "$token" ./gone over/stall ./gone 3>&-; }
    await_waiting
    answer_all
    await_waiting
    while read -r -t 20 line <&"${calling[0]}" && [ "$line" != "done" ]; do :; done
    /bin/true "$token"
    eventually grep -q "/bin/true.*$token" "$out"
    kill -INT "$pid"
    finish
    eval "exec ${calling[1]}>&-"
    answer_all
    says "no answer in 500 ms from a process or a file system"
    says "1 question had no answer from a process or a file system"
    same '["./gone","gone does not exist"]
["./gone","gone does not exist"]
["over/stall",null]
[0,null]
[0,null]' "$(jq -c --arg t "$token" 'select(.args[1] == $t) |
        if .retval == 0 then [0, .reason] else [.args[2], .reason] end' "$out" | sort)"
}

@test "a helper process has no file of ours open, and no terminal" {
    start --ancestors -o json
    find_helpers
    [ "${#helpers[@]}" = 4 ]
    for p in "${helpers[@]}"; do
        [ "$(readlink "/proc/$p/fd/"* | sed 's/:.*//' | tr '\n' ' ')" = "/dev/null /dev/null /dev/null socket " ]
        [ "$(ps -o tty=,sid= -p "$p" | tr -s ' ')" = "? $p" ]
        [ "$(sed -n 's/^CapPrm:\t//p' "/proc/$p/status")" = 0000000000000000 ]
    done
    stop
    for p in "${helpers[@]}"; do
        not kill -0 "$p" 2>/dev/null
    done
}

@test "a helper process that dies is replaced by another, until none is left" {
    # Failed execs of other processes would be more questions.
    start -P "$BASHPID" -x -o json -O reason
    find_helpers
    kill -KILL "${helpers[@]:0:3}"
    # shellcheck disable=SC2016
    perl -e 'exec { "./gone$_" } "x", $ARGV[0], $_ for 1 .. 9' "$token" || true
    eventually shown 9
    kill -KILL "${helpers[3]}"
    # shellcheck disable=SC2016
    perl -e 'exec { "./gone$_" } "x", $ARGV[0], $_ for 10 .. 12' "$token" || true
    stop
    [ "$status" = 0 ]
    not grep "no answer in" "$err"
    says "3 questions had no answer from a process or a file system"
    same "$(seq -f 'gone%g does not exist' 9; yes null | head -n 3)" \
        "$(jq -r --arg t "$token" 'select(.args[1] == $t) | .reason' "$out")"
}

shown() {
    [ "$(grep -c "\"args\":\[\"x\",\"$token\"" "$out")" -ge "$1" ]
}
