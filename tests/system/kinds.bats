# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# All kinds of exec, with all that can be collected. Every virtual machine runs this file.
load lib

# The workloads print what their execs are: 19 kinds that succeed, 42 that fail.
@test "each kind of exec is shown, once" {
    start -x -o json -O all --env=all --ancestors
    "$workload/kinds" "$token" >good
    "$workload/failures" "$token" >bad
    stop
    [ "$(wc -l <good)" -ge 19 ]
    [ "$(wc -l <bad)" = 42 ]
    jq -r 'select(.type == "exec") | "\(.comm) \(.pid) \(.ppid) \(.retval)"' "$out" >events
    # of FILE CONDITION: the events of its processes for which that holds.
    of() { awk "NR == FNR { want[\$2]; next } \$2 in want && $2" "$1" events | sort; }
    same "$(cut -d' ' -f1-4 good | sort)" "$(of good '$4 == 0')"
    same "$(cut -d' ' -f1-4 bad | sort)" "$(of bad '$4 < 0')"
}
