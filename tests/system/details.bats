# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What columns beyond the usual ones say, against what the kernel says elsewhere of a
# process that still runs the program.
load lib
load cgroups

teardown() {
    release
    kill_tracer
    remove_tops
}

# held [COMMAND...]: starts waits, by that command, which waits until release; that of
# its pid which its own namespace has is then own, and p that of ours.
held() {
    coproc held { exec "$@" "$workload/waits" "$token" 3>&-; }
    read -r -t 20 own <&"${held[0]}"
    p=$(pgrep -f "^$workload/waits $token" | head -n 1)
}

release() {
    local to=${held[1]:-}

    [ -z "$to" ] || eval "exec $to>&-"
}

# is KEY JSON: of the one exec of waits that succeeded.
is() {
    only '(.args | index($t)) and (.args[0] | endswith("waits")) and .retval == 0' \
        ".[\"$1\"] == $2" || {
        echo "$1 is not $2" >&2
        return 1
    }
}

# field FILE NAME N: the Nth number of a line of /proc/PID/FILE.
field() {
    awk -v name="$2:" -v n="$3" '$1 == name { print $(n + 1) }' "/proc/$p/$1"
}

namespace() {
    readlink "/proc/$p/ns/$1" | tr -cd 0-9
}

# Of stat: those behind the name, which may hold anything; from session on.
stat_field() {
    sed 's/.*) //' "/proc/$p/stat" | cut -d' ' -f$(($1 - 2))
}

# null, or the number; 2^32 - 1 is what is not set.
or_null() {
    [ "$1" = 4294967295 ] && echo null || echo "$1"
}

# name_of DATABASE ID: as JSON.
name_of() {
    getent "$1" "$2" | jq -R 'split(":")[0]' | grep . || echo null
}

@test "ids are those of /proc/PID/status" {
    start -o json -O gid,euid,egid
    held setpriv --ruid=1001 --euid=1002 --rgid=1003 --egid=1004 --clear-groups \
        --inh-caps=+dac_override --ambient-caps=+dac_override
    stop
    is uid 1001
    is uid "$(field status Uid 1)"
    is euid "$(field status Uid 2)"
    is gid "$(field status Gid 1)"
    is egid "$(field status Gid 2)"
}

@test "the effective uid is that after the exec" {
    public_copy
    install -m 4755 /bin/true "$public/true"
    start -o json -O euid
    "${nobody[@]}" "$public/true" "$token"
    "${nobody[@]}" --no-new-privs "$public/true" "$token" kept
    stop
    rm -rf "$public"
    only '.args[1:] == [$t] and .comm == "true"' '.uid == 65534 and .euid == 0'
    only '.args[1:] == [$t, "kept"] and .comm == "true"' '.uid == 65534 and .euid == 65534'
}

@test "names of user and group, by getent" {
    start -o json -O user,group
    for id in 0 1 65534 4294967294; do
        setpriv --reuid="$id" --regid="$id" --clear-groups --inh-caps=+dac_override \
            --ambient-caps=+dac_override /bin/true "$token" "$id"
    done
    stop
    for id in 0 1 65534 4294967294; do
        only ".args == [\"/bin/true\", \$t, \"$id\"]" \
            ".uid == $id and .user == $(name_of passwd "$id") and .group == $(name_of group "$id")"
    done
    only '.args[1] == $t and .args[2] == "4294967294" and .comm == "true"' '.user == null and .group == null'
}

@test "the first name of an id counts, whatever bytes it has" {
    printf 'r \e[31m\\:x:0:0::/:/bin/sh\nroot:x:0:0::/:/bin/sh\n' >passwd
    # shellcheck disable=SC2016
    until_ready unshare -m sh -c 'mount --bind passwd /etc/passwd && exec "$@"' sh \
        "$execsnoop" -O user,args
    /bin/true "$token"
    stop
    [ "$(shown)" = "r\\x20\\x1b[31m\\ /bin/true $token" ]
}

@test "session, login and CPU" {
    start -o json -O +session,login_uid,login_session,cpu
    held taskset -c 0 setsid
    stop
    is session "$(stat_field 6)"
    is cpu 0
    is login_uid "$(or_null "$(cat "/proc/$p/loginuid")")"
    is login_session "$(or_null "$(cat "/proc/$p/sessionid")")"
}

@test "a login uid that is set, and one that is not" {
    [ -w /proc/self/loginuid ] || skip "no audit in this kernel"
    start -o json -O login_uid,login_session
    # shellcheck disable=SC2016
    held sh -c 'echo 1234 >/proc/self/loginuid; exec "$@"' sh
    sh -c 'echo 4294967295 >/proc/self/loginuid; exec /bin/true '"$token" || true
    stop
    [ "$(cat "/proc/$p/loginuid")" = 1234 ] || skip "the login uid cannot be set"
    is login_uid 1234
    is login_session "$(or_null "$(cat "/proc/$p/sessionid")")"
    only '.args[0] == "/bin/true" and .args[1] == $t' \
        ".login_uid == $(or_null "$(cat /proc/self/loginuid)")"
}

@test "no terminal, and one" {
    start -o json -O tty
    held setsid
    # shellcheck disable=SC2016
    script -qec 'tty >tty; exec /bin/true '"$token"' tty' /dev/null >/dev/null 3>&- </dev/null
    stop
    [ "$(stat_field 7)" = 0 ]
    is tty null
    only '.args == ["/bin/true", $t, "tty"]' ".tty == \"$(sed 's|^/dev/||' tty)\""
}

@test "namespaces, and the pid there" {
    start -o json -O mntns,pidns,own_pid
    held unshare --mount --pid --fork
    stop
    [ "$own" = "$(awk '/^NSpid:/ { print $NF }' "/proc/$p/status")" ]
    is own_pid "$own"
    is pid "$p"
    is mntns "$(namespace mnt)"
    is pidns "$(namespace pid)"
    [ "$(namespace pid)" != "$(readlink /proc/self/ns/pid | tr -cd 0-9)" ]
}

@test "in our own namespaces the pid there is the pid" {
    start -o json -O mntns,pidns,own_pid
    held
    stop
    is own_pid "$p"
    is mntns "$(namespace mnt)"
    is pidns "$(namespace pid)"
}

# le64 NUMBER: its eight bytes, the lowest first, in hexadecimal.
le64() {
    printf %016x "$1" | sed -E 's/(..)(..)(..)(..)(..)(..)(..)(..)/\8\7\6\5\4\3\2\1/'
}

# cpid PID: the id of a process as JSON, computed as src/show/cpid.h says.
cpid() {
    local hex

    hex=$(tr -d '\n-' </proc/sys/kernel/random/boot_id
        le64 "$(readlink "/proc/$1/ns/pid" | tr -cd 0-9)"
        le64 "$(sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20)"
        le64 "$(awk '/^NStgid:/ { print $NF }' "/proc/$1/status")")
    hex=$(printf %b "$(fold -w 2 <<<"$hex" | sed 's/^/\\x/' | tr -d '\n')" | sha256sum)
    printf '"%s-%s-8%s-%x%s-%s"\n' "${hex:0:8}" "${hex:8:4}" "${hex:13:3}" \
        $((0x${hex:16:1} & 3 | 8)) "${hex:17:3}" "${hex:20:12}"
}

# has_ids [COMMAND...]: held by it, waits has the ids that /proc gives it and its parent.
has_ids() {
    start -o json -O id,parent_id
    held "$@"
    stop
    is id "$(cpid "$p")"
    is parent_id "$(cpid "$(field status PPid 1)")"
    release
}

@test "ids of a process and its parent: also in namespaces" {
    has_ids
    has_ids setpriv --reuid=65534 --clear-groups
    has_ids unshare --pid --fork
    # A parent that is in a namespace, too.
    has_ids unshare --pid --fork unshare --pid --fork
    [ ! -e /proc/self/ns/time ] || has_ids unshare --time --boottime 1000000 --fork
}

@test "ids of a failed exec, and of a thread that executes" {
    start -x -o json -O id,parent_id
    (
        cpid "$BASHPID" >failed
        exec "$workload/bythread" ./nosuch "$token" 2>/dev/null
    ) || true
    (
        cpid "$BASHPID" >succeeded
        exec "$workload/bythread" /bin/true "$token"
    )
    stop
    parent=$(cpid $$)
    only '.args == ["./nosuch", $t]' ".id == $(cat failed) and .parent_id == $parent"
    only '.args == ["/bin/true", $t]' ".id == $(cat succeeded) and .parent_id == $parent"
}

@test "cgroup, unit and container by /proc/PID/cgroup" {
    use_hierarchy v2
    id=$(printf %s "$token" | sha256sum | cut -d' ' -f1)
    mkdir -p "$top/web@1.service/docker-$id.scope"
    start -o json -O cgroup,unit,container
    (
        echo "$BASHPID" >"$top/web@1.service/docker-$id.scope/cgroup.procs"
        exec /bin/true "$token" inside
    )
    held
    echo "$p" >"$top/web@1.service/cgroup.procs"
    path=$(sed -n 's/^0:://p' "/proc/$p/cgroup")/docker-$id.scope
    stop
    only '.args[2] == "inside"' \
        ".cgroup == \"$path\" and .unit == \"docker-$id.scope\" and .container == \"$id\""
    only '.args == ["'"$workload/waits"'", $t]' '.container == null and (.cgroup | startswith("/"))'
}

@test "the file of the program, its device and inode, the directory" {
    mkdir sub
    cd sub
    start -o json -O exe,cwd,device,inode
    held
    stop
    is exe "\"$(readlink "/proc/$p/exe")\""
    is cwd "\"$(readlink "/proc/$p/cwd")\""
    is cwd "\"$BATS_TEST_TMPDIR/sub\""
    is inode "\"$(stat -c %i "$workload/waits")\""
    dev=$(stat -c %D "$workload/waits")
    dev=$((0x$dev))
    is device "\"$((dev >> 8 & 0xfff)):$((dev & 0xff | dev >> 12 & 0xfff00))\""
}

@test "a symbolic link is followed, of a script its interpreter is shown" {
    ln -s "$workload/waits" link
    printf '#!%s\n' "$BATS_TEST_TMPDIR/link" >script
    chmod +x script
    start -o json -O exe,inode
    coproc held { exec ./script "$token" 3>&-; }
    read -r -t 20 p <&"${held[0]}"
    stop
    [ "$(readlink "/proc/$p/exe")" = "$(realpath "$workload/waits")" ]
    only '.args | index($t)' ".exe == \"$(readlink "/proc/$p/exe")\" and
        .inode == \"$(stat -c %i "$workload/waits")\" and (.filename | endswith(\"/script\"))"
}

@test "what a script names behind #!, without its argument" {
    esc=$(printf '\033')
    ln -s /bin/sh "in${esc}terp"
    printf '#!/bin/sh -e\n:\n' >plain
    printf '#!%s\n' "$BATS_TEST_TMPDIR/in${esc}terp" >strange
    printf '#! %s\n' "$BATS_TEST_TMPDIR/plain" >script-of-script
    printf '#!/no/such\n' >broken
    chmod +x plain strange script-of-script broken
    start -x -o json -O interpreter
    for file in plain strange script-of-script broken; do
        "./$file" "$token" || true
    done
    /bin/true /bin/sh "$token"
    stop
    of() {
        jq -r --arg t "$token" --arg file "$1" \
            'select(.filename == $file and (.args | index($t))).interpreter' out
    }
    [ "$(of ./plain)" = /bin/sh ]
    [ "$(of ./strange)" = "$BATS_TEST_TMPDIR/in${esc}terp" ]
    # Two interpreters: the program that runs is named by the last.
    [ "$(of ./script-of-script)" = /bin/sh ]
    [ "$(of ./broken)" = null ]
    [ "$(of /bin/true)" = null ]
    # Not one raw byte.
    [ "$(grep -c "$esc" out)" = 0 ]
}

@test "--lite and the table tell of what a script names too" {
    printf '#!/bin/sh\n:\n' >plain
    chmod +x plain
    start --lite -O interpreter,args
    ./plain "$token"
    stop
    grep -qx "/bin/sh  */bin/sh ./plain $token" out
}

@test "another root, in another mount namespace" {
    not_in_vm "/tmp is a mount of its own there, and not in what is bound"
    mkdir -p root "$BATS_TEST_TMPDIR/in it"
    start -o json -O exe,cwd,mntns
    # shellcheck disable=SC2016
    held unshare -m sh -c 'mount --bind / root && cd root && mount -t tmpfs none .'"$BATS_TEST_TMPDIR"' &&
        mkdir -p ".'"$BATS_TEST_TMPDIR"'/in it" && exec chroot . sh -c "cd \"\$0\" && exec \"\$@\"" \
        "'"$BATS_TEST_TMPDIR"'/in it" "$@"' sh
    stop
    is exe "\"$workload/waits\""
    is cwd "\"$BATS_TEST_TMPDIR/in it\""
    is mntns "$(namespace mnt)"
}

@test "what has been removed, or is outside of the root, is shown as the kernel shows it" {
    mkdir -p gone away "named (deleted)" root mount
    start -x -o json -O cwd
    removed() {
        perl -e 'chdir shift; rmdir $ENV{PWD} . "/gone"; print readlink "/proc/self/cwd";
            exec { $ARGV[0] } @ARGV' "$1" /bin/true "$token" "$2"
    }
    [ "$(removed gone gone)" = "$PWD/gone (deleted)" ]
    # Another directory of the same name is another place.
    (cd away && rmdir ../away && mkdir ../away && exec ./nosuch "$token" away) 2>/dev/null || true
    removed "named (deleted)" named >/dev/null
    perl -e 'chroot "root" or die; exec { "/nosuch" } "nosuch", $ARGV[0], "root"' "$token" || true
    # shellcheck disable=SC2016
    unshare -m bash -c 'mount -t tmpfs none mount && mkdir mount/sub && cd mount/sub &&
        umount -l ../../mount && exec /bin/true "$1" unmounted' bash "$token"
    stop
    of() {
        only ".args[1:] == [\$t, \"$1\"]" "[.cwd, .cwd_deleted] == $2"
    }
    of gone "[\"$PWD/gone (deleted)\", true]"
    of away "[\"$PWD/away (deleted)\", true]"
    of named "[\"$PWD/named (deleted)\", null]"
    of root "[\"(unreachable)$PWD\", null]"
    of unmounted '["(unreachable)/sub", null]'
}

@test "names longer than 255 bytes; one too long to be read decides no filter" {
    mkdir fuse
    start -o json -O cwd --cwd=/n
    for length in 255 256 1024 2046 2047; do
        status=0
        "$workload/longnames" fuse "$length" /bin/true "$token" "$length" || status=$?
        [ "$status" = 0 ] || [ "$length" -gt 255 ] || skip "no FUSE here"
        [ "$status" = 77 ] || echo "$length" >>had
    done
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[1] == $t) | [.args[2],
        (.cwd // "/" | sub(".*/"; "") | length), .undecided]' "$out")" = \
        "$(sed 's/.*/["&",&,null]/; s/,2047,null/,0,["cwd"]/' had)" ]
}

@test "programs that have no name any more, or never had one" {
    cp "$workload/waits" gone
    start -o json -O exe,inode
    perl -e 'use POSIX; $^F = 255; my $name = "a/b"; my $fd = syscall(319, $name, 0);
        open my $to, ">&=", $fd; open my $from, "<", $ARGV[0]; local $/; print {$to} <$from>;
        $to->flush; exec { "/proc/self/fd/$fd" } "memfd", $ARGV[1]' \
        "$workload/waits" "$token" </dev/null >/dev/null
    perl -e 'open my $f, "<", "gone"; use Fcntl; fcntl $f, F_SETFD, 0; unlink "gone";
        exec { "/proc/self/fd/" . fileno $f } "gone", $ARGV[0]' "$token" </dev/null >/dev/null
    stop
    only '.args == ["memfd", $t]' '.exe == "/memfd:a/b (deleted)" and .exe_deleted and
        (.inode | type) == "string"'
    only '.args == ["gone", $t]' ".exe == \"$BATS_TEST_TMPDIR/gone (deleted)\" and .exe_deleted"
}

# names: a program in each of 48 folders, every one in the one before.
names() {
    local n

    for n in {1..48}; do
        mkdir -p "$n" && cd "$n" || return
        "$workload/waits" "$token" "$PWD" </dev/null >/dev/null
    done
}

@test "as many names as there are, and mounts between them" {
    export -f names
    export workload token
    mkdir -p names mounts/1/2/3
    start -o json -O cwd
    (cd names && names)
    unshare -m bash -c 'mount -t tmpfs none mounts/1/2 && mkdir mounts/1/2/3 &&
        mount --bind names/1/2/3 mounts/1/2/3 && cd mounts && names' 3>&-
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[1] == $t) | .cwd == .args[2]' "$out" |
        sort | uniq -c | xargs)" = "96 true" ]
}

# deep LENGTH WORD [ROOT]: runs a program with a path of that many bytes where it lies, or
# in the root.
deep() {
    # shellcheck disable=SC2016
    perl -e 'my ($len, $from, @args) = @ARGV; my $here = length $ENV{PWD};
        while ((my $left = $len - 2 - $here) > 0) {
            my $n = $left > 250 ? 200 : $left - 1; $n = 1 if $n < 1;
            my $name = "d" x $n; mkdir $name; chdir $name or die; $here += $n + 1; }
        open my $to, ">", "w" or die; open my $f, "<", $from; local $/;
        print {$to} <$f>; close $to; chmod 0755, "w"; $^F = 255; open my $w, "<", "w";
        chdir "/" if $args[2]; exec { "/proc/self/fd/" . fileno $w } "./w", @args;' \
        "$1" "$workload/waits" "$token" "${@:2}" </dev/null >/dev/null
}

@test "paths are whole up to the longest that the kernel takes, or null" {
    start -o json -O exe,cwd
    for length in 255 4094 4095 9000; do
        deep "$length" "$length"
    done
    deep 9000 short root
    stop
    for length in 255 4094 4095; do
        only ".args == [\"./w\", \$t, \"$length\"]" "(.exe | length) == $length and
            .exe == .cwd + \"/w\" and (.exe | startswith(\"$BATS_TEST_TMPDIR/d\"))"
    done
    only '.args == ["./w", $t, "9000"]' '.exe == null and .cwd == null'
    only '.args == ["./w", $t, "short", "root"]' '.exe == null and .cwd == "/"'
}

@test "a filter whose value a program has made unknown lets the event pass, marked" {
    cp "$workload/waits" w
    for format in table kv json; do
        start -p $$ -o "$format" --cwd='^/$' --exe='!^/nosuch' -O args
        deep 9000 short root
        deep 9000 long
        ./w "$token" other </dev/null >/dev/null
        stop
        says "2 events shown, 2 undecided, "
        mv "$out" "$format"
    done
    grep -qx "{/proc/self/fd/[0-9]*} ./w $token short root # undecided: exe" table
    grep -qx "{/proc/self/fd/[0-9]*} ./w $token long # undecided: exe,cwd" table
    grep -q " ARGS=\[./w $token long\] RetVal=0 UNDECIDED=exe,cwd$" kv
    out=json only '.args == ["./w", $t, "short", "root"]' '.undecided == ["exe"]'
    out=json only '.args == ["./w", $t, "long"]' '.undecided == ["exe", "cwd"]'
    start -p $$ -l "$token.* end$" --args-size=64 -o kv
    /bin/true "$token" "$(printf %0100d 0)" end
    /bin/true "$token" no
    stop
    grep -q "UNDECIDED=line$" "$out"
    says "1 event shown, 1 undecided, "
}

@test "names of any bytes" {
    name=$'new\nline \e[31m "\\ \xff'
    mkdir "$name"
    cd "$name"
    cp /bin/true "$name"
    start -o json -O exe,cwd
    "./$name" "$token"
    stop
    cwd=$BATS_TEST_TMPDIR/$'new\nline \e[31m "\\ \uFFFD'
    [ "$(jq -r --arg t "$token" 'select(.args[1] == $t) | .cwd' "$out")" = "$cwd" ]
    start -O cwd,args
    "./$name" "$token"
    stop
    [ "$(shown | wc -l)" = 1 ]
    shown | grep -qF '/new\nline\x20\x1b[31m\x20"'
}

@test "of a failed exec what would have run is not known; the rest is" {
    start -x -o json -O all
    setpriv --rgid=1003 --clear-groups \
        perl -e '$SIG{ALRM} = sub {}; exec { "./nosuch" } "nosuch", $ARGV[0]' "$token" || true
    stop
    only '.args == ["nosuch", $t]' ".exe == null and .device == null and .inode == null and
        .cwd == \"$BATS_TEST_TMPDIR\" and .gid == 1003 and .euid == 0 and .tid == .pid and
        .own_pid != null and .error == \"ENOENT\" and .comm == \"perl\""
}

@test "a thread: its own tid if it failed, the process's if not" {
    start -x -o json -O tid
    "$workload/bythread" ./nosuch "$token" 2>/dev/null || true
    "$workload/bythread" /bin/true "$token"
    stop
    only '.args == ["./nosuch", $t]' '.tid != .pid and .tid > 0'
    only '.args == ["/bin/true", $t]' '.tid == .pid'
}

@test "the name of the parent: of the process, not of its thread that forked" {
    start -o json -O parent_comm
    perl -e '$0 = "a b\"c"; system "/bin/true", $ARGV[0]' "$token"
    "$workload/bythread" fork /bin/true "$token" by-thread
    stop
    only '.args == ["/bin/true", $t]' '.parent_comm == "a b\"c"'
    only '.args[2] == "by-thread"' '.parent_comm == "bythread"'
}

@test "columns come in the order given, the arguments last" {
    start -O args,pid,comm
    /bin/true "$token"
    stop
    [ "$(head -n 1 "$out" | tr -s ' ' | sed 's/^ //')" = "PID COMM ARGS" ]
    [[ $(shown) =~ ^[0-9]+\ true\ /bin/true\ $token$ ]]
    start -O +gid,tid
    stop
    [ "$(head -n 1 "$out" | tr -s ' ' | sed 's/^ //')" = "GID COMM PID TID PPID RET ARGS" ]
    start -O pid -O +uid -O gid,pid -T
    stop
    [ "$(head -n 1 "$out" | tr -s ' ' | sed 's/^ //')" = "PID GID TIME UID" ]
}

@test "all columns: a cell and a key each" {
    # Those of ends are in exits.bats.
    "$execsnoop" --columns=help | grep -v '(--exit)$' >help
    start -O all
    /bin/true "$token"
    stop
    same "$(tail -n +2 help | awk '{ print $2 }')" "$(head -n 1 "$out" | tr -s ' ' '\n')"
    start -x -o json -O all
    "$workload/bythread" ./nosuch "$token" 2>/dev/null || true
    stop
    only '.args == ["./nosuch", $t]' \
        "del(.reason_checked) | [\"type\", $(tail -n +2 help | awk '{ printf "%s\"%s\"", sep, $1; sep = ", " }')] == keys_unsorted"
    types=$(tail -n +2 help | jq -Rn '[inputs | [splits(" +")] | { key: .[0], value: .[2] }] | from_entries')
    [ "$(jq --argjson types "$types" 'select(.type == "exec") | to_entries[] |
        select($types[.key] and .value != null and (.value | type) != $types[.key])' "$out" |
        wc -l)" = 0 ]
    # Each is known of some exec, but what nothing here has.
    jq -ne --argjson types "$types" '[inputs | select(.type == "exec")] as $execs |
        [($types | keys) - ["probes", "login_uid", "login_session", "tty", "unit", "container",
            "interpreter", "reason"] | .[] | select(. as $key | all($execs[]; .[$key] == null))] |
        debug | . == []' "$out"
}

@test "kv has what -T, -t, -L, -O and --env add at the end, each as NAME=value" {
    mkdir 'a dir'
    cd 'a dir' || return
    start -o kv -O cwd,tid,pid -TtUL --env=SHOWN,NONE --ancestors=1
    SHOWN='a b' /bin/true "$token"
    stop
    [[ $(shown) =~ ^\[[0-9]+\]\ PID=([0-9]+)\ PPID=[0-9]+\ UID=0\ CMD=true\ ARGS=\[/bin/true\ $token\]\ RetVal=0\ TIME=[0-9:]{8}\.[0-9]{3}\ SECONDS=[0-9]+\.[0-9]{3}\ CWD=([^\ ]*)\ ANCESTORS=[^\ ]*bash\ TID=([0-9]+)\ LATENCY_US=[0-9]+\ ENV=SHOWN=a\\x20b$ ]]
    [ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[3]}" ]
    [ "${BASH_REMATCH[2]}" = "$BATS_TEST_TMPDIR/a\\x20dir" ]
}

@test "no such column" {
    refused 2 "near: cwd" "$execsnoop" -O cwdd
    refused 2 "no such column as ''" "$execsnoop" -O cwd,
    refused 2 "--columns=help" "$execsnoop" -O +nosuch
    refused 2 "no such column" "$execsnoop" -O CWD
}
