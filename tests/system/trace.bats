# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is shown of execs of each kind, in each format.
load lib

# Also where a test ended early: what it set in the kernel.
teardown() {
    if [ -n "${pattern:-}" ]; then
        echo "$pattern" >/proc/sys/kernel/core_pattern
        rm -f "/tmp/k-$$"
    fi
    kill_tracer
}

# The failed execs of the process that the first line of a file speaks of, from JSON.
of_process() {
    local pid

    read -r _ pid _ <"$1"
    jq --argjson p "$pid" 'select(.pid == $p and .retval < 0)' "$out"
}

@test "23 successful execs give exactly their 23 lines, in order" {
    start
    "$workload/burst" 23 "$token" >want
    stop
    [ "$status" = 0 ]
    [ "$(wc -l <want)" = 23 ]
    same "$(cat want)" "$(shown | grep ' child ')"
}

@test "successful execs of each kind are shown once, exactly" {
    start
    "$workload/kinds" "$token" >want
    stop
    [ "$(wc -l <want)" -ge 19 ]
    same "$(sort want)" "$(shown_of want | sort)"
}

@test "of arguments that change during the call, what the new program got is shown" {
    start
    for _ in $(seq $((50 / scale))); do "$workload/kinds" "$token" rewritten; done >want
    stop
    [ "$(wc -l <want)" = $((50 / scale)) ]
    same "$(sort want)" "$(shown_of want | sort)"
}

@test "a program that the kernel starts itself is shown" {
    # Its threads' root; an empty one (Linux 7) leaves helpers the first process's.
    root=/proc/2/root/
    [ -n "$(ls -A $root)" ] || root=/proc/1/root/
    [ / -ef $root ] || skip_or_fail "the kernel's helpers run in another root"
    pattern=$(cat /proc/sys/kernel/core_pattern)
    cp "$workload/kinds" /tmp/k-$$
    echo "|/tmp/k-$$ child $token core $PWD/want" >/proc/sys/kernel/core_pattern ||
        skip_or_fail "core_pattern cannot be set"
    start
    (ulimit -c unlimited && exec sh -c 'kill -SEGV $$') || true
    eventually test -s want
    stop
    same "$(cat want)" "$(shown_of want)"
}

@test "failed execs of each kind are shown with -x" {
    start -x
    "$workload/failures" "$token" >want
    stop
    [ "$(wc -l <want)" = 42 ]
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

@test "failed execs are hidden and counted without -x" {
    start
    "$workload/failures" "$token" >want
    stop
    [ "$(shown | wc -l)" = 1 ]
    hidden=$(sed -n 's/.* \([0-9]*\) failed execs hidden (-x shows them)$/\1/p' "$err")
    [ "$hidden" -ge 42 ]
}

@test "a call that fails after its memory has gone is not read from the new memory" {
    # An ELF file whose one segment lies outside of user space: the kernel finds
    # out when the old program is no more.
    start -x -o json
    "$workload/toolate" "$token" >/dev/null
    stop
    only '.comm == "toolate.bad" and .retval < 0' '.filename == null and .args == [""] and
        .unreadable == [0] and .truncated'
}

@test "a program without an executable segment: its failed execs are whole" {
    cp "$workload/flood" data
    # At a fixed address, 4 MiB, and without PF_X in any program header.
    perl -e 'open my $f, "+<:raw", "data" or die; read $f, my $h, 64;
        my ($at, $size, $n) = (unpack("Q", substr $h, 32), unpack("SS", substr $h, 54));
        seek $f, 16, 0; print $f pack("S", 2);
        for (map { $at + $_ * $size } 0 .. $n - 1) { seek $f, $_, 0; read $f, my $p, 24;
            my ($type, $flags, $offset, $address) = unpack("LLQQ", $p);
            $address += 4 << 20 if $type == 1;
            seek $f, $_, 0; print $f pack("LLQQ", $type, $flags & ~1, $offset, $address) }'
    start -x -o json --env=TOKEN
    TOKEN=$token LD_PRELOAD=$O/tests/preload/fails.so ./data
    stop
    only '.comm == "data" and .retval < 0' '.filename == "./nosuch" and
        .args == ["nosuch", $t] and .env.TOKEN == $t'
}

@test "an exec denied by seccomp is shown" {
    start -x -o json
    "$workload/unseen" seccomp "$token" >want
    stop
    known='["/bin/true","unseen"]'
    has_saved_registers || known='[null,""]'
    same '["unseen",-1,"EPERM",null] '"$known" "$(of_process want |
        jq -r '"\([.comm, .retval, .error, .latency_us]) \([.filename, .args[0]])"')"
}

@test "an exec in flight when tracing begins is shown" {
    mkfifo go said_by_it
    { "$workload/unseen" inflight "$token" || echo "status $?"; } <go >said_by_it &
    exec {go}>go {its}<said_by_it
    read -r -u "$its" line
    [ "$line" != "status 77" ] || skip_or_fail "no userfaultfd"
    [ "$line" = entered ]
    start -x -o json
    echo >&"$go"
    read -r -u "$its" line
    stop
    echo "$line" >want
    known='["/nonexistent/inflight","unseen"]'
    has_saved_registers || known='[null,""]'
    same '["unseen",-2,"ENOENT",null] '"$known" "$(of_process want |
        jq -r '"\([.comm, .retval, .error, .latency_us]) \([.filename, .args[0]])"')"
}

@test "json: every key has its type and value" {
    start -x -o json
    "$workload/burst" 1 "$token" >want
    (cd / && "$workload/flood" 1 "$token" >/dev/null)
    stop
    jq -e . "$out" >/dev/null
    read -r _ child parent _ <want
    only '.args[1:3] == ["child", $t]' ".pid == $child and .ppid == $parent"' and
        .type == "exec" and .uid == 0 and .retval == 0 and .comm == "exe" and
        .filename == "/proc/self/exe" and .args == ["burst", "child", $t, "0"] and
        .latency_us > 0 and
        (.timestamp | test("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{9}Z$")) and
        (has("error") or has("truncated") or has("unreadable") or
         has("args_base64") | not)'
    only '.args == ["flood", $t] and .retval < 0' '.error == "ENOENT" and
        .retval == -2 and .comm == "flood" and .filename == "/nonexistent" and
        .latency_us > 0'
}

@test "json: the timestamp is the time of the exec" {
    start -o json
    before=$(date +%s.%N)
    /bin/true "$token"
    after=$(date +%s.%N)
    stop
    stamp=$(jq -r --arg t "$token" 'select(.args == ["/bin/true", $t]) | .timestamp' "$out")
    stamp=$(date -d "$stamp" +%s.%N)
    # Their difference is taken once a second; a millisecond is for its drift.
    awk "BEGIN { exit !($before - 0.001 <= $stamp && $stamp <= $after + 0.001) }"
}

@test "json: execveat and fexecve are named as the kernel names them" {
    start -x -o json
    "$workload/kinds" "$token" >/dev/null
    "$workload/failures" "$token" >/dev/null
    stop
    name() {
        jq -r --arg t "$token" --arg k "$1" \
            'select(.args[2] == $t and .args[3] == $k) | .filename' "$out"
    }
    [ "$(name execve)" = /proc/self/exe ]
    [[ "$(name fexecve)" =~ ^/dev/fd/[0-9]+$ ]]
    [[ "$(name execveat)" =~ ^/dev/fd/[0-9]+/exe$ ]]
    [[ "$(jq -r --arg t "$token" 'select(.args[1:3] == ["fexecve", $t] and
        .error == "ENOEXEC") | .filename' "$out")" =~ ^/dev/fd/[0-9]+$ ]]
    same "nothere" "$(jq -r --arg t "$token" 'select(.args[1:3] == ["ENOENT", $t]) |
        .filename' "$out" | sort -u)"
}

@test "json: an argument that cannot be read is marked, the rest is there" {
    start -x -o json
    "$workload/failures" "$token" >/dev/null
    stop
    same '["prog","middle","'"$token"'","","","after"] [3,4] null' \
        "$(jq -r --arg t "$token" 'select(.args[1:3] == ["middle", $t]) |
            "\(.args) \(.unreadable) \(.truncated)"' "$out" | sort -u)"
    same '[""] [0] true null' "$(jq -r 'select(.error == "EFAULT" and
        .comm == "failures" and .args == [""]) |
        "\(.args) \(.unreadable) \(.truncated) \(.argc)"' "$out" | sort -u)"
}

# bats test_tags=userspace
@test "json: bytes that are no UTF-8 come back exactly from args_base64" {
    start -o json
    arg=$(printf 'a\377\300b\n\033[31m"\\\302\205\342\200\256')
    /bin/true "$token" "$arg"
    stop
    [ "$(jq -r --arg t "$token" 'select(.args[1] == $t) | .args_base64[2]' "$out" |
        base64 -d)" = "$arg" ]
    [ "$(jq -r --arg t "$token" 'select(.args[1] == $t) | .args[2] | .[0:4]' "$out")" = \
        "a"$'\xef\xbf\xbd\xef\xbf\xbd'"b" ]
}

# bats test_tags=userspace
@test "kv: the line of the description, numbered from 1" {
    start -o kv
    "$workload/burst" 3 "$token" >want
    stop
    [ "$(cut -d' ' -f1 "$out" | tr -d '[]' | tr '\n' ' ')" = "$(seq -s' ' "$(wc -l <"$out")") " ]
    same "$(awk '{ print "PID=" $2, "PPID=" $3, "UID=0 CMD=exe ARGS=[" $5, $6, $7, $8 "] RetVal=0" }' want)" \
        "$(shown "child $token" | cut -d' ' -f2-)"
}

# bats test_tags=userspace
@test "a comm with a blank stays one column" {
    start
    cp /bin/true "a b"
    ./"a b" "$token"
    stop
    [ "$(shown | cut -d' ' -f1)" = 'a\x20b' ]
    [ "$(shown | cut -d' ' -f5-)" = "./a b $token" ]
}

@test "order: never backwards for one pid, parents before their children" {
    start -o json
    build_something
    "$workload/burst" $((500 / scale)) "$token" >/dev/null
    stop
    jq -r '"\(.pid) \(.ppid) \(.timestamp)"' "$out" | awk -v least=$((500 / scale)) '
        $1 in last && $3 < last[$1] { print "backwards:", $0; bad = 1 }
        { last[$1] = $3; line[NR] = $0; if (!($1 in first)) first[$1] = NR }
        END {
            # A parent that execs later than its child was another program then.
            for (i = 1; i <= NR; i++) {
                split(line[i], f, " ")
                split(line[first[f[2]]], parent, " ")
                if (f[2] in first && first[f[2]] > i && parent[3] < f[3]) {
                    print "child first:", line[i]; bad = 1
                }
            }
            exit bad || NR < least
        }'
}

@test "perf counts what it would count without us" {
    id=$(event_id sched/sched_process_exec) || skip_or_fail "no tracefs"
    start
    mkfifo go said_by_it
    "$workload/perfcount" "$id" <go >said_by_it &
    exec {go}>go {its}<said_by_it
    read -r -u "$its" line
    [ "$line" = counting ]
    "$workload/burst" 23 "$token" >/dev/null
    echo >&"$go"
    read -r -u "$its" line
    stop
    [ "$line" -ge 24 ]
}

@test "of a failing exec 4104 arguments are shown, and that there were more" {
    start -x -o json
    perl -e 'exec { "/nonexistent" } @ARGV, ("a") x 5000' first "$token"
    stop
    only '.args[1] == $t and .retval < 0' '(.args | length) == 4104 and .truncated and
        has("argc") == false'
}
