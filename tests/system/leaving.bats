# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# How it ends, and what it leaves behind.
# bats file_tags=alone
load lib

teardown() {
    [ -z "${busy:-}" ] || kill "${busy[@]}" 2>/dev/null || true
    kill_tracer
}

@test "SIGINT, SIGTERM and SIGHUP end it with 0 and everything shown" {
    for signal in INT TERM HUP; do
        # The tests may run under nohup.
        until_ready env --default-signal=HUP "$execsnoop" -x -P $$
        "$workload/flood" 1000 "$token$signal" >/dev/null
        kill -"$signal" "$pid"
        finish
        [ "$status" = 0 ]
        [ "$(grep -c -- "flood $token$signal" "$out")" = 1000 ]
        says ", 0 lost"
    done
}

# bats test_tags=userspace
@test "SIGINT and SIGTERM count though inherited ignored, SIGHUP does not" {
    for signal in INT TERM; do
        until_ready bash -c 'trap "" INT TERM HUP; exec "$0"' "$execsnoop"
        kill -HUP "$pid"
        /bin/true "$token" "$signal"
        kill -"$signal" "$pid"
        finish
        [ "$status" = 0 ]
        [ "$(shown "$token $signal" | wc -l)" = 1 ]
    done
}

# Whether $pid is the tracer and no longer ignores SIGINT, bit 1.
takes_interrupts() {
    [[ $(<"/proc/$pid/status") == Name:$'\t'execsnoop$'\n'*$'\n'SigIgn:*[014589cd]$'\n'SigCgt:* ]]
}

has_ended() {
    ! kill -0 "$pid" 2>/dev/null
}

@test "a signal while it starts ends it, in the background too" {
    for signal in INT TERM; do
        for delay in 0.003 0.01 0.02 0.03 0.04; do
            # Ignored, as a shell without job control does for its children.
            bash -c 'trap "" INT; exec "$0"' "$execsnoop" >"$out" 2>"$err" 3>&- &
            pid=$!
            eventually takes_interrupts
            sleep "$delay"
            kill -"$signal" "$pid"
            eventually has_ended
            status=0
            wait "$pid" || status=$?
            pid=
            [ "$status" = 0 ] || [ "$status" = 143 ] || [ "$status" = 130 ]
        done
    done
}

# bats test_tags=userspace
@test "the same signal twice at once is one: timeout on a busy machine" {
    busy=()
    for _ in 1 2 3; do
        "$workload/flood" 100000000 busy >/dev/null 3>&- &
        busy+=($!)
    done
    for i in 1 2 3; do
        # It passes the signal on as it sends its own: to its child and to the group.
        until_ready timeout --preserve-status 60 "$execsnoop" -u 54321 -w events
        kill -TERM "$pid"
        finish
        [ "$status" = 0 ] || { echo "run $i: $status" && false; }
        says "0 events shown"
    done
}

@test "a reader that leaves ends it quietly with 0, without another exec" {
    # Nothing else need happen: head ends after the header.
    timeout 60 "$execsnoop" -n '^$' 2>"$err" 3>&- | head -n 1 >"$out"
    same 0 "${PIPESTATUS[0]}"
    grep -q COMM "$out"
    [[ $(cat "$err") == "execsnoop: tracing execs... Hit Ctrl-C to end.
execsnoop: 0 events shown, "*"0 lost"* ]]
}

# bats test_tags=userspace
@test "a full disk is a write error: said once, exit 1" {
    "$execsnoop" -w /dev/full >"$out" 2>"$err" 3>&- || status=$?
    [ "$status" = 1 ]
    says "cannot write events: No space left on device"
    says "execsnoop: 0 events shown"
    status=0
    "$execsnoop" >/dev/full 2>"$err" 3>&- || status=$?
    [ "$status" = 1 ]
    status=0
    "$execsnoop" --help >/dev/full 2>"$err" || status=$?
    [ "$status" = 1 ]
    says "cannot write to standard output: No space left on device"
}

# bats test_tags=userspace
@test "a file that may grow no further ends with a whole line" {
    for format in table json kv; do
        status=0
        # ulimit counts KiB.
        until_ready bash -c 'ulimit -f 20; exec "$0" -x -o "$1" -w file -P "$2"' \
            "$execsnoop" "$format" $$
        "$workload/flood" 1000 "$token" >/dev/null
        finish
        [ "$status" = 1 ]
        says "cannot write events: File too large"
        [ "$(stat -c %s file)" -le 20480 ]
        [ -z "$(tail -c 1 file)" ]
        shown=$(sed -n 's/.* \([0-9]*\) events shown.*/\1/p' "$err")
        [ "$(grep -vc ^COMM file)" = "$shown" ]
        [ "$format" != json ] || jq -e . file >/dev/null
    done
}

# bats test_tags=userspace
@test "lost records that a write error kept back are not counted as events" {
    until_ready bash -c 'ulimit -f 20; exec "$0" -x -b 4096 -o json -w file -P "$1"' \
        "$execsnoop" $$
    # Each finds a full ring, so that lost records stand everywhere.
    for _ in $(seq 40); do
        kill -STOP "$pid" || break
        "$workload/flood" 1000 "$token" >/dev/null
        kill -CONT "$pid" || break
        "$workload/flood" 1000 "$token" >/dev/null
    done 2>/dev/null
    finish
    [ "$status" = 1 ]
    says "cannot write events: File too large"
    [ "$(jq -c 'select(.type == "lost")' file | wc -l)" -gt 0 ]
    says "execsnoop: $(jq -c 'select(.type == "exec")' file | wc -l) events shown"
}

@test "SIGINT ends it at once under full load" {
    start -x -w /dev/null
    busy=()
    for _ in 1 2 3 4; do
        "$workload/flood" 1000000 "$token" >/dev/null 3>&- &
        busy+=($!)
    done
    kill -INT "$pid"
    finish
    # The load goes on, of some seconds, or minutes on a slow machine.
    kill "${busy[@]}"
    wait "${busy[@]}" || true
}

# bats test_tags=userspace
@test "a closed stdout is a write error" {
    "$execsnoop" >&- 2>"$err" 3>&- || status=$?
    [ "$status" = 1 ]
    says "cannot write to standard output: Bad file descriptor"
}

# bats test_tags=userspace
@test "-w writes to the file and not to stdout" {
    start -w events
    "$workload/burst" 3 "$token" >want
    stop
    [ ! -s "$out" ]
    out=events
    same "$(cat want)" "$(shown "child $token")"
}

# bats test_tags=userspace
@test "-w: a file that cannot be written is a usage error" {
    refused 2 "cannot write to /nonexistent/x: No such file or directory" \
        "$execsnoop" -w /nonexistent/x
    refused 2 "cannot write to /tmp: Is a directory" "$execsnoop" -w /tmp
}

@test "a signal while the reader stands still: detached at once, nothing lost" {
    mkfifo pipe
    exec {reader}<>pipe
    # It must not be a reader of its own pipe.
    # -l, for is_detached starts programs, perhaps before it is.
    exec {said}< <(exec "$execsnoop" -x -P $$ -l "$token" 2>&1 >pipe 3>&- {reader}<&-)
    pid=$!
    read -t 30 -r line <&"$said"
    "$workload/flood" 3000 "$token" >/dev/null
    kill -TERM "$pid"
    # It is still there, but its programs are not.
    eventually is_detached
    kill -0 "$pid"
    "$workload/flood" 50 "$token-late" >/dev/null
    # The header, the start of the load, and what it does.
    timeout 20 head -n 3002 <&"$reader" >got &
    wait $!
    exec {reader}<&-
    finish
    [ "$status" = 0 ]
    same 3000 "$(grep -c -- "flood $token\$" got)"
    not grep -q -- "$token-late" got
    says "execsnoop: 3001 events shown"
    says ", 0 lost"
}

# ends_by_term: sends a signal, and succeeds if there is nobody to take it any more.
ends_by_term() {
    ! kill -TERM "$pid" 2>/dev/null
}

# bats test_tags=userspace
@test "a second signal ends it even if nobody reads, stderr included" {
    for merged in no yes; do
        rm -f pipe
        mkfifo pipe
        exec {reader}<>pipe
        if [ $merged = yes ]; then
            "$execsnoop" -x -P $$ >pipe 2>&1 3>&- {reader}<&- &
        else
            "$execsnoop" -x -P $$ >pipe 2>"$err" 3>&- {reader}<&- &
        fi
        pid=$!
        eventually is_attached
        "$workload/flood" 3000 "$token" >/dev/null
        # The first detaches. More than one may arrive before it has.
        eventually ends_by_term
        status=0
        wait "$pid" || status=$?
        [ "$status" = 143 ]
        pid=
        exec {reader}<&-
    done
}

# bats test_tags=userspace
@test "a terminal that stands still does not keep it from ending" {
    script -qefc "exec '$execsnoop' -x -P $$ 2>'$err'" /dev/null <>/dev/null >/dev/null 3>&- &
    terminal=$!
    eventually grep -q "tracing execs" "$err"
    pid=$(cat "/proc/$terminal/task/$terminal/children")
    pid=${pid%% *}
    kill -STOP "$terminal"
    "$workload/flood" 3000 "$token" >/dev/null
    kill -TERM "$pid"
    eventually grep -q "waiting for the output" "$err"
    kill -TERM "$pid"
    eventually grep -q "events shown, [1-9].* lost (not_written" "$err"
    kill -CONT "$terminal"
    wait "$terminal" || true
    pid=
}

@test "a named pipe without a reader can be left by a signal" {
    mkfifo unread
    "$execsnoop" -w unread 2>"$err" 3>&- &
    pid=$!
    eventually opens_fifo
    kill -INT "$pid"
    status=0
    wait "$pid" || status=$?
    pid=
    [ "$status" = 130 ]
}

@test "a start that fails says so, though helper processes have died" {
    mkfifo unread
    "$execsnoop" -x -O reason -w unread 2>"$err" 3>&- &
    pid=$!
    eventually opens_fifo
    find_helpers
    [ "${#helpers[@]}" = 4 ]
    kill -KILL "${helpers[@]}" "$(writer_of "$pid")"
    status=0
    wait "$pid" || status=$?
    pid=
    says "cannot start the writer"
    [ "$status" = 1 ]
}

@test "lines reach a pipe at once, not at the end" {
    mkfifo pipe
    exec {said}< <(exec "$execsnoop" -P $$ 2>&1 >pipe 3>&-)
    pid=$!
    exec {reader}<pipe
    read -t 30 -r line <&"$said"
    for i in 1 2 3 4 5; do
        /bin/true "$token" "$i"
        while read -t 5 -r line <&"$reader"; do
            [[ $line == *"$token $i" ]] && break
        done
        [[ $line == *"$token $i" ]]
    done
    stop
    exec {reader}<&-
}

@test "nothing of it stays in the kernel, even if it is killed" {
    start
    ids=$(attached_programs)
    kill -KILL "$pid"
    finish
    [ "$status" = 137 ]
    [ "$(wc -w <<<"$ids")" -ge 3 ]
    gone() {
        for id in $ids; do
            ! bpftool prog show id "$id" >/dev/null 2>&1 || return 1
        done
    }
    eventually gone
}
