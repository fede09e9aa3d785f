#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# load.sh WORKLOADS SECONDS: execs of all kinds, in bursts with rests between them.
set -eu

workload=$1
end=$((SECONDS + $2))
while [ "$SECONDS" -lt "$end" ]; do
    "$workload/flood" 20000 soak
    "$workload/burst" 100 soak
    "$workload/longline" 100000 soak
    "$workload/longline" 1500000 soak
    "$workload/longline" 300000 soak fail
    mkdir files
    (cd files && "$workload/failures" soak)
    rm -r files
    "$workload/threads" 4 20 soak
    "$workload/bomb" 5 soak
    for i in 1 2 3 4 5; do /bin/echo '{"round":'"$i"'}' | jq -c .round; done
    # More events than any reader can keep up with, and long lines that lose their end.
    "$workload/flood" 50000 soak & "$workload/flood" 50000 soak &
    for _ in 1 2 3; do "$workload/longline" 1500000 soak; done
    wait
    read -t 0.5 -r _ <> <(:) || true
done >/dev/null
