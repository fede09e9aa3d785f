# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The column caps_gained, against what /proc says of a process and capsh of the numbers.
load lib

teardown() {
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

# a_copy NAME: of cat, with two capabilities.
a_copy() {
    cp /bin/cat "$public/$1"
    setcap cap_net_raw,cap_sys_time+ep "$public/$1" || skip_or_fail "no file capabilities here"
}

# gains FILE [SETPRIV_OPTIONS...]: nobody runs that copy of cat, which tells what it has
# after its exec; the shell before it tells what it had.
gains() {
    start -o json -O caps_gained
    # shellcheck disable=SC2016
    "${nobody[@]}" "${@:2}" bash -c 'cat "/proc/$$/status" >&2; exec "$@"' sh \
        "$1" /proc/self/status "/dev/null/$token" >after 2>before || true
    stop
    had=0x$(effective before) has=0x$(effective after)
    gained=$(names "$(printf %016x $((has & ~had)))")
    only '.args[2] == "/dev/null/" + $t and .comm != "bash"' ".caps_gained == $gained"
}

# effective FILE: the effective capabilities in a copy of /proc/PID/status.
effective() {
    sed -n 's/^CapEff:[[:space:]]*//p' "$1"
}

# names HEX: as a JSON array.
names() {
    capsh --decode="$1" | jq -Rc 'split("=")[1] // "" | split(",") - [""]'
}

@test "set-id, file capabilities, and neither" {
    public_copy
    cp /bin/cat "$public/plain"
    install -m 4755 /bin/cat "$public/root"
    a_copy some
    gains "$public/plain"
    [ "$gained" = "[]" ]
    gains "$public/root"
    [ "$(jq length <<<"$gained")" -gt 20 ]
    gains "$public/some"
    [ "$gained" = '["cap_net_raw","cap_sys_time"]' ]
}

@test "what was effective before is not gained, and nothing where nothing may be" {
    public_copy
    a_copy some
    cp /bin/cat "$public/plain"
    gains "$public/plain" --inh-caps=+net_raw --ambient-caps=+net_raw
    [ "$gained" = "[]" ]
    [ "$(effective after)" != 0000000000000000 ]
    gains "$public/some" --no-new-privs
    [ "$gained" = "[]" ]
}

@test "each kind of gain by its name" {
    public_copy
    for kind in p ep i; do
        cp /bin/true "$public/$kind"
        setcap "cap_net_raw+$kind" "$public/$kind" || skip_or_fail "no file capabilities here"
    done
    install -m 6755 -o 1 -g 2 /bin/true "$public/ids"
    install -m 2755 -g 2 /bin/true "$public/gid"
    start -o json -O caps_gained,ids_gained --priv-gain
    # shellcheck disable=SC2016
    "${nobody[@]}" --inh-caps=+net_raw env sh -c 'for name in p ep i ids gid; do
        "$1/$name" "$2" "$name"; done' sh "$public" "$token"
    "$public/ids" "$token" root
    stop
    same 'p ["cap_net_raw+p"] []
ep ["cap_net_raw"] []
i ["cap_net_raw+p"] []
ids [] ["uid=1","gid=2"]
gid [] ["gid=2"]' "$(jq -r --arg t "$token" 'select(.args[1] == $t) |
        "\(.args[2]) \(.caps_gained) \(.ids_gained)"' "$out")"
}

@test "in the table, and beside --priv-gain" {
    public_copy
    a_copy some
    start --priv-gain -O caps_gained,args
    # setpriv itself keeps what root has until it execs.
    "${nobody[@]}" sh -c '"$@"; /bin/true "$2" none' sh "$public/some" "$token" 2>/dev/null
    stop
    same "cap_net_raw,cap_sys_time $public/some $token" "$(shown)"
    start -O caps_gained,args
    /bin/true "$token"
    stop
    same "- /bin/true $token" "$(shown)"
}

@test "not known: of a failed exec, and where no begin of a call is seen" {
    start -x -o json -O caps_gained
    perl -e 'exec { "./nosuch" } "nosuch", $ARGV[0]' "$token" || true
    stop
    only '.args == ["nosuch", $t]' '.caps_gained == null'
    start --lite -o json -O caps_gained
    /bin/true "$token"
    stop
    only '.args == ["/bin/true", $t]' '.caps_gained == null'
}
