# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Every example of the manual pages is run; those of execsnoop-examples(7) print what the
# page shows.
# bats file_tags=alone
load lib
load cgroups

top_folder=$BATS_TEST_DIRNAME/../..
examples=$top_folder/man/execsnoop-examples.7
manual=$top_folder/man/execsnoop.8

# Without the escapes of mdoc(7).
plain() {
    sed 's/\\-/-/g; s/\\(dq/"/g; s/\\e/\\/g; s/\\&//g' "$1"
}

# split_page: literal block N of the page of examples becomes runs/N/page, and its commands
# runs/N/commands.
split_page() {
    plain "$examples" | awk '
        /^\.Bd -literal/ { folder = "runs/" ++n; system("mkdir -p " folder); next }
        /^\.Ed/ { close(folder "/page"); close(folder "/commands"); folder = ""; next }
        folder { print >(folder "/page") }
        folder && sub(/^# /, "") { print >(folder "/commands") }'
}

# split_manual: command N of the manual becomes manualC/N/commands, 40 for each C, because
# a tracepoint runs at most 64 programs. In a literal block each line but the first
# continues the command or is one.
split_manual() {
    plain "$manual" | awk '
        function begin() { folder = "manual" int(n / 40) "/" ++n; system("mkdir -p " folder) }
        sub(/^\.Dl # execsnoop/, "execsnoop") { begin(); print >(folder "/commands"); close(folder "/commands") }
        /^# execsnoop/ { begin(); block = 1 }
        /^\.Ed/ { close(folder "/commands"); block = 0 }
        block { sub(/^# /, ""); print >(folder "/commands") }'
}

# Numbers as N, times and amounts of memory as T and M, and single blanks.
form() {
    # The searches along PATH may be those of other programs.
    sed -E 's/(>=)?[0-9]+([.][0-9]+)?m?s /T /g; s/(<=)?[0-9]+([.][0-9]+)?[KM] /M /g; s/[0-9]+/N/g; s/ +/ /g; s/^ //; s/, N probes along PATH [(].*[)]$//'
}

# run_all FOLDER: each FOLDER/N/commands, with the cgroups that the examples name.
run_all() {
    local container

    container=4f0c9a$(printf 'c%.0s' {1..58})
    getent passwd www-data >/dev/null || skip_or_fail "no user www-data"
    use_hierarchy v2
    mkdir -p "$top"/{backup.service,cron.service,"docker/$container"}
    if [ -d "$mount/user.slice" ]; then
        tops+=("$mount/user.slice/execsnoop-$token")
    else
        tops+=("$mount/user.slice")
    fi
    mkdir -p "$mount/user.slice/execsnoop-$token"
    unshare -m bash "$BATS_TEST_DIRNAME/examples.sh" "$PWD/$1" "$mount" "$token" "$container" 3>&-
}

# has_worked RUN: the commands traced, or only printed something, and ended with 0.
has_worked() {
    [ "$(cat "$1/status")" = 0 ] &&
        { grep -q "tracing execs" "$1/err" || [ -s "$1/out" ]; }
}

# as_on_page RUN: each line of the page is there, the heading of a table as it is, the
# others but for their numbers. What a COMMAND prints may come before the heading.
as_on_page() {
    local line header

    header=$(grep -m 1 -v -e '^#' -e '^execsnoop: ' "$1/page" | tr -s ' ')
    if [[ $header =~ ^[A-Z] ]]; then
        tr -s ' ' <"$1/out" | grep -qxF -e "$header" || {
            echo "other headings: $header" >&2
            return 1
        }
    fi
    form <"$1/out" >"$1/out.form"
    form <"$1/err" >"$1/err.form"
    while read -r line; do
        case $line in
        "#"*) ;;
        execsnoop:*) grep -qxF -e "$line" "$1/err.form" ;;
        *) grep -qxF -e "$line" "$1/out.form" ;;
        esac || {
            echo "not there: $line" >&2
            return 1
        }
    done < <(form <"$1/page")
}

# all_of TEST RUN...: what failed goes to stderr.
all_of() {
    local test=$1 run failed=0

    shift
    for run in "$@"; do
        "$test" "$run" && continue
        failed=1
        head -n 40 "$run"/{commands,status,err,out} | cut -c1-200 >&2
    done
    return $failed
}

# bats test_tags=userspace
@test "each question of execsnoop-examples(7) has one example, with output" {
    split_page
    questions=$(grep -c '^\.Ss ' "$examples")
    [ "$questions" -gt 0 ]
    [ "$(find runs -name page | wc -l)" = "$questions" ]
    for run in runs/*; do
        head -n 1 "$run/page" | grep '^# execsnoop ' >&2
        grep -v '^#' "$run/page" >&2
    done
}

# bats test_tags=userspace
@test "each command of the README is an example" {
    split_page
    grep -o '`sudo execsnoop [^`]*`' "$top_folder/README.md" |
        sed 's/^`sudo //; s/`$//' >commands
    [ -s commands ]
    while read -r command; do
        grep -qxF -e "$command" runs/*/commands || { echo "$command" && false; } >&2
    done <commands
}

# bats test_tags=userspace
@test "each example of execsnoop-examples(7) prints what the page shows" {
    not_in_vm "needs make"
    split_page
    run_all runs
    all_of has_worked runs/*
    all_of as_on_page runs/*
}

# bats test_tags=userspace
@test "each option in execsnoop(8) has an example" {
    same "" "$(awk '
        /^\.It Fl/ || /^\.Sh FOLLOWING/ { if (option) print option; option = $0; options++ }
        /^\.Dl # execsnoop/ { option = "" }
        /^\.Sh FOLLOWING/ { exit }
        END { if (options < 2) print "no options" }' "$manual")"
}

# bats test_tags=userspace
@test "each example of execsnoop(8) works" {
    not_in_vm "needs make"
    split_manual
    [ "$(find manual* -name commands | wc -l)" -ge "$(grep -c '^\.Dl # execsnoop' "$manual")" ]
    for folder in manual*; do
        run_all "$folder"
        all_of has_worked "$folder"/*
    done
}
