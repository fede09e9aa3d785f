# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Calls of execveat with AT_EXECVE_CHECK, which execute nothing.
load lib

# Sets asked and refused to what the kernel answers about a program and about a file that
# is none. Not by $(...), for the parent of the load must be this process.
check_two() {
    echo none >none
    "$workload/check" /bin/true "$token" >said1
    "$workload/check" ./none "$token" >said2
    read -r asked <said1
    read -r refused <said2
}

@test "a check is shown only on demand, and named; it leaves no begin of a call" {
    start -P $$ -x -o json -O +latency_us,reason
    check_two
    stop
    # Linux before 6.14 has no checks: the call fails like any other.
    if [ "$asked" = -22 ]; then
        only '.args == ["/bin/true", $t, "asked"]' '.type == "exec" and .error == "EINVAL"'
        not grep -q "hidden" "$err"
        return
    fi
    [ "$asked $refused" = "0 -13" ]
    not grep -q '"asked"' "$out"
    says ", 2 checks hidden (--checks shows them)"
    only '.args == ["/bin/true", $t, "denied"]' '.error == "EPERM" and .latency_us == null'

    start -P $$ --checks -o json -O +latency_us,exe
    check_two
    stop
    for file in /bin/true ./none; do
        only ".args == [\"$file\", \$t, \"asked\"]" ".type == \"check\" and .comm == \"check\" and
            .filename == \"$file\" and .latency_us > 0 and .exe == null"
    done
    only '.args[2] == "asked" and .retval == 0' '.args[0] == "/bin/true" and (has("error") | not)'
    only '.args[2] == "asked" and .retval < 0' '.args[0] == "./none" and .error == "EACCES"'
    not grep -q '"denied"' "$out"
    not grep -q "checks* hidden" "$err"
}

@test "checks in each format, and with filters for failures" {
    start -P $$ --checks -x
    check_two
    stop
    [ "$asked" != -22 ] || skip "Linux before 6.14 has no checks"
    same "check check:0 /bin/true $token asked
check check:-13 ./none $token asked" "$(shown asked | cut -d' ' -f1,4-)"
    start -P $$ --checks -o kv
    check_two
    stop
    grep -q "ARGS=\[/bin/true $token asked\] RetVal=0 Type=check$" "$out"
    grep -q "ARGS=\[./none $token asked\] RetVal=-13 Type=check$" "$out"
    start -P $$ --checks --shell
    check_two
    stop
    [ "$(grep -F "$token" "$out" | grep -c "^# not exact, a check and no exec: ")" = 2 ]
    start -P $$ --checks --errno=EACCES -o json
    check_two
    stop
    only '.args[2] == "asked"' '.args[0] == "./none"'
    start -P $$ --checks -x --fold-path -o json
    check_two
    stop
    [ "$(grep -c '"asked"' "$out")" = 2 ]
}

@test "checks that a filter by result rejects are not counted as hidden" {
    for fold in "" --fold-path; do
        for filter in --errno=EACCES --only-failed; do
            # shellcheck disable=SC2086
            start -P $$ -x $fold "$filter"
            check_two
            stop
            [ "$asked" != -22 ] || skip "Linux before 6.14 has no checks"
            says ", 1 check hidden (--checks shows it)"
        done
    done
}
