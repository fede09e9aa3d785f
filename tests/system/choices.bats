# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What is chosen by ids, namespaces, errors and privileges, and left out with "!".
load lib

# Before Linux 5.11 BPF takes locked memory.
ulimit -l unlimited 2>/dev/null || true

teardown() {
    for p in ${helpers:-}; do
        kill -KILL "$p" || true
        wait "$p" || true
    done 2>/dev/null
    [ -z "${public:-}" ] || rm -rf "$public"
    kill_tracer
}

# program NAME [MODE [OWNER]]: one that does nothing.
program() {
    chmod 755 .
    install -m "${2:-755}" -o "${3:-0}" /bin/true "$1"
}

# Programs are called it..., and their last argument tells which run it was.
words() {
    shown | awk '$1 ~ /^it/ { print $NF }' | paste -sd' '
}

# choose EXPECTED_WORDS WORKLOAD OPTIONS...
choose() {
    local expected=$1 load=$2

    shift 2
    start "$@"
    "$load"
    stop
    same "$* shows: $expected" "$* shows: $(words)"
}

filtered_out() {
    sed -n 's/.* shown, \([0-9]*\) filtered out.*/\1/p' "$err"
}

# --- ids ---

# By three users of three groups; the last is a grandchild.
family() {
    setpriv --reuid=65534 --regid=1 --clear-groups ./it "$token" nobody
    setpriv --reuid=1 --regid=65534 --clear-groups ./it "$token" daemon
    setpriv --groups=1,65534 ./it "$token" root
    bash -c './it "$0" grand; true' "$token"
}

# bats test_tags=userspace
@test "-u and -g: wanted and unwanted, by name and number" {
    program it
    choose "nobody daemon root grand" family
    choose "daemon root grand" family -u '!nobody'
    choose "root grand" family -u '!65534' --uid='!daemon'
    choose "daemon" family -u nobody -u daemon -u '!nobody'
    choose "" family -u nobody -u '!65534'
    # Many are looked up, a few compared.
    choose "daemon" family -u{54321,54322,54323} -u nobody -u daemon -u '!nobody'
    choose "nobody" family -g daemon
    choose "nobody daemon" family -g 1 --group="$(id -gn nobody)"
    # Real groups alone, not those that a process has besides.
    choose "daemon root grand" family -g '!daemon'
    choose "daemon" family -g daemon -g 65534 -g '!1'
    choose "" family -g 1 -g '!daemon'
}

@test "-g goes by the real gid, of failures too" {
    program it
    program it-setgid
    chgrp 1 it-setgid
    chmod 2755 it-setgid
    mkdir elsewhere
    chmod 777 elsewhere
    start -x -g daemon
    "${nobody[@]}" ./it-setgid "$token" setgid
    (cd elsewhere && setpriv --regid=1 --clear-groups "$workload/failures" "$token" >../want)
    stop
    same "" "$(words)"
    [ -s want ]
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

# bats test_tags=userspace
@test "-P: wanted and unwanted" {
    program it
    choose "nobody daemon root" family -P $$
    choose "grand" family -P "!$$"
    choose "nobody daemon root" family -P 1 -P $$
    choose "" family -P $$ -P "!$$"
}

@test "filters of different kinds must all hold, with ! too; the rest is counted" {
    program it
    choose "daemon" family -P $$ -u '!nobody' -g 65534 -l "$token"
    choose "grand" family -u root -P "!$$" -n '^it$'
    # In the kernel and after it.
    choose "daemon root" family -u '!nobody' -n '^it' -l '!grand$'
    choose "" family -u '!nobody' -n '!^it$'
    start -u "$stranger" -l "!$token"
    "$workload/burst" 100 "$token" >/dev/null
    setpriv --reuid="$stranger" --clear-groups ./it "$token" both
    stop
    same "" "$(words)"
    [ "$(filtered_out)" -ge 102 ]
}

# --- namespaces ---

# beside UNSHARE_OPTIONS...: a process that stays in a new namespace. inside is its pid.
beside() {
    mkfifo there
    unshare "$@" sh -c 'echo >there; exec sleep 1000' </dev/null 3>&- &
    inside=$!
    helpers+=" $inside"
    read -r _ <there
    rm there
}

# In the new namespace and in one that was made in that.
by_namespace() {
    ./it "$token" out
    nsenter "${namespace[@]}" "$PWD/it" "$token" in
    nsenter "${namespace[@]}" unshare "${deeper[@]}" "$PWD/it" "$token" deeper
}

inode_of() {
    readlink "/proc/$2/ns/$1" | tr -dc '0-9'
}

# choose_namespaces OPTION NAME PID: one that is in the namespace.
choose_namespaces() {
    local link
    link=$(readlink "/proc/$3/ns/$2")
    [ "$link" != "$(readlink "/proc/self/ns/$2")" ]
    choose "in" by_namespace "$1=$3"
    choose "in" by_namespace "$1=$link"
    choose "in" by_namespace "$1=$(inode_of "$2" "$3")"
    choose "out deeper" by_namespace "$1=!$3"
    choose "out deeper" by_namespace "$1=!$link"
    choose "out in" by_namespace "$1=$3" "$1=$$"
    choose "deeper" by_namespace "$1=!$3" "$1=!$(inode_of "$2" $$)"
    choose "" by_namespace "$1=$3" "$1=!$link"
}

# bats test_tags=userspace
@test "--mntns: by process, inode and link; any of several, and all but some" {
    program it
    beside -m
    namespace=(-t "$inside" -m)
    deeper=(-m)
    choose_namespaces --mntns mnt "$inside"
}

# bats test_tags=userspace
@test "--pidns: the same; who is in one made in it is in another" {
    program it
    beside --pid --fork --kill-child
    # That is unshare; the one inside is its child.
    read -r inside <"/proc/$inside/task/$inside/children" || [ -n "$inside" ]
    namespace=(-t "$inside" -p)
    deeper=(--pid --fork)
    choose_namespaces --pidns pid "$inside"
}

@test "--mntns, --pidns and others together; a namespace of later" {
    program it
    beside -m
    namespace=(-t "$inside" -m)
    deeper=(--pid --fork)
    choose "in deeper" by_namespace --mntns="$inside"
    choose "in" by_namespace --mntns="$inside" --pidns=$$
    choose "deeper" by_namespace --mntns="$inside" --pidns="!$$" -u root
    choose "in deeper" by_namespace --mntns="!$$"
    # Failures are chosen in the same way.
    start -x --mntns="$inside"
    nsenter -t "$inside" -m --wd="$PWD" "$workload/failures" "$token" >want
    mkdir elsewhere
    (cd elsewhere && "$workload/failures" "$token-out" >/dev/null)
    stop
    [ -s want ]
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
    [ "$(shown "$token-out" | wc -l)" = 0 ]
}

# bats test_tags=userspace
@test "a process whose namespaces may not be looked at is told of, with what will do" {
    public_copy
    for option in --mntns --pidns; do
        refused 2 "; give the inode that lsns(8) lists" \
            "${nobody[@]}" "$public/execsnoop" $option=$$
        says "$option '$$': cannot read /proc/$$/ns/"
    done
}

# --- errors ---

# choose_errors AWK_CONDITION OPTIONS...: the failures that it holds for, err their errno.
choose_errors() {
    local condition=$1 folder

    shift
    folder=$(mktemp -d "$PWD/XXXXXX")
    start "$@"
    (cd "$folder" && "$workload/failures" "$token") >want
    program it
    ./it "$token" success
    stop
    same "$* $(awk "{ err = -\$4 } $condition" want)" "$* $(shown_of want)"
    # Nobody's success.
    [ "$(tail -n +2 "$out" | tr -s ' ' | awk '$4 !~ /^-/' | wc -l)" = 0 ]
}

# bats test_tags=userspace
@test "--only-failed, --errno: the failures that are asked for, and no success" {
    choose_errors 1 --only-failed
    choose_errors 'err == 2' --errno=ENOENT
    choose_errors 'err == 2 || err == 13' --errno=enoent,13
    choose_errors 'err == 2 || err == 7' --errno=E2BIG --errno=ENOENT
    choose_errors 'err != 2 && err != 13' --errno='!ENOENT,EACCES'
    choose_errors 'err != 2' --errno='!2' --only-failed
    choose_errors 'err == 13' --errno=ENOENT,EACCES --errno='!ENOENT'
    choose_errors 0 --errno=EXDEV
    says "filtered out"
    choose_errors 'err == 40' --errno=ELOOP -u root
    choose_errors 0 --errno=ELOOP -u '!root'
}

# bats test_tags=userspace
@test "--errno in JSON; nothing is hidden" {
    start -o json --errno=ENOEXEC -n '^failures$'
    "$workload/failures" "$token" >want
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[2] == $t)' "$out" | wc -l)" = \
        "$(awk '$4 == -8' want | wc -l)" ]
    jq -e -s 'all(.error == "ENOEXEC")' "$out"
    not grep -q hidden "$err"
}

# --- privileges ---

# setpriv itself execs with all capabilities.
ordinary=("${nobody[@]}" env)

programs() {
    program it
    program it-setuid 4755
    program it-daemon 4755 1
    program it-caps
    setcap cap_net_raw+ep it-caps 2>/dev/null || skip_or_fail "no file capabilities here"
    program it-permitted
    setcap cap_net_raw+p it-permitted
    program it-setgid
    chmod 2755 it-setgid
    install -m 4755 /usr/bin/env env-setuid
    install -m 4755 /usr/bin/setpriv setpriv-setuid
    mkdir nosuid
}

without_gain() {
    "${ordinary[@]}" ./it "$token" plain
    ./it "$token" root
    ./it-setuid "$token" root-setuid
    ./it-daemon "$token" root-daemon
    ./it-caps "$token" root-caps
    ./it-setgid "$token" root-setgid
    "${nobody[@]}" --no-new-privs env ./it-setgid "$token" no-new-privs-gid
    "${nobody[@]}" --no-new-privs env ./it-setuid "$token" no-new-privs
    "${nobody[@]}" --no-new-privs env ./it-caps "$token" no-new-privs-caps
    unshare -m sh -c 'mount -t tmpfs -o nosuid none nosuid && cp -p it-setuid nosuid &&
        exec "$@"' sh "${ordinary[@]}" ./nosuid/it-setuid "$token" nosuid
    # Has it from the program before.
    "${ordinary[@]}" ./env-setuid ./it "$token" kept
    "${ordinary[@]}" "$workload/bythread" ./it "$token" plain-thread
}

with_gain() {
    "${ordinary[@]}" ./it-setuid "$token" setuid
    "${ordinary[@]}" ./it-daemon "$token" daemon
    "${ordinary[@]}" ./it-caps "$token" caps
    "${ordinary[@]}" ./it-permitted "$token" permitted
    "${ordinary[@]}" ./it-setgid "$token" setgid
    "${ordinary[@]}" "$workload/bythread" ./it-setuid "$token" thread
    # It is root still, and all of them come back.
    capsh --caps=cap_net_raw=p --shell=./it -- "$token" regained
}
gained="setuid daemon caps permitted setgid thread regained"

@test "--priv-gain: set-id and file capabilities, where they give what was not there" {
    programs
    mkdir elsewhere
    chmod 777 elsewhere
    for options in "" "-x" "-L"; do
        # shellcheck disable=SC2086
        start --priv-gain $options
        without_gain
        with_gain
        (cd elsewhere && "${ordinary[@]}" "$workload/failures" "$token" >/dev/null)
        stop
        same "$gained" "$(words)"
        [ "$(shown | awk '$4 < 0' | wc -l)" = 0 ]
        rm -f elsewhere/*
    done
    start --priv-gain -u '!nobody'
    with_gain
    stop
    same "regained" "$(words)"
}

# bats test_tags=userspace
@test "--priv-gain in JSON: the uid is the real one" {
    programs
    start --priv-gain -o json
    without_gain
    with_gain
    stop
    same "setuid 65534
daemon 65534
caps 65534
permitted 65534
setgid 65534
thread 65534
regained 0" "$(jq -r --arg t "$token" \
        'select(.args[1] == $t and (.comm | startswith("it"))) | "\(.args[2]) \(.uid)"' "$out")"
    # It was noted when the call began.
    jq -e -s --arg t "$token" 'map(select(.args[1] == $t)) | all(.latency_us > 0)' "$out"
}

# What is not seen to begin is told by the real uid.
@test "--priv-gain: a call under way as it starts, and one of a 32-bit program" {
    # Of the absolute path others may not go all the way.
    here=/proc/self/cwd
    programs
    mkfifo go
    for run in "nobody it-setuid 65534" "nobody it 65534" "root it-setuid 0"; do
        read -r who file uid <<<"$run"
        rm -f said
        "$workload/unseen" inflight "$token-$who-$file" 1 "$here/$file" "$uid" <go >said 2>why 3>&- &
        caller=$!
        helpers+=" $caller"
        exec {going}>go
        eventually grep -q . said why
        grep -q entered said || { grep userfaultfd why && skip_or_fail "no userfaultfd"; }
        start --priv-gain
        echo >&"$going"
        exec {going}>&-
        wait "$caller"
        stop
        case $run in
        nobody\ it-setuid*) same "$token-$who-$file" "$(words)" ;;
        *) same "" "$(words)" ;;
        esac
    done
    if "$workload/exec32" end 2>/dev/null; then
        start --priv-gain
        "${ordinary[@]}" "$workload/exec32" "$here/it" "$token" plain
        "${ordinary[@]}" "$workload/exec32" "$here/it-setuid" "$token" setuid
        "$workload/exec32" "$here/it-setuid" "$token" root
        stop
        same "setuid" "$(words)"
    fi
}

@test "--lite --priv-gain: by the real uid, as no call is seen to begin" {
    programs
    start --lite --priv-gain
    without_gain
    with_gain
    stop
    same "kept setuid daemon caps permitted setgid thread" "$(words)"
}

# become_root: as su does it, from a process that is another user's.
become_root=(./setpriv-setuid --reuid=0)

root_children() {
    ./it "$token" of-root
    "${nobody[@]}" bash -c './it "$0" of-nobody; true' "$token"
    "${nobody[@]}" bash -c '"$@"; true' bash "${become_root[@]}" ./it "$token" in-place
    # Its parent has uid 0 effectively, but not really.
    "${ordinary[@]}" ./timeout-setuid 20 "${become_root[@]}" ./it "$token" forked
    # A child of root's child.
    "${nobody[@]}" bash -c '"$@"; true' bash "${become_root[@]}" \
        bash -c './it "$0" grand; true' "$token"
    # Root in effect alone.
    "${nobody[@]}" bash -c './it-setuid "$0" effective; true' "$token"
    setpriv --reuid=65534 --clear-groups ./it "$token" dropped
}

# bats test_tags=userspace
@test "--root-child: root whose parent is not, by their real uids" {
    programs
    install -m 4755 /usr/bin/timeout timeout-setuid
    choose "in-place forked" root_children --root-child
    choose "in-place forked" root_children --root-child -u root
    choose "" root_children --root-child -u '!root'
    # Any of both.
    choose "in-place forked effective" root_children --root-child --priv-gain
}

# as_login UID COMMAND...: with that login user.
as_login() {
    # shellcheck disable=SC2016
    bash -c 'echo "$1" >/proc/self/loginuid && exec "${@:2}"' bash "$@"
}

@test "--root-child, --login-user and --euid: whoever logged in, whatever became of the uids" {
    [ -w /proc/self/loginuid ] && as_login 1234 true 2>/dev/null ||
        skip "the login uid cannot be set"
    programs
    # It takes the real uid too, and starts others.
    # shellcheck disable=SC2016
    become='delete @ENV{qw(PATH IFS CDPATH ENV BASH_ENV)}; my ($token, $word) = map /(.*)/, @ARGV;
        $< = 0; system "./it", $token, $word; system "./nosuch", $token, "failed"'
    install -m 4755 /usr/bin/perl perl-setuid
    workload() {
        as_login 65534 "${nobody[@]}" env ./perl-setuid -e "$become" "$token" system || true
        as_login 4294967295 "${nobody[@]}" env ./perl-setuid -e "$become" "$token" service || true
        as_login 0 bash -c './it "$0" root; true' "$token"
        as_login 4294967295 bash -c './it "$0" unset; true' "$token"
        as_login 65534 "${nobody[@]}" ./it "$token" user
        as_login 4294967295 "${nobody[@]}" env ./it-setuid "$token" effective
    }
    choose "system" workload --root-child
    choose "root" workload --login-user=0
    choose "system user" workload --login-user=nobody -u root -u nobody
    choose "service unset effective" workload --login-user=unset
    choose "service root unset effective" workload --login-user='!nobody'
    choose "user" workload --euid=65534
    choose "effective" workload --euid=root -u nobody
    start --root-child --only-failed --priv-gain
    workload
    stop
    [ "$(shown | awk '$4 < 0 { print $NF }')" = failed ]
}

@test "--root-child: failed execs too" {
    programs
    as_root_child=("${nobody[@]}" bash -c '"$@"; true' bash "${become_root[@]}")
    mkdir elsewhere
    start -x --root-child
    "${as_root_child[@]}" "$workload/failures" "$token" >want
    (cd elsewhere && "$workload/failures" "$token-root" >/dev/null)
    stop
    [ -s want ]
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
    [ "$(shown "$token-root" | wc -l)" = 0 ]
}

# --- what it takes ---

# For want of CAP_DAC_READ_SEARCH, and of a tracefs to read with it.
@test "without tracefs, what concerns successes is chosen all the same" {
    public_copy cap_bpf,cap_perfmon+ep
    programs
    for option in --only-failed --errno=ENOENT; do
        refused 3 "tracefs: " "${nobody[@]}" "$public/execsnoop" $option
    done
    until_ready "${nobody[@]}" "$public/execsnoop" --priv-gain
    without_gain
    with_gain
    stop
    same "kept setuid daemon caps permitted setgid thread" "$(words)"
    until_ready "${nobody[@]}" "$public/execsnoop" -u daemon
    family
    stop
    same "daemon" "$(words)"
    mkfifo gate
    bash -c 'bash -c "read -r <gate; ./it $0 before; (./it $0 after; true) & wait; true"; true' "$token" &
    root=$!
    helpers+=" $root"
    until_ready "${nobody[@]}" "$public/execsnoop" --wait-all -p "$root"
    ./it "$token" outside
    echo >gate
    # It would wait for ever if no exit were seen.
    finish
    same "before after" "$(words)"
}

# The names of the maps that the tracer has open.
maps() {
    sed -n 's/^map_id:[[:space:]]*//p' "/proc/$pid/fdinfo/"* | sort -u | while read -r id; do
        bpftool map show id "$id" | sed -n '1s/.* name \([^ ]*\) .*/\1/p'
    done | sort | xargs
}

@test "no map is there, and no program attached, but for what is asked for" {
    attached() {
        sed -n 's/^execsnoop: attached //p' "$err" | xargs
    }
    start -v
    usual=$(maps)
    programs=$(attached)
    stop
    not grep -qwE "tree|cgroups" <<<"$usual"
    for options in "-u root" "-g root" "--mntns=$$" "--pidns=!$$" --root-child --only-failed --stdin=tty; do
        # shellcheck disable=SC2086
        start -v $options
        same "$options $usual $programs" "$options $(maps) $(attached)"
        stop
    done
    start -v -p $$
    same "$(xargs -n1 <<<"$usual tree" | sort | xargs)" "$(maps)"
    same "$programs process_exit process_fork" "$(attached)"
    stop
    start -v -u{1,2,3,4,5}
    same "$(xargs -n1 <<<"$usual filters" | sort | xargs)" "$(maps)"
    stop
    if has_saved_registers; then
        start -v --priv-gain
        same "$(xargs -n1 <<<"$usual pending pending_slots" | sort | xargs)" "$(maps)"
        same "$programs exec_enter" "$(attached)"
        stop
    fi
}
