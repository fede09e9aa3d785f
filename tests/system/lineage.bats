# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Who forked it, when the kernel has another parent by the time of the exec.
load lib

setup_file() {
    export -f adopted
}

# adopted PID: returns once the parent of this process is not PID, which forked it.
adopted() {
    local key value end=$((SECONDS + 20))

    until [ "${value:-$1}" != "$1" ]; do
        [ "$SECONDS" -lt "$end" ] || exit 1
        while read -r key value; do
            [ "$key" != PPid: ] || break
        done <"/proc/$BASHPID/status"
    done
}

# event LAST: the JSON of the exec of /bin/true whose last argument is that.
event() {
    jq -c --arg t "$token" --arg last "$1" 'select(.args == ["/bin/true", $t, $last])' "$out" |
        tee /dev/stderr
}

# Sees that the exec of /bin/true is shown; waits for no child.
has_shown() {
    eventually grep -q "\"$1\"\]" "$out"
}

@test "a daemon: forked twice, in a session of its own" {
    start --ancestors -O +parent_args,parent_comm,session -o json
    # shellcheck disable=SC2016
    bash -c 'echo $$ >first
        bash -c '\''echo $$ >second
            (setsid bash -c "adopted $$; /bin/true \"\$0\" daemon; true" "$0" &)'\'' "$0"
        true' "$token"
    has_shown daemon
    stop
    event daemon >ev
    jq -e --argjson first "$(cat first)" --argjson second "$(cat second)" '
        (.ancestors[0].args[2] | test("daemon")) and
        ([.ancestors[].pid] | index($second) > 0 and index($first) == index($second) + 1) and
        .session != $second and .parent_comm == "bash"' ev
}

# The child of the shell that has ended runs what that ran: it is the same program.
@test "a job in the background of a shell that has ended" {
    start --ancestors -O +parent_args -o json
    for how in "" nohup; do
        # shellcheck disable=SC2016
        "$workload/subreaper" bash -c 'echo $$ >"shell$1"
            ($1 bash -c "adopted $$; exec /bin/true \"\$0\" job\$1" "$0" "$1" &)' "$token" "$how"
    done
    stop
    event job >ev
    event jobnohup >>ev
    jq -se --argjson shell "$(cat shell)" --argjson with "$(cat shellnohup)" '
        length == 2 and .[0].ancestors[1].pid == $shell and .[1].ancestors[1].pid == $with and
        all(.[]; .ancestors[0].forked and .parent_args_forked and .parent_args[0] == "bash" and
            .ancestors[0].args == .ancestors[1].args and (.ancestors[1].forked | not))' ev
}

@test "a subreaper, and what it adopts" {
    start --ancestors -O +parent_comm -o json
    # shellcheck disable=SC2016
    "$workload/subreaper" bash -c 'echo $$ $PPID >pids; printf shell >/proc/$$/comm
        (adopted $$; exec /bin/true "$0" adopted) &' "$token"
    stop
    read -r shell reaper <pids
    event adopted >ev
    jq -e --argjson shell "$shell" --argjson reaper "$reaper" '.ppid == $reaper and
        .ancestors[0].pid == $shell and .ancestors[0].comm == "shell" and
        .parent_comm == "shell" and .ancestors[1].pid == $reaper and
        .ancestors[1].comm == "subreaper"' ev
}

@test "an orphan from before we began has who adopted it, and its children have it" {
    mkfifo gate
    # shellcheck disable=SC2016
    "$workload/subreaper" bash -c '(adopted $$; echo $BASHPID >number; read -r _ <gate
        /bin/true "$0" before; true) &' "$token" &
    root=$!
    eventually test -s number
    start --ancestors -o json
    echo >gate
    wait "$root"
    stop
    read -r orphan <number
    event before >ev
    jq -e --argjson orphan "$orphan" --argjson root "$root" '
        .ancestors[0].pid == $orphan and .ancestors[0].forked and
        .ancestors[1].pid == $root' ev
}

# What makes jobs of a queue has them, not who put them there.
@test "a job of a queue" {
    mkfifo queue
    start --ancestors -o json
    # shellcheck disable=SC2016
    bash -c 'exec -a queued bash -c "while read -r job <queue; do
        (setsid bash -c \"\$job\" \"\$0\" &); done; true" "$0"' "$token" &
    daemon=$!
    bash -c 'echo "exec /bin/true \"\$0\" job" >queue'
    has_shown job
    kill "$daemon"
    stop
    event job >ev
    jq -e --argjson daemon "$daemon" '[.ancestors[].pid] | index($daemon) > 0' ev
}

# again_as PID: a process with that pid, which another one had, runs until the file done
# is there.
again_as() {
    echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
    (
        [ "$BASHPID" = "$1" ] || exit 1
        echo "$BASHPID" >again
        eventually test -e "done"
    ) &
    eventually test -s again || wait $!
}

@test "the pid of a parent that has ended is another process' by now" {
    echo $$ >/proc/sys/kernel/ns_last_pid || skip_or_fail "pids cannot be chosen"
    mkfifo gate
    start --ancestors -o json
    # shellcheck disable=SC2016
    bash -c 'exec -a first bash -c "echo \$\$ >parent
        (adopted \$\$; echo >adopted; read -r _ <gate; exec /bin/true \"\$0\" orphan) &" "$0"' "$token"
    eventually test -s adopted
    eventually again_as "$(cat parent)"
    echo >gate
    has_shown orphan
    touch "done"
    stop
    event orphan >ev
    jq -e --argjson parent "$(cat parent)" '.ancestors[0].pid == $parent and
        .ancestors[0].args[0] == "first"' ev
}

# The process that execs, two before it that have not, and tree.
@test "each of thousands of daemons under load" {
    n=$((2000 / scale))
    start --ancestors=4 -o json
    mkfifo printed
    "$workload/tree" "$n" "$token" daemon >printed &
    root=$!
    read -r _ <printed
    wait "$root"
    stop
    says ", 0 lost"
    not grep "not recorded\|forgotten" "$err"
    jq -e --arg t "$token" --argjson root "$root" --argjson n "$n" -n '
        [inputs | select(.args[1] == "leaf" and .args[2] == $t) | .ancestors] | length == $n and
        all(.[]; length == 4 and .[2].pid == $root and .[2].comm == "tree" and
            (.[2].forked | not) and .[0].forked and .[1].forked and
            .[0].args[2] == $t and .[1].args[2] == $t)' "$out"
}

@test "who forked a process is known for as long as it runs" {
    mkfifo gate
    start --ancestors=2 -o json
    # shellcheck disable=SC2016
    "$workload/subreaper" bash -c 'exec -a first bash -c "echo \$\$ >parent
        (adopted \$\$; echo >adopted; read -r _ <gate; /bin/true \"\$0\" late; true) &" "$0"' "$token" &
    root=$!
    eventually test -s adopted
    # More than the table has room for (LINEAGE_PROCESSES).
    "$workload/tree" $((40000 / scale)) "$token" short_vfork
    echo >gate
    wait "$root"
    stop
    not grep "not recorded\|forgotten" "$err"
    event late >ev
    jq -e --argjson parent "$(cat parent)" '.ancestors[0].forked and
        .ancestors[1].pid == $parent and .ancestors[1].args[0] == "first"' ev
}

@test "forks for which the ring has no room are counted" {
    start --ancestors -b 4K
    kill -STOP "$pid"
    "$workload/tree" 1000 "$token" short_vfork
    kill -CONT "$pid"
    stop
    grep -Eq '^execsnoop: [0-9]+ forks were not recorded: ancestors may be missing$' "$err"
}

@test "--parent: who forked it" {
    start --parent='^shell$'
    # shellcheck disable=SC2016
    "$workload/subreaper" bash -c 'printf shell >/proc/$$/comm
        (adopted $$; exec /bin/true "$0" adopted) &' "$token"
    stop
    [ "$(shown "/bin/true $token adopted" | wc -l)" = 1 ]
}

@test "origin: the container's init, and who is below it" {
    start -O +origin -o json
    # shellcheck disable=SC2016
    unshare --pid --fork --mount-proc bash -c 'echo $PPID >none
        bash -c "(/bin/true \"\$0\" below; true); true" "$0"; /bin/true "$0" by-init; true' "$token"
    unshare --pid --fork --mount-proc /bin/true "$token" init
    stop
    event below >ev
    jq -e --arg t "$token" '.origin.comm == "bash" and .origin.args[-1] == $t and
        .origin.args[0] == "bash" and (.origin.args[2] | startswith("(/bin/true"))' ev
    for last in by-init init; do
        event "$last" >ev
        jq -e '.origin.pid == .pid and .origin.args == .args and .origin.comm == "true"' ev
    done
}

@test "origin: the same one for an orphan as for its forker, whoever has ended" {
    start -O +origin -o json
    # shellcheck disable=SC2016
    bash -c '/bin/true "$0" child
        (adopted $$; exec /bin/true "$0" orphan) &' "$token"
    has_shown orphan
    stop
    event child >ev
    event orphan >>ev
    jq -se 'length == 2 and .[0].origin == .[1].origin and .[0].origin.pid > 1 and
        .[0].origin.pid != .[1].pid' ev
    start -O origin,args
    /bin/true "$token" table
    stop
    [[ $(shown "/bin/true $token table") =~ ^[^\ ]+:[0-9]+\  ]]
}

# A session of audit begins when loginuid is written, as PAM does.
@test "origin: the first program below what began a login" {
    # shellcheck disable=SC2016
    bash -c 'echo 0 >/proc/self/loginuid; read -r s </proc/self/sessionid; [ "$s" != 4294967295 ]' ||
        skip_or_fail "no sessions of audit"
    start -O +origin,login_session -o json
    # The process that writes is a fork, and so is its child; the shell below has ended.
    # shellcheck disable=SC2016
    bash -c '(echo 0 >/proc/self/loginuid
        (exec -a -login bash -c "echo \$\$ >login
            (adopted \$\$; exec /bin/true \"\$0\" session) &" "$0")
        true)' "$token"
    has_shown session
    stop
    event session >ev
    jq -e --argjson login "$(cat login)" '.origin.pid == $login and
        .origin.args[0] == "-login" and (.origin | has("forked") | not)' ev
}

@test "the file of the parent, and of each ancestor: new ones, old ones and one without links" {
    cp "$(command -v bash)" shell
    mkfifo gate
    # shellcheck disable=SC2016
    ./shell -c 'read -r _ <gate; /bin/true "$0" old; true' "$token" &
    root=$!
    eventually test "/proc/$root/exe" -ef shell
    start -O +parent_exe,ancestors -o json
    # shellcheck disable=SC2016
    ./shell -c 'rm shell; /bin/true "$0" new; true' "$token"
    echo >gate
    wait "$root"
    stop
    event new >ev
    jq -e --arg shell "$PWD/shell" '.parent_exe == $shell and .ancestors[0].exe == $shell and
        (.ancestors[1].exe | test("/bash$"))' ev
    event old >ev
    jq -e --arg shell "$PWD/shell" '.parent_exe == $shell and .ancestors[0].exe == $shell' ev
    cp "$(command -v bash)" shell
    # shellcheck disable=SC2016
    ./shell -c 'rm shell gate; mkfifo gate; read -r _ <gate; /bin/true "$0" deleted; true' "$token" &
    root=$!
    eventually not test -e shell
    eventually test -p gate
    start -O +parent_exe -o json
    echo >gate
    wait "$root"
    stop
    event deleted >ev
    jq -e --arg shell "$PWD/shell (deleted)" '.parent_exe == $shell and .parent_exe_deleted' ev
}
