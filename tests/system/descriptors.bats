# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Standard input, output and error: what they are, and filters by that.
load lib

# both KIND: an exec that succeeds and one that fails.
both() {
    /bin/true "$token" "$1"
    ./nosuch "$token" "$1" 2>/dev/null || true
}

# from KIND CODE: the same with the standard input that the Perl code opens.
from() {
    perl -MSocket -MPOSIX=dup2 -e 'my $x86 = (POSIX::uname)[4] eq "x86_64"; eval shift;
        die $@ if $@; system { $_ } $_, @ARGV for "/bin/true", "./nosuch"' \
        "$2" "$token" "$1" 3>&-
}

# Two execs with each kind of standard input; some kinds have several forms.
all_kinds() {
    [ -p fifo ] || mkfifo fifo
    both closed <&-
    both null </dev/null
    both device </dev/zero
    both dir </
    both file <"$BASH"
    : | both pipe
    both pipe <>fifo
    from socket 'socketpair STDIN, my $other, AF_UNIX, SOCK_STREAM, 0 or die'
    from socket 'socket my $s, AF_INET, SOCK_DGRAM, 0 or die; dup2(fileno $s, 0)'
    from tty 'sysopen my $f, "/dev/ptmx", 2 or die; dup2(fileno $f, 0)'
    from other 'dup2(syscall($x86 ? 290 : 19, 0, 0), 0) or die' # eventfd2
    from file 'my $name = "m"; dup2(syscall($x86 ? 319 : 279, $name, 0), 0) or die' # memfd
    # O_PATH: a terminal that is not open for use.
    from device 'sysopen my $f, "/dev/ptmx", 010000000 or die; dup2(fileno $f, 0)'
    export token
    export -f both
    "$workload/onpty" "$BASH" -c 'both tty <&1' >/dev/null 3>&-
}

@test "each kind of standard input, of execs that succeed and that fail" {
    start -x -o json -O stdin
    all_kinds
    stop
    said() {
        jq -r --arg t "$token" "select(.args[1] == \$t) | \"\(.retval) \($1)\"" "$out"
    }
    [ "$(said .pid | wc -l)" = 28 ]
    same "$(said '.args[2]')" "$(said .stdin)"
}

@test "each descriptor is its own; those that an exec closes" {
    start -x -o json -O stdin,stdout,stderr
    /bin/true "$token" order </ >/dev/null 2>&-
    for fd in 0 1 2; do
        # shellcheck disable=SC2016
        perl -MFcntl -e 'my ($fd, @args) = @ARGV; open my $f, "+<&=", $fd or die;
            fcntl $f, F_SETFD, FD_CLOEXEC or die;
            exec { "./nosuch" } "./nosuch", @args or exec { "/bin/true" } "/bin/true", @args' \
            "$fd" "$token" "$fd" <>/dev/null >&0 2>&0 3>&-
    done
    "$workload/bythread" /bin/true "$token" thread </ >/dev/zero 2>&-
    stop
    kinds() {
        only ".args == [\"$2\", \$t, \"$1\"]" "[.stdin, .stdout, .stderr] == $3"
    }
    kinds order /bin/true '["dir", "null", "closed"]'
    kinds thread /bin/true '["dir", "device", "closed"]'
    kinds 0 /bin/true '["closed", "null", "null"]'
    kinds 1 /bin/true '["null", "closed", "null"]'
    kinds 2 /bin/true '["null", "null", "closed"]'
    for fd in 0 1 2; do
        kinds "$fd" ./nosuch '["null", "null", "null"]'
    done
}

# chosen OPTIONS...: how many events of each kind of standard input they show.
chosen() {
    start -o json "$@"
    all_kinds
    stop
    jq -r --arg t "$token" 'select(.args[1] == $t) | .args[2]' "$out" | sort | uniq -c |
        awk '{ print $2 $1 }' | xargs
}

@test "--stdin: wanted and unwanted kinds, few and many" {
    same socket4 "$(chosen -x --stdin=socket)"
    same "closed2 null2 tty4" "$(chosen -x --stdin=tty,closed --stdin=null)"
    same "closed2 device4 dir2 file4 null2 other2" "$(chosen -x --stdin='!tty,pipe,socket')"
    same "dir2 null2" "$(chosen -x --stdin='!tty,pipe,socket,closed' --stdin=dir,null)"
    same "other1 tty2" "$(chosen --lite --stdin=other,tty)"
}

@test "--stdout and --stderr, and all of them together" {
    start --stdin=dir --stdout=null,device --stderr='!null' -n '^true$'
    /bin/true "$token" 1 </ >/dev/null
    /bin/true "$token" 2 </ >/dev/zero 2>&-
    /bin/true "$token" - </ >/dev/zero 2>/dev/null
    /bin/true "$token" - </ >&-
    /bin/true "$token" - <&- >/dev/null
    stop
    [ "$(shown | awk '{ print $NF }' | xargs)" = "1 2" ]
}

# bats test_tags=userspace
@test "a kind that does not exist" {
    refused 2 "'soket': no such kind of file; near: socket" "$execsnoop" --stdin=tty,soket
    refused 2 "expected tty, pipe, socket, file, dir, null, device, other or closed" \
        "$execsnoop" --stderr=x
}
