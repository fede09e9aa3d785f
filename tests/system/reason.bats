# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Why execs failed: each cause made for real, by a process that is still there.
load lib

caller=("$workload/invain")

teardown() {
    let_go
    kill_tracer
    [ -z "${place:-}" ] || rm -rf "$place"
    [ -z "${public:-}" ] || rm -rf "$public"
}

reasons() {
    # Of this test alone: what else fails on the machine has reasons too, in helpers and here.
    start -x -o json -O reason -p $$ "$@"
}

# tried [COMMAND...] -- CALL...: invain, or who else is caller, started by that command,
# makes those calls, and stays until let_go. Returns when each has been shown.
tried() {
    local before=() line

    while [ "$1" != -- ]; do
        before+=("$1")
        shift
    done
    shift
    coproc held { exec "${before[@]}" "${caller[@]}" "$token" "$@" 3>&-; }
    errors=()
    while read -r -t 20 line <&"${held[0]}" && [ "$line" != "done" ]; do
        errors+=("$line")
    done
    [ "$line" = "done" ]
    eventually seen "${#errors[@]}"
}

seen() {
    [ "$(jq -c --arg t "$token" 'select(.args[1] == $t and .retval != 0)' "$out" 2>/dev/null | wc -l)" -ge "$1" ]
}

let_go() {
    local to=${held[1]:-} p=${held_PID:-}

    [ -z "$to" ] || eval "exec $to>&-"
    [ -z "$p" ] || wait "$p" || true
}

# because CALL ERROR REASON: REASON is null, or the sentence.
because() {
    only '.args[2] == $call and .args[1] == $t and .retval != 0' \
        'has("reason") and [.error, .reason, .reason_checked] ==
            [$error] + (if $reason == "null" then [null, null] else [$reason, "after"] end)' \
        --arg call "$1" --arg error "$2" --arg reason "$3"
}

# A folder that anybody may go to.
make_place() {
    place=$(mktemp -d /tmp/reason.XXXXXX)
    chmod 755 "$place"
    cd "$place" || return
    cp "$workload/invain" invain
    caller=(./invain)
}

script() {
    printf '%b' "$2" >"$1"
    chmod "${3:-755}" "$1"
}

@test "what does not exist: the file, a folder on the way, an interpreter, a loader" {
    script interp '#!/no/sh -e\n'
    script crlf '#!/usr/bin/env\r\n'
    script env '#!./interp\n'
    ln -s gone dangling
    reasons
    tried -- ./gone "$PWD/gone" no/gone ./interp ./crlf ./env ./dangling /../../gone
    because ./gone ENOENT "gone does not exist"
    because "$PWD/gone" ENOENT "$PWD/gone does not exist"
    because no/gone ENOENT "no does not exist"
    because ./interp ENOENT "interp asks for #!/no/sh: /no does not exist"
    because ./crlf ENOENT $'crlf asks for #!/usr/bin/env\r: /usr/bin/env\r does not exist'
    because ./env ENOENT "env asks for #!./interp: interp asks for #!/no/sh: /no does not exist"
    because ./dangling ENOENT "gone does not exist"
    because /../../gone ENOENT "/gone does not exist"
    let_go
    stop
}

@test "the loader of an ELF file, of 64 and of 32 bits" {
    # The name of the loader is changed, not its length.
    perl -0pe 's|/lib64/ld-|/lab64/ld-|; s|/lib/ld-|/lab/ld-|' /bin/true >elf
    chmod 755 elf
    loader=$(tr '\0' '\n' <elf | grep -a -m 1 ^/lab)
    perl -e 'print "\x7fELF\1\1\1", "\0" x 9, pack("SSLLLLLSSSSSS", 2, 3, 1, 0, 52, 0, 0, 52, 32, 1, 0, 0, 0),
        pack("LLLLLLLL", 3, 84, 0, 0, 11, 11, 4, 1), "/no/ld.so.2", "\0" x 100' >elf32
    perl -0pi -e 's|/no/ld\.so\.2|/no/ld.so.\0|' elf32
    chmod 755 elf32
    reasons
    tried -- ./elf ./elf32
    because ./elf ENOENT "elf asks for the loader $loader: ${loader%/*} does not exist"
    [ "$(uname -m)" != x86_64 ] || [ "${errors[1]}" != 2 ] ||
        because ./elf32 ENOENT "elf32 asks for the loader /no/ld.so.: /no does not exist"
    stop
}

@test "what is no program: no execute bit, a folder, a FIFO, no format, another machine" {
    script plain 'text\n' 644
    script text 'text\n'
    script empty ''
    script nothing '#! \n'
    script long "#!$(printf '/%.0sx' {1..300})\n"
    script other '\177ELF\2\1\1xxxxxxxxx\2\0\363\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
    script uses '#!./plain\n'
    script cut '\177ELF\2\1\1'
    script em ''
    perl -0pe 's|/lib[^\0]*/ld-linux[^\0]*|"./em" . "\0" x (length($&) - 4)|e' /bin/true >tiny
    head -c 100 /bin/true >headless
    head -c $(($(grep -abo -m 1 /ld-linux /bin/true | cut -d: -f1))) /bin/true >lost
    chmod 755 headless lost tiny
    mkdir folder
    mkfifo fifo
    reasons
    tried -- ./tiny ./ ./cut ./headless ./lost ./plain ./text ./empty ./nothing ./long ./other ./uses ./folder ./fifo ./plain/x ./text/
    because ./tiny EIO "tiny asks for the loader ./em: em is too short for an ELF header"
    because ./ EACCES ". is a directory"
    because ./cut ENOEXEC "cut is cut off: it ends before the end of its header"
    because ./headless ENOEXEC "headless is cut off: it ends before the end of its program headers"
    because ./lost EIO "lost is cut off: it ends before the end of the path of its loader"
    because ./plain EACCES "plain has no execute bit"
    because ./text ENOEXEC "text has neither an ELF header nor #!"
    because ./empty ENOEXEC "empty is empty"
    because ./nothing ENOEXEC "nothing has no interpreter after #! in the first 255 bytes"
    because ./long ENOEXEC "long has no interpreter after #! in the first 255 bytes"
    because ./other ENOEXEC "other is for another machine: riscv"
    because ./uses EACCES "uses asks for #!./plain: plain has no execute bit"
    because ./folder EACCES "folder is a directory"
    because ./fifo EACCES "fifo is not a regular file"
    because ./plain/x ENOTDIR "plain is not a directory"
    because ./text/ ENOTDIR "text is not a directory"
    stop
}

@test "what the user may not: by ids, groups and capabilities" {
    make_place
    mkdir -m 700 closed
    script closed/x '#!/bin/sh\n'
    script mine '#!/bin/sh\n' 700
    script team '#!/bin/sh\n' 710
    chgrp 1234 team
    script uses '#!./closed/x\n'
    ln -s closed/../uses link
    reasons
    tried "${nobody[@]}" -- ./closed/x ./mine ./team ./uses ./link
    because ./closed/x EACCES "closed may not be searched by uid 65534 (mode 0700, owner 0:0)"
    because ./mine EACCES "mine may not be executed by uid 65534 (mode 0700, owner 0:0)"
    because ./team EACCES "team may not be executed by uid 65534 (mode 0710, owner 0:1234)"
    because ./uses EACCES "uses asks for #!./closed/x: closed may not be searched by uid 65534 (mode 0700, owner 0:0)"
    because ./link EACCES "closed may not be searched by uid 65534 (mode 0700, owner 0:0)"
    let_go
    # Those who may fail for what comes behind.
    chmod 644 closed/x
    script team '#!/no\n' 710
    chgrp 1234 team
    token=$token-more
    tried setpriv --reuid=65534 --regid=65534 --groups=99,1234 --inh-caps=+dac_read_search \
        --ambient-caps=+dac_read_search -- ./closed/x ./team
    because ./closed/x EACCES "closed/x has no execute bit"
    because ./team ENOENT "team asks for #!/no: /no does not exist"
    stop
}

@test "where an access control list may say otherwise, nothing is said" {
    make_place
    mkdir -m 700 closed
    script closed/x '#!/bin/sh\n'
    # u::rwx u:65534:--- g::--- m::rwx o::---, which setfacl(1) need not be there for.
    # shellcheck disable=SC2016
    perl -e 'my ($file, $name) = ($ARGV[0], "system.posix_acl_access");
        my $acl = pack("L(SSl)5", 2, 1, 7, -1, 2, 0, 65534, 4, 0, -1, 16, 7, -1, 32, 0, -1);
        my $number = `uname -m` eq "x86_64\n" ? 188 : 5;
        syscall($number, $file, $name, $acl, length $acl, 0) == 0 or die "$!"' closed ||
        skip "no access control lists"
    reasons
    tried "${nobody[@]}" -- ./closed/x
    because ./closed/x EACCES null
    stop
}

@test "a mount with noexec" {
    mkdir mnt
    reasons
    # shellcheck disable=SC2016
    tried unshare -m sh -c 'mount -t tmpfs -o noexec none mnt && cp /bin/true mnt && exec "$@"' sh \
        -- mnt/true "$PWD/mnt/true"
    because mnt/true EACCES "mnt/true is on a mount with noexec"
    because "$PWD/mnt/true" EACCES "$PWD/mnt/true is on a mount with noexec"
    stop
}

@test "in another root, with a mount below it" {
    mkdir -p root/etc root/mnt root/bin
    script root/bin/s '#!/bin/sh\n'
    ln -s /etc/../mnt/gone root/link
    # shellcheck disable=SC2016
    caller=(perl -e 'my $token = shift; chroot "root" or die; chdir "/bin" or die;
        for (@ARGV) { exec { $_ } "invain", $token, $_; } $| = 1;
        print 2, "\n" x @ARGV, "done\n"; <STDIN>')
    reasons
    # shellcheck disable=SC2016
    tried unshare -m sh -c 'mount -t tmpfs none root/mnt && exec "$@"' sh \
        -- /bin/s ./s ../../link /bin/true /mnt/x
    because /bin/s ENOENT "/bin/s asks for #!/bin/sh: /bin/sh does not exist"
    because ./s ENOENT "s asks for #!/bin/sh: /bin/sh does not exist"
    because ../../link ENOENT "/etc/../mnt/gone does not exist"
    because /bin/true ENOENT "/bin/true does not exist"
    because /mnt/x ENOENT "/mnt/x does not exist"
    stop
}

@test "over what may keep one waiting, or answers each otherwise, nobody goes" {
    ln -s /proc/self/nosuch link
    mkdir mnt
    script script '#!/proc/self/exe/x\n'
    reasons
    # shellcheck disable=SC2016
    tried unshare -m sh -c 'mount -t ramfs none mnt && mkdir mnt/sub &&
        mount -t cgroup2 none mnt/sub && exec "$@"' sh \
        -- /proc/self/nosuch ./link ./script mnt/sub/gone mnt/gone /sys/gone
    because /proc/self/nosuch ENOENT null
    because ./link ENOENT null
    because ./script ENOTDIR null
    because mnt/sub/gone ENOENT null
    because mnt/gone ENOENT "mnt/gone does not exist"
    because /sys/gone ENOENT null
    stop
}

@test "in a user namespace: capabilities there decide nothing, overlayfs is not gone over" {
    unshare -Urm true 2>/dev/null || skip_or_fail "no user namespaces"
    make_place
    mkdir -m 700 closed up work low mnt
    script closed/x '#!/bin/sh\n' 644
    reasons
    tried "${nobody[@]}" unshare -Ur -- ./closed/x ./gone
    because ./closed/x EACCES null
    because ./gone ENOENT "gone does not exist"
    let_go
    # shellcheck disable=SC2016
    overlay=(unshare -Urm sh -c 'mount -t overlay -o lowerdir=low,upperdir=up,workdir=work none mnt &&
        exec "$@"' sh)
    "${overlay[@]}" true 2>/dev/null || skip "no overlayfs in user namespaces"
    token=$token-overlay
    tried "${overlay[@]}" -- mnt/gone mnt/../gone
    because mnt/gone ENOENT null
    because mnt/../gone ENOENT null
    stop
}

@test "too many symbolic links, and too many interpreters" {
    ln -s loop loop
    script s0 '#!/bin/sh\n'
    for i in 1 2 3 4 5 6 7; do
        script "s$i" "#!./s$((i - 1))\n"
    done
    reasons
    tried -- ./loop ./s7 ./loop/x
    because ./loop ELOOP "loop leads through more than 40 symbolic links"
    because ./loop/x ELOOP "loop leads through more than 40 symbolic links"
    because ./s7 ELOOP "s7 asks for #!./s6: s6 asks for #!./s5: s5 asks for #!./s4: s4 asks for #!./s3: s3 asks for #!./s2: more than 5 interpreters are scripts"
    stop
}

@test "nested interpreters need no large stack" {
    script s0 '#!/no/sh\n'
    for i in 1 2 3 4; do
        script "s$i" "#!./s$((i - 1))\n"
    done
    # shellcheck disable=SC2016
    until_ready sh -c 'ulimit -s 64 && exec "$@"' sh "$execsnoop" -x -o json -O reason
    tried -- ./s4
    because ./s4 ENOENT "s4 asks for #!./s3: s3 asks for #!./s2: s2 asks for #!./s1: s1 asks for #!./s0: s0 asks for #!/no/sh: /no does not exist"
    stop
}

@test "names and paths that are too long" {
    name=$(printf %300s '' | tr ' ' x)
    path=$(printf '/%.0s' {1..5000})
    reasons
    path1=$(printf %5000s '' | tr ' ' y)
    tried -- "./$name" "$path" "/$path1"
    because "./$name" ENAMETOOLONG "a name in the path has 300 bytes, too many (at most 255): $name"
    because "$path" ENAMETOOLONG "the path has more than 4095 bytes"
    because "/$path1" ENAMETOOLONG "the path is too long (at most 4095 bytes), or a name in it (usually at most 255)"
    stop
}

@test "arguments that are too long: one, or all" {
    reasons --args-size=max
    tried prlimit --stack=4000000 -- bytes:131072:1 bytes:1000:2000
    because bytes:131072:1 E2BIG "argument 3 has 131072 bytes, at most 131071 are possible"
    size=$((7 + ${#token} + 1 + 15 + 1 + 1001 * 2000))
    because bytes:1000:2000 E2BIG "2003 arguments of $size bytes in all, and the environment: at most 1000000 bytes are possible, with 8 for each, and 131071 for one"
    stop
}

@test "open for writing" {
    cp /bin/true busy
    script uses "#!$PWD/busy\n"
    reasons
    exec {busy}>>busy
    tried -- ./busy ./uses
    exec {busy}>&-
    loader=$(realpath "$(tr '\0' '\n' </bin/true | grep -a -m 1 ^/lib.*/ld)")
    because ./busy ETXTBSY "busy or $loader was open for writing"
    because ./uses ETXTBSY "uses or $PWD/busy or $loader was open for writing"
    stop
}

@test "too many processes of the user" {
    # shellcheck disable=SC2016
    caller=(perl -e 'sub become { $) = "$_[0] $_[0]"; $( = $_[0]; $< = $> = $_[0]; }
        my ($token, $file) = @ARGV; pipe R, W; pipe GONE, HERE;
        if (!fork) { close HERE; become($ENV{U}); syswrite W, "x"; <GONE>; exit; }
        sysread R, my $x, 1; become($ENV{U}); exec { $file } "invain", $token, $file or
        $| = 1; print "11\ndone\n"; <STDIN>')
    reasons
    U=$stranger tried prlimit --nproc=0 -- /bin/true
    because /bin/true EAGAIN "uid $stranger has more processes than RLIMIT_NPROC allows, 0"
    stop
}

# named CALL: the file name that the kernel has for a call that ends so.
named() {
    jq -r --arg t "$token" --arg c "$1" \
        'select(.args[1] == $t and .retval != 0 and (.args[2] | endswith($c))) | .filename' "$out"
}

@test "relative to a descriptor" {
    mkdir -p dir/sub
    script dir/sub/s '#!/no/sh\n'
    script dir/plain 'text\n' 644
    reasons
    tried -- at:dir:sub/gone at:dir/plain: at:dir/sub/s: closing:dir/sub/s: closing:dir:sub/s
    because at:dir:sub/gone ENOENT "$(named sub/gone) does not exist"
    because at:dir/plain: EACCES "$(named plain:) has no execute bit"
    because at:dir/sub/s: ENOENT "$(named at:dir/sub/s:) asks for #!/no/sh: /no does not exist"
    file=$(named closing:dir/sub/s:)
    because closing:dir/sub/s: ENOENT "$file is a script, and descriptor ${file##*/} is closed by the exec before /no/sh can read it"
    file=$(named closing:dir:sub/s)
    fd=${file#/dev/fd/}
    because closing:dir:sub/s ENOENT "$file is a script, and descriptor ${fd%%/*} is closed by the exec before /no/sh can read it"
    stop
}

@test "a seccomp filter is named only where nothing else is found" {
    # Of what is refused nothing is seen but the end; its arguments the task has.
    grep -qw bpf_task_pt_regs /proc/kallsyms || skip "no way to its saved registers"
    reasons
    tried -- filter:1 /bin/true ./gone
    because /bin/true EPERM "perhaps refused by its seccomp filter"
    because ./gone EPERM "perhaps refused by its seccomp filter"
    let_go
    token=$token-more
    script plain 'text\n' 644
    tried -- filter:13 ./plain /bin/true
    because ./plain EACCES "plain has no execute bit"
    because /bin/true EACCES "perhaps refused by its seccomp filter"
    let_go
    # No filter, nothing known.
    token=$token-none
    script changes '#!/bin/sh\n' 644
    tried -- ./changes
    because ./changes EACCES "changes has no execute bit"
    stop
}

@test "by a thread that is not the first" {
    reasons
    tried -- thread:./gone
    because thread:./gone ENOENT "gone does not exist"
    stop
}

# Nobody looks until go_on.
hold_tracer() {
    kill -STOP "$pid"
}

go_on() {
    kill -CONT "$pid"
    eventually seen 1
}

@test "of what has changed since nothing is said; who has gone or is another needs not be asked" {
    script late 'text\n' 644
    reasons
    hold_tracer
    coproc held { exec "${caller[@]}" "$token" ./late 3>&-; }
    read -r -t 20 _ <&"${held[0]}"
    chmod 755 late
    go_on
    because ./late EACCES null
    let_go
    hold_tracer
    token=$token-gone
    "${caller[@]}" "$token" ./gone </dev/null >/dev/null
    go_on
    because ./gone ENOENT "gone does not exist"
    hold_tracer
    token=$token-other
    # shellcheck disable=SC2016
    coproc held { exec perl -e 'exec { "./gone" } "invain", $ARGV[0], "./gone" or
        exec @ARGV[1 .. $#ARGV]' "$token" "$workload/waits" 3>&-; }
    read -r -t 20 _ <&"${held[0]}"
    go_on
    because ./gone ENOENT "gone does not exist"
    stop
}

# Ends before anybody looks.
tried_and_gone() {
    hold_tracer
    "$@" </dev/null >/dev/null
    go_on
}

@test "of who has gone, the record has the directory, the ids and the capabilities" {
    make_place
    mkdir -m 700 closed
    script deploy '#!/bin/sh\n' 700
    script team '#!/bin/sh\n' 710
    chgrp 1234 team
    script closed/x 'text\n' 644
    reasons
    tried_and_gone "${nobody[@]}" "${caller[@]}" "$token" ./deploy ./team closed/x ./gone
    because ./deploy EACCES "deploy may not be executed by uid 65534 (mode 0700, owner 0:0)"
    because ./team EACCES "team may not be executed by uid 65534 (mode 0710, owner 0:1234)"
    because closed/x EACCES "closed may not be searched by uid 65534 (mode 0700, owner 0:0)"
    because ./gone ENOENT "gone does not exist"
    chmod 644 team
    token=$token-more
    tried_and_gone setpriv --reuid=65534 --regid=65534 --groups=99,1234 --inh-caps=+dac_read_search \
        --ambient-caps=+dac_read_search "${caller[@]}" "$token" closed/x ./team
    because closed/x EACCES "closed/x has no execute bit"
    because ./team EACCES "team has no execute bit"
    # More groups than a record has, one of which may decide.
    chmod 710 team
    token=$token-groups
    tried_and_gone setpriv --reuid=65534 --regid=65534 --groups=1,2,3,4,5,6,7,8,9 \
        "${caller[@]}" "$token" ./team ./gone
    because ./team EACCES null
    because ./gone ENOENT "gone does not exist"
    stop
}

@test "of who has gone from a directory that has gone too, or is another by now" {
    make_place
    mkdir sub removed
    reasons
    hold_tracer
    (cd sub && exec ../invain "$token" ./gone ../gone </dev/null >/dev/null)
    (cd removed && rmdir "$PWD" && exec "$workload/invain" "$token" ./removed </dev/null >/dev/null)
    mv sub other
    mkdir sub
    kill -CONT "$pid"
    eventually seen 3
    because ./gone ENOENT null
    because ../gone ENOENT null
    because ./removed ENOENT "the current directory has been removed"
    stop
}

# But where the kernel skips runs (Linux 7.2), because some of them end at once.
@test "300 that end at once have a reason each" {
    reasons
    # shellcheck disable=SC2016
    perl -e 'for my $i (1 .. 300) {
        next if fork;
        exec { "./gone$i" } "x", $ARGV[0], $i;
        exit;
    } 1 while wait > 0' "$token"
    stop
    shown=$(grep -c "\"args\":\[\"x\",\"$token\"" "$out")
    echo "# $shown shown, $(skipped_runs) runs skipped" >&3
    [ "$(jq -c --arg t "$token" 'select(.args[1] == $t and .reason == "gone\(.args[2]) does not exist")' "$out" | wc -l)" = "$shown" ]
    [ "$shown" -le 300 ]
    [ $((300 - shown)) -le "$(skipped_runs)" ]
    [ "$(events_lost)" = "$(skipped_runs)" ]
}

@test "60 with long paths, more than a helper process is asked about at once, have a reason each" {
    reasons
    # shellcheck disable=SC2016
    perl -e 'exec { "./" . "gone/" x 600 . $_ } "x", $ARGV[0], $_ for 1 .. 60' "$token" || true
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[1] == $t and .reason == "gone does not exist")' "$out" | wc -l)" = 60 ]
    [ "$(events_lost)" = 0 ]
}

@test "whose root is ours need not be there any more, and what it was counts" {
    mountpoint -q / || skip "our root is not the top of a mount"
    make_place
    mkdir root
    mkdir -m 700 closed
    script script '#!/no/sh\n'
    script plain 'text\n' 644
    script closed/plain 'text\n' 644
    reasons
    hold_tracer
    "${caller[@]}" "$token" "$PWD/gone" "$PWD/script" "$PWD/plain" "$PWD/closed/plain" </dev/null >/dev/null
    go_on
    because "$PWD/gone" ENOENT "$PWD/gone does not exist"
    because "$PWD/script" ENOENT "$PWD/script asks for #!/no/sh: /no does not exist"
    because "$PWD/plain" EACCES "$PWD/plain has no execute bit"
    because "$PWD/closed/plain" EACCES "$PWD/closed/plain has no execute bit"
    hold_tracer
    token=$token-chroot
    # shellcheck disable=SC2016
    coproc held { exec perl -e 'my ($token, $path) = @ARGV; exec { $path } "invain", $token, $path or
        chroot "root" or die; $| = 1; print "\n"; <STDIN>' "$token" "$PWD/script" 3>&-; }
    read -r -t 20 _ <&"${held[0]}"
    go_on
    because "$PWD/script" ENOENT "$PWD/script asks for #!/no/sh: /no does not exist"
    let_go
    # The other way round: by the time that it is asked for, the root is ours.
    hold_tracer
    token=$token-back
    # shellcheck disable=SC2016
    coproc held { exec unshare -m perl -e 'my ($token, $back) = @ARGV; opendir my $root, $back or die;
        exec { "/no/such" } "invain", $token, "/no/such" or
        chdir $root and chroot "." or die; $| = 1; print "\n"; <STDIN>' "$token" /proc/$$/root 3>&-; }
    read -r -t 20 _ <&"${held[0]}"
    go_on
    because /no/such ENOENT null
    stop
}

# again_as PID: the caller has that pid, which another one had, and stays.
again_as() {
    local now

    echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid
    # shellcheck disable=SC2016
    coproc held { exec "$workload/waits" "$token" 3>&-; }
    read -r -t 20 now <&"${held[0]}"
    [ "$now" = "$1" ] || { let_go; false; }
}

@test "who has the pid of one that has gone is not taken for it" {
    echo $$ >/proc/sys/kernel/ns_last_pid || skip_or_fail "pids cannot be chosen"
    reasons
    hold_tracer
    # Those that have it then are called the same.
    cp "$workload/invain" waits
    mkdir sub
    script gone 'text\n' 644
    p=$(cd sub && exec ../waits "$token" ./gone 3>&- </dev/null >/dev/null & wait $!; echo $!)
    eventually again_as "$p"
    go_on
    [ "$(jq -r --arg t "$token" 'select(.args[1] == $t and .retval != 0) | .pid' "$out")" = "$p" ]
    because ./gone ENOENT "gone does not exist"
    stop
}

@test "hostile names are escaped, and a sentence is one field unless it is the last" {
    name=$'a b\e[31m\nc\xff'
    script "$name" '#!/x\e[1m\n'
    reasons
    tried -- "./$name"
    let_go
    stop
    [ "$(jq -r --arg t "$token" 'select(.args[1] == $t and .retval != 0) | .reason' "$out")" = \
        $'a b\e[31m\nc\uFFFD asks for #!/x\e[1m: /x\e[1m does not exist' ]
    start -x -O pid,retval,reason,args
    tried_in_table "./$name"
    let_go
    stop
    [ "$(shown "invain $token" | grep -c " -2 " || true)" = 1 ]
    shown "invain $token" | grep -qF ' -2 a\x20b\x1b[31m\nc\xff\x20asks\x20for\x20#!/x\x1b[1m:\x20/x\x1b[1m\x20does\x20not\x20exist {./a\x20b\x1b[31m\nc\xff} invain'
    start -x -O pid,retval,reason
    tried_in_table "./$name"
    let_go
    stop
    grep -qF ' -2 a b\x1b[31m\nc\xff asks for #!/x\x1b[1m: /x\x1b[1m does not exist' <(tr -s ' ' <"$out")
}

tried_in_table() {
    local line

    coproc held { exec "${caller[@]}" "$token" "$@" 3>&-; }
    while read -r -t 20 line <&"${held[0]}" && [ "$line" != "done" ]; do :; done
    eventually grep -q ' -2 *a.*does' "$out"
}

@test "a success has no reason, a default column it is not" {
    reasons
    /bin/true "$token"
    stop
    only '.args == ["/bin/true", $t]' '(has("reason") or has("reason_checked")) | not'
    start -x -o json
    tried -- ./gone
    stop
    only '.args[2] == "./gone" and .retval != 0' '(has("reason") or has("reason_checked")) | not'
}

@test "only helper processes hold capabilities: two, and no more" {
    reasons
    kept=$((1 << 19 | 1 << 2))
    [ $((0x$(sed -n 's/^CapPrm:\t//p' "/proc/$pid/status"))) = 0 ]
    [ "$(sed -n 's/^Seccomp:\t//p' "/proc/$pid/status")" = 2 ]
    find_helpers
    [ "${#helpers[@]}" = 4 ]
    for p in "${helpers[@]}"; do
        [ $((0x$(sed -n 's/^CapPrm:\t//p' "/proc/$p/status"))) = "$kept" ]
        [ $((0x$(sed -n 's/^CapEff:\t//p' "/proc/$p/status"))) = "$kept" ]
    done
    stop
}

@test "with file capabilities: null for others, what the caller may see for his own" {
    make_place
    chmod 777 .
    script closed '#!/no/sh\n' 711
    public_copy cap_bpf,cap_perfmon,cap_dac_read_search,cap_sys_ptrace+ep
    reasons_of_nobody
    [ $((0x$(sed -n 's/^CapPrm:\t//p' "/proc/$pid/status"))) = 0 ]
    tried -- ./gone
    because ./gone ENOENT null
    let_go
    token=$token-own
    # The file says what is missing, but he may not read it.
    tried "${nobody[@]}" -- ./gone ./closed
    because ./gone ENOENT "gone does not exist"
    because ./closed ENOENT null
    let_go
    token=$token-denied
    # He may not go where the caller, root, may: that does not make it what failed.
    mkdir -m 700 private
    script private/x 'text\n' 644
    # shellcheck disable=SC2016
    tried nsenter -m -t "$pid" sh -c 'cd "$0" && exec "$@"' "$PWD" -- "$PWD/private/x" "$PWD/gone"
    because "$PWD/private/x" EACCES null
    ! mountpoint -q / || because "$PWD/gone" ENOENT "$PWD/gone does not exist"
    stop
}

reasons_of_nobody() {
    # shellcheck disable=SC2016
    until_ready unshare -m sh -c 'mountpoint -q /sys/kernel/tracing ||
        mount -t tracefs none /sys/kernel/tracing; exec "$@"' sh \
        "${nobody[@]}" "$public/execsnoop" -x -o json -O reason
}
