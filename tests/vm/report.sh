#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# report.sh FOLDER FILE...: on stdin a line for each virtual machine: its name and which
# of the test files ran in it. From what it said into FOLDER/NAME.log, a table; then what
# was skipped and why, and what failed. Exit status 1 if anything did, or said nothing.
set -eu

folder=$1
shift
failures=$folder/failures
skips=$folder/skips
: >"$failures"
: >"$skips"

# One cell a file: passed, of them skipped, failed, missing. TAP has the plan first.
row() {
    awk -v name="$1" -v ran=" $2 " -v files="$3" -v skips="$skips" -v failures="$failures" '
        /^vm: Linux / { version = $3; sub(/,/, "", version) }
        /^vm: file / { n = split($3, path, "/"); file = path[n]; failing = 0 }
        /^1\.\./ { plan[file] = substr($1, 4) }
        /^(ok|not ok) [0-9]+ / { failing = /^not/ }
        /^ok .* # skip/ {
            skip[file]++
            sub(/^ok [0-9]+ /, "")
            sub(/ in [0-9]+ms/, "")
            print file ": " $0 "\t" name >>skips
            next
        }
        /^ok / { ok[file]++ }
        /^not ok / { bad[file]++ }
        /^vm: done after/ { took = $4 }
        failing && !/^vm: / { print name ": " file ": " $0 >>failures }
        END {
            printf "%-12s %-24s %7s", name, version, took ? int(took) " s" : "-"
            n = split(files, file_of)
            for (i = 1; i <= n; i++) {
                f = file_of[i]
                if (!index(ran, " " f " ")) {
                    printf " %10s", "-"
                    continue
                }
                left = plan[f] - ok[f] - skip[f] - bad[f]
                cell = ok[f] + 0 (skip[f] ? "+" skip[f] "s" : "") (bad[f] ? " " bad[f] "F" : "")
                if (!plan[f] || left) cell = "??"
                if (bad[f] || !plan[f] || left) wrong = 1
                printf " %10s", cell
            }
            print wrong || !took ? "  FAILED" : ""
            if (!took) print name ": did not come to its end" >>failures
            exit wrong || !took
        }' "$folder/$1.log"
}

status=0
printf '%-12s %-24s %7s' kernel version time
printf ' %10s' "${@%.bats}"
echo
while read -r name ran; do
    if [ -s "$folder/$name.unreachable" ]; then
        echo "$name SKIP: $(cat "$folder/$name.unreachable")"
        [ "${CI:-}" != true ] || status=1
    else
        row "$name" "$ran" "$*" || status=1
    fi
done
echo "tests passed, s: skipped, F: failed, ??: not all of them ran, -: not meant to"
sort "$skips" | awk -F'\t' '
    $1 != last { if (last) print "skipped: " last " (" on ")"; last = $1; on = $2; next }
    { on = on ", " $2 }
    END { if (last) print "skipped: " last " (" on ")" }'
cat "$failures"
sed -n 's/^\([^ ]*\): did not come to its end/\1/p' "$failures" | while read -r name; do
    echo "--- the last of $name:"
    tail -n 60 "$folder/$name.log"
done
exit "$status"
