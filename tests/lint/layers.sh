#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The rules of the house that grep can check: each thing is done in one place.
set -u
cd "$(dirname "$0")/../.." || exit 1

failed=0

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

only 'skel\.h|execsnoop_bpf' 'src/loader\.c' src/*
only '\(const struct exec_record \*\)|memcpy\(head' 'src/record\.c' src/*
only 'optarg|optind|argv\[' 'src/options\.c' src/*
only 'STDERR_FILENO|fprintf\(|perror\(' 'src/(log|main)\.[ch]' src/*
only '[^nf]printf\("|puts\(' 'src/(options|preflight|main)\.c' src/*.c
only 'SYS_cap[gs]et|PR_CAP|set(e|res)[gu]id\(' 'src/privileges\.c' src/*
only 'SECCOMP|BPF_STMT' 'src/sandbox\.c' src/*
only 'secure_getenv' 'src/object\.c' src/*
# The caller's environment chooses nothing in a set-id or file-capability program, but
# where the command is looked for, as the caller.
only '(^|[^_])getenv\(' 'src/command\.c' src/*
only 'BPF_CORE_READ|bpf_core_(field|enum|type)|___' 'bpf/compat(_cgroup|_details)?\.bpf\.h' bpf/*
only 'SEC\("(tp|raw|lsm|k|u|f)' 'bpf/execsnoop\.bpf\.c' bpf/*
only 'SEC\("\.maps' 'bpf/maps\.bpf\.h' bpf/*
only 'bpf_map_lookup_elem\(&filters' 'bpf/maps\.bpf\.h' bpf/*
only 'config\.(asked|wanted|only_failed|root_child|cgroups_wanted)' 'bpf/filter\.bpf\.h' bpf/*

# Names in the kernel are cut at 15 characters.
long=$(grep -hoE '^} [a-z_]+ SEC\("\.maps"\)|^int [a-z_]+\(struct' bpf/*.[ch] |
    sed 's/^} //; s/^int //; s/[ (].*//' | awk 'length > 15')
if [ -n "$long" ]; then
    echo "name longer than 15 characters: $long"
    failed=1
fi

# What knows nothing of the project includes nothing of it.
for file in src/strbuf.[ch] src/util.[ch] src/privileges.[ch]; do
    name=$(basename "${file%.*}")
    hits=$(grep -n '#include "' "$file" | grep -v "\"$name\.h\"")
    if [ -n "$hits" ]; then
        echo "$file includes of the project: $hits"
        failed=1
    fi
done
exit $failed
