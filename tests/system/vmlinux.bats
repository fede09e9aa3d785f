# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What the committed kernel types say is true of the running kernel.
load lib

@test "every type that the programs use is as the running kernel has it" {
    "$workload/btfcompare" "$O/bpf/execsnoop.bpf.o" /sys/kernel/btf/vmlinux >"$out" 2>"$err" ||
        # Of helpers the programs ask whether they are there.
        { cat "$err" >&2 && ! has_saved_registers && not grep -v "^enum bpf_func_id: no value BPF_FUNC_" "$err"; }
    # These are all that the programs name, so none was passed over.
    for type in syscall_trace_enter syscall_trace_exit linux_binprm mm_struct task_struct \
        trace_event_raw_sched_process_exec trace_entry; do
        grep -q "^struct $type " "$out"
    done
    grep -q "^enum bpf_func_id " "$out"
}

@test "a type that differs is told" {
    not_in_vm "no compiler there"
    mkdir other
    sed 's/	int tgid/	long tgid/; s/int arg_end/int args_end/; s/task_pt_regs = 175/task_pt_regs = 7/' \
        "$BATS_TEST_DIRNAME/../../vmlinux/vmlinux.h" >other/vmlinux.h
    cp -r "$BATS_TEST_DIRNAME/../../bpf" bpf
    sed -i 's/arg_end/args_end/' bpf/*.h
    clang -g -O2 -target bpf -D__TARGET_ARCH_x86 -DEXECSNOOP_ABI=0 -Iother -I"$BATS_TEST_DIRNAME/../../include" \
        -c bpf/execsnoop.bpf.c -o other.o
    status=0
    "$workload/btfcompare" other.o /sys/kernel/btf/vmlinux >"$out" 2>"$err" || status=$?
    [ "$status" = 1 ]
    says "struct task_struct: tgid is another kind of thing"
    says "struct mm_struct: no member args_end"
    says "enum bpf_func_id: BPF_FUNC_task_pt_regs is 175, not 7"
}
