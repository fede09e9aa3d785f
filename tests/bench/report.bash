# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# The figures as tables, and the plots.
# shellcheck disable=SC2153

say_machine() {
    echo "execsnoop beside other tracers: Linux $(uname -r | cut -d. -f1,2), $(nproc) CPUs" \
        "($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 | tr -s ' ')$(grep -qw hypervisor /proc/cpuinfo && echo ', virtual machine'))," \
        "$(date +%F); medians of $ROUNDS rounds."
    for tool in "${tools[@]}"; do
        printf '  %-13s %s\n' "$tool" "${command[$tool]/#$O\//}"
    done
    echo
}

# The median, or "-".
figure() {
    local value

    value=$(median "$1" "$2")
    printf '%s' "${value:--}"
}

ratio() {
    local ours theirs

    ours=$(median "$1" "$2")
    theirs=$(median "$1" "$3")
    if [ -z "$ours" ] || [ -z "$theirs" ]; then
        printf -- - && return
    fi
    awk -v a="$theirs" -v b="$ours" 'BEGIN { if (b > 0) printf "%.1f", a / b; else printf "-" }'
}

# row TITLE SERIES OURS...: a figure for each tool, then the reference's over each of
# ours.
row() {
    local title=$1 series=$2 tool line ours

    shift 2
    line="| $title"
    for tool in "${tools[@]}"; do
        line+=" | $(figure "$series" "$tool")"
    done
    line+=" |"
    for ours in "$@"; do
        line+=" $(ratio "$series" "$ours" "$reference")"
    done
    echo "$line |"
}

heading() {
    local tool line="| $1" rule="|---"

    for tool in "${tools[@]}"; do
        line+=" | $tool"
        rule+="|---:"
    done
    echo "$line | $reference / ours, in turn |"
    echo "$rule|---:|"
}

print_main() {
    local reference=libbpf-tools

    heading figure
    row "kernel ns per failing exec" kernel_fail table json
    row "kernel ns per successful exec" kernel_exec table json lite
    row "tracer CPU ns per failing exec" cpu_fail table json
    row "tracer CPU ns per successful exec" cpu_exec table json lite
    row "lost of $(scaled 300000) failing execs" lost_fail
    row "lost of $(scaled 2000) successful execs" lost_exec
    row "lost of $(scaled 3000000) failing at full speed, file" flood_file
    row "the same, pipe to a reader" flood_pipe
    row "kernel memory of all maps, bytes" maps table
    row "resident memory, KB" rss table
    row "the same at its peak, KB" peak table
    row "start to first event, us" start table json lite
    row "wake-ups in 10 idle seconds" idle
    row "exec to line in a pipe, quiet, p50 us" p50_quiet table
    row "the same, p99 us" p99_quiet table
    row "under 2,000 execs a second, p50 us" p50_busy table
    row "the same, p99 us" p99_busy table
    row "getppid, ns (untraced $(figure getppid none))" getppid
    echo
    echo "Resident memory is the RSS of the tracer and the PSS of its child processes."
    echo "Binary, stripped: $(strip -o "$dir/out" "$O/execsnoop" && stat -c %s "$dir/out") bytes."
    echo
}

# At the end: growth adds to it.
print_missing() {
    echo "Not measured:"
    printf '  %s\n' "${not_measured[@]}" | sort -u
}

# print_series TITLE KEYS SERIES...
print_series() {
    local title=$1 keys=$2 key series

    shift 2
    echo "| $title | ${keys// / | } |"
    echo "|---|$(for key in $keys; do printf -- '---:|'; done)"
    for series in "$@"; do
        printf '| %s |' "${series#*_}"
        for key in $keys; do
            printf ' %s |' "$(figure "$series" "$key")"
        done
        echo
    done
    echo
}

print_growth() {
    local rings=() ring

    for ring in $RINGS; do
        rings+=("ring_$ring")
    done
    print_series "kernel ns per successful exec, by bytes of command line" "$BYTES" \
        length_whole length_libbpf-tools
    print_series "kernel ns per failing exec, by arguments" "$ARGUMENTS" \
        arguments_table arguments_libbpf-tools
    print_series "producers at full speed" "$PRODUCERS" producers_rate_table \
        producers_rate_libbpf-tools producers_cpu_table producers_cpu_libbpf-tools \
        producers_lost_table producers_lost_libbpf-tools
    print_series "ns per rejected failing exec, by filter" "none -u -P -c -n -l" \
        filter_kernel filter_cpu
    print_series "lost in a second of failing execs, by rate" "$RATES" "${rings[@]}"
    plot
}

# series_file SERIES KEYS: "key median" lines for gnuplot.
series_file() {
    local key value

    for key in $2; do
        value=$(median "$1" "$key")
        [ -z "$value" ] || echo "$key $value"
    done >"$dir/$1.data"
}

plot() {
    local ring series

    if ! command -v gnuplot >/dev/null; then
        echo "No plots: gnuplot is not installed." && return
    fi
    for series in length_whole length_libbpf-tools; do
        series_file "$series" "$BYTES"
    done
    for ring in $RINGS; do
        series_file "ring_$ring" "$RATES"
    done
    (cd "$dir" && gnuplot -e "rings = '$RINGS'" "$OLDPWD/plot.gp")
    rm -f "$dir"/*.data
    echo "Plots: $dir/cost.svg, $dir/loss.svg"
    echo
}

# spread SERIES KEY: from the least to the most.
spread() {
    awk -v series="$1" -v key="$2" '$1 == series && $2 == key { print $3 }' "$figures" |
        sort -n | sed -n '1h; ${ H; x; s/\n/ to /p }'
}

print_reach() {
    local tools=(shown -u -p -c) reference=shown

    heading "ns, by filter"
    row "kernel, per failing exec" reach_fail -u -p -c
    row "tracer, per failing exec" reach_cpu -u -p -c
    row "both, less an empty program's" reach_all -u -p -c
    row "kernel, per successful exec" reach_exec -u -p -c
    echo
    echo "An empty program, per failing exec: $(figure reach_fail empty) ns in the kernel."
    echo
    print_series "ns of a program, empty, the tree not followed, followed; at full speed" \
        "empty not followed" tree_process_fork tree_process_exit
    print_series "at 2000 execs a second" "empty not followed" \
        cold_process_fork cold_process_exit
    print_series "make -j2 of this project, medians of $PAIRS pairs" "without with" \
        make_wall make_cpu
    echo "Of each pair, -- make over make: wall $(figure make_ratio wall)" \
        "($(spread make_ratio wall)), CPU $(figure make_ratio cpu) ($(spread make_ratio cpu))."
    echo "After $(scaled 100000) short processes in a tree, --wait-all ended" \
        "$(figure reach_short end) ms after the last."
    echo
}

# more SERIES KEY: than the same with the default columns.
more() {
    local value base

    value=$(median "$1" "$2")
    base=$(median "$1" default)
    [ -z "$value" ] || [ -z "$base" ] || awk -v a="$value" -v b="$base" 'BEGIN { printf "%d", a - b }'
}

# whole SERIES KEY: without the half that a median may have.
whole() {
    local value

    value=$(median "$1" "$2")
    [ -z "$value" ] && printf -- - || printf '%.0f' "$value"
}

# columns_table KIND TITLE NAME...
columns_table() {
    local kind=$1 name

    echo "| $2 | kernel | tracer |"
    echo "|---|---:|---:|"
    echo "| the default columns | $(whole "kernel_$kind" default) | $(whole "cpu_$kind" default) |"
    shift 2
    for name; do
        echo "| $name, more | $(more "kernel_$kind" "$name") | $(more "cpu_$kind" "$name") |"
    done
    echo "| all, in all | $(whole "kernel_$kind" all) | $(whole "cpu_$kind" all) |"
    echo
}

print_columns() {
    columns_table exec "ns per successful exec, JSON" "${columns[@]}" all
    columns_table fail "ns per failing exec, JSON" fold-path reason all
}
