# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# shellcheck shell=bash
# Options of runs in which one thing fails at a time: a system call, an allocation.
option_sets=(
    "-x -w /dev/null --duration=1ms"
    "-o json -O all -w /dev/null --duration=1ms"
    "-u root -n x --cwd=/ -w /dev/null --duration=1ms"
    "-c / --container=!* -w file --duration=1ms"
    "-x -o kv --redact=x --env=changed -w /dev/null --duration=1ms"
    "--lite -w /dev/null -- true"
    "--check"
    "--columns=help"
)

# did_its_work OPTIONS...: a run that reports success has done what the options ask for.
did_its_work() {
    case $* in
    *-w*) grep -qE "[0-9]+ events? shown" "$err" ;;
    *) [ -s "$out" ] ;;
    esac
}
