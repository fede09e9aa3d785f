#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tap.sh FILE: runs one test file of any kind, with its results as TAP. In it
# a skipped test is "ok"; cmocka 1.1 says "not ok". One that hangs fails. A test must
# not "wait" for all its children: what measures the time is one.
set -o pipefail
export BATS_TEST_TIMEOUT=${BATS_TEST_TIMEOUT:-600}

case $1 in
*.bats) exec bats --tap "$1" ;;
*/lint.sh)
    echo 1..1
    if said=$("$1" 2>&1); then
        echo "ok 1 - lint"
    else
        echo "not ok 1 - lint"
        echo "# ${said//$'\n'/$'\n'# }"
    fi
    ;;
*/fuzz/fuzz_*)
    echo 1..1
    said=$("$(dirname "$0")/fuzz/fuzz.sh" short "$O" "$1") || echo -n "not "
    echo "ok 1 - $(basename "$1")"
    echo "# $said"
    ;;
*) CMOCKA_MESSAGE_OUTPUT=TAP "$1" | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/' ;;
esac
