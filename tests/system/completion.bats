# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Completion in bash: what it offers is what the program takes.
load lib

# Not what bats sets up for tests that trace.
setup() {
    cd "$BATS_TEST_TMPDIR" || return
    source "$BATS_TEST_DIRNAME/../../completion/execsnoop.bash"
}

teardown() { :; }

# offers WORD...: for the last word, a line each, sorted. Bash has "=" as a word of its own.
offers() {
    COMP_WORDS=("$execsnoop" "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _execsnoop "$execsnoop" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
    printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort
}

# bats test_tags=userspace
@test "every option of --help, and no other" {
    same "$(offers --)" "$("$execsnoop" --help |
        sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p; $a --' | LC_ALL=C sort)"
    [ "$(offers --fold)" = --fold-path ]
    [ "$(offers -x --no-s)" = --no-sandbox ]
    offers - | grep -x -e -O >&2
}

# bats test_tags=userspace
@test "columns, also at the end of a list, and the formats" {
    same "$(offers -O "")" "$({ "$execsnoop" --columns=help | awk 'NR > 1 { print $1 }' && echo all; } | LC_ALL=C sort)"
    [ "$(offers --columns = par | xargs)" = "parent_args parent_comm parent_exe parent_id" ]
    [ "$(offers --columns = pid,+cw)" = "pid,+cwd" ]
    [ "$(offers -o "" | xargs)" = "json kv table" ]
    for format in $(offers --output =); do
        "$execsnoop" -o "$format" --help >/dev/null
    done
}

# bats test_tags=userspace
@test "errors, units and containers, also at the end of a list" {
    _execsnoop_cgroups() {
        printf '%s\n' a.service b.slice "docker-$id.scope" a.service other
    }
    id=$(printf '%064d' 7)
    for error in $(offers --errno =); do
        "$execsnoop" --errno="$error" --help >/dev/null
    done
    for kind in $(offers --stdin =); do
        "$execsnoop" --stdin="$kind" --help >/dev/null
    done
    [ "$(offers --stderr = '!tty,so')" = '!tty,socket' ]
    [ "$(offers --errno = ENOENT,EAC)" = ENOENT,EACCES ]
    [ "$(offers --unit "" | xargs)" = "a.service b.slice docker-$id.scope" ]
    [ "$(offers --unit '!b')" = '!b.slice' ]
    [ "$(offers --container = 00)" = "$id" ]
}

# bats test_tags=userspace
@test "containers that have a name" {
    _execsnoop_cgroups() {
        printf '%s\n' lxc.payload.web1 lxc.payload.db.example lxc.monitor.web1 machine-m1.scope \
            'machine-m\x2d2.scope' 'machine-qemu\x2d1\x2dvm.scope' machine.slice runc-r1.scope \
            crun-c1.scope systemd-nspawn@n1.service "runc-$id.scope" 'lxc.payload.$(touch run)' \
            'lxc.payload.`touch${IFS}run`' 'machine-*.scope' 'machine-a,!b.scope' 'machine-\x24x.scope'
    }
    id=$(printf '%064d' 7)
    [ "$(offers --container = '' | xargs)" = "$id c1 db.example m-2 m1 n1 r1 web1" ]
    [ "$(offers --container 'x,!w')" = 'x,!web1' ]
    [ ! -e run ]
    for name in $(offers --container ''); do
        "$execsnoop" --container="$name" --help >/dev/null
    done
}

# bats test_tags=userspace
@test "the name of a cgroup is no command" {
    # shellcheck disable=SC2016
    local hostile='x$(touch${IFS}run).service'
    _execsnoop_cgroups() {
        printf '%s\n' "$hostile" 'y\x2dz.scope' '*.slice' "\`touch\${IFS}run\`.scope"
    }
    : >some.slice
    [ "$(offers --unit = x)" = "$hostile" ]
    [ "$(offers --unit = 'a,!x')" = "a,!$hostile" ]
    [ "$(offers --unit y)" = 'y\x2dz.scope' ]
    [ "$(offers --unit = '')" = "$(_execsnoop_cgroups | LC_ALL=C sort)" ]
    [ ! -e run ]
}

# bats test_tags=userspace
@test "an ordinary user's PATH does not have it" {
    PATH=/usr/bin:/bin
    COMP_WORDS=(execsnoop --fold) COMP_CWORD=1
    _execsnoop execsnoop 2>/dev/null
    [ -z "${COMPREPLY[*]}" ]
    _execsnoop_folders=/nosuch:${execsnoop%/*}
    _execsnoop execsnoop 2>/dev/null
    [ "${COMPREPLY[*]}" = --fold-path ]
}

# bats test_tags=userspace
@test "users, files and processes; behind -- a command" {
    [ "$(offers -u roo)" = root ]
    [ "$(offers --login-user = root,uns)" = root,unset ]
    [ "$(offers --login-user roo)" = root ]
    [ "$(offers --width = '' | xargs)" = "auto none" ]
    : >some-file
    [ "$(offers -w some)" = some-file ]
    offers -p "" | grep -x $$ >&2
    offers -- bas | grep -x bash >&2
    [ "$(offers -- cat some)" = some-file ]
    [ -z "$(offers --duration "")" ]
}
