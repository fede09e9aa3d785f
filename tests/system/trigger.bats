# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# It ends by itself: after so many events, after some time, at the first match.
load lib

teardown() {
    [ -z "${left:-}" ] || kill "${left[@]}" 2>/dev/null || true
    kill_tracer
}

@test "--count: so many events, then it ends with 0" {
    for n in 1 5 1000; do
        start -x -P $$ --count=$n
        # It may come to an end before they do.
        "$workload/flood" 2000 "$token" >/dev/null
        finish
        [ "$status" = 0 ]
        # The first is the flood itself.
        [ "$(grep -c -- "$token" "$out")" = $n ]
        [ "$(wc -l <"$out")" = $((n + 1)) ]
        says "execsnoop: $n event"
        says ", 0 lost"
    done
}

@test "--count: filters choose what is counted" {
    start -x -P $$ --count=2 -l "$token-yes"
    "$workload/flood" 50 "$token-no" >/dev/null
    /bin/true "$token-yes" 1
    "$workload/flood" 50 "$token-no" >/dev/null
    /bin/true "$token-yes" 2
    finish
    [ "$status" = 0 ]
    same $'true 1\ntrue 2' "$(shown | awk '{ print $1, $NF }')"
}

@test "--count: what is lost after the last one is not told" {
    start -x -P $$ --count=3 -b 4096 -o json
    kill -STOP "$pid"
    "$workload/flood" 3000 "$token" >/dev/null
    kill -CONT "$pid"
    finish
    [ "$status" = 0 ]
    same $'exec\nexec\nexec' "$(jq -r .type "$out")"
    says "execsnoop: 3 events shown"
    says ", 0 lost"
    not grep -q "lost [0-9]" "$err"
}

# bats test_tags=userspace
@test "--count: into a pipe, to be read at leisure" {
    # shellcheck disable=SC2094
    "$execsnoop" -x --count=500 2>"$err" 3>&- | {
        read -r -t 60 header
        # A pipe holds as many lines.
        eventually grep -q "500 events shown" "$err"
        cat >"$out"
    } &
    left=($!)
    eventually grep -q "tracing execs" "$err"
    "$workload/flood" 3000 "$token" >/dev/null
    wait "${left[@]}"
    left=()
    [ "$(wc -l <"$out")" = 500 ]
}

now_ms() {
    local us=${EPOCHREALTIME//[!0-9]/}

    now=$((us / 1000))
}

@test "--duration: what happens within it, then it ends with 0" {
    start -P $$ --duration=1500ms
    now_ms
    begin=$now
    /bin/true "$token"
    finish
    now_ms
    [ "$status" = 0 ]
    [ $((now - begin)) -ge 1300 ]
    [ $((now - begin)) -lt 20000 ]
    [ "$(shown "/bin/true $token" | wc -l)" = 1 ]
    says "execsnoop: 1 event shown"
}

@test "--duration: a signal ends it before" {
    start --duration=1h
    stop
    [ "$status" = 0 ]
}

@test "--duration ends it though events come without end" {
    start -x -w /dev/null --duration=1s
    "$workload/flood" 100000000 "$token" >/dev/null 3>&- &
    left=($!)
    finish
    [ "$status" = 0 ]
}

@test "--until-match: 0 at the first event" {
    start --until-match -l "$token-yes"
    /bin/true "$token-no"
    /bin/true "$token-yes" 1
    /bin/true "$token-yes" 2
    finish
    [ "$status" = 0 ]
    [ "$(shown | wc -l)" = 1 ]
    says "execsnoop: 1 event shown"
    # Chosen in the kernel, told nowhere.
    start --until-match -P $$ --duration=1h -w /dev/null
    /bin/true
    finish
    [ "$status" = 0 ]
}

@test "--until-match: 1 if there was none in time, or before a signal" {
    start --until-match --duration=100ms -u "$stranger"
    finish
    [ "$status" = 1 ]
    says "execsnoop: 0 events shown"
    start --until-match -u "$stranger"
    stop
    [ "$status" = 1 ]
}

# bats test_tags=userspace
@test "--until-match: the reader's leaving is no match" {
    status=0
    timeout 60 "$execsnoop" --until-match -u "$stranger" 2>"$err" 3>&- | head -n 1 >"$out"
    same 1 "${PIPESTATUS[0]}"
}

@test "--count and --duration end the tracing, not the command" {
    for option in --count=2 --duration=1s; do
        rm -f quit
        # The last two may come too late for a short time on a slow machine.
        until_ready "$execsnoop" "$option" -- sh -c '
            /bin/true "$0"
            while [ ! -e quit ]; do read -r _ </proc/uptime; done
            /bin/true "$0-late"; exit 4' "$token"
        eventually is_detached
        kill -0 "$pid"
        : >quit
        finish
        [ "$status" = 4 ]
        says "execsnoop: 2 events shown"
        [ "$(shown "/bin/true $token" | tail -n 1 | grep -c late)" = 0 ]
    done
}

@test "a command that ends first ends the waiting for more" {
    for option in --count=99 --duration=1h; do
        until_ready "$execsnoop" "$option" -- sh -c 'exit 4'
        finish
        [ "$status" = 4 ]
        says "execsnoop: 1 event shown"
    done
}
