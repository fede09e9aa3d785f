# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --shell: what the program sees the second time is what it saw the first time.
load lib

# The line of the one exec with the token that is of this program, not of what starts it.
line_of() {
    grep -F -e "$token" "$out" | grep -F -e "$1 " | grep -vE "\)' (env|perl|unshare) |/environ odd " >line
    [ "$(wc -l <line)" = 1 ] || {
        cat line >&2
        return 1
    }
}

# again COMMAND...: which starts sees, traced; then its line is run by bash, in another
# place and environment, and sees the same.
again() {
    start --shell
    "$@" >want </dev/null
    stop
    line_of sees
    not grep -q '^#' line
    (cd / && env -i HOME=/x SHLVL=7 "$(command -v bash)" "$OLDPWD/line") >got
    [ -s want ]
    cmp want got || {
        cat line <(tr '\0' '\n' <want) <(tr '\0' '\n' <got) >&2
        return 1
    }
}

@test "a program started from a shell" {
    again "$workload/sees" "$token" a "b c"
}

@test "arguments and directories of any bytes, empty ones, a name that is another" {
    dir=$'-new\nline \e[31m "\\\'\xff $(id) `id` *'
    mkdir -- "$dir"
    cd -- "$dir"
    export out=$out token
    again perl -e 'my ($file, @args) = @ARGV; exec { $file } @args' "$workload/sees" $'-a\n\'"\\ \xff' \
        "$token" "" "-n" $'\x01\x7f\u202e\u00e9\xc3' "!! \$HOME ~ *" "A=b" "" -- %1 '#x' "a'b"
    again perl -e 'my ($file, @args) = @ARGV; exec { $file } @args' "$workload/sees" "" "$token"
}

@test "a relative path, one without a slash, one with =" {
    mkdir bin
    cd bin
    cp "$workload/sees" -- .
    cp "$workload/sees" ./-sees=1
    for name in sees ./sees ../bin/sees -sees=1; do
        again perl -e 'my ($file, @args) = @ARGV; my $none = pack("Q", 0);
            my $args = pack("p*", @args) . $none; syscall(59, $file, $args, $none)' \
            -- "$name" sees "$token"
    done
}

@test "environments: none, those with what shells set, odd names, values of any bytes" {
    sees=("$workload/sees" "$token")
    again env -i "${sees[@]}"
    again env -i A=1 "${sees[@]}"
    again env -i PWD=/nosuch OLDPWD=x SHLVL=abc _=under PS1=$'\\u\n' PS2= PS4=++ "${sees[@]}"
    again env -i SHLVL=1 PWD="$PWD" OLDPWD=/ "${sees[@]}"
    again env -i 'A B=c' 'a[1]=x' '-x=1' '--=2' '1=3' 'N'$'\xff''='$'\xfe\n\t\'"\\ ' 'E=' 'Q==' "${sees[@]}"
    again env -i 'BASH_FUNC_f%%=() {  echo x; }' BASH_ENV=/nosuch ENV=/nosuch CDPATH=/usr \
        GLOBIGNORE='*' POSIXLY_CORRECT=1 PATH=/nosuch LC_ALL=C.UTF-8 HOME=/nosuch \
        IGNOREEOF=3 TMOUT=1 FUNCNEST=1 LD_X=1 "${sees[@]}"
}

# What shell_lines uses: programs that are all sees, scripts for it, and odd directories.
make_places() {
    local line name

    mkdir -p bin/'~' 'with space' ./-dash $'new\nline' "it's" '$HOME' $'\xff\xfe' \
        'ünïcödé' '~' 'a b/c;d/&e'
    for name in relative $'~/tilde' a=b 'with space' $'new\nline' $'\xff' -dash; do
        cp "$workload/sees" "bin/$name"
    done
    printf '#!%s\n' "$workload/sees" | tee bin/script 'bin/script space' >bin/eq=script
    printf '#!%s -o "one word"\n' "$workload/sees" >bin/option
    printf '#!  %s   -a  -b  \n' "$workload/sees" >bin/spaced
    printf '#!%s/bin/script x y\n' "$PWD" >bin/nested
    printf '#!%s/bin/nested\n' "$PWD" >bin/nested2
    chmod +x bin/*script* bin/option bin/spaced bin/nested*
    while read -r line; do
        name=${line%% *}
        [[ $name != [a-z]* || $name = */* || $name = env || -e bin/$name ]] ||
            ln -s "$workload/sees" "bin/$name"
    done <"$BATS_TEST_DIRNAME/shell_lines"
}

# all_lines FILE PREFIX: runs each line of FILE by itself, with its output in PREFIX.NUMBER.
all_lines() {
    env -i PATH="$PWD/bin:/usr/bin:/bin" HOME=/root LC_ALL=C.UTF-8 SEES="$workload/sees" \
        "$(command -v bash)" -c 'n=0
            while IFS= read -r line; do
                eval "$line" >"$1.$((++n))" 2>>"$1.err" </dev/null
            done <"$0"' "$1" "$2"
}

@test "some two hundred command lines: each sees again what it saw" {
    local n want

    make_places
    [[ $workload/sees != *[[:space:]]* ]] || skip "#! takes no path with a blank"
    start --shell --exe="^$(realpath "$workload/sees")\$|^$PWD/bin/" --args-size=64K
    all_lines "$BATS_TEST_DIRNAME/shell_lines" "$PWD/want"
    stop
    want=$(wc -l <"$BATS_TEST_DIRNAME/shell_lines")
    [ "$(wc -l <"$out")" = "$want" ]
    not grep -n '^#' "$out"
    (cd / && all_lines "$out" "$OLDPWD/got")
    for ((n = 1; n <= want; n++)); do
        [ -s "want.$n" ] && cmp -s "want.$n" "got.$n" && continue
        sed -n "${n}p" "$BATS_TEST_DIRNAME/shell_lines" >&2
        sed -n "${n}p" "$out" | cut -c1-1000 >&2
        diff <(tr '\0' '\n' <"want.$n") <(tr '\0' '\n' <"got.$n") | head -n 9 >&2
        failed=1
    done
    [ -z "${failed:-}" ]
    # Variables for the loader have reached no other program.
    [ -s want.err ]
    cmp want.err got.err
}

@test "execs that fail are lines too" {
    start -x --shell
    A=1 ./nosuch "$token" 2>/dev/null || true
    (exec -a other ./nosuch "$token" 2>/dev/null) || true
    stop
    grep -F -e "$token" "$out" >lines
    [ "$(wc -l <lines)" = 2 ]
    while IFS= read -r line; do
        status=0
        bash -c "$line" 2>said || status=$?
        [ "$status" = 127 ]
        grep -q nosuch said
    done <lines
}

# commented REASON: the line is there, but does nothing.
commented() {
    line_of "${2:-sees}"
    grep -qE "^# not exact, $1: \(cd .*\)$" line || {
        cat line >&2
        return 1
    }
    [ -z "$(bash line 2>&1)" ]
}

@test "a line that cannot be exact says what lacks, and does nothing" {
    start --shell --args-size=3000
    env -i "$workload/sees" "$token" "$(printf %04000d 1)" >/dev/null
    stop
    commented "arguments are missing"
    start --shell --args-size=3000
    env -i A="$(printf %04000d 1)" "$workload/sees" "$token" >/dev/null
    stop
    commented "the environment is not known"
    start --shell --redact
    env -i "$workload/sees" "$token" --password x >/dev/null
    stop
    commented redacted
    start --shell --redact
    env -i PASSWORD=x "$workload/sees" "$token" >/dev/null
    stop
    commented redacted
    start --shell
    "$workload/environ" odd "$workload/sees" "$token" >/dev/null
    stop
    commented "a variable was given twice" "$workload/sees"
    start --shell
    perl -e '%ENV = (PPID => 1); exec { $ARGV[0] } "sees", $ARGV[1]' "$workload/sees" "$token" >/dev/null
    stop
    commented "bash has a variable of its own in place of one"
    start --shell
    perl -e 'open my $f, "<", $ARGV[0]; use Fcntl; fcntl $f, F_SETFD, 0;
        my $none = pack("Q", 0); my ($path, $name) = ("", "sees"); my $args = pack("p*", $name, $ARGV[1]) . $none;
        syscall(322, fileno $f, $path, $args, $none, 0x1000)' \
        "$workload/sees" "$token" >/dev/null
    stop
    commented "the file was given by a descriptor"
    start --shell
    perl -e 'exec { "/proc/self/exe" } "sees", "-e", "0", $ARGV[0]' "$token"
    stop
    commented "the file is another for each process"
    mkdir root
    start -x --shell
    perl -e 'chroot "root" or die; exec { "/sees" } "sees", $ARGV[0]' "$token" || true
    stop
    commented "another root or mount namespace"
    start --shell
    (cd root && rmdir ../root && exec /bin/true "$token")
    stop
    commented "the directory has been removed" /bin/true
    start --shell
    unshare -m "$workload/sees" "$token" >/dev/null
    stop
    commented "another root or mount namespace" "$workload/sees"
    printf '#!/bin/sh\n' >script
    chmod +x script
    start --shell
    ./script a ./script "$token"
    stop
    commented "an argument is the same as the script's path" ./script
}

@test "scripts: by their interpreters, by env, and by others" {
    printf '#!/bin/sh\nprintf "<%%s>" "$0" "$@"\n' >by-sh
    printf '#!/usr/bin/env perl\nprint map("<$_>", $0, @ARGV)\n' >by-perl
    printf '#!%s x y\n' "$PWD/by-sh" >nested
    chmod +x by-sh by-perl nested
    start --shell --exe='/(env|dash|bash|sh)$'
    for script in ./by-sh ./by-perl "$PWD/by-perl" ./nested; do
        "$script" "$token" 'b c' '' >>want
        echo >>want
    done
    stop
    grep -F -e "$token" "$out" >lines
    [ "$(wc -l <lines)" = 4 ]
    while IFS= read -r line; do
        (cd / && eval "$line" </dev/null)
        echo
    done <lines >got
    cmp want got
}

@test "a program that binfmt_misc runs with flag P gets its name again" {
    local inside line

    cat >register <<'END'
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc &&
    echo ":x:E::$1::$2:P" >/proc/sys/fs/binfmt_misc/register && echo ready && read -r line
END
    : >"prog.$token"
    chmod +x "prog.$token"
    coproc unshare -Urm sh register "$token" "$workload/sees" 3>&-
    inside=(nsenter --preserve-credentials -U -m -t "$COPROC_PID" bash)
    read -r line <&"${COPROC[0]}" || skip_or_fail "no binfmt_misc in a user namespace"
    until_ready nsenter -m -t "$COPROC_PID" "$execsnoop" --shell --exe='/sees$'
    "${inside[@]}" -c 'cd "$1"; (exec -a name "$1/prog.$0" a "b c"); ./prog.$0 ""' "$token" "$PWD" >want
    stop
    grep -F -e "$token" "$out" >lines
    [ "$(wc -l <lines)" = 2 ]
    "${inside[@]}" "$PWD/lines" >got
    echo >&"${COPROC[1]}"
    [ -s want ]
    cmp want got
}

@test "a file that is no program is not run by a shell either" {
    printf 'touch ran; echo ran\n' >text
    : >empty
    printf '\177ELF\2\1\1' >elf
    chmod +x text empty elf
    start -x --shell
    for file in text empty elf; do
        perl -e 'my ($file, @args) = @ARGV; my $none = pack("Q", 0);
            my $args = pack("p*", @args) . $none; syscall(59, $file, $args, $none)' \
            -- "./$file" "./$file" "$token"
    done
    stop
    grep -F -e "$token" "$out" | grep -v ")' perl " >lines
    [ "$(wc -l <lines)" = 3 ]
    while IFS= read -r line; do
        status=0
        eval "$line" >>said 2>&1 || status=$?
        [ "$status" = 126 ]
    done <lines
    not grep ran said
    [ ! -e ran ]
}

@test "all of the environment, whatever --env says; the last of -o and --shell counts" {
    start -o json --env=A --shell
    env -i A=1 B=2 "$workload/sees" "$token" >/dev/null
    stop
    line_of sees
    grep -qF " A=1 B=2 " line
    start --shell -o kv
    "$workload/sees" "$token" >/dev/null
    stop
    shown | grep -q "^\[[0-9]*\] PID="
}
