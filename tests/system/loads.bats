# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The kernel takes the programs with each set of options that changes them, and they
# show an exec. Every virtual machine runs this file, some nothing else, so a set costs
# two forks: the tracer and the load.
load lib

teardown() {
    [ -z "${public:-}" ] || rm -rf "$public"
    [ -z "${busy:-}" ] || kill "$busy" 2>/dev/null || true
    kill_tracer
}

# with WANT OPTIONS...: traces so. WANT has a digit for an exec that succeeds and one for
# one that fails: how often each is shown.
with() {
    local want=$1 good=0 bad=0 gap='"?[ ,]"?' lines line

    shift
    until_ready "${as[@]}" "$program" "$@" || { echo "with $*" >&2 && return 1; }
    "$workload/flood" 1 "$token" >/dev/null
    stop
    mapfile -t lines <"$out"
    for line in "${lines[@]}"; do
        [[ ! $line =~ flood${gap}1${gap}$token ]] || good=$((good + 1))
        [[ ! $line =~ flood${gap}$token ]] || bad=$((bad + 1))
    done
    [ "$status $good$bad" = "0 $want" ] || {
        echo "with $*: status $status, $good$bad shown, not $want" >&2
        return 1
    }
}

# with_each: WANT OPTIONS... in each line of stdin.
with_each() {
    local sets set words

    mapfile -t sets
    for set in "${sets[@]}"; do
        read -ra words <<<"$set"
        with "${words[@]}"
    done
}

as=() program=$execsnoop

@test "what is shown, and how much of it" {
    with_each <<END
10
11 -x
10 --lite
10 -L
11 -x -o json
10 --lite -o json
11 -x --fold-path
11 -x --args-size=max --max-args=3
11 -x --btf=/sys/kernel/btf/vmlinux --no-sandbox
END
}

@test "each thing that columns collect, alone" {
    with_each <<END
11 -x -O +filename
11 -x -O +time
11 -x -O +cgroup
11 -x -O +gid
11 -x -O +exe
11 -x -O +cwd
11 -x -O +stdin
11 -x -O +flags
11 -x -O +caps_gained
11 -x -O +interpreter
11 -x -O +reason
11 -x -O +parent_comm
11 -x -O +origin
11 -x -O +parent_exe
11 -x -O +id
11 -x --ancestors
11 -x --env=PATH
11 -x --env=changed
11 -x -e
20 -o json --exit=both,forks
END
}

# Their struct seccomp is empty: here the name of its first member is another.
@test "kernel types of a kernel without CONFIG_SECCOMP" {
    perl -0777 -pe 'my ($header, undef, undef, $strings) = unpack("x4 V4", $_);
        my $at = $header + $strings;
        my $name = pack("V", index($_, "\0seccomp\0", $at) + 1 - $at);
        s/(\Q$name\E..\x00\x04....)..../$1$name/s or die "no struct seccomp"' \
        /sys/kernel/btf/vmlinux >btf
    with 11 -x -O +reason --btf="$PWD/btf"
}

@test "all columns together, with more and with less" {
    with_each <<END
11 -x -O all -o json
10 --lite -O all -o json
21 -x -O all -o json -e
10 --lite -O all -o json -e -u root -p $$ -c / --status=!9 --slower=0.1ms
11 -x -O all --env=all --args-size=max --fold-path -u root -g root -P $$ -p $$ -c / --mntns=$$ --pidns=$$
11 -x -O +cgroup,parent_args
11 -x --ancestors -O +cwd
END
}

# A loop in one of them that multiplies the ways through what follows costs each start seconds.
@test "the verifier follows no program with all columns for long" {
    start -x -O all -o json
    mapfile -t insns < <(sed -n 's/^verified_insns:\t//p' "/proc/$pid/fdinfo/"*)
    stop
    [ "${#insns[@]}" -gt 0 ] || skip "the kernel does not say, before 5.16"
    echo "# ${insns[*]} instructions verified" >&3
    for n in "${insns[@]}"; do
        [ "$n" -lt 130000 ]
    done
}

@test "filters by who and where: few values, many, and unwanted ones" {
    with_each <<END
11 -x -u root
00 -x -u !root
11 -x -u 0 -u 1 -u 2 -u 3 -u 4
11 -x -g root -g !1
11 -x -P $$
11 -x -p $$
00 -x -p !$$
11 -x -c /
00 -x -c !/
00 -x --unit=$token*
00 -x --container=*
11 -x --mntns=$$ --pidns=$$
11 -x --stdout=null
00 -x --stdout=!null,other
11 -x --stdin=!other --stdout=null,tty --stderr=!other -O +stderr
11 -x -u 0 -u !1 -u !2 -u !3 -g 0 -P $$ -p $$ -c / --mntns=$$ --pidns=$$
END
}

@test "filters by what an exec does" {
    with_each <<END
01 -x --only-failed -u 0 -c /
01 -x --errno=ENOENT
00 --priv-gain
00 -x --priv-gain -O +caps_gained
00 --lite --priv-gain
00 -x --root-child
11 -x --parent=. --cwd=. -n . -l .
10 -x --exe=.
END
}

@test "a command, alone and until the last of its tree has ended" {
    for options in "" "--wait-all" "--wait-all -x -u root -c /"; do
        # shellcheck disable=SC2086
        "$execsnoop" -w "$out" $options -- /bin/true "$token" 2>"$err" 3>&-
        [ "$(grep -cF -- "$token" "$out")" = 1 ]
    done
    sleep 600 3>&- &
    busy=$!
    start --wait-all -p "$busy" -x
    kill "$busy"
    finish
    [ "$status" = 0 ]
}

# They are seen by the kernel's BTF alone.
@test "without tracefs: successful execs, with all that goes with them" {
    public_copy cap_bpf,cap_perfmon+ep
    as=("${nobody[@]}") program=$public/execsnoop
    with_each <<END
10
10 -O all -o json
10 -O +interpreter
10 -u 0 -u 1 -u 2 -u 3 -u 4
10 -p $$ -c / -u root
00 --priv-gain
END
}
