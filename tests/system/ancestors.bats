# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Who started it, against what /proc says of processes that still run.
load lib

teardown() {
    release
    [ -z "${root:-}" ] || kill "$root" 2>/dev/null || true
    kill_tracer
}

# held COMMAND...: a process that runs it when it is let go; root is its pid.
held() {
    mkfifo gate
    bash -c 'read -r <gate; "$@"; true' bash "$@" &
    root=$!
    eventually has_exec
}

has_exec() {
    tr '\0' ' ' <"/proc/$root/cmdline" | grep -q "^bash -c read"
}

let_go() {
    echo >gate
    wait "$root"
    root=
}

release() {
    local to=${waiting[1]:-}

    [ -z "$to" ] || eval "exec $to>&-"
}

# /proc says: a line for each ancestor of a process, the parent first: its pid, its name.
ancestors_of() {
    local at=$1

    while at=$(awk '/^PPid:/ { print $2 }' "/proc/$at/status") && [ "$at" != 0 ]; do
        echo "$at $(cat "/proc/$at/comm")"
    done
}

# As JSON has it, cut as it is there.
cmdline_of() {
    head -c 256 "/proc/$1/cmdline" | tr '\0' '\n' | jq -Rsc 'split("\n") | if .[-1] == "" then .[:-1] else . end'
}

# event LAST: the JSON of the exec of no shell, but of the token, whose last argument is
# that.
event() {
    jq -c --arg t "$token" --arg last "$1" 'select(.args[0] != "bash" and
        (.args | index($t)) and .args[-1] == $last)' "$out" | tee /dev/stderr
}

@test "each ancestor is as /proc has it, also one that is older than we are" {
    start --ancestors -o json
    # shellcheck disable=SC2016
    coproc waiting { exec bash -c 'bash -c "\"\$@\"; true" inner "$@"; true' outer \
        "$workload/waits" "$token" 3>&-; }
    read -r -t 20 p <&"${waiting[0]}"
    ancestors_of "$p" | head -n 16 >want
    head -n 3 want | while read -r a _; do cmdline_of "$a"; done >args
    stop
    event "$token" >ev
    same "$(cat want)" "$(jq -r '.ancestors[] | "\(.pid) \(.comm)"' ev)"
    same "$(cat args)" "$(jq -c '.ancestors[:3][].args' ev)"
    jq -e '.ancestors[0].args[3] == "inner" and .ancestors[1].args[3] == "outer" and
        .ancestors[0].pid == .ppid and .ancestors[-1].pid == 1 and
        (has("ancestors_truncated") | not)' ev
}

@test "the table and kv have the chain, the oldest first" {
    chain=$(ancestors_of $$ | awk '{ c = $2 (c ? ">" c : "") } END { print c }')
    case $chain in *">"*) ;; *) false ;; esac
    start --ancestors
    bash -c '/bin/true "$0" once; true' "$token"
    stop
    [[ $(shown "/bin/true $token once" | grep -v -e "bash -c") =~ ^${chain}[^\ ]*\>bash\ true\ [0-9] ]]
    start --ancestors=2 -o kv
    bash -c '/bin/true "$0" once; true' "$token"
    stop
    [[ $(shown "ARGS=[/bin/true $token once]") =~ \ RetVal=0\ ANCESTORS=\.\.\.\>bash[^\ ]*\>bash$ ]]
}

@test "a parent that has gone before anybody looked" {
    start --ancestors -O +parent_args -o json
    kill -STOP "$pid"
    bash -c '/bin/true "$0" orphaned; true' "$token" # and all of it has ended
    kill -CONT "$pid"
    stop
    event orphaned >ev
    jq -e --arg t "$token" '.ancestors[0].comm == "bash" and .ancestors[0].args[-1] == $t and
        .parent_args == .ancestors[0].args' ev
}

@test "a fork that has not made an exec: the command line of its forker, whatever became of that" {
    start --ancestors -O +parent_args -o json
    bash -c '((/bin/true "$0" forked; true); true); true' "$token"
    # The forker runs something else by the time that the fork has a child, then is gone.
    mkfifo forker-{is-other,is-gone}
    # shellcheck disable=SC2016
    bash -c '(read -r _ <forker-is-other; /bin/true "$0" other
        read -r _ <forker-is-gone; /bin/true "$0" gone; true) &
        exec bash -c "echo >forker-is-other; :" other' "$token"
    echo >forker-is-gone
    eventually grep -q '"gone"\]' "$out"
    stop
    event forked >ev
    jq -e --arg t "$token" '.ancestors[0].pid != .ancestors[2].pid and .parent_args[-1] == $t and
        ([.ancestors[:3][] | .args] | unique) == [.parent_args]' ev
    for when in other gone; do
        event "$when" >ev
        jq -e --arg t "$token" '.parent_args[-1] == $t and .ancestors[0].args == .parent_args' ev
    done
}

@test "an exec that nobody told us of: no command line, not the one before" {
    # The shell becomes another, which is no child of its own; what that starts is.
    mkfifo gate
    # shellcheck disable=SC2016
    bash -c 'read -r <gate; exec bash -c "/bin/true \"\$0\" second; true" "$0"' "$token" &
    root=$!
    eventually has_exec
    start --ancestors -o json -P "$root"
    let_go
    stop
    event second >ev
    jq -e '.ancestors[0].comm == "bash" and .ancestors[0].args == null' ev
}

@test "a process that is older than we are, and its fork" {
    held bash -c '/bin/true "$0" old; true' "$token"
    start -O parent_args,ancestors -o json
    let_go
    stop
    event old >ev
    jq -e --arg t "$token" '.parent_args[-1] == $t and .ancestors[1].args[:2] ==
        ["bash", "-c"] and .ancestors[1].args[3:6] == ["bash", "bash", "-c"]' ev
}

@test "an orphan has who forked it, and its ppid is who took it" {
    mkfifo begun
    start --ancestors -o json
    # shellcheck disable=SC2016
    bash -c 'bash -c '\''echo >begun
        ppid() { while read -r key value; do [ "$key" = PPid: ] && break; done </proc/$$/status; }
        until ppid && [ "$value" != "$PPID" ]; do :; done
        echo "$PPID $value" >parents
        exec /bin/true "$0" orphan'\'' "$0" & read -r <begun' "$token"
    eventually test -s parents
    eventually grep -q '"orphan"\]' "$out"
    stop
    read -r first now <parents
    event orphan >ev
    jq -e --argjson now "$now" --argjson first "$first" '.ppid == $now and
        .ancestors[0].pid == $first and ($now == 1 or ([.ancestors[].pid] | index($now)))' ev
}

# again_as PID: a process with that pid, which another one had, forks one that makes an
# exec; itself it has made none.
again_as() {
    echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
    (
        [ "$BASHPID" = "$1" ] || exit 1
        /bin/true "$token" again
        true
    )
}

@test "a pid that comes again does not get the command line of the process that has gone" {
    echo $$ >/proc/sys/kernel/ns_last_pid || skip_or_fail "pids cannot be chosen"
    held true
    start --ancestors -o json
    # shellcheck disable=SC2016
    bash -c 'echo $$; /bin/true "$0" once; true' "$token" >new
    old=$root
    let_go
    for gone in "$old" "$(cat new)"; do
        eventually again_as "$gone"
        eventually grep -q "\"pid\":$gone,.*\"again\"\]" "$out"
    done
    stop
    only '.args[-1] == "once" and .args[0] == "/bin/true"' \
        '.ancestors[0].args[-1] == $t and .ancestors[0].pid == '"$(cat new)"
    for gone in "$old" "$(cat new)"; do
        only ".args[-1] == \"again\" and .ppid == $gone" \
            ".ancestors[0].pid == $gone and .ancestors[0].args == .ancestors[1].args and
                .ancestors[0].args[-1] != \$t"
    done
}

@test "more than 16 levels" {
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/bash' '[ "$1" = 0 ] && /bin/true "$2" deep || "$0" $(($1 - 1)) "$2"' 'true' >nest
    chmod +x nest
    start --ancestors -o json
    ./nest 17 "$token"
    stop
    event deep >ev
    jq -e '.ancestors_truncated and (.ancestors | map(.args[2])) ==
        [range(16) | tostring] and (.ancestors | map(.comm) | unique) == ["nest"]' ev
    start --ancestors
    ./nest 17 "$token"
    stop
    chain=...$(printf '>nest%.0s' {1..16})
    [[ $(shown "/bin/true $token deep") =~ ^${chain//./\\.}\ true\  ]]
    start --ancestors=3 -o json
    ./nest 5 "$token"
    stop
    event deep >ev
    jq -e '.ancestors_truncated and (.ancestors | map(.args[2])) == ["0", "1", "2"]' ev
    start -o json -O parent_args
    ./nest 5 "$token"
    stop
    event deep >ev
    jq -e '.parent_args[2] == "0" and (has("ancestors") | not)' ev
}

@test "a failed exec has ancestors too" {
    start -x --ancestors -o json
    bash -c '(exec ./nosuch "$0" failed); true' "$token" 2>/dev/null
    stop
    event failed >ev
    jq -e --arg t "$token" '.error == "ENOENT" and .ancestors[0].args[-1] == $t' ev
}

@test "names and arguments of any bytes" {
    start --ancestors -O +parent_args
    # shellcheck disable=SC2016
    (exec -a $'\e[2Ja\nb >c' bash -c 'printf "x>\e[1m\ty" >/proc/$$/comm; /bin/true "$0" odd; true' "$token")
    stop
    not grep -q $'\e' "$out"
    shown "/bin/true $token odd" | grep -v 'bash -c' | tee line >&2
    [ "$(wc -l <line)" = 1 ]
    grep -qF '>x\x3e\x1b[1m\ty true ' line
    grep -qF '\x1b[2Ja\nb\x20>c\x20-c\x20printf' line
}

@test "a long command line is cut, and says so" {
    long=$(printf 'x%.0s' {1..300})
    start -o json -O parent_args,ancestors
    # shellcheck disable=SC2016
    bash -c '/bin/true "$0" long; true' "$token" "$long"
    stop
    event long >ev
    jq -e '.parent_args_truncated and .ancestors[0].truncated and
        (.parent_args | map(length + 1) | add) == 257 and .ancestors[0].args == .parent_args' ev
}

@test "--redact: ancestors' secrets too, of old ones and of new" {
    held bash -c '/bin/true "$0" redacted; true' "$token" "--password=hunter2"
    for how in "-o json" "-o table" "-o kv"; do
        # shellcheck disable=SC2086
        start --redact --ancestors -O +parent_args $how
        bash -c '/bin/true "$0" redacted; true' "$token" "--password=hunter2"
        [ "$how" != "-o kv" ] || let_go
        stop
        grep -q redacted "$out"
        not grep -q hunter2 "$out"
    done
    rm gate
    held bash -c '/bin/true "$0" redacted; true' "$token" "--password=hunter2"
    start --redact --ancestors -o json
    let_go
    stop
    not grep -q hunter2 "$out"
    event redacted >ev
    jq -e '.ancestors[0].args[-1] == "--password=[redacted]" and
        .ancestors[1].args[-1] == "--password=[redacted]"' ev
}

@test "in a pid namespace: who runs there already is known" {
    mkfifo gate
    # shellcheck disable=SC2016
    until_ready unshare --pid --fork --mount-proc bash -c '
        bash -c "read -r <gate; /bin/true $0 inside; true" old &
        exec "$1" -o json -O parent_args,ancestors' "$token" "$execsnoop"
    echo >gate
    eventually grep -q inside "$out"
    inner=$(grep -sl "^PPid:[[:space:]]*$pid\$" /proc/[0-9]*/status) || true
    inner=${inner#/proc/}
    kill -INT "${inner%/status}"
    finish
    event inside >ev
    jq -e '.parent_args[:2] == ["bash", "-c"] and .parent_args[-1] == "old" and
        .ancestors[0].pid == .ppid' ev
}

@test "one that is let go is told of as such" {
    not_in_vm "only takes long there"
    start -n '^true$' --ancestors -o json
    mkfifo gate
    bash -c 'read -r <gate; /bin/true "$0" late; true' "$token" &
    root=$!
    # More than are stored (ANCESTRY_PROGRAMS).
    "$workload/burst" 9000 "$token-burst" "$workload/ends"
    let_go
    stop
    says "1 command line of an ancestor was forgotten"
    event late >ev
    jq -e '.ancestors[0].args == null and .ancestors[0].comm == "bash"' ev
}
