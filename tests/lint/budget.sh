#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# The size of things: functions have at most 60 lines; a file of more than 500, tables not
# counted, gets a warning; README.md has 150 to 170. Needs universal-ctags.
set -u
cd "$(dirname "$0")/../.." || exit 1

failed=0
files=(src/*.[ch] src/*/*.[ch] bpf/* include/*.h tests/*/*.[ch])

# A table is an initializer at file scope.
awk 'function report() { if (n > 500) print file ": warning: " n " lines, more than 500" }
    FNR == 1 { report(); file = FILENAME; n = 0; table = 0 }
    /^[^ \t].*= \{$/ { table = 1 }
    !table { n++ }
    /^\}/ { table = 0 }
    END { report() }' "${files[@]}"

while IFS=$'\t' read -r name file lines; do
    [ "$lines" -le 60 ] && continue
    echo "$file: $name(): $lines lines, more than 60"
    failed=1
done < <(ctags -x --_xformat=$'%N\t%F\t%n\t%{end}' --kinds-C=f --languages=C \
    "${files[@]}" | awk -F'\t' '{ print $1 "\t" $2 "\t" $4 - $3 + 1 }')

lines=$(wc -l <README.md)
if [ "$lines" -lt 150 ] || [ "$lines" -gt 170 ]; then
    echo "README.md: $lines lines, not 150 to 170"
    failed=1
fi
exit $failed
