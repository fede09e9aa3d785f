# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# What cannot be shown is counted, by reason and in its place.
# bats file_tags=alone
load lib

# The sum of the lost records in the stream; of the report at the end.
lost_in_stream() {
    jq -s 'map(select(.type == "lost").count) | add // 0' "$out"
}
lost_at_end() {
    sed -n 's/.* \([0-9]*\) lost.*/\1/p' "$err"
}

# All but children of this shell is left out, so that every sum is exact.

@test "a ring of one page under full load: shown + lost = done" {
    start -x -b 4096 -o json -P $$
    kill -STOP "$pid"
    "$workload/flood" 1000 "$token" >/dev/null
    kill -CONT "$pid"
    "$workload/flood" $((99000 / scale)) "$token" >/dev/null
    stop
    seen=$(jq -c 'select(.type == "exec")' "$out" | wc -l)
    lost=$(lost_in_stream)
    [ "$lost" -gt 0 ]
    [ "$lost" = "$(lost_at_end)" ]
    # Each flood is an exec itself.
    [ $((seen + lost)) = $((1001 + 99000 / scale + 1)) ]
    says "a larger ring (-b 16K) or a filter may help"
    says "(ring_full $lost)"
}

# The ring has room for parts of the first, for the heads of more, and then for nothing.
@test "an event that is lost does not lack arguments as well" {
    local long

    long=$(printf %0100000d 1)
    start --args-size=max -b 64K -o json -P $$
    kill -STOP "$pid"
    for ((i = 0; i < 150; i++)); do
        "$workload/ends" "$token" "$long"
    done
    kill -CONT "$pid"
    stop
    cut=$(jq -c 'select(.truncated)' "$out" | wc -l)
    [ "$(lost_at_end)" -gt 0 ]
    [ $((cut + $(lost_at_end))) = 150 ]
    says "$cut events lack arguments"
}

@test "a reader stopped for a while: shown + lost = done, the loss in its place" {
    mkfifo pipe
    exec {hold}<>pipe
    # shellcheck disable=SC2094
    jq -c . <pipe >lines {hold}<&- &
    reader=$!
    # Its own exec must not be among those traced.
    eventually grep -qx jq "/proc/$reader/comm"
    exec {said}< <(exec "$execsnoop" -x -b 64K -P $$ -o json 2>&1 >pipe 3>&- {hold}<&-)
    pid=$!
    read -t 30 -r line <&"$said"
    [[ $line == *"tracing execs"* ]]
    exec {hold}<&-
    "$workload/flood" 100 first >/dev/null
    kill -STOP "$pid"
    "$workload/flood" $((50000 / scale)) "$token" >/dev/null
    kill -CONT "$pid"
    # The next event that finds room tells; each try is two, which may be lost too.
    tries=0
    loss_is_told() {
        tries=$((tries + 1))
        "$workload/flood" 1 "$token" >/dev/null
        [[ $(<lines) == *'"lost"'* ]]
    }
    eventually loss_is_told
    "$workload/flood" 100 last >/dev/null
    stop
    wait "$reader"
    out=lines
    count() { jq -c --arg t "$1" 'select(.args[1] == $t and .retval < 0)' lines | wc -l; }
    [ "$(count first)" = 100 ]
    [ "$(count last)" = 100 ]
    lost=$(lost_in_stream)
    [ "$lost" -gt 0 ]
    # Each flood is an exec itself.
    shown=$(jq -c 'select(.type == "exec")' lines | wc -l)
    [ $((shown + lost)) = $((101 + 50000 / scale + 1 + 2 * tries + 101)) ]
    first=$(grep -n '"lost"' lines | head -1 | cut -d: -f1)
    [ "$first" -gt "$(grep -n '"flood","first"' lines | tail -1 | cut -d: -f1)" ]
    [ "$first" -lt "$(grep -n '"flood","last"' lines | head -1 | cut -d: -f1)" ]
    jq -se 'map(select(.type == "lost")) | all(.reason == "ring_full" and .count > 0 and
        (.timestamp | endswith("Z")))' lines
}

@test "what is lost before the end without a record after it is told too" {
    start -x -b 4096 -o json -P $$
    kill -STOP "$pid"
    "$workload/flood" 1000 "$token" >/dev/null
    kill -INT "$pid"
    kill -CONT "$pid"
    finish
    seen=$(jq -c 'select(.type == "exec")' "$out" | wc -l)
    lost=$(lost_in_stream)
    [ "$lost" -gt 900 ]
    [ $((seen + lost)) = 1001 ]
    [ "$(tail -1 "$out" | jq -r .type)" = lost ]
}

@test "a full load into a ring that holds it loses nothing" {
    start -x -P $$ -b 64M
    "$workload/flood" $((200000 / scale)) "$token" >/dev/null
    stop
    [ "$(grep -c -- "flood $token" "$out")" = $((200000 / scale)) ]
    says "$((200000 / scale + 1)) events shown"
    says ", 0 lost"
}

# bats test_tags=userspace
@test "table and kv have no lines but those of events" {
    for format in table kv; do
        start -x -b 4096 -o "$format" -P $$
        kill -STOP "$pid"
        "$workload/flood" 1000 "$token" >/dev/null
        kill -CONT "$pid"
        "$workload/flood" 19000 "$token" >/dev/null
        stop
        [ "$(lost_at_end)" -gt 0 ]
        shown=$(sed -n 's/.* \([0-9]*\) events shown.*/\1/p' "$err")
        [ "$(grep -vc '^COMM' "$out")" = "$shown" ]
    done
}

@test "two tracers do not disturb each other" {
    start -x -P $$
    "$execsnoop" -x -P $$ >second 2>second_err &
    second=$!
    eventually grep -q "tracing execs" second_err
    "$workload/flood" 1000 "$token" >/dev/null
    stop
    kill -INT "$second"
    wait "$second"
    [ "$(grep -c -- "flood $token" "$out")" = 1000 ]
    [ "$(grep -c -- "flood $token" second)" = 1000 ]
}

@test "a record that leaves no room for a wake-up does not stop the stream" {
    # Sizes around that of the ring, each while the consumer sleeps; then small ones.
    mkfifo pipe
    exec {said}< <(exec "$execsnoop" -b 4096 -P $$ 2>&1 >pipe 3>&-)
    pid=$!
    exec {reader}<pipe
    read -t 30 -r line <&"$said"
    for size in $(seq 3880 8 4000); do
        read -t 0.1 -r line <&"$said" || true
        /bin/true "$(head -c "$size" /dev/zero | tr '\0' x)"
    done
    for i in $(seq 50); do /bin/true "$token" "$i"; done
    while read -t 10 -r line <&"$reader"; do
        [[ $line == *"$token"* ]] && break
    done
    [[ $line == *"$token"* ]]
    stop
    exec {reader}<&-
}

@test "an event wakes the tracer once" {
    start -u "$stranger"
    begin=${EPOCHREALTIME/./}
    wakes=$(wakes_of "$pid")
    setpriv --reuid="$stranger" --clear-groups --inh-caps=+dac_override \
        --ambient-caps=+dac_override "$O/tests/bench/load" exec 60 "$token" 25 >/dev/null
    eventually shows 60
    wakes=$(($(wakes_of "$pid") - wakes))
    ms=$(((${EPOCHREALTIME/./} - begin) / 1000))
    # And once in 100 ms without one.
    [ "$wakes" -lt $((60 + ms / 100 + 10)) ]
    stop
}
shows() {
    [ "$(grep -c "nop $token" "$out")" = "$1" ]
}

@test "arguments that the ring has no room for are marked and counted" {
    public=$(mktemp -d /tmp/execsnoop.XXXXXX)
    cp "$workload/longline" "$public"
    chmod go+rx "$public"
    # A user that nothing else runs as.
    start --args-size=max -b 64K -o json -u 54321
    kill -STOP "$pid"
    (cd "$public" && exec setpriv --reuid=54321 --regid=54321 --clear-groups \
        ./longline 1000000 "$token" >/dev/null)
    rm -r "$public"
    kill -CONT "$pid"
    stop
    only '.args[1:3] == ["child", $t]' '.truncated and .argc == 13 and .args_bytes == 1000000'
    says "lacks arguments: the ring buffer was full"
}

@test "a flood of huge command lines: shown + lost = done, small ones included" {
    public=$(mktemp -d /tmp/execsnoop.XXXXXX)
    cp "$workload/longline" "$public"
    for size in 300000 1000; do
        echo "./longline $size $token >/dev/null"
    done >"$public/one_round"
    chmod -R go+rX "$public"
    # A user that nothing else runs as.
    start --args-size=max -b 128K -o json -u 54321
    kill -STOP "$pid"
    (cd "$public" && exec setpriv --reuid=54321 --regid=54321 --clear-groups \
        bash -c 'for _ in {1..20}; do . ./one_round; done')
    rm -r "$public"
    kill -CONT "$pid"
    stop
    # bash once, and each longline with its child.
    shown=$(jq -c 'select(.type == "exec")' "$out" | wc -l)
    lost=$(lost_in_stream)
    [ "$lost" -gt 0 ]
    [ $((shown + lost)) = 81 ]
    says "arguments: the ring buffer was full"
}

# But where the kernel skips runs (Linux 7.2) because all of them end at once.
@test "two thousand calls under way at once: none is lost or lacks its latency uncounted" {
    mkfifo go said_by_it
    { "$workload/unseen" inflight "$token" 2000 || echo "status $?"; } <go >said_by_it &
    # Of that shell's children alone: what else runs may fill the ring.
    start -x -o json -P $!
    exec {go}>go {its}<said_by_it
    read -r -u "$its" line
    [ "$line" != "status 77" ] || skip_or_fail "no userfaultfd"
    [ "$line" = entered ]
    echo >&"$go"
    cat <&"$its" >want
    stop
    [ "$(wc -l <want)" = 2000 ]
    of_them='select(.args == ["unseen", $t] and .retval < 0)'
    shown=$(jq -c --arg t "$token" "$of_them" "$out" | wc -l)
    timed=$(jq -c --arg t "$token" "$of_them | select(.latency_us > 0)" "$out" | wc -l)
    skipped=$(skipped_runs)
    unrecorded=$(sed -nE 's/^execsnoop: ([0-9]+) calls? ha(s|ve) no recorded start.*/\1/p' "$err")
    echo "# $shown shown, $timed with their latency, $skipped runs skipped, ${unrecorded:-0} calls without a start" >&3
    [ "$shown" -le 2000 ]
    [ $((2000 - shown)) -le "$skipped" ]
    [ $((shown - timed)) -le "${unrecorded:-0}" ]
}
