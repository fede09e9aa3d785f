# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# -- COMMAND: what it does is shown, and what it is stays its own.
load lib

teardown() {
    [ -z "${left:-}" ] || kill "${left[@]}" 2>/dev/null || true
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

# traced OPTIONS... -- COMMAND...: to its end.
traced() {
    status=0
    timeout 60 "$execsnoop" "$@" >"$out" 2>"$err" 3>&- </dev/null || status=$?
}

# ends STATUS COMMAND...: a run of the command does.
ends() {
    local want=$1

    shift
    traced -w events -- "$@"
    [ "$status" = "$want" ] || {
        echo "status $status, not $want: $*" >&2
        return 1
    }
}

# With signals as they are by default: what bash starts ignores some.
as_usual=(env '--default-signal=INT,QUIT,HUP,TERM')

# The process that was forked for the command.
command_of() {
    local children

    read -r children <"/proc/$pid/task/$pid/children"
    echo "${children%% *}"
}

# --- how it ends ---

@test "the exit status is the command's" {
    ends 0 true
    ends 3 sh -c 'exit 3'
    ends 255 sh -c 'exit 255'
    ends 143 sh -c 'kill -TERM $$'
    ends 137 sh -c 'kill -KILL $$'
    # Whose parent wants to hear of no child.
    status=0
    bash -c 'trap "" CHLD; exec "$0" -- sh -c "exit 3"' "$execsnoop" 2>"$err" >"$out" || status=$?
    [ "$status" = 3 ]
}

# bats test_tags=userspace
@test "127 for a command that is not there, 126 for one that is no program" {
    ends 127 nosuch "$token"
    says "cannot run nosuch: No such file or directory"
    says "execsnoop: 0 events shown"
    not grep -q elapsed "$err"
    ends 126 /etc
    says "cannot run /etc: Permission denied"
    echo 'exit 9' >script
    ends 126 ./script
    says "cannot run ./script: Permission denied"
    chmod +x script
    ends 9 ./script
}

# bats test_tags=userspace
@test "to be stopped is not to end" {
    start -- sh -c 'kill -STOP $$; /bin/true "$0"; exit 5' "$token"
    child=$(command_of)
    eventually grep -q "^State:.*stopped" "/proc/$child/status"
    kill -CONT "$child"
    finish
    [ "$status" = 5 ]
    [ "$(shown "/bin/true $token" | wc -l)" = 1 ]
}

# --- the line at the end ---

# reports LINE...: the last lines on stderr, with N for numbers of seconds.
reports() {
    same "$(printf 'execsnoop: %s\n' "$@")" \
        "$(tail -n $# "$err" | sed -E 's/[0-9]+\.[0-9]{3} s /N s /g')"
}

@test "the last line: status, times, and what its tree started, filtered and hidden or not" {
    load='"$0/burst" 20 "$1" >want; "$0/flood" 30 "$1" >/dev/null; exit 3'
    took="sh: exit status 3; N s elapsed, N s of CPU"
    # The shell, what it starts, what burst execs.
    counts="23 programs started, 30 execs failed"
    for options in -x "-o json" "-n nosuch" --only-failed "--fold-path -x" "-b 4K -x" "-u 12345" --depth=1; do
        # shellcheck disable=SC2086
        traced $options -w events -- sh -c "$load" "$workload" "$token"
        [ "$status" = 3 ]
        reports "$took; $counts"
    done
    traced --lite -w events -- sh -c "$load" "$workload" "$token"
    reports "$took; 23 programs started"
    # With those of another tree, no number is the command's.
    traced -p $$ -w events -- sh -c "$load" "$workload" "$token"
    reports "$took"
    # shellcheck disable=SC2016
    unshare --pid --fork --mount-proc "$execsnoop" -w events -- \
        sh -c "$load" "$workload" "$token" 2>"$err" 3>&- || true
    reports "$took; $counts"
}

# bats test_tags=userspace
@test "the last line: a signal, and tracing that ends before the command" {
    traced -w events -- sh -c 'kill -KILL $$'
    reports "1 event shown, 0 lost" \
        "sh: killed by SIGKILL; N s elapsed, N s of CPU; 1 program started, 0 execs failed"
    until_ready "${as_usual[@]}" "$execsnoop" -w events -- sleep 60
    eventually grep -q '^sleep ' events
    kill -TERM "$pid"
    finish
    reports "sleep: killed by SIGTERM; N s elapsed, N s of CPU; 1 program started, 0 execs failed"
    mkfifo go
    start --count=2 -w events -- sh -c '/bin/true; read -r x <go; /bin/true; /bin/true'
    eventually is_detached
    echo >go
    finish
    reports "2 events shown, 0 lost" \
        "sh: exit status 0; N s elapsed, N s of CPU; 2 programs started, 0 execs failed until tracing ended"
}

# bats test_tags=userspace
@test "the last line has the CPU time of all that was waited for, and the time that passed" {
    echo 'do { ($user, $system) = times } while $user + $system < 0.2' >burn
    traced -w events -- sh -c 'perl burn; perl burn; sleep 0.2'
    tail -n 1 "$err"
    perl -ne 'END { exit !$ok }
        $ok = $1 >= 0.6 && $2 >= 0.4 && $2 < 0.8 if /; (\S+) s elapsed, (\S+) s of CPU;/' "$err"
}

# --- what is shown ---

@test "its tree is shown, itself first, and nothing else" {
    while :; do
        /bin/true "$token-noise"
        "$workload/flood" 10 "$token-noise" >/dev/null
    done 3>&- &
    left=($!)
    traced -x -- sh -c '"$0/burst" 20 "$1" >want; "$0/flood" 20 "$1" >/dev/null; :' \
        "$workload" "$token"
    [ "$status" = 0 ]
    not grep -q noise "$out"
    same "$(cat want)" "$(shown "child $token")"
    [ "$(shown "flood $token" | awk '$4 == -2' | wc -l)" = 20 ]
    # The header, the shell, what it starts, what those exec.
    [ "$(wc -l <"$out")" = 44 ]
    sed -n 2p "$out" | grep -q '^sh '
    says "execsnoop: 43 events shown"
}

# bats test_tags=userspace
@test "where it is looked for shows as no failed exec" {
    traced -x -- env PATH="/nonexistent:/:$PATH" "$execsnoop" -x -w events -- true "$token"
    [ "$status" = 0 ]
    same "true $token" "$(tail -n +2 events | sed 's/.* 0 //')"
}

@test "filtered out are execs of its tree, not those of the rest of the machine" {
    mkfifo go
    start -n '^true$' -w events -- sh -c 'read -r x <go; /bin/true; /bin/echo'
    "$workload/burst" 100 "$token" >/dev/null
    echo >go
    finish
    says "1 event shown, 2 filtered out, 0 lost"
}

@test "orphans, double forks and daemons stay in, with --wait-all to their end" {
    # outlive PID NAME: a burst that begins once the command itself has ended.
    cat >outlive <<END
cd "$PWD"
while kill -0 "\$1" 2>/dev/null; do :; done
"$workload/burst" 3 "$token-\$2" >"want-\$2"
END
    traced --wait-all -- sh -c '
        sh outlive $$ orphan &
        (sh outlive $$ double & )
        dir=$PWD
        (cd / && setsid sh "$dir/outlive" $$ daemon </dev/null >/dev/null 2>&1 &)
        exit 6'
    [ "$status" = 6 ]
    for kind in orphan double daemon; do
        [ "$(wc -l <"want-$kind")" = 3 ]
        same "$(cat "want-$kind")" "$(shown "child $token-$kind")"
    done
}

@test "without --wait-all it ends with the command, whatever that has left" {
    before=$SECONDS
    traced -- sh -c 'sleep 60 & echo $! >left; exit 3'
    left=("$(cat left)")
    [ "$status" = 3 ]
    kill -0 "${left[@]}"
    [ $((SECONDS - before)) -lt 30 ]
}

# now: in milliseconds.
now() {
    echo $((${EPOCHREALTIME/./} / 1000))
}

# bats test_tags=userspace
@test "what detaching takes is left to a child, which keeps nothing else open" {
    # A lock and an end of a pipe would be waited for.
    flock -n lock "$execsnoop" -w events -- true 2>"$err" | cat
    flock -n lock true
    # Without a command it is waited for. The least of each is what others leave us.
    for _ in {1..5}; do
        start
        begin=$(now)
        stop
        echo $(($(now) - begin)) >>waited
        end=$("$execsnoop" -w events -- date +%s%3N 2>"$err")
        echo $(($(now) - end)) >>not_waited
    done
    long=$(sort -n waited | head -n 1)
    short=$(sort -n not_waited | head -n 1)
    echo "ms waited: $long, left to a child: $short"
    [ "$short" -lt "$long" ]
}

@test "in a pid namespace: its tree is found there too" {
    status=0
    # shellcheck disable=SC2016
    unshare --pid --fork --mount-proc "$execsnoop" -- \
        sh -c '/bin/true "$0" inside; exit 4' "$token" >"$out" 2>"$err" || status=$?
    [ "$status" = 4 ]
    [ "$(shown "/bin/true $token inside" | wc -l)" = 1 ]
    says "execsnoop: 2 events shown"
}

# bats test_tags=userspace
@test "--wait-all: a signal after the command's end ends the waiting" {
    start --wait-all -- sh -c 'sleep 60 >/dev/null 2>&1 & echo $! >left; exit 3'
    has_no_child() {
        [ ! -s "/proc/$pid/task/$pid/children" ]
    }
    eventually has_no_child
    left=("$(cat left)")
    /bin/true "$token"
    kill -TERM "$pid"
    finish
    [ "$status" = 3 ]
    says "execsnoop: 2 events shown"
}

# bats test_tags=userspace
@test "-w: the events go to the file, stdout is the command's" {
    traced -w events -- sh -c 'echo hello; /bin/true "$0"' "$token"
    [ "$status" = 0 ]
    same hello "$(cat "$out")"
    out=events
    [ "$(shown "/bin/true $token" | wc -l)" = 1 ]
}

# --- what it is ---

# What a process has from whoever started it.
cat_state='
cd -P . && pwd && umask && cat && env | grep -v ^_= | sort
grep -E "^(Uid|Gid|Groups|Sig(Blk|Ign)|Cap...|NoNewPrivs|Seccomp.*|Cpus_allowed_list):" /proc/self/status
cut -d" " -f5-7,18,19 /proc/self/stat
cat /proc/self/limits /proc/self/oom_score_adj
exec find /proc/self/fd/ -type l -printf "descriptor %f %l\n"'

# But for the descriptors of what prints that.
state() {
    bash run "$@" sh -c "$cat_state" >"$out"
    grep -v ' /proc/' "$out"
}

# bats test_tags=userspace
@test "it has stdin, environment, limits, signals and descriptors as without us" {
    # Some closed, some of others open, some signals ignored.
    cat >run <<'END'
trap "" INT TERM USR1 XFSZ PIPE
ulimit -n 123 -l 64 -c 0 -f 1000000
umask 027
export SOME=thing
exec 7<"$0" 9>/dev/null
"$@" <input 2>/dev/null 3>&- 4>&-
END
    echo input >input
    state >want
    grep -q ^input want
    grep -q "^SOME=thing" want
    grep -q "^descriptor 7 .*/run$" want
    same "$(cat want)" "$(state "$execsnoop" -w events --)"
    same "$(cat want)" "$(state "$execsnoop" -w events --no-sandbox -o json --wait-all --)"
}

# bats test_tags=userspace
@test "what was closed is closed" {
    closed='for fd in 0 1 2; do [ ! -e /proc/$$/fd/$fd ] || exit 1; done'
    status=0
    "$execsnoop" -w events -- sh -c "$closed" <&- >&- 2>&- 3>&- || status=$?
    [ "$status" = 0 ]
    status=0
    "$execsnoop" -w events -- sh -c "$closed" 2>"$err" 3>&- || status=$?
    [ "$status" = 1 ]
}

# --- as whom ---

identity='grep -E "^(Uid|Gid|Groups|Cap(Inh|Prm|Eff|Amb)|NoNewPrivs):" /proc/self/status; env | grep -v ^_= | sort'

@test "--run-as: the ids and groups of that user, nothing else changes" {
    traced --run-as=nobody -w events -- sh -c "$identity"
    [ "$status" = 0 ]
    same "$(setpriv --reuid=nobody --regid="$(id -g nobody)" --init-groups sh -c "$identity")" "$(cat "$out")"
    # Root's own first exec is nobody's too.
    traced --run-as=nobody -U -- true "$token"
    [ "$(shown "true $token" | cut -d' ' -f1)" = "$(id -u nobody)" ]
}

# bats test_tags=userspace
@test "--run-as: signals are passed on, with CAP_KILL alone" {
    until_ready "${as_usual[@]}" "$execsnoop" --run-as=nobody -- \
        sh -c 'trap "exit 5" TERM; /bin/true ready; while :; do sleep 0.1; done'
    eventually grep -q '^true .*ready$' "$out"
    kept=0000000000000020
    same "CapPrm:$kept CapEff:$kept CapBnd:$kept NoNewPrivs:1 Seccomp:2 " \
        "$(awk '/^(Cap(Prm|Eff|Bnd)|NoNewPrivs|Seccomp):/ { printf "%s%s ", $1, $2 }' "/proc/$pid/status")"
    kill -TERM "$pid"
    finish
    [ "$status" = 5 ]
}

@test "--run-as takes the right to: else nothing is run" {
    public_copy
    capable=(setpriv --reuid=65534 --regid=65534 --clear-groups
        '--inh-caps=+bpf,+perfmon' '--ambient-caps=+bpf,+perfmon')
    chmod 777 .
    refused 3 "cannot run touch as root: Operation not permitted" \
        "${capable[@]}" "$public/execsnoop" --run-as=root -- touch ran
    says "requires root (sudo)"
    setcap cap_bpf,cap_perfmon,cap_setuid,cap_setgid+ep "$public/execsnoop"
    refused 2 "--run-as is refused" \
        "${nobody[@]}" "$public/execsnoop" --run-as=root -- touch ran
    [ ! -e ran ]
}

# is_the_callers: in and out of the program that has more than its caller.
is_the_callers() {
    status=0
    chmod 777 .
    "${nobody[@]}" "$public/execsnoop" -w "$public/own/events" -- sh -c "$identity" \
        >"$out" 2>"$err" 3>&- || status=$?
    [ "$status" = 0 ]
    same "$("${nobody[@]}" sh -c "$identity")" "$(cat "$out")"
    # It is told what is said to us.
    until_ready "${as_usual[@]}" "${nobody[@]}" "$public/execsnoop" -- \
        sh -c 'trap "exit 5" TERM; /bin/true ready; while :; do sleep 0.1; done'
    eventually grep -q '^true .*ready$' "$out"
    grep -q "^CapPrm:[[:space:]]*0*$" "/proc/$pid/status"
    kill -TERM "$pid"
    finish
    [ "$status" = 5 ]
}

@test "set-user-ID and set-group-ID, it runs the command as its caller" {
    public_copy
    chmod 6755 "$public/execsnoop"
    install -d -o 65534 -g 65534 "$public/own"
    is_the_callers
}

@test "with file capabilities, it runs the command as its caller" {
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search,cap_kill+ep
    install -d -o 65534 -g 65534 "$public/own"
    is_the_callers
}

# --- signals ---

# bats test_tags=userspace
@test "Ctrl-C is the command's, which may go on" {
    mkfifo keys
    exec {keyboard}<>keys
    export token
    "${as_usual[@]}" script -qefc "exec '$execsnoop' -w events 2>'$err' -- sh -c '
        trap \"echo >>got\" INT
        /bin/true ready
        while [ ! -e got ]; do sleep 0.1; done
        /bin/true \$token-after
        exit 7'" /dev/null <&"$keyboard" >"$out" 3>&- &
    terminal=$!
    eventually grep -q '^true .*ready$' events
    printf '\003' >&"$keyboard"
    status=0
    wait "$terminal" || status=$?
    exec {keyboard}<&-
    [ "$status" = 7 ]
    grep -q -- "$token-after" events
    # It was not sent a second one.
    [ "$(wc -l <got)" = 1 ]
    says ", 0 lost"
}

# bats test_tags=userspace
@test "SIGTERM, SIGHUP and a SIGINT sent to us are passed on" {
    for signal in TERM HUP INT; do
        until_ready "${as_usual[@]}" "$execsnoop" -- sh -c 'exec sleep 60'
        eventually grep -q '^sleep ' "$out"
        kill -"$signal" "$pid"
        finish
        [ "$status" = $((128 + $(kill -l "$signal"))) ]
    done
}

# bats test_tags=userspace
@test "a command that goes on after a signal is shown to its end" {
    until_ready "${as_usual[@]}" "$execsnoop" -- sh -c '
        trap "echo >>got" TERM
        /bin/true ready
        while [ ! -e got ]; do sleep 0.1; done
        /bin/true "$0-after"
        exit 6' "$token"
    eventually grep -q '^true .*ready$' "$out"
    kill -QUIT "$pid"
    kill -TERM "$pid"
    finish
    [ "$status" = 6 ]
    [ "$(shown "/bin/true $token-after" | wc -l)" = 1 ]
}

# --- when nobody takes the events ---

# bats test_tags=userspace
@test "a reader that leaves ends the tracing, not the command" {
    for want in 0 4; do
        rm -f gone ran
        "$execsnoop" -- sh -c 'while [ ! -e gone ]; do sleep 0.1; done; echo >ran; exit "$0"' \
            $want 2>"$err" 3>&- | {
            head -n 1 >"$out"
            exec <&-
            : >gone
        }
        same "$want" "${PIPESTATUS[0]}"
        [ -e ran ]
        grep -qE "events? shown, .*[0-9] lost" "$err"
    done
}

# bats test_tags=userspace
@test "a reader that leaves is seen also if the command has ended by then" {
    mkfifo go
    "$execsnoop" -- sh -c 'read -r _ <go; exit 4' 2>"$err" 3>&- | {
        read -r _
        read -r _ command pid _
        kill -STOP "$pid"
        exec <&-
        echo >go
        eventually grep -q "^State:.Z" "/proc/$command/status"
        kill -CONT "$pid"
    }
    [ "${PIPESTATUS[0]}" = 4 ]
    grep -qE "events? shown, .*[0-9] lost" "$err"
}

# bats test_tags=userspace
@test "a full disk ends the tracing, not the command; 1 if that ends with 0" {
    ends=(sh -c 'while [ ! -e full ]; do sleep 0.1; done; echo >ran; exit "$0"')
    for want in 1 4; do
        rm -f full ran
        until_ready "$execsnoop" -w /dev/full -- "${ends[@]}" $((want - 1 ? want : 0))
        eventually is_detached
        : >full
        finish
        [ "$status" = "$want" ]
        [ -e ran ]
        says "cannot write events: No space left on device"
    done
}

# bats test_tags=userspace
@test "a slow reader gets all that the command did" {
    mkfifo pipe
    exec {reader}<>pipe
    export token workload
    "$execsnoop" -x -- sh -c '"$workload/flood" 3000 "$token" >/dev/null; echo >ran; exit 3' \
        >pipe 2>"$err" 3>&- {reader}<&- &
    pid=$!
    eventually [ -e ran ]
    eventually grep -q "waiting for the output" "$err"
    # The header, the shell and the flood are the others.
    timeout 20 head -n 3003 <&"$reader" >got
    finish_background
    [ "$status" = 3 ]
    [ "$(grep -c -- "flood $token" got)" = 3000 ]
    says "execsnoop: 3002 events shown"
    says ", 0 lost"
}

finish_background() {
    status=0
    wait "$pid" || status=$?
    pid=
    exec {reader}<&-
}

# bats test_tags=userspace
@test "signals are passed on while a reader stands still, then it is given up" {
    mkfifo pipe
    exec {reader}<>pipe
    export token workload
    "${as_usual[@]}" "$execsnoop" -x -- sh -c '
        trap "echo >>got" TERM
        "$workload/flood" 3000 "$token" >/dev/null
        echo >ready
        while [ ! -e quit ]; do sleep 0.1; done
        exit 8' >pipe 2>"$err" 3>&- {reader}<&- &
    pid=$!
    got() {
        [ -e got ] && [ "$(wc -l <got)" -ge "$1" ]
    }
    eventually [ -e ready ]
    kill -TERM "$pid"
    eventually got 1
    kill -TERM "$pid"
    eventually got 2
    : >quit
    eventually grep -q "waiting for the output" "$err"
    kill -TERM "$pid"
    finish_background
    [ "$status" = 143 ]
    # The header, the shell and the flood are the others.
    says " lost (not_written "
    [ "$(events_lost)" -gt 1000 ]
    [ $(($(events_shown) + $(events_lost))) -ge 3002 ]
}

# --- when it does not run ---

@test "nothing runs unless it can be traced" {
    run=(-- sh -c 'echo >ran')
    refused 2 "--max-args 'x'" "$execsnoop" --max-args=x "${run[@]}"
    refused 2 "cannot write to /nonexistent/x" "$execsnoop" -w /nonexistent/x "${run[@]}"
    public_copy
    chmod 777 .
    refused 3 "privileges: missing CAP_BPF" "${nobody[@]}" "$public/execsnoop" "${run[@]}"
    grep -q ^Seccomp: /proc/self/status &&
        refused 3 "bpf() is denied" "$workload/refuse" load "$execsnoop" "${run[@]}"
    [ ! -e ran ]
    "$execsnoop" --check "${run[@]}" >"$out"
    "$execsnoop" --help "${run[@]}" >"$out"
    [ ! -e ran ]
}

# Until somebody reads the pipe that it is to write to.
@test "nothing runs if the tracer ends before it traces" {
    mkfifo unread
    for signal in KILL TERM; do
        "$execsnoop" -w unread -- sh -c 'echo >ran' 2>"$err" 3>&- &
        pid=$!
        eventually grep -q . "/proc/$pid/task/$pid/children"
        eventually opens_fifo
        child=$(command_of)
        kill -0 "$child"
        kill -$signal "$pid"
        status=0
        wait "$pid" || status=$?
        pid=
        [ "$status" = $((128 + $(kill -l $signal))) ]
        gone() {
            ! kill -0 "$child" 2>/dev/null
        }
        eventually gone
        [ ! -e ran ]
    done
}
