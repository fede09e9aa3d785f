# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The output is evidence: nothing that was there is destroyed, a stall costs no event, and the
# last line says what was written. Faults of files and readers under load are in faults.bats.
# bats file_tags=userspace
load lib

teardown() {
    kill_tracer
    [ -z "${busy:-}" ] || kill -KILL "${busy[@]}" 2>/dev/null || true
    [ -z "${mounted:-}" ] || umount -l "$mounted"
    [ -z "${loop:-}" ] || losetup -d "$loop"
}

# into_fifo OPTIONS...: start with a pipe for stdout that nobody reads; $reader is its other
# end.
into_fifo() {
    rm -f pipe
    mkfifo pipe
    exec {reader}<>pipe
    exec {said}< <(exec "$execsnoop" "$@" 2>&1 >pipe 3>&- {reader}<&-)
    pid=$!
    : >"$err"
    read -t 30 -r line <&"$said"
    [[ $line == *"tracing execs"* ]]
}

# read_on FILE: reads from the pipe to the file, until its end, in the process $busy.
read_on() {
    # A reader that could write too would see no end.
    cat <pipe >"$1" {reader}<&- 3>&- &
    busy=($!)
    eventually is_open "/proc/$!/fd/0"
    exec {reader}<&-
}
is_open() {
    [[ $(readlink "$1") = */pipe && $(cat "${1%/fd/0}/comm") = cat ]]
}

# The counts of SIGUSR1 match the extended regular expression.
so_far() {
    kill -USR1 "$pid" && read -t 10 -r line <&"$said" && [[ $line =~ ^"execsnoop: so far: "$1 ]]
}

# Sets line. Whether each of the execs in all is shown or lost so far.
all_consumed() {
    so_far "([0-9]+) events shown.* ([0-9]+) lost" &&
        [ $((BASH_REMATCH[1] + BASH_REMATCH[2])) = "$all" ]
}

in_file() {
    grep -q -- "$1" "$2"
}

# The events of a file that have the token, by their second argument.
second_args() {
    jq -r --arg t "$token" 'select(.args[1]? == $t).args[2]' "$1"
}

@test "-w: others may append, copy and truncate; no byte of theirs or ours is lost" {
    umask 0
    echo '{"old":1}' >log
    start -o json -w log --append -l "$token" 
    /bin/true "$token" one
    eventually in_file '"one"' log
    echo '{"theirs":1}' >>log
    /bin/true "$token" two
    eventually in_file '"two"' log
    cp log log.1
    : >log
    /bin/true "$token" three
    stop
    same $'old\none\ntheirs\ntwo' \
        "$(jq -r 'if .args then .args[2] else keys[0] end' log.1)"
    same three "$(second_args log)"
    [ "$(tr -dc '\0' <log | wc -c)" = 0 ]
    # Without --append it is truncated when tracing begins.
    start -o json -w log -l "$token"
    [ ! -s log ]
    # Nobody else may read what is created.
    rm log
    stop
    start -w log -l "$token"
    same 600 "$(stat -c %a log)"
    stop
}

@test "-w: a descriptor is not truncated, - is stdout, another's link is refused" {
    for file in - /dev/stdout /dev/fd/1; do
        echo old >log
        until_ready bash -c 'exec "$0" "$@" >>log' "$execsnoop" -l "$token" -w $file
        /bin/true "$token" $file
        stop
        same old "$(head -n 1 log)"
        same "true $token $file" "$(awk '{ print $5, $6, $7 }' log | tail -n 1 | sed 's|/bin/||')"
    done
    echo precious >precious
    ln -s precious ours
    ln -s precious theirs
    chown -h "$stranger" theirs
    mkdir folder
    ln -s "$PWD" our-folder
    ln -s . folder/ours
    ln -s "$PWD" folder/theirs
    chown -h "$stranger" folder/theirs
    for file in theirs our-folder/theirs folder/theirs/precious "$PWD//folder/./theirs/precious"; do
        refused 2 "cannot write to $file: it has a symbolic link of another user" \
            "$execsnoop" -w "$file"
        same precious "$(cat precious)"
    done
    start -w ours -l "$token"
    stop
    grep -q ^COMM precious
    start -w "/$PWD/our-folder/folder/ours//../precious" --append -l "$token"
    stop
    same 2 "$(grep -c ^COMM precious)"
    refused 2 "cannot write to folder/: Is a directory" "$execsnoop" -w folder/
    refused 2 "cannot write to nosuch/x: No such file" "$execsnoop" -w nosuch/x
    refused 2 "cannot write to precious/x: Not a directory" "$execsnoop" -w precious/x
    refused 2 "--append needs a file to append to: add -w FILE" "$execsnoop" --append
    refused 2 "--backlog '63K': expected bytes from 64K to 2G" "$execsnoop" --backlog=63K
}

@test "a block device: each write continues after the one before" {
    truncate -s 1M disk
    loop=$(losetup -f --show disk) || {
        loop=
        skip "no loop device"
    }
    # The pauses make three writes.
    "$execsnoop" -o json -l "$token" -- \
        sh -c "for i in 1 2 3; do /bin/true $token \$i; sleep 0.1; done" >"$loop" 2>"$err"
    same "$(second_args <(tr -d '\0' <"$loop"))" "$(printf '%s\n' 1 2 3)"
}

@test "a full disk: what was in the file before stays, what is not written is counted" {
    mounted=$BATS_TEST_TMPDIR/disk
    mkdir "$mounted"
    mount -t tmpfs -o size=64k none "$mounted" || skip_or_fail "no tmpfs"
    for how in '>>disk/log' '-w disk/log --append'; do
        head -c 61440 /dev/zero | tr '\0' L >disk/log
        status=0
        until_ready bash -c "exec \"\$0\" \"\$@\" $how" "$execsnoop" -x -b 16M -o json \
            -u "$stranger"
        # What comes after the error is not traced.
        kill -STOP "$pid"
        counted "$workload/flood" 1000 "$token"
        kill -CONT "$pid"
        finish
        [ "$status" = 1 ]
        says "cannot write events: No space left on device"
        says "lost (not_written "
        all_accounted_for
        same "$(printf 'L%.0s' {1..61440} | cksum)" "$(head -c 61440 disk/log | cksum)"
        tail -c +61441 disk/log >lines
        same "$(events_shown)" "$(jq -c 'select(.retval)' lines | wc -l)"
    done
}

# As much as 2,000 JSON lines a second are in half a minute.
@test "a reader that stops for 60,000 events costs none, and SIGUSR1 tells" {
    into_fifo -x -b 16M -o json -u "$stranger"
    counted "$workload/flood" $((60000 / scale)) "$token"
    all=$((good + bad))
    eventually so_far "$all events shown \([0-9]+ not yet written\),.* 0 lost"
    [[ $line =~ \(([0-9]+) && ${BASH_REMATCH[1]} -gt $((all / 2)) ]]
    touched=$(awk '/^RssShmem/ { print $2 }' "/proc/$pid/status")
    [ "$touched" -gt $((6000 / scale)) ]
    # The memory is given back once the reader goes on.
    read_on lines
    eventually so_far "$all events shown,.* 0 lost"
    given_back() {
        counted "$workload/flood" 1 "$token"
        all=$((all + good + bad))
        [ "$(awk '/^RssShmem/ { print $2 }' "/proc/$pid/status")" -le 2500 ]
    }
    eventually given_back
    stop
    wait "${busy[@]}"
    busy=()
    [ "$status" = 0 ]
    says "execsnoop: $all events shown, "
    says " 0 lost"
    same "$all" "$(jq -c 'select(.type == "exec")' lines | wc -l)"
}

@test "a backlog that is full: the loss is told in its place" {
    into_fifo -x -b 16M -o json -u "$stranger" --backlog=64K
    counted "$workload/flood" 3000 first
    all=$((good + bad))
    eventually all_consumed
    [[ $line =~ \([0-9]+\ not\ yet\ written\),.*\ [1-9][0-9]*\ lost\ \(backlog_full ]]
    read_on lines
    eventually so_far "[0-9]+ events shown,.* [1-9][0-9]* lost \(backlog_full"
    counted "$workload/flood" 10 last
    all=$((all + good + bad))
    stop
    wait "${busy[@]}"
    busy=()
    [ $(($(events_shown) + $(events_lost))) = $all ]
    # While the pipe fills, there may be several losses, and events after them.
    same "[\"backlog_full\"] $(events_lost)" "$(jq -rs 'map(select(.type == "lost")) |
        "\(map(.reason) | unique) \(map(.count) | add)"' lines)"
    same "$(events_shown)" "$(jq -c 'select(.type == "exec")' lines | wc -l)"
    # In between the first and the last.
    at=$(grep -n '"lost"' lines | tail -n 1 | cut -d: -f1)
    [ "$at" -gt "$(grep -n '"first"' lines | head -n 1 | cut -d: -f1)" ]
    [ "$at" -lt "$(grep -n '"last"' lines | head -n 1 | cut -d: -f1)" ]
}

@test "a backlog without address space: the advice names the one that is used" {
    mkfifo pipe
    exec {reader}<>pipe
    printf '#!/bin/sh\nulimit -v 400000\nexec "%s" "$@"\n' "$execsnoop" >small
    chmod +x small
    until_ready ./small -x -b 16M -o json -u "$stranger" --backlog=1G -w pipe
    counted "$workload/flood" 3000 first
    read_on /dev/null
    stop
    wait "${busy[@]}"
    busy=()
    says "no address space for --backlog=1048576K: using 64K; raise 'ulimit -v'"
    says "a larger --backlog than 64K or a filter may help"
}

@test "the last line comes when the reader is killed, or takes the first line only" {
    into_fifo -x -b 16M -o json -u "$stranger"
    read_on /dev/null
    kill -STOP "${busy[@]}"
    counted "$workload/flood" 2000 "$token"
    eventually so_far "$((good + bad)) events shown"
    kill -KILL "${busy[@]}"
    finish
    [ "$status" = 0 ]
    says " lost (not_written "
    all_accounted_for
}

# The whole foreground group gets the SIGINT.
@test "the last line comes after Ctrl-C with | tee" {
    mkfifo keys
    for i in 1 2 3; do
        script -qefc "'$execsnoop' -x -l '$token' 2>'$err.$i' | tee copy" /dev/null \
            <keys >screen 3>&- &
        busy=($!)
        exec {keys}>keys
        eventually in_file "tracing execs" "$err.$i"
        /bin/true "$token"
        printf '\003' >&"$keys"
        wait "${busy[@]}" || true
        busy=()
        exec {keys}>&-
        grep -qE "execsnoop: [01] events? shown, .*[0-9] lost" "$err.$i"
    done
}

@test "the writer: two descriptors, no privileges; killed, that is told" {
    start -x -o json -w log -l "$token"
    writer=$(writer_of "$pid")
    same "0 1" "$(cd "/proc/$writer/fd" && echo *)"
    same "0000000000000000 1" \
        "$(awk '/^CapEff|^NoNewPrivs/ { print $2 }' "/proc/$writer/status" | xargs)"
    for signal in INT TERM HUP QUIT USR1; do
        kill -$signal "$writer"
    done
    /bin/true "$token"
    eventually in_file "$token" log
    kill -KILL "$writer"
    finish
    [ "$status" = 1 ]
    says "the process that writes the events was killed by signal 9"
    grep -qE "execsnoop: [0-9]+ events? shown, .*[0-9] lost" "$err"
}

@test "a file: frequent lines are written together, every 20 ms" {
    start -x -w log -l "$token"
    writer=$(writer_of "$pid")
    wakes=$(wakes_of "$writer")
    begin=${EPOCHREALTIME/./}
    "$O/tests/bench/load" fail 2000 "$token" 2000 >/dev/null
    /bin/true "$token" end
    eventually in_file "$token end" log
    wakes=$(($(wakes_of "$writer") - wakes))
    ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
    # A machine that is slow at times makes several bursts, each with two more.
    [ "$wakes" -lt $((ms / 12 + 10)) ]
    stop
}

@test "the tracer killed: what it had passed on is written" {
    into_fifo -x -b 16M -o json -u "$stranger"
    counted "$workload/flood" 2000 "$token"
    eventually so_far "$((good + bad)) events shown"
    kill -KILL "$pid"
    finish
    exec {last}<pipe
    exec {reader}<&-
    same $((good + bad)) "$(jq -c 'select(.type == "exec")' <&"$last" | wc -l)"
    exec {last}<&-
}

# stalled_disk: mounts a file system, on $mounted, whose writes stall while "stall" exists.
stalled_disk() {
    mounted=$BATS_TEST_TMPDIR/disk
    mkdir "$mounted"
    exec {disk}< <(exec "$workload/stallfs" "$mounted" stall 3>&-)
    busy=($!)
    read -t 10 -r line <&"$disk" || {
        mounted=
        skip_or_fail "no FUSE"
    }
}

@test "a disk that stalls costs no event; a second signal gives it up" {
    stalled_disk
    start -x -b 16M -o json -u "$stranger" -w disk/file
    : >stall
    counted "$workload/flood" 20000 "$token"
    all=$((good + bad))
    eventually so_far "$all events shown \([0-9]+ not yet written\),.* 0 lost"
    rm stall
    eventually so_far "$all events shown,.* 0 lost"
    same "$all" "$(jq -c . disk/file | wc -l)"
    : >stall
    counted "$workload/flood" 100 "$token"
    all=$((all + good + bad))
    eventually so_far "$all events shown \("
    kill -INT "$pid"
    read -t 30 -r line <&"$said"
    [[ $line == "execsnoop: waiting for the output to take "*" events; Ctrl-C gives up" ]]
    kill -INT "$pid"
    finish
    [ "$status" = 130 ]
    says " lost (not_written "
    [ $(($(events_shown) + $(events_lost))) = $all ]
    # One that is killed in the middle of a write.
    rm stall
}
