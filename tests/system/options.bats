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
    sed -n '/^\.Sh OPTIONS/,/^\.Sh OUTPUT/p' "$manual" | sed -n 's/^\.It Fl //p' |
        sed 's/ , Fl / /; s/\\-/-/g; s/ = Ns Ar /=/; s/ Ns//g; s/^\(-[^ ]*\)$/- \1/; s/ -/ --/; s/ Ar .*//'
}

@test "--help and the manual list the same options in the same order" {
    [ "$(of_help | wc -l)" -ge 24 ]
    same "$(of_help)" "$(of_manual)"
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
-u nosuchuser|--uid 'nosuchuser': expected the name of a user
-u 4294967295|--uid '4294967295': expected
-u -1|--uid '-1': expected
-P x|--ppid 'x': expected the number of a process
-P 4194305|--ppid '4194305': expected
-P -5|--ppid '-5': expected
-n [|--name '[': expected a POSIX extended regular expression: 
-l (|--line '(': expected a POSIX extended regular expression: Unmatched (
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
--nosuch|unknown or ambiguous option: --nosuch
--li|unknown or ambiguous option: --li
-Z|unknown option: -Z
--uid|option needs a value: --uid
-o|option needs a value: --output
--fails=1|option takes no value: --fails
stray|unexpected argument: stray
--lite -x|leave out one of --lite and -x
TABLE
}

@test "a bad value cannot write to the terminal what it likes" {
    refused 2 "--uid '\\x1b[31m'" "$execsnoop" -u $'\e[31m'
    not grep -q $'\e' "$err"
}

@test "a filter repeated beyond the limit is told" {
    args=()
    for i in $(seq 65); do args+=(-c "$i"); done
    refused 2 "no more than 64 cgroups" "$execsnoop" "${args[@]}"
}

@test "what is complained of cannot forge a line" {
    refused 2 'foo\nexecsnoop: forged' "$execsnoop" $'foo\nexecsnoop: forged'
    not grep -q '^execsnoop: forged' "$err"
}
