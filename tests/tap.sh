#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# tap.sh FILE: runs one test file of either kind, with its results as TAP.
case $1 in
*.bats) exec bats --tap "$1" ;;
*) CMOCKA_MESSAGE_OUTPUT=TAP exec "$1" ;;
esac
