# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Processes and file systems that do not answer: no one waits for them for long.
load lib

teardown() {
    kill_tracer
    answer_all
    [ -z "${serving[1]:-}" ] || eval "exec ${serving[1]}>&-"
    if [ -n "${served:-}" ]; then
        umount -l "$served" 2>/dev/null || true
    fi
}

# serve DIR: mounts a file system that may not answer.
serve() {
    local line

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

# lock: a process whose memory cannot be read until answer_all.
lock() {
    local line

    coproc locking { exec "$workload/stall" lock "$served/file" 3>&-; }
    locking_pid=$!
    read -r -t 20 line <&"${locking[0]}"
    [ "$line" = locking ]
    eventually is_locked
}

is_locked() {
    ! kill -0 "$locking_pid" 2>/dev/null || grep -q "^State:.D" "/proc/$locking_pid/status"
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

@test "a helper process has no file of ours open, and no terminal" {
    start --ancestors -o json
    read -ra helpers <"/proc/$pid/task/$pid/children" || true # no line end
    for p in "${helpers[@]}"; do
        [ "$(cat "/proc/$p/comm")" = execsnoop-help ]
        [ "$(readlink "/proc/$p/fd/"* | sed 's/:.*//' | tr '\n' ' ')" = "/dev/null /dev/null /dev/null socket " ]
        [ "$(ps -o tty=,sid= -p "$p" | tr -s ' ')" = "? $p" ]
        [ "$(sed -n 's/^CapPrm:\t//p' "/proc/$p/status")" = 0000000000000000 ]
    done
    stop
    for p in "${helpers[@]}"; do
        not kill -0 "$p" 2>/dev/null
    done
}
