# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The options that choose what is shown.
load lib

# Three users, three commands: who shows which is told apart by the last word.
three() {
    cp /bin/true one
    cp /bin/true two
    chmod 755 . one two
    setpriv --reuid=65534 --clear-groups ./one "$token" nobody
    setpriv --reuid=1 --clear-groups ./one "$token" daemon
    ./two "$token" root
}

last_words() {
    shown | grep -v setpriv | sed 's/.* //' | paste -sd' '
}

# bats test_tags=userspace
@test "without a filter everything is shown" {
    start
    three
    stop
    [ "$(last_words)" = "nobody daemon root" ]
}

@test "-u: by name, by number, any of several" {
    start -u nobody
    three
    stop
    [ "$(last_words)" = nobody ]
    start -u 1 --uid=0
    three
    stop
    [ "$(last_words)" = "daemon root" ]
    says "filtered out"
}

@test "-u goes by the real uid: of the caller, not of a set-id file" {
    install -m 4755 -o nobody /bin/true setuid
    start -u 0 -u 1
    three
    ./setuid "$token" setuid
    stop
    [ "$(last_words)" = "daemon root setuid" ]
}

@test "-P: children of one process, of several" {
    start -P $$
    "$workload/burst" 3 "$token" >want
    stop
    [ "$(shown "child $token" | wc -l)" = 0 ]
    mkfifo go
    bash -c "read -r < go; '$workload/burst' child $token a; true" &
    first=$!
    start -P "$first" -P $$
    echo >go
    wait "$first"
    stop
    [ "$(shown | awk -v p="$first" '$3 == p' | wc -l)" = 1 ]
}

@test "-P holds for failed execs too" {
    mkfifo go
    bash -c "read -r < go; '$workload/failures' $token >want; true" &
    first=$!
    start -x -P "$first"
    echo >go
    wait "$first"
    stop
    same "$(cat want)" "$(shown_of want | awk '$4 < 0')"
}

# bats test_tags=userspace
@test "-n: a regular expression on comm or the name of the file" {
    start -n '^o.e$'
    three
    stop
    [ "$(last_words)" = "nobody daemon" ]
    start -n nothing -n '^tw'
    three
    stop
    [ "$(last_words)" = root ]
    # The kernel cuts comm after 15 bytes; a failed exec has the comm of its caller.
    cp one name-of-more-than-15-bytes
    start -x -n '^name-of-more-than-15-bytes$' -n "^gone-$token\$"
    three
    ./name-of-more-than-15-bytes "$token" long
    "$workload/failures" "$token" >/dev/null
    perl -e 'exec { $ARGV[0] } "x", $ARGV[1], "failed"' "/gone/gone-$token" "$token" 2>/dev/null || true
    stop
    [ "$(last_words)" = "long failed" ]
}

# bats test_tags=userspace
@test "-l: a regular expression on the command line, not on comm" {
    start -l "$token (root|daemon)\$"
    three
    stop
    [ "$(last_words)" = "daemon root" ]
    start -l '^one '
    three
    stop
    [ "$(last_words)" = "" ]
}

# bats test_tags=userspace
@test "-l sees raw bytes" {
    start -l $'\e\\[31m'
    /bin/true "$token" $'\e[31m'
    stop
    [ "$(shown | wc -l)" = 1 ]
}

@test "filters of different kinds must all hold" {
    start -u nobody -u root -n '^one$' -l "$token"
    three
    stop
    [ "$(last_words)" = nobody ]
}

@test "failures that are not asked for do not count as filtered out" {
    start -P 1
    "$workload/flood" $((100000 / scale)) "$token" >/dev/null
    stop
    filtered=$(sed -n 's/.* \([0-9]*\) filtered out.*/\1/p' "$err")
    # What else starts on the machine counts.
    [ "${filtered:-0}" -lt $((90000 / scale)) ]
}

@test "--lite: successes only, and their latency is unknown" {
    start --lite -o json
    "$workload/failures" "$token" >/dev/null
    "$workload/burst" 5 "$token" >/dev/null
    stop
    [ "$(jq -c --arg t "$token" 'select(.args[1:3] == ["child", $t]) | .latency_us' "$out" |
        grep -c null)" = 5 ]
    [ "$(jq 'select(.retval != 0)' "$out" | wc -l)" = 0 ]
    not says hidden 2>/dev/null
}

# bats test_tags=userspace
@test "of what a filter is for there may be none yet: it says so, and waits" {
    start -P 4194300 --mntns 4294967290 --pidns 4294967291
    stop
    says "--ppid '4194300': no such process now; waiting"
    says "--mntns '4294967290': no visible process is in it now; waiting"
    says "--pidns '4294967291': no visible process is in it now; waiting"
    start -P $$ -P '!4194300' --mntns $$ --pidns '!4294967291'
    "$workload/burst" 2 "$token" >/dev/null
    stop
    not says waiting 2>/dev/null
    # 0 is no process, but any parent that is not visible.
    start -P 0
    stop
    not says waiting 2>/dev/null
}

# places OPTIONS...: two programs, two directories, two parents, and one exec that fails;
# prints the last words of what is shown of them.
places() {
    mkdir -p "here/$token" there
    cp /bin/true here/one
    cp /bin/true there/two
    cp /bin/sh there/mother
    start -l "^[./a-z]*(one|two|nosuch) $token [a-d]\$" "$@"
    (cd here && exec ./one "$token" a)
    (cd "here/$token" && exec ../../there/two "$token" b)
    there/mother -c 'here/one '"$token"' c; :'
    # shellcheck disable=SC2016
    (cd there && exec perl -e 'exec { "./nosuch" } "nosuch", $ARGV[0], "d"' "$token") || true
    stop
    grep -oE "(one|two|nosuch) $token [a-d]" "$out" | sed 's/.* //' | paste -sd' '
}

# bats test_tags=userspace
@test "--exe: the path of the program's file" {
    [ "$(places --exe="^$BATS_TEST_TMPDIR/here/one\$")" = "a c" ]
    [ "$(places -o kv --exe=/two$ --exe=/nosuch)" = b ]
    [ "$(places --exe='!/one$')" = b ]
    # Of what failed there is none: no pattern matches it.
    [ "$(places -x --exe=nosuch)" = "" ]
    [ "$(places -x --exe='!/one$' -O +exe)" = "b d" ]
}

# bats test_tags=userspace
@test "--cwd: the current directory" {
    [ "$(places -x --cwd="/(here|there)\$")" = "a d" ]
    [ "$(places -x --cwd="^$BATS_TEST_TMPDIR/here/$token\$")" = b ]
    [ "$(places -x --cwd="!/here")" = "c d" ]
}

# bats test_tags=userspace
@test "--parent: COMM of the parent" {
    [ "$(places --parent='^mother$')" = c ]
    [ "$(places --parent='!^mother$')" = "a b" ]
    [ "$(places --parent='^mother$' --exe=two)" = "" ]
}

# below OPTIONS...: what a script called agent runs, and what it does not; prints the last words
# of what is shown.
below() {
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/bash' '/bin/true "$1" child' 'bash -c "/bin/true $1 grand; true"' \
        './nosuch "$1" failed' 'exec bash -c "/bin/true $1 replaced; true"' >agent
    chmod +x agent
    start "$@"
    ./agent "$token" agent 2>/dev/null
    /bin/true "$token" outside
    stop
    shown | grep -v "bash -c" | awk '{ print $NF }' | paste -sd' '
}

# bats test_tags=userspace
@test "--below and --exclude-below: COMM of any ancestor, not of the program itself" {
    [ "$(below -x)" = "agent child grand failed replaced outside" ]
    [ "$(below -x --exclude-below='^agent$')" = "agent replaced outside" ]
    [ "$(below --exclude-below=nosuch --exclude-below='^age')" = "agent replaced outside" ]
    [ "$(below --lite --below='!^agent$')" = "agent replaced outside" ]
    [ "$(below -x --below='^agent$')" = "child grand failed" ]
    [ "$(below --below='^agent$' --parent='!^agent$')" = grand ]
    [ "$(below --below='^agent$' --exclude-below='^bash$' -P 0)" = "" ]
    says " filtered out"
}

# bats test_tags=userspace
@test "--below looks at all levels, whatever --ancestors shows" {
    [ "$(below --ancestors=1 --below='^agent$')" = "child grand" ]
    [ "$(shown "$token grand" | grep -v "bash -c" | cut -d' ' -f1)" = "...>bash" ]
    below -o json --ancestors=2 --exclude-below='^agent$'
    only '.args == ["/bin/true", $t, "outside"]' '(.ancestors | length) == 2 and .ancestors_truncated'
    below -o json --below='^agent$'
    only '.args == ["/bin/true", $t, "grand"]' '(has("ancestors") or has("undecided")) | not'
}

# bats test_tags=userspace
@test "--exclude-below: a daemon is below those who forked it, which have ended" {
    mkfifo go gone ended
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/bash' '(setsid bash -c "
        echo >go; read -r _ <gone; /bin/true $1 daemon; echo >ended" & true)' 'read -r _ <go' >agent
    chmod +x agent
    for run in "0 --exclude-below=^agent$" "1 --below=^agent$"; do
        start "${run#* }"
        ./agent "$token" 3>&-
        echo >gone
        read -r _ <ended
        stop
        [ "$(shown "/bin/true $token daemon" | grep -cv "bash -c")" = "${run%% *}" ]
    done
}

# down N COMMAND...: N forks below, without an exec.
down() {
    if [ "$1" = 0 ]; then
        "${@:2}"
    else
        (
            down $(($1 - 1)) "${@:2}"
            true
        )
    fi
}

# bats test_tags=userspace
@test "--below with more ancestors than are known" {
    for run in "1 --exclude-below=^nosuch" "1 --below=^nosuch" "0 --below=^bash" "none --exclude-below=^bash"; do
        start -o json "${run#* }"
        down 18 /bin/true "$token" deep
        stop
        case $run in
        none*) not grep -q "$token" "$out" ;;
        1*) only '.args[1] == $t' '.undecided == ["below"]' ;;
        0*) only '.args[1] == $t' 'has("undecided") | not' ;;
        esac
    done
    start --exclude-below=^nosuch
    down 18 /bin/true "$token" deep
    stop
    shown | grep -q "$token deep # undecided: below$"
}

# bats test_tags=userspace
@test "--exclude-below: the name that an ancestor has given itself, of any bytes" {
    name=$'a\tb\e[2J(\xff'
    for pattern in $'^a\tb\e\\[2J[(]\xff$' '^a'; do
        start --exclude-below="$pattern"
        # shellcheck disable=SC2016
        bash -c 'printf %s "$1" >/proc/$$/comm; /bin/true "$0" odd; true' "$token" "$name"
        /bin/true "$token" outside
        stop
        same "/bin/true $token outside" "$(shown "/bin/true $token" | grep -o '/bin/true.*')"
    done
}

# bats test_tags=userspace
@test "a directory outside of the root is matched as it is shown" {
    for run in "0 --cwd=^/" "1 --cwd=^.unreachable./"; do
        start -x "${run#* }"
        perl -e 'mkdir "root"; chroot "root" or die; exec { "/nosuch" } "nosuch", $ARGV[0]' \
            "$token" || true
        stop
        [ "$(shown "nosuch $token" | wc -l)" = "${run%% *}" ]
    done
}
