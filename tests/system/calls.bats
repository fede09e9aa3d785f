# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# A system call that fails: strace(1) has those of a run fail, one each time. No crash, no
# hang, no silence, no success for what was not done. A sample; EVERY_CALL=1 tries all.
# bats file_tags=userspace
load lib
load option_sets

# What fails: the calls of main() but some. Memory is for shortage.bats: libbpf does not
# survive one failure that is followed by success. A message may not be written; some calls
# cannot fail, or close(2) does what it has to, and libraries abort if a futex or a signal
# mask fails.
list_calls() {
    awk '/^openat.*"\/dev\/null"/ { main = 1 } {
        call = $1
        sub(/\(.*/, "", call)
        n[call]++
        if (main && call ~ /^[a-z]/ && $0 !~ /^write\(2|^(mmap|brk|exit|exit_group|rt_sigreturn|close|futex|rt_sigprocmask)\(/ &&
            call !~ /^get.*id$/)
            print call, n[call]
    }' trace
}

# check_end STATUS OPTIONS...: what the run has said, and how it ended, is sane.
check_end() {
    local status=$1

    shift
    not grep -E "No such process|Argument list too long|: Success" "$err" || return 1
    case $status in
    0) did_its_work "$@" ;;
    1 | 2 | 3) grep -q "^execsnoop: " "$err" || grep -q ^MISSING "$out" ;;
    *) return 1 ;; # 124: it does not end
    esac
}

errors=(ENOMEM EACCES EMFILE EIO)

@test "each system call fails" {
    not_in_vm "does not depend on the kernel"
    command -v strace >/dev/null || skip_or_fail "needs strace"
    failed=0
    for ((set = 0; set < ${#option_sets[@]}; set++)); do
        # Not in the sandbox: it forbids a call that strace has fail.
        read -ra options <<<"--no-sandbox ${option_sets[set]}"
        strace -o trace "$execsnoop" "${options[@]}" >/dev/null 2>&1 3>&- </dev/null || true
        mapfile -t calls < <(list_calls)
        [ "${#calls[@]}" -gt 5 ]
        step=$((EVERY_CALL ? 1 : ${#calls[@]} / 7 + 1))
        for ((i = set % step; i < ${#calls[@]}; i += step)); do
            error=${errors[(i + set) % 4]} status=0
            # -D: the child of timeout is execsnoop, not strace.
            timeout -k 5 30 strace -D -o injected -e trace="${calls[i]% *}" \
                -e inject="${calls[i]% *}:error=$error:when=${calls[i]#* }" \
                "$execsnoop" "${options[@]}" >"$out" 2>"$err" 3>&- </dev/null || status=$?
            # A wake-up of the writer more or less makes it a message.
            ! grep -q "^write(2.*INJECTED" injected || continue
            check_end $status "${options[@]}" && continue
            echo "${options[*]}: ${calls[i]} $error: status $status"
            cat "$err"
            failed=1
        done
        echo "${options[*]}: every ${step}th of ${#calls[@]}"
    done
    [ $failed = 0 ]
}

# The first event only counts nothing.
@test "perf_event_open is refused: told as that, with its sysctl" {
    not_in_vm "does not depend on the kernel"
    command -v strace >/dev/null || skip_or_fail "needs strace"
    status=0
    timeout -k 5 30 strace -D -o /dev/null -e inject=perf_event_open:error=EACCES:when=2+ \
        "$execsnoop" -x --no-sandbox 2>"$err" 3>&- || status=$?
    [ "$status" = 3 ]
    says "cannot attach to sched/sched_process_exec: perf_event_open() is denied"
    not grep -e "bpf()" -e unprivileged_bpf "$err"
}

@test "a command whose timer cannot be set does not run" {
    not_in_vm "does not depend on the kernel"
    command -v strace >/dev/null || skip_or_fail "needs strace"
    status=0
    timeout -k 5 30 strace -D -o /dev/null -e inject=timerfd_settime:error=EINVAL \
        "$execsnoop" -w /dev/null --no-sandbox --duration=10s -- touch ran 2>"$err" 3>&- ||
        status=$?
    [ "$status" = 1 ]
    says "cannot set a timer: Invalid argument"
    not grep "ring buffer" "$err"
    [ ! -e ran ]
}

# The root directory is no cgroup; that of the hierarchy is, but cannot be opened.
@test "a cgroup that cannot be opened: told as that" {
    not_in_vm "does not depend on the kernel"
    command -v strace >/dev/null || skip_or_fail "needs strace"
    top=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$top" ] || skip_or_fail "no cgroup v2"
    status=0
    timeout -k 5 30 strace -D -o /dev/null -P "$top//" -e inject=openat:error=EMFILE \
        "$execsnoop" -c / --no-sandbox --duration=1ms 2>"$err" 3>&- || status=$?
    [ "$status" = 2 ]
    says "--cgroup '/': Too many open files"
}
