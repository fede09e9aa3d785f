# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# For the tests on the live kernel. O is the build folder.
#
# A run is: start OPTIONS... (returns once the ready line is there), a workload
# that prints its own expected lines, stop. Then out holds stdout, err stderr,
# status the exit status.

# In another, $'\uFFFD' is another text.
export LC_ALL=C.UTF-8

execsnoop=$O/execsnoop
workload=$O/tests/workload
# Of loads that only take long, a fraction will do on a slow machine.
scale=${EXECSNOOP_SCALE:-1}

# A miss of what this machine could have is a failure in CI.
skip_or_fail() {
    if [ "${CI:-}" = true ]; then
        echo "cannot run here: $1" >&2
        return 1
    fi
    skip "$1"
}

# What the machines of tests/vm have not got, and no kernel makes a difference to.
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
    # Unique among everything that runs meanwhile, and no pattern.
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

# until_ready COMMAND...: runs it with stdout to $out and returns when it traces;
# pid is its. What it says before and after goes to $err.
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

# It starts no program: until the tracer is detached it would be one more event.
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

# The lines of a table that speak of the token (or of another word), with single
# blanks.
shown() {
    tr -s ' ' <"$out" | sed 's/^ //' | grep -F -- "${1:-$token}" || true
}

# only SELECTION CONDITION: of the JSON events one is selected, and the condition
# holds for it; both are jq, with $t the token.
only() {
    jq -ne --arg t "$token" "[inputs | select($1)] | length == 1 and (.[0] | $2)" "$out" >&2 ||
        {
            jq -c --arg t "$token" "select($1)" "$out" | cut -c1-500 >&2
            return 1
        }
}

# Runs of our programs that the kernel left out: that many events may be missing.
skipped_runs() {
    local skipped

    skipped=$(sed -n 's/.* shown, .*skipped \([0-9]*\).*/\1/p' "$err")
    echo "${skipped:-0}"
}

# not COMMAND...: bats does not heed a plain "!".
not() {
    if "$@"; then
        echo "it should have failed: $*" >&2
        return 1
    fi
}

# The lines of a table that are of the processes that the file speaks of.
shown_of() {
    tr -s ' ' <"$out" | awk 'NR == FNR { want[$2]; next } $2 in want' "$1" -
}

same() {
    cmp -s <(printf '%s\n' "$1") <(printf '%s\n' "$2") && return
    diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") | cut -c1-200 | head -n 20 >&2
    return 1
}

# says WORD: in the last lines on stderr.
says() {
    grep -qF -- "$1" "$err" || {
        cat "$err" >&2
        return 1
    }
}

# refused STATUS WORD COMMAND...: it must end so, saying so, without tracing.
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

# A copy of the program that anyone may run, with file capabilities if given.
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

# eventually COMMAND...: until it succeeds, at most 20 s.
eventually() {
    local end=$((SECONDS + 20))

    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "never came true: $*" >&2
            return 1
        fi
    done
}

# Linux 5.15 and later. Without, a call is known only if it was seen to begin, so every
# begin is noted.
has_saved_registers() {
    "$execsnoop" --check | grep -q "^ok *saved registers"
}

# Attached programs show as perf events of their process; others may trace too.
is_attached() {
    bpftool perf show | grep -q "^pid $pid "
}
is_detached() {
    ! is_attached
}
# Detached, and another signal would end it.
is_leaving() {
    local mask

    mask=$(sed -n 's/^SigBlk:[[:space:]]*/0x/p' "/proc/$pid/status")
    [ -n "$mask" ] && [ $((mask >> ($(kill -l TERM) - 1) & 1)) = 0 ]
}

# Their ids.
attached_programs() {
    bpftool perf show | sed -n "s/^pid $pid .*prog_id \([0-9]*\) .*/\1/p"
}

# The id of a tracepoint, if need be from a tracefs that nobody else sees.
event_id() {
    # shellcheck disable=SC2016
    unshare -m sh -c 'cd /sys/kernel/tracing/events 2>/dev/null ||
        { mount -t tracefs none /sys/kernel/tracing && cd /sys/kernel/tracing/events; } &&
        cat "$1/id"' sh "$1"
}

# A user that nothing else runs as, but one that may read the files of the test.
stranger=$((100000 + $$ % 400000))

# counted COMMAND...: runs it as the stranger. good and bad are then how many execs of
# it and of all that it started succeeded and failed, by the kernel's count; what it
# prints goes to the file printed.
counted() {
    local ids=() event

    for event in sched/sched_process_exec syscalls/sys_exit_execve \
        syscalls/sys_exit_execveat; do
        ids+=("$(event_id "$event")") || skip_or_fail "no tracefs"
    done
    read -r good bad < <("$workload/counted" "${ids[@]}" "$(command -v setpriv)" \
        --reuid="$stranger" --regid="$stranger" --clear-groups --no-new-privs \
        --inh-caps=+dac_override --ambient-caps=+dac_override "$@" 2>printed 3>&-)
    # That of setpriv is root's.
    good=$((good - 1))
}

# What the last line on stderr says.
events_shown() {
    sed -n 's/.* \([0-9]*\) events shown.*/\1/p' "$err" | tail -n 1
}
events_lost() {
    sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$err" | tail -n 1
}

# Of what was counted, everything is shown or lost.
all_accounted_for() {
    echo "# $good and $bad: $(events_shown) shown, $(events_lost) lost" >&2
    [ "$bad" -gt 0 ]
    [ $(($(events_shown) + $(events_lost))) = $((good + bad)) ]
}

# build_something [TARGET]: a real load. The machines of tests/vm have no compiler.
build_something() {
    [ -n "${EXECSNOOP_VM:-}" ] ||
        env -u MAKEFLAGS -u MAKELEVEL make -s -j2 -C "$BATS_TEST_DIRNAME/../.." \
            O="$BATS_TEST_TMPDIR/build" "$@" 3>&-
}
