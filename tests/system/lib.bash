# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Functions for the tests on the live kernel. O is the build directory.
#
# A run is: start OPTIONS... (returns at the ready line), a workload that prints its
# expected lines, stop. Then $out is a file with stdout, $err one with stderr, and $status
# the exit status.

# In another locale, $'\uFFFD' is another text.
export LC_ALL=C.UTF-8

execsnoop=$O/execsnoop
workload=$O/tests/workload
# The divisor of loads that would take long on a slow machine.
scale=${EXECSNOOP_SCALE:-1}

# skip_or_fail WHY: skips the test, but fails in CI, whose machines meet every requirement.
skip_or_fail() {
    if [ "${CI:-}" = true ]; then
        echo "cannot run here: $1" >&2
        return 1
    fi
    skip "$1"
}

# not_in_vm WHY: skips a test that the machines of tests/vm cannot run and that does not
# depend on the kernel.
not_in_vm() {
    [ -z "${EXECSNOOP_VM:-}" ] || skip "$1"
}

need_root() {
    [ "$(id -u)" = 0 ] || skip_or_fail "needs root"
}

setup() {
    need_root
    cd "$BATS_TEST_TMPDIR" || return
    out=$BATS_TEST_TMPDIR/out
    err=$BATS_TEST_TMPDIR/err
    pid=
    # A pipe that never has a line. Opened here, because that changes $!.
    exec {never}<> <(:)
    # Unique on the machine, without characters special in patterns.
    token=T$$x${BATS_TEST_NUMBER}x$RANDOM
}

kill_tracer() {
    if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
        kill -KILL "$pid"
    fi
}

teardown() {
    kill_tracer
}

# until_ready COMMAND...: runs it with stdout to $out and returns when it traces. Sets pid.
# Its messages go to $err; finish adds those after the ready line.
until_ready() {
    local line

    exec {said}< <(exec "$@" 2>&1 >"$out" 3>&-)
    pid=$!
    : >"$err"
    while read -t 30 -r line <&"$said"; do
        echo "$line" >>"$err"
        case $line in *"tracing execs"*) return 0 ;; esac
    done
    cat "$err" >&2
    return 1
}

start() {
    until_ready "$execsnoop" "$@"
}

# Waits for the end of the tracer. Starts no program, which might be one more event.
finish() {
    local rest

    IFS= read -r -d '' -u "$said" rest || true
    printf %s "$rest" >>"$err"
    exec {said}<&-
    status=0
    wait "$pid" || status=$?
    pid=
}

stop() {
    kill -INT "$pid"
    finish
}

# Removes the mark "{FILE}", which follows a number and precedes the arguments.
without_file() {
    sed 's/\( -\{0,1\}[0-9]* \){[^ }]*} \{0,1\}/\1/'
}

# shown [WORD]: prints the lines of the table that contain the token or WORD, with single
# blanks and without the mark.
shown() {
    tr -s ' ' <"$out" | sed 's/^ //' | without_file | grep -F -- "${1:-$token}" || true
}

# only SELECTION CONDITION [OPTION...]: exactly one JSON event matches SELECTION, and it
# meets CONDITION; both are jq expressions, with $t the token; options of jq follow.
only() {
    jq -ne --arg t "$token" "${@:3}" "[inputs | select($1)] | length == 1 and (.[0] | $2)" "$out" >&2 ||
        {
            jq -c --arg t "$token" "${@:3}" "select($1)" "$out" | cut -c1-500 >&2
            return 1
        }
}

# Prints how many runs of our programs the kernel skipped: as many events may be missing.
skipped_runs() {
    local skipped

    skipped=$(sed -n 's/.* shown, .*skipped \([0-9]*\).*/\1/p' "$err")
    echo "${skipped:-0}"
}

# not COMMAND...: succeeds if COMMAND fails. bats ignores the status of a plain "!".
not() {
    if "$@"; then
        echo "it should have failed: $*" >&2
        return 1
    fi
}

# shown_of FILE: prints the lines of the table whose pids are in the lines of FILE, as shown
# does.
shown_of() {
    tr -s ' ' <"$out" | without_file | awk 'NR == FNR { want[$2]; next } $2 in want' "$1" -
}

same() {
    cmp -s <(printf '%s\n' "$1") <(printf '%s\n' "$2") && return
    diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | cut -c1-200 | head -n 20 >&2
    return 1
}

# says TEXT: stderr contains TEXT.
says() {
    grep -qF -- "$1" "$err" || {
        cat "$err" >&2
        return 1
    }
}

# refused STATUS TEXT COMMAND...: COMMAND exits with STATUS after printing TEXT, without
# tracing.
refused() {
    local want=$1 word=$2

    shift 2
    status=0
    timeout 60 "$@" >"$out" 2>"$err" </dev/null || status=$?
    says "$word"
    if grep -q "tracing execs" "$err"; then
        echo "it traced" >&2
        return 1
    fi
    [ "$status" = "$want" ] || {
        echo "status $status, not $want" >&2
        return 1
    }
}

# public_copy [CAPABILITIES]: makes $public/execsnoop, a copy that anyone may run, with these
# file capabilities.
public_copy() {
    public=$(mktemp -d /tmp/execsnoop.XXXXXX)
    chmod 755 "$public"
    cp "$execsnoop" "$public/execsnoop"
    chmod 755 "$public/execsnoop"
    if [ -n "${1:-}" ]; then
        setcap "$1" "$public/execsnoop" 2>/dev/null ||
            skip_or_fail "no file capabilities here"
    fi
}

nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)

# In a mount namespace where tracefs is mounted, or is not.
without_tracefs=(unshare -m sh -c '
    umount -q /sys/kernel/tracing /sys/kernel/debug/tracing /sys/kernel/debug 2>/dev/null
    exec "$@"' sh)
with_tracefs=("${without_tracefs[@]}"
    sh -c 'mount -t tracefs none /sys/kernel/tracing && exec "$@"' sh)

# eventually COMMAND...: repeats COMMAND until it succeeds, for 20 s at most. It pauses
# between attempts, which else take the CPU from what they wait for, without a program,
# which might be one more event.
eventually() {
    local end=$((SECONDS + 20))

    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "never came true: $*" >&2
            return 1
        fi
        read -r -t 0.01 -u "$never" || true
    done
}

# Whether this is Linux 5.15 or later. Before, the arguments of a call are known only if its
# entry was traced, so a program runs at each entry.
has_saved_registers() {
    "$execsnoop" --check | grep -q "^ok *saved registers"
}

# Attached programs appear as perf events of their process. Other tracers may run.
is_attached() {
    bpftool perf show | grep -q "^pid $pid "
}
is_detached() {
    ! is_attached
}

# writer_of PID: prints the id of the process that writes what the tracer PID shows.
writer_of() {
    local children child name

    read -r children <"/proc/$1/task/$1/children" || true
    for child in $children; do
        read -r name <"/proc/$child/comm" 2>/dev/null && [[ $name = execsnoop-write ]] &&
            echo "$child" && return
    done
    return 1
}

# Whether the tracer is about to open a named pipe that has no reader.
opens_fifo() {
    local writer

    writer=$(writer_of "$pid") && grep -Eq 'wait_for_partner|^0$' "/proc/$writer/wchan" &&
        grep -q "^State:.*S" "/proc/$writer/status"
}

# Sets helpers to the pids of the tracer's helper processes.
find_helpers() {
    local p children

    helpers=()
    read -ra children <"/proc/$pid/task/$pid/children" || true # no line end
    for p in "${children[@]}"; do
        [ "$(cat "/proc/$p/comm")" != execsnoop-help ] || helpers+=("$p")
    done
}

# Prints the ids of the attached programs.
attached_programs() {
    bpftool perf show | sed -n "s/^pid $pid .*prog_id \([0-9]*\) .*/\1/p"
}

# event_id EVENT: prints the id of a tracepoint, from a private mount of tracefs if needed.
event_id() {
    # shellcheck disable=SC2016
    unshare -m sh -c 'cd /sys/kernel/tracing/events 2>/dev/null ||
        { mount -t tracefs none /sys/kernel/tracing && cd /sys/kernel/tracing/events; } &&
        cat "$1/id"' sh "$1"
}

# The message of a start without enough memory, wherever it runs out.
no_memory="execsnoop: out of memory: cannot start; raise 'ulimit -v', 'ulimit -d' or the cgroup's memory.max to 64 MiB plus twice the ring buffer, or use a smaller one (-b)"

# A uid that no other process has; counted lets it read the files of the test.
stranger=$((100000 + $$ % 400000))

# counted COMMAND...: runs it as $stranger, with its output in the file printed. Sets good
# and bad to the numbers of execs of it and its descendants that succeeded and failed, as
# the kernel counts them.
counted() {
    local ids=() event

    for event in sched/sched_process_exec syscalls/sys_exit_execve \
        syscalls/sys_exit_execveat; do
        ids+=("$(event_id "$event")") || skip_or_fail "no tracefs"
    done
    read -r good bad < <("$workload/counted" "${ids[@]}" "$(command -v setpriv)" \
        --reuid="$stranger" --regid="$stranger" --clear-groups --no-new-privs \
        --inh-caps=+dac_override --ambient-caps=+dac_override "$@" 2>printed 3>&-)
    # Root, not the stranger, execs setpriv.
    good=$((good - 1))
}

# Print how often the process has slept.
wakes_of() {
    awk '/^voluntary/ { print $2 }' "/proc/$1/status"
}

# Print the numbers in the last line on stderr.
events_shown() {
    sed -n 's/.* \([0-9]*\) events shown.*/\1/p' "$err" | tail -n 1
}
events_lost() {
    sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$err" | tail -n 1
}

# Whether each exec that was counted is shown or lost.
all_accounted_for() {
    echo "# $good and $bad: $(events_shown) shown, $(events_lost) lost" >&2
    [ "$bad" -gt 0 ]
    [ $(($(events_shown) + $(events_lost))) = $((good + bad)) ]
}

# build_something: compiles a quarter of the program as a real load, except on the machines
# of tests/vm, which have no compiler.
build_something() {
    local top=$BATS_TEST_DIRNAME/../.. build=$BATS_TEST_TMPDIR/build objects

    [ -z "${EXECSNOOP_VM:-}" ] || return 0
    mapfile -t objects < <(cd "$top" && printf '%s\n' src/{base,record}/*.c)
    objects=("${objects[@]/%.c/.o}")
    env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$top" O="$build" CFLAGS=-O0 \
        "${objects[@]/#/$build/}" 3>&-
}
