# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The environment, against what the kernel says of a process that still runs the program.
load lib

teardown() {
    release
    kill_tracer
}

release() {
    local to=${held[1]:-}

    [ -z "$to" ] || eval "exec $to>&-"
}

# held COMMAND...: starts waits by that command, which waits until release. environ is
# then what jq makes of /proc/PID/environ: of one name an array.
held() {
    local p

    release
    coproc held { exec "$@" "$workload/waits" "$token" 3>&-; }
    read -r -t 20 p <&"${held[0]}"
    environ=$(tr '\0\n' '\n\1' <"/proc/$p/environ" | jq -cRn 'reduce (inputs | gsub("\u0001"; "\n")) as $var
        ({}; ($var | split("=")) as $words | ($words[0] // "") as $name | .[$name] +=
        [if $words | length > 1 then $words[1:] | join("=") else null end]) |
        map_values(if length > 1 then . else .[0] end)')
}

# has ENV [MORE]: the one exec of waits that succeeded has it, as a jq expression.
has() {
    only '(.args | index($t)) and (.args[0] | endswith("waits")) and .retval == 0' \
        ".env == $1 and ${2:-(has(\"env_truncated\") | not)}"
}

odd='{A: ["1", "2"], bare: null, "": ["x", null], "N\uFFFD": "\uFFFD\n\"\\", "A B": "c, d=e",
    SAME: [null, "2"]}'

@test "all of it is what /proc/PID/environ holds" {
    start -o json --env=all
    held env A_TOKEN="$token" EMPTY= "SP ACE=a = b
c"
    stop
    has "$environ"
    only '.args == ["'"$workload/waits"'", $t]' '.env.A_TOKEN == $t and .env.EMPTY == ""'
}

@test "-O env is the same, and no environment is an empty one" {
    start -o json -O env
    held env -i
    stop
    [ "$environ" = '{}' ]
    has '{}'
}

@test "names and values of any bytes, names that stand twice, and what is no variable" {
    start -o json --env=all
    held "$workload/environ" odd
    stop
    has "$environ"
    has "$odd"
    start --env=all -O comm,args
    held "$workload/environ" odd
    stop
    shown | grep -qF 'waits A=1,bare,A=2,=x,'"'',"'N\xff=\xfe\n"\,A\x20B=c\x2c\x20d=e,SAME,SAME=2 '
}

@test "only the variables of --env=NAME,..." {
    run=(env -i A=1 AB=2 PATH=/bin "C D=3" E=)
    start -o json --env=A,PATH --env "C D,NOSUCH"
    held "${run[@]}"
    stop
    has '{A: "1", PATH: "/bin", "C D": "3"}'
    start --env=E,AB,a
    held "${run[@]}"
    stop
    shown "$workload/waits $token" | grep -qE '^waits [0-9]+ [0-9]+ 0 AB=2,E= /'
    start --env=NOSUCH
    held "${run[@]}"
    stop
    shown "$workload/waits $token" | grep -qE '^waits [0-9]+ [0-9]+ 0 - /'
}

@test "of a failed exec it is what the call was given" {
    start -x -o json --env=all
    for at in "" at; do
        # shellcheck disable=SC2086
        "$workload/environ" $at odd ./nosuch "$token" odd$at
        # shellcheck disable=SC2086
        "$workload/environ" $at none ./nosuch "$token" none$at
        # shellcheck disable=SC2086
        "$workload/environ" $at bad /bin/true "$token" bad$at
    done
    A=$token ./nosuch "$token" sh 2>/dev/null || true
    stop
    for at in "" at; do
        only ".args[1:] == [\$t, \"odd$at\"]" ".env == $odd and .error == \"ENOENT\" and
            (has(\"env_truncated\") or has(\"truncated\") | not)"
        only ".args[1:] == [\$t, \"none$at\"]" '.env == {} and (has("env_truncated") | not)'
        # One of them cannot be read; that is of the environment, not of the arguments.
        only ".args[1:] == [\$t, \"bad$at\"]" '.env == {A: "1", B: "2"} and .env_truncated and
            .error == "EFAULT" and (has("truncated") | not)'
    done
    only '.args[2] == "sh"' '.env.A == $t and .env.PATH != null'
}

@test "a failed exec: as many variables as --args-size has room for, 4096 at most" {
    mapfile -t many < <(seq -f V%g=1 1000 6000)
    for size in 4000 max; do
        start -x -o json --args-size=$size --env=all
        env -i "${many[@]}" ./nosuch "$token" 2>/dev/null || true
        stop
        # Of 8 bytes each, with the NUL.
        only '.args[1] == $t' ".env_truncated and (.env | length) == $([ $size = max ] && echo 4096 || echo 500)"
    done
}

# Their last piece is short, full, and one byte long.
@test "--args-size=max: environments of up to 1 MB, whole, with long command lines" {
    start -x -o json --args-size=max --env=all -b 16M
    for bytes in 8191 8192 8193 16384 16385 1000000; do
        "$workload/environ" "$bytes" ./nosuch "$token" "$bytes" "$(printf %030000d 1)"
        "$workload/environ" "$bytes" /bin/true "$token" "$bytes" "$(printf %030000d 1)"
    done
    stop
    for bytes in 8191 8192 8193 16384 16385 1000000; do
        for comm in environ true; do
            only ".args[1] == \$t and .args[2] == \"$bytes\" and .comm == \"$comm\"" "
                (.env | to_entries | map((.key | length) + (.value | length) + 2) | add) == $bytes and
                (.args[3] | length) == 30000 and (has(\"truncated\") or has(\"env_truncated\") | not)"
        done
    done
}

@test "one that is longer than --args-size is marked, and has no part of a value" {
    start -x -o json --args-size=150000 --env=all
    "$workload/environ" 300000 ./nosuch "$token" a
    "$workload/environ" 300000 /bin/true "$token" b
    "$workload/environ" 150000 /bin/true "$token" whole
    stop
    for word in a b; do
        only ".args[2] == \"$word\"" '.env_truncated and (has("truncated") | not) and
            (.env | keys) == ["V0"] and (.env.V0 | length) == 99996'
    done
    only '.args[2] == "whole"' '(has("env_truncated") | not) and (.env | length) == 2'
    start --args-size=100 --env=V0,V1
    "$workload/environ" 300000 /bin/true "$token"
    stop
    shown "/bin/true $token" | grep -qE ' 0 \.\.\. /bin/true '
}

@test "one that the ring has no room for is marked, and each event counted once" {
    public_copy
    cp "$workload/environ" "$public"
    start --args-size=max -b 64K -o json --env=all -u "$stranger"
    kill -STOP "$pid"
    setpriv --reuid="$stranger" --regid="$stranger" --clear-groups \
        "$public/environ" 1000000 /bin/true "$token" "$(printf %0100000d 1)"
    rm -r "$public"
    kill -CONT "$pid"
    stop
    # Those of the first, and both of the second.
    only '.comm == "true"' '.env_truncated and .truncated'
    says "2 events lack arguments"
}

@test "--redact hides secrets of the environment" {
    for format in table json; do
        start -o $format --redact='pin:([0-9]+)' --env=all
        held env -i AWS_SECRET_ACCESS_KEY="hunter2a b" GITHUB_TOKEN=hunter2 PLAIN=pin:4711 \
            PASSWORD=hunter2 URL=https://me:hunter2@host/ PLAIN2=x
        stop
        not grep -q -e 4711 -e hunter2 <(grep -F -- "$token" "$out" | grep -v '"comm":"env"\|^env ')
        [ $format = json ] || shown "$workload/waits $token" | grep -qF \
            "AWS_SECRET_ACCESS_KEY=[redacted],GITHUB_TOKEN=[redacted],PLAIN=pin:[redacted],"
    done
    has '{AWS_SECRET_ACCESS_KEY: "[redacted]", GITHUB_TOKEN: "[redacted]", PLAIN: "pin:[redacted]",
        PASSWORD: "[redacted]", URL: "https://me:[redacted]@host/", PLAIN2: "x"}' \
        '.env_redacted == ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "PLAIN", "PASSWORD", "URL"]'
}

@test "many at once on all CPUs: each has its own" {
    public_copy
    start -x -o json --env=MARK -b 16M -u "$stranger"
    # shellcheck disable=SC2016
    setpriv --reuid="$stranger" --regid="$stranger" --clear-groups bash -c 'for i in {1..4}; do
        for n in {1..50}; do MARK=$i.$n /bin/true $i.$n; MARK=$i.$n /nonexistent $i.$n; done 2>/dev/null &
    done; wait'
    rm -r "$public"
    stop
    # From Linux 7.2 on failing ones can be skipped, and are counted.
    n=$(jq -c 'select(.args[1] // "" | test("^[0-9.]+$"))' "$out" | wc -l)
    [ "$n" -le 400 ] && [ $((400 - n)) -le "$(skipped_runs)" ]
    [ -z "$(jq -c 'select(.args[1] // "" | test("^[0-9.]+$")) | select(.env != {MARK: .args[1]})' "$out")" ]
}

# bats test_tags=userspace
@test "what is no name of a variable" {
    refused 2 "expected names of variables" "$execsnoop" --env=
    refused 2 "expected names of variables" "$execsnoop" --env=PATH,
    refused 2 "a name has no =" "$execsnoop" --env=PATH=/bin
}

@test "--env=changed: what is new, other or removed, of execs that succeed and that fail" {
    export KEPT=1 OTHER=1 GONE=1 HIDDEN_TOKEN=secret1
    start -x -o json --env=changed --redact
    # The children of a program that the tracer has seen.
    # shellcheck disable=SC2016
    bash -c 'unset _ GONE; export NEW="a b" OTHER=2 HIDDEN_TOKEN=secret2
        /bin/true "$0" child; ./nosuch "$0" failed 2>/dev/null
        env -u NEW KEPT= /bin/true "$0" of-env; true' "$token"
    stop
    change() {
        only ".args[1:] == [\$t, \"$1\"] and .comm != \"env\"" "$2 and (.env | del(._, .SHLVL, .PWD, .OLDPWD)) == $3 and
            (.env_changed - [\"_\", \"SHLVL\", \"PWD\", \"OLDPWD\"] | sort) == $4 and (.env_removed - [\"_\"]) == $5"
    }
    for word in child failed; do
        change "$word" '.env_redacted == ["HIDDEN_TOKEN"]' \
            '{NEW: "a b", OTHER: "2", HIDDEN_TOKEN: "[redacted]"}' '["HIDDEN_TOKEN", "OTHER"]' '["GONE"]'
    done
    change of-env 'true' '{KEPT: "", OTHER: "2", HIDDEN_TOKEN: "[redacted]"}' \
        '["HIDDEN_TOKEN", "KEPT", "OTHER"]' '["GONE"]'
    not grep -F secret2 "$out"
}

@test "--env=changed: a parent that ran before, one that is unknown, and the table" {
    mkfifo go go2
    # shellcheck disable=SC2016
    env -i A=1 B=2 "$BASH" -c 'read -r <go; unset B; C=3 /bin/true "$0" before; true' "$token" 3>&- &
    before=$!
    # It has written over its environment.
    env -i A=1 perl -e '$0 = "x" x 200; open my $f, "<", "go2"; system "/bin/true", @ARGV' \
        "$token" unknown 3>&- &
    unknown=$!
    eventually grep -q xxxx "/proc/$unknown/cmdline"
    eventually grep -q '^bash' "/proc/$before/comm"
    start --env=changed -n '^true$' -O env,args
    echo >go
    echo >go2
    wait "$before" "$unknown"
    perl -e 'system "/bin/true", @ARGV' "$token" same
    stop
    shown | grep -qE "^C=3,[^ ]*,-B /bin/true $token before$"
    shown | grep -qx -- "- /bin/true $token unknown"
    shown | grep -qx "= /bin/true $token same"
}
