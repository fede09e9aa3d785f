# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A command at a terminal: whose terminal it is, and where its keys go.
load lib

# What a program can do to the terminal that it has as its stdin; then it waits for signals.
# shellcheck disable=SC2016
at_terminal='$| = 1;
    my ($key, $none) = ("x", 0);
    print "type: ", (ioctl(STDIN, 0x5412, $key) ? "" : "no"), "\n"; # TIOCSTI
    print "steal: ", (ioctl(STDIN, 0x540e, $none) ? "" : "no"), "\n"; # TIOCSCTTY
    print "open: ", (open(my $tty, "+<", "/dev/tty") ? "" : "no"), "\n";
    print "session: ", getpgrp == $$ ? "own" : "", "\n";
    for my $s ("INT", "QUIT") { $SIG{$s} = sub { print "got $s\n"; exit 7 if $s eq "QUIT" } }
    print "waiting\n"; sleep 1 while 1;'

# What bash closes and forgets when the coprocess ends.
hold_terminal() {
    terminal_pid=$terminal_PID
    exec {screen}<&"${terminal[0]}" {keys}>&"${terminal[1]}"
}

# typed KEYS: types them into the terminal.
typed() {
    printf %b "$1" >&"$keys"
}

# until_printed END: reads from the terminal up to a line that ends so, to the file printed.
until_printed() {
    local line

    while read -r -t 20 line <&"$screen"; do
        line=${line%$'\r'}
        echo "$line" >>printed
        [[ $line != *"$1" ]] || return 0 # after the echo of a key
    done
    cat printed >&2
    return 1
}

@test "--run-as: no way into the terminal, but its keys reach the command" {
    coproc terminal { exec "$workload/terminal" "$execsnoop" -w events --run-as=nobody -- \
        perl -e "$at_terminal" 3>&-; }
    hold_terminal
    until_printed waiting
    same 'type: no
steal: no
open: no
session: own' "$(grep ': ' printed | grep -v execsnoop)"
    typed '\003'
    until_printed "got INT"
    typed '\034'
    until_printed "got QUIT"
    status=0
    wait "$terminal_pid" || status=$?
    [ "$status" = 7 ]
}

@test "without --run-as the command has the terminal" {
    coproc terminal { exec "$workload/terminal" "$execsnoop" -w events -- \
        perl -e "$at_terminal" 3>&-; }
    hold_terminal
    until_printed waiting
    grep -qx "open: " printed
    grep -qx "session: " printed
    typed '\003'
    until_printed "got INT"
    typed '\034'
    until_printed "got QUIT"
    status=0
    wait "$terminal_pid" || status=$?
    [ "$status" = 7 ]
}
