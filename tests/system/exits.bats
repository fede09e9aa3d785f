# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# How programs end, against what wait4() tells their parents.
load lib
load cgroups

# ends [CONDITION]: prints the ends with the token as "PID WAY STATUS", the status as wait4()
# has it.
ends() {
    jq -r --arg t "$token" '
        def number: {"SIGHUP":1,"SIGABRT":6,"SIGKILL":9,"SIGSEGV":11,"SIGPIPE":13,"SIGTERM":15,
            "SIGRTMIN+3":37}[.];
        def hex: def digit: "0123456789abcdef"[.:. + 1];
            if . < 16 then digit else (. / 16 | floor | hex) + (. % 16 | digit) end;
        select(.type == "exit" and .args[-1] == $t and (.args | length) == 3) |
        "\(.pid) \(.args[1]) " + if .replaced then "replaced"
            elif .signal then .signal | number | hex
            else .exit_code * 256 | hex end' "$out"
}

# What a program that began as WAY is named by: that of its last exec.
renamed() {
    sed -e 's/^\([0-9]*\) twice [0-9a-f]*$/\1 code5 500/' \
        -e 's/^\([0-9]*\) thread [0-9a-f]*$/\1 code5 500/'
}

@test "each of the ways to end has the status that its parent was told" {
    start -e -o json -l "$token"
    "$workload/lives" "$token" >expected
    stop
    [ "$(wc -l <expected)" = 18 ]
    # The second program of "twice" is named otherwise.
    awk '$2 == "twice" && $3 == "replaced" && seen++ { $2 = "once" } { print }' expected |
        renamed | awk '{ if ($3 ~ /^[0-9a-f]+$/ && $2 == "core") $3 = "6"; print }' | sort >want
    ends | sort >got
    diff want got
    [ "$(events_lost)" = 0 ]
}

@test "a core is told" {
    start -e -o json -l "$token"
    "$workload/lives" "$token" >expected
    stop
    dumped=$((0x$(awk '$2 == "core" { print $3 }' expected) & 0x80))
    only '.type == "exit" and .args == ["lives", "core", $t]' \
        ".signal == \"SIGABRT\" and .exit_code == null and .core_dumped == ($dumped != 0)"
}

@test "the table has one line for each program, at its end; starts are left out" {
    start -e
    sh -c "exit 3; $token" || true
    sh -c "kill -KILL \$\$; $token" || true
    stop
    [ "$(shown | wc -l)" = 2 ]
    shown | sed -n 1p | grep -Eq "^sh [0-9]+ [0-9]+ 0 3 [0-9.]+ms (>=)?[0-9.]+ms (<=)?[0-9.]+[KM] sh -c exit 3; $token$"
    shown | sed -n 2p | grep -Eq "^sh [0-9]+ [0-9]+ 0 SIGKILL "
}

@test "--exit=both shows starts in the table, --exit=only hides them in JSON" {
    start --exit=both -l "$token"
    sh -c "exit 3; $token" || true
    stop
    [ "$(shown | wc -l)" = 2 ]
    shown | sed -n 1p | grep -q "^sh [0-9]* [0-9]* 0 - - - - sh"
    start --exit=only -o json -l "$token"
    sh -c "exit 3; $token" || true
    stop
    only true '.type == "exit" and .exit_code == 3'
}

@test "all columns of ends: a cell, and a key of its type" {
    "$execsnoop" --columns=help >help
    start -e -O all
    /bin/true "$token"
    stop
    same "$(tail -n +2 help | awk '{ print $2 }')" "$(head -n 1 "$out" | tr -s ' ' '\n')"
    grep '(--exit)$' help >ends
    [ "$(wc -l <ends)" = 16 ]
    types=$(jq -Rn '[inputs | [splits(" +")] | { key: .[0], value: .[2] }] | from_entries' ends)
    start --exit=only -o json -O all
    perl -e 'kill KILL => $$' "$token" || true
    perl -e '1 while (times)[0] < 0.3' "$token"
    stop
    jq -ne --arg t "$token" --argjson types "$types" '
        [inputs | select(.args[-1] == $t)] as $ends |
        ([$ends[] | to_entries[] | select($types[.key] and .value != null and (.value | type) != $types[.key])],
         [($types | keys) - ["replaced", "exec_seen"] | .[] | select(. as $k | all($ends[]; .[$k] == null))]) |
        debug | . == []' "$out"
}

@test "kv has the end's columns by their headings" {
    start -e -o kv -l "$token"
    sh -c "exit 3; $token" || true
    stop
    grep -F "$token" "$out" | grep -Eq 'RetVal=0 STATUS=3 TIME=[0-9.]+ms CPU=(>=)?[0-9.]+ms MEM=(<=)?[0-9.]+[KM]$'
}

@test "an end has all that its exec had" {
    start -e -o json -l "$token" -O +cwd,exe,parent_comm,user,flags,ancestors --env=MARK
    MARK=1 sh -c "exit 3; $token" || true
    stop
    jq -se --arg t "$token" '
        map(del(.type, .timestamp, .exit_code, .signal, .core_dumped, .duration_us, .cpu_us,
            .user_us, .system_us, .max_rss_kb, .read_bytes, .write_bytes, .major_faults,
            .cpu_at_least, .max_rss_at_most, .killed_by, .threads)) |
        length == 2 and .[0] == .[1] and .[0].env == {"MARK": "1"}' "$out" >/dev/null
}

@test "a fork that does not exec has no end; with --exit=forks it has" {
    for how in "" =forks; do
        start "--exit$how" -o json -- perl -e 'for (1 .. 20) { fork // die or exit 4; wait }' "$token"
        finish
        [ "$(jq -r 'select(.type == "exit") | .exit_code' "$out" | grep -c '^4$')" = \
            "$([ -z "$how" ] && echo 0 || echo 20)" ]
    done
}

@test "a program that began before tracing ends with what is known of it" {
    exec {go}<> <(:)
    perl -e '<STDIN>; exit 9' "$token" <&"$go" 3>&- &
    old=$!
    eventually grep -q perl "/proc/$old/comm"
    start --exit=only -o json
    echo >&"$go"
    wait "$old" || true
    stop
    only ".pid == $old" '.exec_seen == false and .exit_code == 9 and .comm == "perl" and
        .args == null and .duration_us == null and .cpu_us == null and .max_rss_kb > 0'
    # By a filter that the kernel applies to execs, and by one that lacks its value.
    for filter in "-u root" "-u !root" "-l x"; do
        perl -e '<STDIN>; exit 9' "$token" <&"$go" 3>&- &
        old=$!
        eventually grep -q perl "/proc/$old/comm"
        # shellcheck disable=SC2086
        start --exit=only -o json $filter
        echo >&"$go"
        wait "$old" || true
        stop
        [ "$(jq -c "select(.pid == $old)" "$out" | wc -l)" = \
            "$([ "$filter" = "-u root" ] && echo 1 || echo 0)" ]
    done
    exec {go}>&-
}

@test "the end of a program is shown whatever it has become since its exec" {
    start -e -o json -u root -l "$token"
    setpriv --reuid=65534 --clear-groups perl -e 'exit 2' "$token" || true
    perl -e '$> = $< = 65534; exit 3' "$token" || true
    stop
    # The first execs perl as another user: setpriv's end is that it was replaced.
    jq -r 'select(.type == "exit") | "\(.args[0]) \(.exit_code) \(.replaced)"' "$out" >got
    same "$(printf 'setpriv null true\nperl 3 null')" "$(cat got)"
}

@test "--status, --slower and --cpu-over select ends" {
    sh=(sh -c)
    # selected OPTIONS...: prints the codes and signals that they show.
    selected() {
        start "$@" -o json -l "$token"
        "${sh[@]}" "exit 0; $token"
        "${sh[@]}" "exit 3; $token" || true
        "${sh[@]}" "exit 5; $token" || true
        "${sh[@]}" "kill -TERM \$\$; $token" || true
        stop
        jq -r --arg t "$token" 'select(.args[2] | endswith($t)) | "\(.type) \(.exit_code // .signal)"' "$out" | xargs
    }
    same "$(selected --status=nonzero)" "exit 3 exit 5 exit SIGTERM"
    same "$(selected --status='!nonzero')" "exit 0"
    same "$(selected --status=signal)" "exit SIGTERM"
    same "$(selected --status='!signal')" "exit 0 exit 3 exit 5"
    same "$(selected --status=3,SIGTERM)" "exit 3 exit SIGTERM"
    same "$(selected --status=term --status=0)" "exit 0 exit SIGTERM"
    same "$(selected --status=nonzero --status='!5,sigterm')" "exit 3"
    same "$(selected --status=9)" ""
    start --slower="$((150 * scale))ms" -l "$token"
    sh -c "exit 0; $token"
    perl -e 'select undef, undef, undef, 0.2 * shift' "$scale" "$token"
    stop
    same "$(shown | sed 's/ .*//')" perl
    start --cpu-over="$((50 * scale))ms" -l "$token"
    perl -e 'select undef, undef, undef, 0.2 * shift' "$scale" "$token"
    perl -e '1 while (times)[0] < 0.1 * $ARGV[0]' "$scale" "$token" busy
    stop
    [ "$(shown | wc -l)" = 1 ]
    shown | grep -q "$token busy$"
}

@test "killed by timeout(1)" {
    start -e -o json -l "$token"
    timeout 0.5 perl -e 'sleep 99' "$token" || true
    stop
    only '.type == "exit" and .args[0] == "timeout" and .args[2] == "perl"' '.exit_code == 124'
    only '.type == "exit" and .args[0] == "perl"' '.signal == "SIGTERM" and .duration_us > 100000'
}

# limit_memory: sets top to a cgroup whose memory is limited to 32 MiB.
limit_memory() {
    if mount_of v2 && grep -qw memory "$mount/cgroup.subtree_control"; then
        use_hierarchy v2
        echo 32M >"$top/memory.max"
        [ ! -e "$top/memory.swap.max" ] || echo 0 >"$top/memory.swap.max"
    else
        use_hierarchy memory
        echo 32M >"$top/memory.limit_in_bytes"
        echo 0 >"$top/memory.swappiness"
    fi
}

# run_out_of_memory: prints the exit status.
run_out_of_memory() {
    (
        echo "$BASHPID" >"$top/cgroup.procs"
        exec perl -e '$x .= "x" x 1e6 for 1 .. 200' "$token" 3>&-
    ) && echo 0 || echo $?
}

@test "killed because the memory of a cgroup ran out" {
    limit_memory
    start -e -o json -l "$token"
    same "$((128 + 9))" "$(run_out_of_memory)"
    stop
    only '.type == "exit" and .args[0] == "perl"' '.signal == "SIGKILL" and
        .exit_code == null and .killed_by == {oom: true} and .max_rss_kb > 16384'
    start -e -l "$token" -O comm,status,killed_by
    run_out_of_memory
    stop
    grep -Eq '^perl +SIGKILL +oom$' "$out"
}

@test "who sent the signal that ended it" {
    start --exit=only -o json -l "$token"
    perl -e 'sleep 99' "$token" 3>&- &
    victim=$!
    eventually grep -q perl "/proc/$victim/comm"
    perl -e 'kill CHLD => $ARGV[0]; kill TERM => $ARGV[0]' "$victim" "$token"
    wait "$victim" || true
    perl -e 'kill ABRT => $$' "$token" self || true
    perl -e '$SIG{TERM} = "IGNORE"; kill TERM => $$; exit 4' "$token" ignored || true
    perl -e '$SIG{SEGV} = "DEFAULT"; unpack "P", pack "Q", 8' "$token" fault || true
    stop
    only ".pid == $victim" '.signal == "SIGTERM" and .killed_by.comm == "perl" and
        (.killed_by.args | .[0] == "perl" and .[4] == $t)'
    only '.args[-1] == "self"' '.signal == "SIGABRT" and .killed_by.pid == .pid and .killed_by.args == .args'
    only '.args[-1] == "ignored"' '.exit_code == 4 and .killed_by == null'
    only '.args[-1] == "fault"' '.signal == "SIGSEGV" and .killed_by == null'
    start -e -O comm,status,killed_by,args
    timeout 0.5 perl -e 'sleep 99' "$token" || true
    stop
    shown | grep -Eq "^perl SIGTERM timeout:[0-9]+ perl -e sleep 99 $token$"
}

@test "the arguments of a sender are redacted" {
    start --exit=only -o json --redact
    perl -e 'system "kill -TERM $$; #"; sleep 9' "$token" --password=V9"$token" || true
    perl -e 'kill TERM => $$' "$token" --password=V9"$token" || true
    stop
    not grep -F "V9$token" "$out"
    only '.args[0] == "perl" and .args[2] == "kill TERM => $$"' '.killed_by.args == .args'
}

@test "how many threads a program has started" {
    start --exit=only -o json -l "$token"
    "$workload/lives" "$token" >expected
    stop
    only '.args == ["lives", "threads", $t]' '.threads == 9'
    only '.args == ["lives", "thread", $t]' '.threads == 2 and .replaced'
    only '.args == ["lives", "code0", $t]' '.threads == 1'
}

@test "execs that succeeded = ends, to the digit, under load and with exec after exec" {
    start -e -o json -b 16M -l "$token"
    local pids=()
    for i in 1 2 3; do
        perl -e 'for (1 .. shift) { system("/bin/true", @ARGV) }' $((1000 / scale)) "$token" 3>&- &
        pids+=($!)
    done
    "$workload/storm" "$token" 300
    wait "${pids[@]}"
    stop
    [ "$(events_lost)" = "$(skipped_runs)" ]
    # Others may have the token in their arguments, such as who lists processes.
    jq -se --arg t "$token" --argjson n $((3 * (1000 / scale) + 3 + 300 + 1)) \
        --argjson skipped "$(skipped_runs)" '
        map(select(.type != "lost" and (.args[0] | test("^(perl|/bin/true|(.*/)?storm)$"))
            and (.args | index($t)))) |
        (map(select(.type == "exec")) | length) as $begun |
        (map(select(.type == "exit" and .exec_seen != false)) | length) as $ended |
        (map(select(.replaced)) | length) as $replaced |
        [$n, $begun, $ended, $replaced] | debug |
        $begun == $n and $ended >= $n - $skipped and $ended <= $n and $replaced == 300' "$out" >/dev/null
}

@test "lost begins and lost ends are counted" {
    start -e -o json -b 64K -u "$stranger"
    kill -STOP "$pid"
    setpriv --reuid="$stranger" --regid="$stranger" --clear-groups \
        perl -e 'for (1 .. 500) { system("/bin/true", @ARGV) }' "$token"
    kill -CONT "$pid"
    stop
    [ "$(events_lost)" -gt 0 ]
    [ $(($(events_shown) + $(events_lost))) = 1002 ]
}

@test "the CPU time of short programs is their own, to 3 percent" {
    start --exit=only -o json -l "$token"
    taskset -c 0 "$workload/lives" burn "$((1000 / scale))" "$token" >own
    stop
    # One in two burns nothing: what it takes to begin and to end, by no own clock.
    jq -se --argjson own "$(cat own)" --argjson n $((1000 / scale)) '
        map(select(.args[1] == "units")) |
        (map(select(.args[2] == "0").cpu_us) | add) as $none |
        (map(select(.args[2] != "0").cpu_us) | add) as $some |
        [length, ($some - $none) * 1000 / $own, (map(select(.cpu_at_least)) | length)] | debug |
        .[0] == 2 * $n and .[1] > 0.97 and .[1] < 1.03 and .[2] <= .[0] / 50' "$out" >/dev/null
}

@test "the memory of a program is its own, not its parent's" {
    start --exit=only -o json -l "$token"
    "$workload/lives" hold 256 "$token" >peak
    stop
    read -r child kb <peak
    jq -se --argjson child "$child" --argjson kb "$kb" '
        map(select(.pid == $child)) | length == 1 and (.[0] | debug |
        if .max_rss_at_most then .max_rss_kb >= $kb
        else (.max_rss_kb / $kb | . > 0.95 and . < 1.05) end)' "$out" >/dev/null
}

@test "bad values of the options are explained" {
    refused 2 "no such status; near: SIGKILL" "$execsnoop" --status=SIGKIL
    refused 2 "an exit code from 0 to 255" "$execsnoop" --status=256
    refused 2 "the time needs a unit: 100ms or 100s" "$execsnoop" --slower=100
    refused 2 "expected both" "$execsnoop" --exit=all
    refused 2 "leave out one of --exit and --only-failed" "$execsnoop" -e --only-failed
    refused 2 "leave out one" "$execsnoop" --exit=both,only
    refused 2 "leave out --exit" "$execsnoop" -e --shell
}

@test "--lite: ends at no cost to other calls" {
    start --lite -e -l "$token"
    sh -c "exit 3; $token" || true
    stop
    shown | grep -Eq "^sh [0-9]+ [0-9]+ 0 3 "
}
