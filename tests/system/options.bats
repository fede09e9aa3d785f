# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Option table, --help and manual agree; bad input is answered.
load lib

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    out=$BATS_TEST_TMPDIR/out
    err=$BATS_TEST_TMPDIR/err
    pid=
    manual=$BATS_TEST_DIRNAME/../../man/execsnoop.8
}

# "x --fails", "-- --lite", "w --write=FILE": the options of --help, and those of
# the manual's OPTIONS, in their order.
of_help() {
    "$execsnoop" --help | sed -n 's/^  \(-\(.\), \|    \)\(--[^ ]*\).*/\2 \3/p' | sed 's/^ /- /'
}
of_manual() {
    sed -n '/^\.Sh OPTIONS/,/^\.Sh FOLLOWING/p' "$manual" | sed -n 's/^\.It Fl //p' |
        sed 's/ , Fl / /; s/\\-/-/g; s/ = Ns Ar /=/; s/ Ns//g; s/ Op=\(.*\)/[=\1]/; s/^\(-[^ ]*\)$/- \1/; s/ -/ --/; s/ Ar .*//'
}

@test "--help and the manual list the same options in the same order" {
    [ "$(of_help | wc -l)" -ge 42 ]
    same "$(of_help)" "$(of_manual)"
}

@test "--columns=help and the manual list the same columns in the same order" {
    "$execsnoop" --columns=help | awk 'NR > 1 { print $1, $2, $3 }' >columns
    [ "$(wc -l <columns)" -ge 35 ]
    same "$(cat columns)" "$(sed -n '/^\.Sh COLUMNS/,/^\.Sh OUTPUT/p' "$manual" |
        sed -n 's/^\.It Cm \([a-z_]*\) Pq \([^ ]*\), \([a-z]*\)$/\1 \2 \3/p')"
}

@test "--help and --version go to stdout, exit 0, and need no privilege" {
    status=0
    "$execsnoop" --help >"$out" 2>"$err" || status=$?
    [ "$status" = 0 ]
    [ ! -s "$err" ]
    grep -q "^Usage: execsnoop" "$out"
    [ "$(awk '{ if (length > 80) n++ } END { print n + 0 }' "$out")" = 0 ]
    "$execsnoop" -V >"$out" 2>"$err"
    grep -q "^execsnoop [0-9]*[.][0-9]*[.][0-9]*$" "$out"
    status=0
    "$execsnoop" --help >/dev/full 2>"$err" || status=$?
    [ "$status" = 1 ]
}

@test "every bad option or value is answered with exit 2, and what was expected" {
    while IFS='|' read -r args says; do
        # shellcheck disable=SC2086
        refused 2 "$says" "$execsnoop" $args
        says "execsnoop --help"
    done <<'TABLE'
-o xml|--output 'xml': expected table, json or kv
--output=|--output '': expected table, json or kv
-u nosuchuser|--uid 'nosuchuser': no such user; expected the name of a user
-u rooot|--uid 'rooot': no such user; near: root
-u 4294967295|--uid '4294967295': no such user; expected
-u -1|--uid '-1': no such user; expected
-u !|--uid '!': no such user; expected
-g rooot|--group 'rooot': no such group; near: root
-g 4294967295|--group '4294967295': no such group; expected
-p x|--pid 'x': expected the number of a process
-p 0|--pid '0': expected the number of a process
-p 4194304|--pid '4194304': no such process
-p !4194304|--pid '!4194304': no such process
--mntns=4194304|--mntns '4194304': no such process
--mntns=pid:[4026531836]|--mntns 'pid:[4026531836]': expected the number of a process in the namespace
--pidns=|--pidns '': expected the number of a process in the namespace
--errno=EACESS|--errno 'EACESS': no such error; near: EACCES
--errno=ENOENT,|--errno 'ENOENT,': '': no such error; expected
--errno=4096|--errno '4096': no such error; expected
--unit=|--unit '': expected the name of a unit
--container=a/b|--container 'a/b': expected the first digits of a container's id
--count=0|--count '0': expected a number of events
--duration=0|--duration '0': expected a time above 0
--duration=1y|--duration '1y': expected a time above 0
--run-as=rooot -- true|--run-as 'rooot': no such user; near: root
--run-as=4294967294 -- true|--run-as '4294967294': no such user; a number needs an entry in passwd(5)
-P x|--ppid 'x': expected the number of a process
-P 4194305|--ppid '4194305': expected
-P -5|--ppid '-5': expected
-n !|--name '!': expected a POSIX extended regular expression: missing pattern after '!'
-n [|--name '[': expected a POSIX extended regular expression: 
-l (|--line '(': expected a POSIX extended regular expression: missing ')' after '('
--redact=(|--redact '(': expected a POSIX extended regular expression: missing ')' after '('
--redact=|--redact '': expected a POSIX extended regular expression: matches the empty string
--ancestors=17|--ancestors '17': expected a number of levels, 1 to 16
--ancestors=|--ancestors '': expected a number of levels
--max-args=-1|--max-args '-1': expected a number
--max-args=1x|--max-args '1x': expected a number
--args-size=0|--args-size '0': expected bytes up to 8M
--args-size=9M|--args-size '9M': expected
--args-size=big|--args-size 'big': expected
-b 0|--buffer '0': expected bytes up to 2G
-b 3G|--buffer '3G': expected
-b 1T|--buffer '1T': expected
-b 99999999999999999999|--buffer '99999999999999999999': expected
-b 1MB|--buffer '1MB': expected
--nosuch|unknown option: --nosuch
--untill|unknown option: --untill; near: --until-match
--li|ambiguous option: --li; near: --line, --lite
-Z|unknown option: -Z
--uid|option needs a value: --uid
-o|option needs a value: --output
--fails=1|option takes no value: --fails
-u root,rooot|--uid 'root,rooot': 'rooot': no such user; near: root
-p 1,0|--pid '1,0': '0': expected the number of a process
--name=|--name '': expected a POSIX extended regular expression: an empty one matches everything
--width=0|--width '0': expected auto, none, or a number of columns
--json|unknown option: --json; type -o json
--quiet|unknown option: --quiet; type 2>/dev/null; -q quotes arguments
--user=root|unknown option: --user=root; type -u USER
-f|unknown option: -f; type -p PID or -- COMMAND
-xa|unknown option: -a; type -x: failed execs too
-lite|unknown option: -lite; type --lite (-l with a value is typed -l 'ite')
-x -name=sh|unknown option: -name=sh; type --name=sh (-n with a value is typed -n 'ame=sh')
--args=2|unknown option: --args=2; all arguments are shown
--ancestors 4|unexpected argument: 4; type --ancestors=4 for a value, or -- 4 to run a command
1234|unexpected argument: 1234; to trace a process, type: execsnoop -p 1234
--shell -T|--shell writes command lines without columns: leave out -O, -T
--ancestors --shell|--shell writes command lines without columns: leave out
--shell -O +env,tty|--shell writes command lines without columns: leave out
-o kv --width=80|--width=N cuts lines of the table only: leave it out
-n *.sh|--name '*.sh': expected a POSIX extended regular expression: '*' repeats nothing at the beginning
-n !^/bin/sh|--name '!^/bin/sh': a name has no '/'; --exe=REGEX and -l REGEX match paths
-p nginx|--pid 'nginx': expected the number of a process, up to 4194304; pgrep(1) finds it by name
-o out.txt|--output 'out.txt': expected table, json or kv; -w FILE writes to a file
/bin/ls|unexpected argument: /bin/ls; to run a command, type: execsnoop -- /bin/ls ...; to select programs by name: -n ls
stray|unexpected argument: stray; to run a command, type: execsnoop -- stray ...
-w -- ls|unexpected argument: ls; to run a command, type: execsnoop -- ls ...
-x --|missing COMMAND after --
--lite -x|leave out one of --lite and -x
--lite --only-failed|leave out one of --lite and --only-failed
--lite --errno=ENOENT|leave out one of --lite and --errno
--until-match -- true|use --count=1
--until-match --count=2|leave out one of --until-match and --count
--wait-all|give -p PID, or -- COMMAND at the end
--wait-all -p !1|give -p PID, or -- COMMAND at the end
--run-as=root|give it at the end, after --
TABLE
}

@test "a long option with one dash: nothing about its letter, if that takes no value" {
    for word in -time -exe=sh; do
        refused 2 "type -$word" "$execsnoop" "$word"
        same "$(head -n 1 "$err")" "execsnoop: unknown option: $word; type -$word"
    done
}

@test "a bad value cannot write to the terminal what it likes" {
    refused 2 "--uid '\\x1b[31m'" "$execsnoop" -u $'\e[31m'
    not grep -q $'\e' "$err"
}

@test "what is complained of cannot forge a line" {
    refused 2 'foo\nexecsnoop: forged' "$execsnoop" $'foo\nexecsnoop: forged'
    not grep -q '^execsnoop: forged' "$err"
}
