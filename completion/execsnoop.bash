# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Completion for bash. It asks the program for its options, formats and columns.

# The errors of execve(2).
_execsnoop_errors="E2BIG EACCES EAGAIN EFAULT EINVAL EIO EISDIR ELIBBAD ELOOP EMFILE ENAMETOOLONG
    ENFILE ENOENT ENOEXEC ENOMEM ENOTDIR EPERM ETXTBSY"

# Where it is installed; an ordinary user's PATH lacks these.
_execsnoop_folders=/usr/local/sbin:/usr/sbin:/sbin

# Print the path of the program, or fail.
_execsnoop_program() {
    PATH=$PATH:$_execsnoop_folders type -P -- "$1"
}

# Print the names of the cgroups.
_execsnoop_cgroups() {
    find /sys/fs/cgroup -type d -printf '%f\n' 2>/dev/null
}

# Print the ids of containers, and the names of those that have none. Names with unusual
# characters are left out.
_execsnoop_containers() {
    _execsnoop_cgroups | sed -nE '/[0-9a-f]{64}/ { s/.*([0-9a-f]{64}).*/\1/p; d }
        s/\\x2d/-/g; /^machine-qemu-/d
        s/^(machine-|runc-|crun-|systemd-nspawn@)([[:alnum:]_.-]+)\.(scope|service)$/\2/p
        s/^lxc\.payload\.([[:alnum:]_.-]+)$/\1/p'
}

# _execsnoop_last WORD VALUES: complete the last value of a list.
_execsnoop_last() {
    local before=${1%"${1##*[,+!]}"}

    # compgen expands the words of -W itself. Expanded before, the name of a cgroup such as
    # $(reboot).service would be a command, and \x2d would lose its backslash.
    # shellcheck disable=SC2016
    compgen -P "$before" -W '$2' -- "${1#"$before"}"
}

# _execsnoop_values OPTION WORD PROGRAM: print the values of OPTION that begin with WORD.
# Fails if the values of OPTION are unknown.
_execsnoop_values() {
    case $1 in
    -o | --output)
        compgen -W "$("$3" --help |
            sed -n 's/.*--output=FORMAT *//p' | sed 's/(default)//; s/ or / /; s/,/ /g')" -- "$2"
        ;;
    -O | --columns)
        _execsnoop_last "$2" "$("$3" --columns=help | awk 'NR > 1 { print $1 }') all"
        ;;
    --errno) _execsnoop_last "$2" "$_execsnoop_errors" ;;
    --stdin | --stdout | --stderr)
        _execsnoop_last "$2" "tty pipe socket file dir null device other closed"
        ;;
    --unit)
        _execsnoop_last "$2" "$(_execsnoop_cgroups | grep -E '\.(service|scope|slice)$' | sort -u)"
        ;;
    --container)
        _execsnoop_last "$2" "$(_execsnoop_containers | sort -u)"
        ;;
    --width) compgen -W "auto none" -- "$2" ;;
    --login-user) _execsnoop_last "$2" "$(compgen -u) unset" ;;
    -u | --uid | --euid | --run-as) compgen -u -- "$2" ;;
    -g | --group) compgen -g -- "$2" ;;
    -w | --write | --bpf-object | --btf | -c | --cgroup) compgen -f -- "$2" ;;
    -p | --pid | -P | --ppid | --mntns | --pidns)
        compgen -W "$(cd /proc && echo [0-9]*)" -- "$2"
        ;;
    *) return 1 ;;
    esac
}

# Completes the current word. Bash splits --name=value at the "=".
_execsnoop() {
    local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} i program

    program=$(_execsnoop_program "$1") || return 0
    compopt -o filenames 2>/dev/null || true # fails if a test calls the function
    for ((i = 1; i < COMP_CWORD; i++)); do
        [ "${COMP_WORDS[i]}" != -- ] && continue
        # After -- come COMMAND and its files.
        if ((i == COMP_CWORD - 1)); then
            mapfile -t COMPREPLY < <(compgen -c -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
        fi
        return
    done
    if [ "$word" = = ]; then
        word=
    elif [ "$option" = = ]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    mapfile -t COMPREPLY < <(_execsnoop_values "$option" "$word" "$program")
    [ "${#COMPREPLY[@]}" = 0 ] && [ "${word:0:1}" = - ] || return 0
    mapfile -t COMPREPLY < <(compgen -W "$("$program" --help |
        grep -oE '^  (-., |    )--[a-z-]+' | grep -oE -- '--?[a-zA-Z][a-z-]*') --" -- "$word")
}
complete -F _execsnoop execsnoop
