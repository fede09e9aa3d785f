# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Names and arguments that are made to steer a terminal, to forge events or to hide
# one: what is printed is text, one line for each event, and no more.
load lib

# Control bytes but the line feed, C1, bidirectional controls, separators.
raw='[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'

# clean FILE: valid UTF-8 without any of these.
clean() {
    iconv -f UTF-8 -t UTF-16 "$1" >/dev/null || return 1
    if LC_ALL=C grep -aqP "$raw" "$1"; then
        LC_ALL=C grep -anP -m 5 "$raw" "$1" | cat -A | cut -c1-300 >&2
        return 1
    fi
}

# Each as a word of a shell, none with a slash: file names too.
payloads=($'\e[2J\e[31m' $'\e]0;t\a' $'\eP$q\e' $'\r\b\x7f\t' $'\x9b2J' $'\xc2\x9b2J' $'\xc2\x85'
    $'\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\xd8\x9c\xe2\x80\xa8' $'x\nexecsnoop: forged' $'\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80'
    $'\xe2\x80' $'\xff%s%n\e')

# By the name of the caller, of the file and of the folder, and by all arguments.
run_hostile() {
    mkdir -p $'cwd\e[2J\n\xc2\x9b\xe2\x80\xae'
    (
        cd cwd* || exit
        "$workload/hostile" "$token" args
        "$workload/hostile" "$token" long
        "$workload/hostile" "$token" names >../names
    ) >/dev/null
    # Each hostile is an exec; so is its child, or two for each name; and the file
    # whose name is too long is one that fails.
    events=$((3 + 1 + 2 + 2 * $(tr -cd '\0' <names | wc -c)))
}

# in_format PATTERN OPTIONS...: as a terminal gets it and as a file, and each line
# behind the first HEADER ones is of that form.
in_format() {
    local pattern=$1 terminal

    shift
    for terminal in "" "$workload/onpty"; do
        # shellcheck disable=SC2086
        until_ready $terminal "$execsnoop" -x --args-size=max "$@"
        run_hostile
        stop
        [ "$status" = 0 ]
        clean "$out"
        clean "$err"
        not env LC_ALL=C grep -anvP "$pattern" "$out"
        [ "$(grep -cF -- "$token" "$out")" = "$events" ]
        says ", 0 lost"
    done
}

@test "the check for raw bytes finds them" {
    for payload in "${payloads[@]}"; do
        [[ $payload != x* ]] || continue
        printf 'before %s after\n' "$payload" >one
        not clean one 2>/dev/null
    done
    printf 'caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n' >one
    clean one
}

@test "table: every hostile text is one line of safe characters" {
    in_format '^(COMM|\S+ +\d+ +\d+ +-?\d+) ' -o table
}

@test "table, quoted, all columns: the same" {
    in_format '^(TIME|[\d:.]+) +\S+ +\S+ +\S+ +(PID|\d+) +(PPID|\d+) +(RET|-?\d+) +\S+ \S' -qTtUL
}

@test "kv: the same" {
    in_format '^\[\d+\] PID=\d+ PPID=\d+ UID=\d+ CMD=\S+ ARGS=\[.*\] RetVal=-?\d+$' -o kv
    same "$(seq "$(wc -l <"$out")")" "$(sed 's/^\[\([0-9]*\).*/\1/' "$out")"
}

@test "json: the same" {
    in_format '^\{"type":"exec",.*\}$' -o json
    jq -es --arg t "$token" --argjson n "$events" 'map(select(.args[1] == $t)) | length == $n' \
        "$out" >&2
}

# The texts of a file, each ended by a NUL, as lines of base64.
as_base64() {
    perl -0 -MMIME::Base64 -ne 'chomp; print encode_base64($_, ""), "\n"' "$1"
}

@test "json: what was exec'ed comes back from jq, byte for byte" {
    start -o json --args-size=max
    "$workload/hostile" "$token" args >sent
    "$workload/hostile" "$token" valid >sent_valid
    stop
    [ "$(tr -cd '\0' <sent | wc -c)" -gt 570 ]
    [ "$(tr -d "\0" <sent_valid | LC_ALL=C.UTF-8 wc -m)" = $((0x11000 - 0x800 - 1)) ]
    child='select(.args[1:3] == [$t, "child"])'
    same "$(as_base64 sent)" "$(jq -r --arg t "$token" \
        "$child | select(.args_base64).args_base64[3:][]" "$out")"
    same "$(as_base64 sent_valid)" "$(jq -r --arg t "$token" \
        "$child | select(.args_base64 | not).args[3:][] | @base64" "$out")"
    # What is valid needs no base64; of the rest every bad byte is one character.
    jq -es --arg t "$token" "map($child | select(.args_base64)) | length == 1 and (.[0] |
        [.args, (.args_base64 | map(@base64d))] | transpose | length > 570 and
        all(.[0] == .[1] or (.[0] | contains(\"\\ufffd\"))))" "$out" >&2
}

@test "json: file names and comm are the bytes too, as far as they are UTF-8" {
    start -x -o json
    "$workload/hostile" "$token" names >sent
    stop
    same "$(as_base64 sent)" "$(jq -r --arg t "$token" 'select(.args[1] == $t and
        .args[2] == "child" and .retval == 0) |
        .args_base64[0] // (.args[0] | @base64)' "$out")"
    jq -es --arg t "$token" 'map(select(.args[1] == $t and .args[2] == "child")) |
        length > 1000 and all((.filename == .args[0] or .filename == "./missing/" + .args[0]) and
            ((.args[0] | utf8bytelength) > 15 or .comm == .args[0]))' "$out" >&2
}

# must_say_safely STATUS COMMAND...: ends so, with one message that forges none.
must_say_safely() {
    local want=$1

    shift
    status=0
    timeout 60 "$@" >"$out" 2>"$err" </dev/null || status=$?
    [ "$status" = "$want" ] || { echo "status $status: $*" | cat -A >&2 && return 1; }
    clean "$out"
    clean "$err"
    [ "$(grep -c '^execsnoop: ' "$err")" = 1 ]
    [ "$(wc -l <"$err")" -le 3 ]
}

@test "messages about hostile options, values, users and files are safe" {
    for p in "${payloads[@]}"; do
        for words in "-u$p" "-P$p" "-b$p" "-o$p" "-n($p" "-l($p" "--max-args=$p" \
            "--args-size=$p" "--$p" "--$p=1" "$p" "--btf=/nonexistent/$p" \
            "--bpf-object=/nonexistent/$p" "-w/nonexistent/$p" "-c/nonexistent/$p"; do
            must_say_safely 2 "$execsnoop" "$words"
        done
        ANTIMETAL_BPF_PATH="/nonexistent/$p" must_say_safely 2 "$execsnoop"
    done
}

@test "messages about files that are there, but wrong, are safe" {
    for p in "${payloads[@]}"; do
        echo garbage >"$p"
        must_say_safely 2 "$execsnoop" --btf="$PWD/$p"
        must_say_safely 2 "$execsnoop" --bpf-object="$PWD/$p"
        must_say_safely 2 "$execsnoop" -c "$PWD/$p"
    done
}

@test "messages that name the program's own path are safe" {
    public_copy
    for p in "${payloads[@]}"; do
        mkdir "$public/$p"
        cp "$public/execsnoop" "$public/$p/$p"
        must_say_safely 3 "${nobody[@]}" "$public/$p/$p"
        says "setcap"
        status=0
        "${nobody[@]}" "$public/$p/$p" --check >"$out" 2>"$err" || status=$?
        [ "$status" = 3 ]
        clean "$out"
        clean "$err"
        not grep '^execsnoop: forged' "$out"
    done
    rm -r "$public"
}

@test "hostile names of cgroups: watched, and told of, safely" {
    mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$mount" ] || skip_or_fail "no cgroup v2"
    for p in "${payloads[@]}"; do
        # The kernel takes no line feed here.
        group=execsnoop-$$-${p//$'\n'/}
        mkdir "$mount/$group" || skip_or_fail "cgroup v2 is read-only"
        start -v -o json -c "$group"
        bash -c 'echo $$ >"$1/cgroup.procs"; exec /bin/true "$2"' bash "$mount/$group" "$token"
        stop
        eventually rmdir "$mount/$group" 2>/dev/null
        clean "$out"
        clean "$err"
        [ "$(jq -c --arg t "$token" 'select(.args == ["/bin/true", $t])' "$out" | wc -l)" = 1 ]
        must_say_safely 2 "$execsnoop" -c "$group"
    done
}

@test "an exec that a flood hides is counted as lost, exactly" {
    start -x -b 4K -o json -P $$
    kill -STOP "$pid"
    # The first fills the ring; of what is done behind it nothing finds room.
    "$workload/flood" 1000 "$token" >/dev/null
    /bin/true "$token" hidden
    "$workload/flood" 1000 "$token" >/dev/null
    kill -CONT "$pid"
    stop
    [ "$(grep -c '"hidden"' "$out")" = 0 ]
    lost=$(jq -s 'map(select(.type == "lost").count) | add' "$out")
    shown=$(jq -c 'select(.type == "exec")' "$out" | wc -l)
    # Each flood is an exec itself.
    [ $((shown + lost)) = 2003 ]
    says "(ring_full $lost)"
    # The oldest are what is kept.
    [ "$(jq -r 'select(.type == "exec") | .args[1]' "$out" | head -1)" = 1000 ]
}

@test "failing execs that are not shown hide nothing, nor do those of others" {
    for options in "-P $$" "-x -u 54321"; do
        # shellcheck disable=SC2086
        start -b 4K -o json $options
        kill -STOP "$pid"
        "$workload/flood" 2000 "$token" >/dev/null
        setpriv --reuid=54321 --clear-groups /bin/true "$token" seen
        kill -CONT "$pid"
        stop
        [ "$(jq -c --arg t "$token" 'select(.args == ["/bin/true", $t, "seen"])' "$out" |
            wc -l)" = 1 ]
        says ", 0 lost"
    done
}
