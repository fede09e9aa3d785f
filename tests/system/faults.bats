# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What breaks around it. The list of all faults is tests/FAULTS.md.
# bats file_tags=alone
load lib

# On a slow machine less of the same.
scale=${EXECSNOOP_SCALE:-1}

teardown() {
    kill_tracer
    [ -z "${busy:-}" ] || kill "$busy" 2>/dev/null || true
    [ -z "${mounted:-}" ] || umount "$mounted"
    [ -z "${group:-}" ] || eventually rmdir "$group"
    [ -z "${online:-}" ] || [ ! -w "$online" ] || echo 1 >"$online"
}

# into_pipe OPTIONS...: start with a pipe for stdout, whose other end is $reader.
into_pipe() {
    mkfifo pipe
    exec {said}< <(exec "$execsnoop" "$@" 2>&1 >pipe 3>&-)
    exec {reader}<pipe
    pid=$!
    : >"$err"
    read -t 30 -r line <&"$said"
    [[ $line == *"tracing execs"* ]]
}

# The JSON lines in a file are as many as the last line says, lost ones included.
stream_agrees() {
    jq -se --argjson shown "$(events_shown)" --argjson lost "$(events_lost)" '
        (map(select(.type == "exec")) | length) == $shown and
        (map(select(.type == "lost").count) | add // 0) == $lost' "$1" >/dev/null
}

# What it holds in the kernel: "prog_id 12".
kernel_objects() {
    sed -n 's/^\(prog\|map\|link\|btf\)_id:[[:space:]]*/\1 /p' /proc/"$1"/fdinfo/* | sort -u
}
all_gone() {
    local kind id

    while read -r kind id; do
        ! bpftool "$kind" show id "$id" >/dev/null 2>&1 || return 1
    done <objects
}

@test "a slow reader: what it has no time for is lost, and told" {
    into_pipe -x -b 64K -o json -u "$stranger"
    counted "$workload/flood" 30000 "$token"
    # Nothing has been read so far; now 4 KiB at a time.
    perl -e 'select undef, undef, undef, 0.001 while sysread(STDIN, $_, 4096) && print' \
        <&"$reader" >lines 3>&- &
    busy=$!
    counted "$workload/flood" 30000 "$token"
    exec {reader}<&-
    stop
    wait "$busy"
    busy=
    [ "$status" = 0 ]
    [ "$(events_lost)" -gt 0 ]
    [ $(($(events_shown) + $(events_lost))) = 60002 ]
    stream_agrees lines
}

# leaves KIND: a reader of that kind takes ten lines and goes, under load.
leaves() {
    perl -MSocket -e '
        my ($kind, @command) = @ARGV;
        my ($ours, $theirs);
        if ($kind eq "pipe") {
            pipe($ours, $theirs);
        } elsif ($kind eq "socket") {
            socketpair($ours, $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC);
        } else {
            socket(my $server, PF_INET, SOCK_STREAM, 0);
            bind($server, sockaddr_in(0, INADDR_LOOPBACK)) && listen($server, 1) or die;
            socket($theirs, PF_INET, SOCK_STREAM, 0);
            connect($theirs, getsockname($server)) or exit 77;
            accept($ours, $server) or die;
        }
        my $pid = fork();
        if (!$pid) {
            close($ours);
            open(STDOUT, ">&", $theirs);
            exec(@command);
        }
        close($theirs);
        <$ours> for 1 .. 10;
        close($ours);
        waitpid($pid, 0);
        print $? >> 8, " ", $? & 127, "\n";
    ' "$1" "$execsnoop" -x 2>"$err" >status 3>&- &
    pid=$!
    "$workload/flood" 100000000 "$token" >/dev/null 3>&- &
    busy=$!
    gone=0
    wait "$pid" || gone=$?
    pid=
    kill "$busy"
    busy=
    # Without a network.
    [ "$gone" != 77 ] || [ "$1" != tcp ] || return 0
    [ "$(cat status)" = "0 0" ]
    same "execsnoop: tracing execs... Hit Ctrl-C to end." \
        "$(grep -v -e "lost .* events" -e "events shown, " "$err")"
    [ "$(events_shown)" -ge 9 ]
}

@test "a reader that goes under load: exit 0, quietly, whatever it read from" {
    for kind in pipe socket tcp; do
        leaves $kind
    done
}

@test "stopped and continued under load: shown + lost = done" {
    start -x -b 64K -o json -u "$stranger"
    (
        while kill -STOP "$pid"; do
            read -t 0.02 -r _ <> <(:) || true
            kill -CONT "$pid"
            read -t 0.01 -r _ <> <(:) || true
        done
    ) 3>&- &
    busy=$!
    counted "$workload/flood" $((200000 / scale)) "$token"
    kill "$busy"
    wait "$busy" || true
    busy=
    kill -CONT "$pid"
    stop
    [ "$(events_lost)" -gt 0 ]
    all_accounted_for
    stream_agrees "$out"
}

# A file system of 64 KiB.
small_disk() {
    mounted=$BATS_TEST_TMPDIR/disk
    mkdir "$mounted"
    mount -t tmpfs -o size=64k none "$mounted" || skip_or_fail "no tmpfs"
}

@test "a full disk: the file ends with a whole line, and what is in it was shown" {
    small_disk
    for format in table json kv; do
        for how in -w stdout; do
            status=0
            if [ $how = -w ]; then
                until_ready "$execsnoop" -x -b 16M -o "$format" -u "$stranger" -w disk/file
            else
                until_ready bash -c 'exec "$0" "$@" >disk/file' "$execsnoop" -x -b 16M \
                    -o "$format" -u "$stranger"
            fi
            # What comes after the error is not traced.
            kill -STOP "$pid"
            counted "$workload/flood" 2000 "$token"
            kill -CONT "$pid"
            finish
            [ "$status" = 1 ]
            says "cannot write events: No space left on device"
            says "lost (not_written "
            all_accounted_for
            [ "$(stat -c %s disk/file)" -gt 60000 ]
            [ -z "$(tail -c 1 disk/file)" ]
            [ "$(grep -vc ^COMM disk/file)" = "$(events_shown)" ]
            [ "$format" != json ] || jq -e . disk/file >/dev/null
            rm disk/file
        done
    done
}

# holds N: another tracer that has N programs on the tracepoint, or as many as it may.
holds() {
    local id

    id=$(event_id sched/sched_process_exec) || skip_or_fail "no tracefs"
    mkfifo go said_by_it
    "$workload/hold" "$id" "$1" <go >said_by_it 3>&- &
    busy=$!
    exec {go}>go {its}<said_by_it
    read -t 30 -r held <&"$its"
}

@test "38 programs of another tracer on the tracepoint: nothing is missed" {
    holds 38
    [ "$held" = 38 ]
    start -x -u "$stranger"
    counted "$workload/burst" 50 "$token"
    stop
    [ "$good" = 51 ]
    [ "$(shown "child $token" | wc -l)" = 50 ]
}

@test "a tracepoint with as many programs as it takes: said, and what to do" {
    # Others may trace too.
    holds 1000
    [ "$held" -lt 1000 ]
    refused 3 "cannot attach to sched/sched_process_exec: the kernel allows no more" \
        "$execsnoop"
    says "bpftool perf show"
}

@test "a time namespace: times are those of the host all the same" {
    unshare -T true 2>/dev/null || skip_or_fail "no time namespaces"
    before=$(date -u +%FT%T)
    until_ready unshare -T --boottime 1000000 "$execsnoop" -o json -u "$stranger"
    counted "$workload/burst" 1 "$token"
    stop
    after=$(date -u +%FT%T)
    only '.args[1] == "child"' ".timestamp >= \"$before\" and .timestamp[:19] <= \"$after\""
    until_ready unshare -T --boottime 1000000 "$execsnoop" -t -u "$stranger"
    counted "$workload/burst" 1 "$token"
    stop
    # Seconds since the start.
    [ "$(shown child | awk '$1 >= 0 && $1 < 30' | wc -l)" = 1 ]
}

# The kernel ends what goes beyond a cgroup's limit, and nobody else could tell.
@test "a small memory cgroup: it works, says what is wrong, or is killed" {
    root=/sys/fs/cgroup/memory limit=memory.limit_in_bytes
    [ -d "$root" ] || root=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts) \
        limit=memory.max
    group=$root/execsnoop-$token
    mkdir "$group" && echo 1M >"$group/$limit" || skip_or_fail "no memory cgroup"
    works=0
    for mib in 1 2 3 4 6 8 16 32; do
        echo "${mib}M" >"$group/$limit"
        status=0
        timeout 60 bash -c 'echo $$ >"$1/cgroup.procs"; exec "$0" -x -w /dev/full -u 54321' \
            "$execsnoop" "$group" 2>"$err" 3>&- || status=$?
        [ "$status" != 137 ] || continue
        [ "$status" = 1 ]
        grep -qxF "$no_memory" "$err" && continue
        says "cannot write events: No space left"
        works=$((works + 1))
    done
    [ "$works" -gt 0 ]
    eventually rmdir "$group"
    group=
}

@test "no memory for an event: that one is lost, and told; the rest is shown" {
    start -x --args-size=max -b 16M -o json -u "$stranger"
    counted "$workload/flood" 10 "$token"
    # From now on it gets no more than it has.
    prlimit --pid "$pid" --as=4096:unlimited
    counted "$workload/longline" 1500000 "$token"
    counted "$workload/flood" 10 "$token"
    prlimit --pid "$pid" --as=unlimited
    stop
    says "(no_memory "
    only '.type == "lost"' '.reason == "no_memory"'
    not grep -q '"child"' "$out"
    # Twice flood and its ten, longline and its child.
    [ $(($(events_shown) + $(events_lost))) = 24 ]
    stream_agrees "$out"
}

@test "the kernel's counters count beside us what they count without us" {
    counted "$workload/flood" 1000 "$token"
    alone="$good $bad"
    start -x -u "$stranger"
    "$execsnoop" -x -u "$stranger" >second 2>second_err 3>&- &
    busy=$!
    eventually grep -q "tracing execs" second_err
    counted "$workload/flood" 1000 "$token"
    stop
    kill -INT "$busy"
    wait "$busy"
    busy=
    same "$alone" "$good $bad"
    all_accounted_for
    err=second_err
    all_accounted_for
}

@test "another /proc: none, or one that hides processes" {
    for change in "mount -t proc -o hidepid=2 proc /proc" "umount -l /proc"; do
        for to in file pipe; do
            rm -f pipe lines
            mkfifo pipe
            cat pipe >lines &
            busy=$!
            [ $to = pipe ] || echo >pipe
            until_ready unshare -m bash -c "$change"' && exec "$@" >$0' \
                "$([ $to = pipe ] && echo pipe || echo "$out")" "$execsnoop" -x -o json \
                -u "$stranger"
            counted "$workload/flood" 100 "$token"
            stop
            wait "$busy"
            [ $to = pipe ] || cp "$out" lines
            [ "$good" = 1 ]
            all_accounted_for
            stream_agrees lines
        done
    done
}

@test "killed: no program, map, link or type of it stays, in a bpffs neither" {
    mounted=$BATS_TEST_TMPDIR/bpffs
    mkdir "$mounted"
    mount -t bpf none "$mounted" || skip_or_fail "no bpffs"
    files=$(ls -A "$mounted")
    for with in none ours; do
        if [ $with = ours ]; then
            until_ready unshare -m bash -c 'mount --bind "$1" /sys/fs/bpf && exec "$0" -x -L' \
                "$execsnoop" "$mounted"
        else
            until_ready unshare -m bash -c 'umount /sys/fs/bpf 2>/dev/null; exec "$0" -x -L' \
                "$execsnoop"
        fi
        kernel_objects "$pid" >objects
        for kind in prog map link btf; do
            grep -q "^$kind " objects
        done
        not all_gone
        kill -KILL "$pid"
        finish
        eventually all_gone
        same "$files" "$(ls -A "$mounted")"
    done
}

# It would disturb all that runs on the machine, so somebody has to want it.
@test "a CPU that is taken offline and back under load: nothing is missed" {
    cpu=$(nproc --all)
    cpu=$((cpu - 1))
    online=/sys/devices/system/cpu/cpu$cpu/online
    [ -w "$online" ] || skip "no CPU that can be taken offline"
    [ -n "${EXECSNOOP_VM:-}${EXECSNOOP_CPU_OFFLINE:-}" ] ||
        skip "EXECSNOOP_CPU_OFFLINE=1 allows it"
    start -x -b 16M -u "$stranger"
    (
        for _ in 1 2 3; do
            echo 0 >"$online"
            echo 1 >"$online"
        done
    ) 3>&- &
    busy=$!
    counted "$workload/flood" $((100000 / scale)) "$token"
    wait "$busy"
    busy=
    sum=$((good + bad))
    counted "$(command -v taskset)" -c "$cpu" "$workload/burst" 50 "$token"
    stop
    [ "$(shown "child $token" | wc -l)" = 50 ]
    [ "$(events_shown)" = $((sum + good)) ]
    says ", 0 lost"
}
