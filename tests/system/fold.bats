# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --fold-path: one line for a search along PATH.
load lib

# Six directories, by numbers, and what is found in them. folders is their PATH.
make_folders() {
    mkdir 1 2 3 4 5 6
    cp "$workload/search" 1/first
    cp "$workload/search" 6/last
    printf '#!/bin/sh -e\n' >4/script
    chmod +x 4/script
    : >2/forbidden # not executable
    : >folder
    mkdir folders
    folders=$PWD/1:$PWD/2:$PWD/3:$PWD/4:$PWD/5:$PWD/6
}

# On a busy machine a search may pause for longer than it is held. With a tracer that is
# stopped meanwhile it makes no difference. The ring buffer has room for what we do.
begin() {
    start -p $$ "$@"
    kill -STOP "$pid"
}
end() {
    kill -CONT "$pid"
    stop
}

# The ways of a search, each with what it comes to.
search() {
    PATH=$folders "$workload/search" process "$@" "$token"
}
each_search() {
    search first 0 0
    search last 0 5
    search nowhere 2 5
    search forbidden 13 5
}
searches_shown() {
    shown "found $token" | sort
}

@test "found in the first, in the last, nowhere, and where it may not be executed" {
    make_folders
    begin -x --fold-path
    each_search >want
    end
    [ "$status" = 0 ]
    same "$(sort want)" "$(searches_shown)"
    says " probes folded, "
}

@test "without --fold-path each probe has its line" {
    make_folders
    begin -x -O +filename
    each_search >want
    end
    [ "$(shown "found $token" | wc -l)" = 19 ]
    says ", 15 probes along PATH (--fold-path folds them)"
    not grep -q PROBES "$out"
    not says folded
}

@test "many processes that look for the same at once are told apart" {
    make_folders
    begin -x --fold-path
    searching=()
    for i in $(seq 12); do
        each_search >"want.$i" 3>&- &
        searching+=($!)
    done
    wait "${searching[@]}"
    end
    same "$(cat want.* | sort)" "$(searches_shown)"
}

@test "a thread's search is folded too, found or not" {
    make_folders
    begin -x --fold-path
    PATH=$folders "$workload/search" thread last 0 5 "$token" >want
    PATH=$folders "$workload/search" thread nowhere 2 5 "$token" >>want
    end
    same "$(sort want)" "$(searches_shown)"
}

@test "a directory of PATH that is none, and one that is not there" {
    make_folders
    begin -x --fold-path
    PATH=$PWD/folder:/nonexistent:$folders "$workload/search" process last 0 7 "$token" >want
    end
    same "$(cat want)" "$(searches_shown)"
}

@test "a script is found though its interpreter has other arguments" {
    make_folders
    begin -x -o json --fold-path
    (PATH=$folders exec "$(command -v env)" script "$token" two)
    end
    only '.args[-2:] == [$t, "two"] and .retval == 0 and .comm == "script"' \
        ".probes == 3 and .filename == \"$PWD/4/script\" and
        .args[0:3] == [\"/bin/sh\", \"-e\", .filename]"
    [ "$(jq -c --arg t "$token" 'select(.args[0:2] == ["script", $t])' "$out" | wc -l)" = 0 ]
}

# Shells try the next directory after any error, and ksh tries "" for what is none.
@test "a search of any tool is one line, whatever PATH looks like" {
    local shell n=0 how name folders

    make_folders
    ln -s last 3/last # a loop
    # Each is what precedes a name and its arguments.
    local hows=("$(command -v env)" "$(command -v nice)" "$(command -v find) folders -exec")
    for shell in bash dash ksh zsh; do
        printf 'exec "$@"\n' >"exec-$shell"
        printf '"$@"\n:\n' >"run-$shell"
        shell=$(command -v "$shell") && hows+=("$shell exec-${shell##*/}" "$shell run-${shell##*/}")
    done
    begin -x --fold-path -O retval,probes,args
    for folders in ":1:$PWD/6" "$PWD/1::$PWD/6" .:nosuch:3:6 "$PWD/1//:$PWD/folder:$PWD/3:~:$PWD/6/"; do
        for how in "${hows[@]}"; do
            for name in last nowhere; do
                # shellcheck disable=SC2086
                PATH=$folders $how "$name" found "$token-$((n++))" ';' 2>/dev/null || true
            done
        done
    done
    end
    shown | grep -E '^(0|-[0-9]+) [0-9]+ (last|nowhere) ' >lines
    [ -z "$(sed 's/.*-//' lines | sort | uniq -d)" ]
    [ "$(grep -c ' last ' lines)" = $((n / 2)) ]
    # execvp(3) and ksh end at the loop, others go on.
    [ "$(grep ' last ' lines | grep -v '^0' | sort -u | cut -d' ' -f1-3 | uniq)" = "-40 2 last" ]
    grep -q '^0 3 last ' lines
}

@test "programs that binfmt_misc runs, with flag P or without" {
    mkdir 1 2
    for flags in '' P C F O OP; do
        : >"2/prog.$token$flags"
        chmod +x "2/prog.$token$flags"
    done
    cat >register <<'END'
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc || exit 99
for flags in '' P C F O OP; do
    echo ":x$flags:E::$1$flags::/bin/true:$flags" >/proc/sys/fs/binfmt_misc/register || exit 99
done
for flags in '' P C F O OP; do
    PATH=$PWD/1:$PWD/2 /usr/bin/env "prog.$1$flags" x
done
END
    begin -x --fold-path -O retval,probes,args
    local registered=0
    unshare -Urm sh register "$token" || registered=$?
    end
    [ "$registered" = 0 ] || skip_or_fail "no binfmt_misc in a user namespace"
    [ "$(shown "0 1 /bin/true $PWD/2/prog.$token" | wc -l)" = 6 ]
    [ "$(shown | grep -c "^[-0-9]* [0-9]* prog")" = 0 ]
}

@test "other arguments, another name, the same file again: no search" {
    begin -x --fold-path
    perl -e 'for (["a", 1], ["a", 2], ["b", 2], ["b", 2]) {
            exec { "/nonexistent/$_->[0]" } "x", $ARGV[0], $_->[1];
            select(undef, undef, undef, 0.02);
        }' "$token"
    end
    same "$(for n in 1 2 2 2; do echo "-2 0 x $token $n"; done)" \
        "$(shown "x $token" | grep -v -- ' perl -e ' | cut -d' ' -f4-)"
}

@test "kv and json have the number behind RetVal and as a key" {
    make_folders
    begin -x -o kv --fold-path
    search last 0 5 >/dev/null
    end
    [[ "$(shown "found $token")" == *"ARGS=[last found $token] RetVal=0 Probes=5" ]]
    begin -x -o json
    search last 0 5 >/dev/null
    end
    not grep -q probes "$out"
}

@test "with --only-failed a search that has succeeded is not shown" {
    make_folders
    begin --only-failed --fold-path
    each_search >want
    end
    same "$(awk '$4 < 0' want | sort)" "$(searches_shown)"
}

@test "filters choose by what a search came to" {
    make_folders
    begin --errno=ENOENT --fold-path
    each_search >want
    end
    same "$(awk '$4 == -2' want)" "$(searches_shown)"
    begin '--errno=!ENOENT' --fold-path
    each_search >want
    end
    same "$(awk '$4 == -13' want)" "$(searches_shown)"
    begin -x -n '^last$' --fold-path
    each_search >want
    end
    same "$(awk '$1 == "last"' want)" "$(searches_shown)"
}

@test "the one that is shown has all that columns tell of it" {
    make_folders
    begin -x --fold-path -o json -O all --redact
    (cd folders && search nowhere 2 5 >/dev/null)
    (cd folders && PATH=$folders "$(command -v env)" A_TOKEN=hunter2 nowhere "$token") || true
    cgroup=$(sed -n 's/^0:://p' /proc/self/cgroup)
    end
    only '.args == ["nowhere", "found", $t]' ".probes == 5 and
        .filename == \"$PWD/6/nowhere\" and .cwd == \"$PWD/folders\" and
        .parent_comm == \"search\" and (\"$cgroup\" == \"\" or .cgroup == \"$cgroup\")"
    only '.args == ["nowhere", $t]' ".probes == 5 and .cwd == \"$PWD/folders\""
    not grep -q hunter2 "$out"
}

@test "--columns=all does not fold, and the number is not known" {
    make_folders
    begin -x -o json -O all
    search nowhere 2 5 >/dev/null
    end
    [ "$(jq -c --arg t "$token" 'select(.args == ["nowhere", "found", $t] and has("probes") and
        .probes == null)' "$out" | wc -l)" = 6 ]
    begin -x -O retval,probes,args
    search nowhere 2 5 >/dev/null
    end
    [ "$(shown "-2 - nowhere found $token" | wc -l)" = 6 ]
    begin -x -O retval,args --fold-path
    search nowhere 2 5 >/dev/null
    end
    [ "$(shown "-2 5 nowhere found $token" | wc -l)" = 1 ]
}

@test "what is held when the command, or the time, ends is shown" {
    make_folders
    PATH=$folders "$execsnoop" -x --fold-path -w "$out" -- \
        "$workload/search" process nowhere 2 5 "$token" >want 2>"$err" 3>&-
    same "$(cat want)" "$(searches_shown)"
    begin -x --fold-path --duration=1s
    each_search >want
    kill -CONT "$pid"
    finish
    [ "$status" = 0 ]
    same "$(sort want)" "$(searches_shown)"
}

@test "--until-match ends with a search that came to nothing" {
    make_folders
    start -x --fold-path --until-match -l "^nowhere found $token"
    search nowhere 2 5 >want
    finish
    [ "$status" = 0 ]
    same "$(cat want)" "$(searches_shown)"
    says "1 event shown, 5 probes folded"
}

@test "what is held is shown soon, although nothing else happens" {
    make_folders
    start -x --fold-path -l "^nowhere $token"
    line_is_there() {
        [[ "$(<"$out")" == *"-2      5 {"*"} nowhere $token"* ]]
    }
    PATH=$folders "$(command -v perl)" -e 'exec { $ARGV[0] } @ARGV; sleep 30' \
        nowhere "$token" 2>/dev/null 3>&- &
    eventually line_is_there
    kill "$!"
    stop
    [ "$(wc -l <"$out")" = 2 ]
}

@test "what is held when a signal comes is shown, and counted" {
    make_folders
    begin -x --fold-path
    each_search >want
    kill -INT "$pid"
    kill -CONT "$pid"
    finish
    [ "$status" = 0 ]
    same "$(sort want)" "$(searches_shown)"
}

@test "--count counts lines" {
    make_folders
    begin -x --fold-path --count=2 -l "found $token"
    each_search >want
    kill -CONT "$pid"
    finish
    [ "$status" = 0 ]
    same "$(head -n 2 want)" "$(shown "found $token")"
    says "2 events shown, 5 probes folded, "
}

@test "shown and folded are what the kernel counts" {
    make_folders
    begin -x --fold-path -u "$stranger"
    counted bash -c 'for i in $(seq 20); do
        PATH=$0 $1 nowhere; PATH=$0 $1 last found x; done' "$folders" "$(command -v nice)"
    end
    folded=$(sed -n 's/.* \([0-9]*\) probes folded.*/\1/p' "$err")
    [ "$folded" -ge 200 ]
    [ $(($(events_shown) + folded + $(events_lost))) = $((good + bad)) ]
}
