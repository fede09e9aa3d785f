#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The size of things: functions of at most 60 lines, files of at most 400 (tests:
# 600), headers of at most 150. Needs universal-ctags.
set -u
cd "$(dirname "$0")/../.." || exit 1

failed=0
over() {
    echo "$1: $2 lines, more than $3"
    failed=1
}

for file in src/*.[ch] src/*/*.[ch] bpf/* include/*.h tests/*/*.[ch]; do
    lines=$(wc -l <"$file")
    case $file in
    tests/*) most=600 ;;
    include/*) most=180 ;;
    src/*.h | src/*/*.h) most=150 ;;
    *) most=400 ;;
    esac
    [ "$lines" -le "$most" ] || over "$file" "$lines" "$most"
done

while IFS=$'\t' read -r name file lines; do
    [ "$lines" -le 60 ] || over "$file: $name()" "$lines" 60
done < <(ctags -x --_xformat=$'%N\t%F\t%n\t%{end}' --kinds-C=f --languages=C \
    src/*.c src/*/*.c bpf/* tests/*/*.c | awk -F'\t' '{ print $1 "\t" $2 "\t" $4 - $3 + 1 }')
exit $failed
