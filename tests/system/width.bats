# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# On a terminal the table has the width and the screens of it.
load lib

# on_terminal ROWS COLUMNS COMMAND...: prints what COMMAND writes to a terminal of that size.
on_terminal() {
    local size="rows $1 cols $2"

    shift 2
    script -qec "stty $size -onlcr; exec $(printf '%q ' "$@")" /dev/null </dev/null
}

need_script() {
    command -v script >/dev/null || skip_or_fail "needs script(1)"
}

header="COMM             PID     PPID     RET ARGS"

@test "on a terminal lines are cut at its width, and the header is on each screen" {
    need_script
    printf '%s\n' 'for i in 1 2 3 4 5 6 7; do /bin/true 0123456789 0123456789; done' >seven
    on_terminal 5 60 "$execsnoop" -l ^/bin/true -- sh seven >"$out"
    grep -v '^execsnoop: ' "$out" | sed 's/^true.* 0 /0 /' >lines
    event='0 /bin/true 01234567 ...'
    same "$header
$event
$event
$event
$header
$event
$event
$event
$header
$event" "$(cat lines)"
    grep -q 'execsnoop: 7 events shown' "$out"
    on_terminal 5 60 "$execsnoop" --width=none -l ^/bin/true -- sh seven >"$out"
    [ "$(grep -c ' 0123456789 0123456789$' "$out")" = 7 ]
    on_terminal 5 60 "$execsnoop" -q -l ^/bin/true -- sh seven >"$out"
    [ "$(grep -c ' 0123456789 0123456789$' "$out")" = 7 ]
}

@test "elsewhere lines are cut only where --width asks for it" {
    "$execsnoop" -w events -- /bin/true 0123456789 0123456789 "$token" 2>"$err"
    grep -q " 0123456789 0123456789 $token$" events
    "$execsnoop" --width=60 -w events -- /bin/true 0123456789 0123456789 "$token" 2>"$err"
    grep -q ' 0 /bin/true 01234567 \.\.\.$' events
    [ "$(tail -n 1 events | wc -L)" = 60 ]
    "$execsnoop" --width=60 -o json -w events -- /bin/true 0123456789 0123456789 2>"$err"
    grep -q '"/bin/true","0123456789","0123456789"' events
}

@test "on a terminal of another size from now on" {
    need_script
    mkfifo go
    printf '%s\n' 'read x <go; stty cols 70; /bin/true 0123456789 0123456789 0123456789' >wider
    (on_terminal 24 60 "$execsnoop" -l ^/bin/true -- sh wider >"$out") &
    echo >go
    wait $!
    grep -q ' 0 /bin/true 0123456789 0123456 \.\.\.' "$out" || { cat "$out" && false; }
}
