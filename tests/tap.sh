#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tap.sh FILE: runs one test file of either kind, with its results as TAP. In it
# a skipped test is "ok"; cmocka 1.1 says "not ok".
set -o pipefail

case $1 in
*.bats) exec bats --tap "$1" ;;
*) CMOCKA_MESSAGE_OUTPUT=TAP "$1" | sed 's/^not ok \([0-9]* # SKIP\)/ok \1/' ;;
esac
