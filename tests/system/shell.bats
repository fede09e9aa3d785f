# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# --shell: what the program sees the second time is what it saw the first time.
load lib

# The line of the one exec with the token that is of this program, not of what starts it.
line_of() {
    grep -F -e "$token" "$out" | grep -F -e "$1 " | grep -vE "\)' (env|perl|[^ ]*/environ) " >line
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

@test "execs that fail are lines too" {
    start -x --shell
    A=1 ./nosuch "$token" 2>/dev/null || true
    stop
    line_of nosuch
    status=0
    bash line 2>said || status=$?
    [ "$status" = 127 ]
    grep -q nosuch said
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
    env -i IFS=x "$workload/sees" "$token" >/dev/null
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
    commented "the directory is outside of the root"
    start --shell
    (cd root && rmdir ../root && exec /bin/true "$token")
    stop
    commented "the directory has been removed" /bin/true
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
