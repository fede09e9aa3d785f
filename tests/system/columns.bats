# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The options that change how lines look, and how much of a command line is kept.
load lib

# bats test_tags=userspace
@test "the header names the columns in bcc's order" {
    start
    stop
    [ "$(head -1 "$out" | tr -s ' ')" = "COMM PID PPID RET ARGS" ]
    start -TtUL
    stop
    [ "$(head -1 "$out" | tr -s ' ')" = "TIME TIME(s) UID COMM PID PPID RET LAT(us) ARGS" ]
}

@test "-T, -t, -U, -L fill their columns" {
    start -TtUL
    setpriv --reuid=65534 --clear-groups /bin/true "$token"
    stop
    line=$(shown "/bin/true $token" | grep -v setpriv)
    read -r clock since uid comm _ _ ret latency args <<<"$line"
    [[ $clock =~ ^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}$ ]]
    [[ $since =~ ^[0-9]+\.[0-9]{3}$ ]]
    [ "$uid $comm $ret $args" = "65534 true 0 /bin/true $token" ]
    [ "$latency" -gt 0 ]
}

@test "no program runs for what nothing shows" {
    few=3
    has_saved_registers || few=5
    for run in "$few -x" "5 -L" "5 -o json" "$few -o kv" "1 --lite -o json"; do
        # shellcheck disable=SC2086
        start ${run#* }
        attached=$(attached_programs | wc -w)
        stop
        [ "$attached" = "${run%% *}" ] || { echo "$run: $attached" && false; }
    done
}

# bats test_tags=userspace
@test "-T is local time" {
    TZ=XYZ-5:30 start -T
    before=$(TZ=XYZ-5:30 date +%T)
    /bin/true "$token"
    after=$(TZ=XYZ-5:30 date +%T)
    stop
    clock=$(shown | cut -d. -f1)
    [[ ! $clock < $before && ! $clock > $after ]] || [[ $after < $before ]]
}

# bats test_tags=userspace
@test "display options have no effect on json" {
    start -o json -TtULq
    "$workload/burst" 1 "$token" >/dev/null
    stop
    only '.args[1:3] == ["child", $t]' 'keys == ["args", "comm", "filename",
        "latency_us", "pid", "ppid", "retval", "timestamp", "type", "uid"]'
}

# bats test_tags=userspace
@test "-q: what is shown can be pasted" {
    args=("$token" "it's" $'$x `y` "z" \\' $'tab\tline\nbell\a' '' '*' '~' '...' $'\377' é '=a' 'a=b')
    start -q
    /bin/true "${args[@]}"
    stop
    line=$(grep -F -- "$token" "$out" | sed 's|.* 0 /bin/true |/bin/true |')
    eval "pasted=($line)"
    [ "${#pasted[@]}" = $((${#args[@]} + 1)) ]
    same "$(printf '<%s>' /bin/true "${args[@]}")" "$(printf '<%s>' "${pasted[@]}")"
}

# bats test_tags=userspace
@test "a last argument that looks like the mark does not look like it" {
    start
    /bin/true "$token" ...
    /bin/true "$token" "x ..."
    /bin/true "$token" ... y
    stop
    same "/bin/true $token \\x2e..
/bin/true $token x \\x2e..
/bin/true $token ... y" "$(shown | sed 's/.* 0 //')"
}

@test "--max-args marks what is missing and tells how much" {
    start --max-args=3 -o json
    "$workload/burst" 1 "$token" >/dev/null
    /bin/true "$token"
    stop
    only '.args == ["burst", "child", $t]' ".truncated and .argc == 4 and
        .args_bytes == $((6 + 6 + ${#token} + 1 + 2))"
    only '.args == ["/bin/true", $t]' 'has("truncated") | not'
    start --max-args=3
    "$workload/burst" 1 "$token" >/dev/null
    stop
    same "burst child $token ..." "$(shown "child $token" | cut -d' ' -f5-)"
}

@test "--args-size cuts at that byte and tells the true size" {
    start --args-size=20 -o json
    /bin/true 0123456789abcdef 0123 "$token"
    stop
    only '.args == ["/bin/true", "0123456789"]' \
        ".truncated and .argc == 4 and .args_bytes == $((10 + 17 + 5 + ${#token} + 1))"
    start --args-size=20 -x -o json
    perl -e 'exec { "/nonexistent" } "0123456789", "0123456789abcdef"' 2>/dev/null
    stop
    only '.args == ["0123456789", "012345678"]' '.truncated and (has("argc") | not)'
}

@test "16 KiB of a command line are kept by default" {
    start -o json
    "$workload/longline" 16384 "$token" >/dev/null
    "$workload/longline" 16385 "$token" >/dev/null
    stop
    only '.args[1:3] == ["child", $t] and (.truncated | not)' \
        '(.args | map(length + 1) | add) == 16384'
    only '.args[1:3] == ["child", $t] and .truncated' \
        '.args_bytes == 16385 and (.args | map(length) | add) + 3 == 16384'
}

@test "--args-size=max shows a command line of 1 MB whole" {
    start --args-size=max -o json -x
    "$workload/longline" 1000000 "$token" >argc
    "$workload/longline" 1000000 "$token" fail >/dev/null
    stop
    only '.args[1:3] == ["child", $t] and .retval == 0' '(has("truncated") | not) and
        (.args | map(length + 1) | add) == 1000000 and (.args | length) == '"$(cat argc)"
    only '.args[1:3] == ["child", $t] and .error == "ENOENT"' '(has("truncated") | not) and
        (.args | map(length + 1) | add) == 1000000'
}

@test "--args-size=max shows the longest command line that the kernel takes" {
    # 3/4 of 8 MiB, less the pointers and what else stands on the stack.
    start --args-size=max -o json -x
    (ulimit -s unlimited && exec "$workload/longline" 6200000 "$token" >argc)
    (ulimit -s unlimited && exec "$workload/longline" 6200000 "$token" fail >/dev/null)
    stop
    only '.args[1:3] == ["child", $t] and .retval == 0' '(has("truncated") | not) and
        (.args | map(length + 1) | add) == 6200000'
    only '.args[1:3] == ["child", $t] and .error == "ENOENT"' '(has("truncated") | not) and
        (.args | map(length + 1) | add) == 6200000'
}

# bats test_tags=userspace
@test "-b is rounded up to pages times a power of two" {
    start -v -b 5000
    stop
    says "ring buffer: 8192 bytes"
    start -v
    stop
    says "ring buffer: 1048576 bytes"
    start -v -b 3M --args-size=max
    stop
    says "ring buffer: 4194304 bytes"
}
