#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The rules of the house that grep can check: each thing is done in one place.
set -u
cd "$(dirname "$0")/../.." || exit 1

failed=0
sources=(src/*.[ch] src/*/*.[ch])

# only PATTERN WHERE FILES...: the pattern stands in no other of the files than
# WHERE (an extended regular expression on their names).
only() {
    local pattern=$1 where=$2 hits

    shift 2
    hits=$(grep -nE -- "$pattern" "$@" | grep -vE "^$where:")
    [ -z "$hits" ] && return
    echo "only $where may have $pattern:"
    echo "$hits"
    failed=1
}

only 'skel\.h|execsnoop_bpf' 'src/kernel/loader\.c' "${sources[@]}"
only '\(const struct exec_record \*\)|memcpy\(head' 'src/record/record\.c' "${sources[@]}"
only 'optarg|optind|argv\[' 'src/cli/options\.c' "${sources[@]}"
only 'STDERR_FILENO|fprintf\(|perror\(' 'src/(base/log|main)\.[ch]' "${sources[@]}"
only '[^nf]printf\("|puts\(' 'src/(cli/options|kernel/preflight|main)\.c' "${sources[@]}"
only 'SYS_cap[gs]et|PR_CAP|set(e|res)[gu]id\(' 'src/base/privileges\.c' "${sources[@]}"
only 'SECCOMP|BPF_STMT' 'src/run/sandbox\.c' "${sources[@]}"
only 'secure_getenv' 'src/kernel/object\.c' "${sources[@]}"
# The caller's environment chooses nothing in a set-id or file-capability program, but
# where the command is looked for, as the caller.
only '(^|[^_])getenv\(' 'src/run/command\.c' "${sources[@]}"
only 'bpf_core_(field|enum|type)_exists|___' 'bpf/compat\.bpf\.h' bpf/*
only 'READ\(|bpf_core_(read\(|field|enum|type)' 'bpf/(compat|[a-z]+_access)\.bpf\.h' bpf/*
only 'SEC\("(tp|raw|lsm|k|u|f)' 'bpf/execsnoop\.bpf\.c' bpf/*
only 'SEC\("\.maps' 'bpf/maps\.bpf\.h' bpf/*
only 'bpf_map_lookup_elem\(&filters' 'bpf/maps\.bpf\.h' bpf/*
only 'config\.(asked|wanted|only_failed|root_child|cgroups_wanted)' 'bpf/filter\.bpf\.h' bpf/*

# The kernel cuts longer names.
long=$(grep -hoE '^} [a-z_]+ SEC\("\.maps"\)|^int [a-z_]+\(' bpf/*.[ch] |
    sed 's/^} //; s/^int //; s/[ (].*//' | awk 'length > 15')
if [ -n "$long" ]; then
    echo "name longer than 15 characters: $long"
    failed=1
fi

# The folders of src, the lowest first: a file includes of lower ones and of its own.
floors=(base record "select redact reason" show run kernel cli)

# floor FOLDER: its number.
floor() {
    local i

    for i in "${!floors[@]}"; do
        case " ${floors[i]} " in *" $1 "*) echo "$i" && return ;; esac
    done
    echo "src/$1 is on no floor" >&2
    return 1
}

while IFS=: read -r file _ include; do
    from=${file#src/} from=${from%%/*} to=${include#*\"} to=${to%%/*}
    [ "$from" != "$to" ] || continue
    a=$(floor "$from") && b=$(floor "$to") && [ "$b" -lt "$a" ] && continue
    echo "$file includes of src/$to, which is not below src/$from"
    failed=1
done < <(grep -n '#include "[a-z]*/' src/*/*.[ch])

# What is lowest knows nothing of the project.
if hits=$(grep -n '#include "execsnoop' src/base/*); then
    echo "src/base includes of the contract: $hits"
    failed=1
fi
exit $failed
