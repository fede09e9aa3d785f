# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The column flags: what is unusual of the file of a program.
load lib

# are WORD FLAGS: of the one exec with that word the flags are those, a JSON array, but
# for other_mount, which depends on where the tests lie.
are() {
    only ".args[1:] == [\$t, \"$1\"] and .retval == 0" ".flags - [\"other_mount\"] == $2"
}

@test "set-id bits are those of the file" {
    for mode in 755 4755 2755 6755 2705 1755; do
        install -m "$mode" /bin/true "m$mode"
    done
    start -o json -O flags
    for mode in 755 4755 2755 6755 2705 1755; do
        "./m$mode" "$token" "$mode"
    done
    stop
    are 755 '[]'
    are 4755 '["setuid"]'
    are 2755 '["setgid"]'
    are 6755 '["setuid", "setgid"]'
    are 2705 '[]'
    are 1755 '[]'
}

@test "in the table: with commas between, or -" {
    install -m 6755 /bin/true setid
    start -O flags,args
    ./setid "$token" a
    stop
    [[ "$(shown)" =~ ^setuid,setgid(,other_mount)?\ ./setid\ $token\ a$ ]]
    [ "$(stat -c %m /bin/true)" = / ] || skip "programs are in a mount of their own"
    start -O flags,args
    /bin/true "$token" b
    stop
    [ "$(shown)" = "- /bin/true $token b" ]
}

# by_descriptor FILE WORD: runs the file once its name has been removed.
by_descriptor() {
    perl -MFcntl -e 'open my $f, "<", $ARGV[0] or die; fcntl $f, F_SETFD, 0;
        unlink shift; exec { "/proc/self/fd/" . fileno $f } "gone", @ARGV' "$1" "$token" "$2"
}

# as_memfd NAME WORD: runs /bin/true from a memfd of that name.
as_memfd() {
    perl -e '$^F = 255; my $name = shift; my $fd = syscall(319, $name, 0);
        open my $to, ">&=", $fd or die; open my $from, "<", "/bin/true"; local $/;
        print {$to} <$from>; $to->flush;
        exec { "/proc/self/fd/$fd" } "memfd", @ARGV' "$1" "$token" "$2"
}

@test "deleted: no name is left" {
    cp /bin/true gone
    cp /bin/true twice
    ln twice other
    start -o json -O flags
    by_descriptor gone all
    by_descriptor twice one
    stop
    are all '["deleted"]'
    are one '[]'
}

@test "a memfd, and what is only called like one" {
    cp /bin/true "memfd:x"
    cp /bin/true "memfd:y"
    start -o json -O flags,exe
    as_memfd x real
    as_memfd "" unnamed
    "./memfd:x" "$token" called
    by_descriptor "memfd:y" both
    stop
    are real '["deleted", "memfd"]'
    are unnamed '["deleted", "memfd"]'
    are called '[]'
    are both '["deleted"]'
    # It is in no mount that a path leads to.
    only '.args == ["memfd", $t, "real"]' '.exe == "/memfd:x (deleted)" and (.flags | index("other_mount"))'
}

@test "upper: of overlayfs, what is in the upper layer" {
    mkdir layers merged
    # shellcheck disable=SC2016
    cat >in_overlay <<'END'
mount -t tmpfs none layers && mkdir layers/lower layers/upper layers/work || exit 77
cp /bin/true layers/lower/low && cp /bin/true layers/lower/copied && cp /bin/true layers/upper/high

mount -t overlay none -o lowerdir=layers/lower,upperdir=layers/upper,workdir=layers/work merged || exit 77
cp /bin/true merged/new
touch merged/copied
for name in low high new copied; do
    "merged/$name" "$1" "$name"
done
printf '#!/bin/sh\n' >merged/script && chmod +x merged/script && merged/script "$1" script
printf '#!%s\n' "$PWD/merged/script" >nested && chmod +x nested && ./nested "$1" nested
rm merged/script
ls layers/upper >upper
END
    start -o json -O flags
    status=0
    unshare -m bash in_overlay "$token" || status=$?
    [ "$status" != 77 ] || skip "no overlayfs here"
    stop
    [ "$(paste -sd' ' upper)" = "copied high new" ]
    are low '[]'
    are high '["upper"]'
    are new '["upper"]'
    are copied '["upper"]'
    only '.args[1:] == ["merged/script", $t, "script"]' '.flags - ["other_mount",
        "script_other_mount"] == ["script_upper"]'
    only '.args[2:] == ["./nested", $t, "nested"]' '.flags - ["other_mount",
        "script_other_mount"] == ["script_upper"]'
}

@test "other_mount: not that of the root of the process" {
    mkdir tmpfs bind
    start -o json -O flags
    # shellcheck disable=SC2016
    unshare -m bash -c 'mount -t tmpfs none tmpfs && cp /bin/true tmpfs && tmpfs/true "$1" tmpfs
        mount --bind / bind && bind/bin/true "$1" bind
        chroot bind /bin/true "$1" chroot; /bin/true "$1" root' sh "$token"
    stop
    is_other() {
        only ".args[1:] == [\$t, \"$1\"] and .comm == \"true\"" ".flags == $2"
    }
    is_other tmpfs '["other_mount"]'
    is_other bind '["other_mount"]'
    [ "$(stat -c %m /bin/true)" = / ] || skip "programs are in a mount of their own"
    is_other chroot '[]'
    is_other root '[]'
}

@test "of a failed exec there are none to know" {
    start -x -o json -O flags
    perl -e 'exec { "./nosuch" } "nosuch", $ARGV[0], "failed"' "$token" || true
    stop
    only '.args == ["nosuch", $t, "failed"]' '.flags == null'
}

# memory TEXT ARG...: from a memfd with that text, which is not closed at the exec.
memory() {
    perl -e '$^F = 255; my ($text, @args) = @ARGV; my $fd = syscall(319, my $name = "s", 0);
        open my $to, ">&=", $fd or die; print {$to} $text; $to->flush;
        exec { "/proc/self/fd/$fd" } "x", @args' "$@"
}

# from_removed COMMAND ARG...: runs it from a program whose name has been removed.
from_removed() {
    cp /usr/bin/env gone-env
    perl -MFcntl -e 'open my $f, "<", "gone-env" or die; fcntl $f, F_SETFD, 0;
        unlink "gone-env"; exec { "/proc/self/fd/" . fileno $f } "env", @ARGV' "$@"
}

# above_removed COMMAND ARG...: runs a script whose interpreter is a script without a name.
above_removed() {
    cp script middle
    (
        exec 9<middle
        rm middle
        exec "$@"
    )
}

@test "of a script those of its file too, but not its set-id bits" {
    printf '#!/bin/sh\n' >script
    printf '#!%s -e\n' "$PWD/script" >nested
    printf '#!/proc/self/fd/9\n' >above
    printf '#!%s\n' "$PWD/above" >top
    chmod 6755 script nested above top
    ln -s script link
    cp script gone
    # With and without what is known of the interpreter; many files are closed by the exec.
    for columns in flags flags,interpreter; do
        start -o json -O "$columns"
        ./script "$token" script
        ./nested "$token" nested
        bash -c 'exec ./link "$@"' bash "$token" link
        by_descriptor gone gone
        cp script gone
        memory $'#!/bin/sh\n' "$token" memory
        memory "#!$PWD/nested"$'\n' "$token" nested-memory
        perl -e 'opendir $d[$_], "." or die for 1 .. 200; exec @ARGV' ./script "$token" many
        # A program that is deleted, and then another in its place.
        from_removed /bin/true "$token" replaced
        # Its files and those of the scripts are closed by the same exec.
        from_removed ./nested "$token" replaced-nested
        above_removed ./above "$token" above
        above_removed ./top "$token" top
        stop
        flags_of() {
            jq -c --arg t "$token" --arg w "$1" 'select(.args[-1] == $w and .args[-2] == $t and
                (.args[0] | IN("perl", "bash", "env") | not)).flags - ["other_mount", "script_other_mount"]' \
                "$out" | tail -n 1
        }
        for word in script nested link many; do
            same "$word []" "$word $(flags_of "$word")"
        done
        same '["script_deleted"]' "$(flags_of gone)"
        same '["script_deleted","script_memfd"]' "$(flags_of memory)"
        same '["script_deleted","script_memfd"]' "$(flags_of nested-memory)"
        same '[]' "$(flags_of replaced)"
        same '[]' "$(flags_of replaced-nested)"
        same '["script_deleted"]' "$(flags_of above)"
        same '["script_deleted"]' "$(flags_of top)"
    done
}
