/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs with options and operands that are secrets, as their manuals have them. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One rule; a program may have several, one after the other. Lists have blanks between their
 * items. `valued` and `runs` are set in the first rule of a program only.
 *
 * An item of `secrets` is
 *   -x, --word, -word, /word   an option: its value is a secret; --word may be abbreviated,
 *   <                          the program reads a secret from standard input,
 *   word                       an operand: the next one is a secret,
 *   #N, #*                     the Nth operand after `after`, counted from 1, or each one,
 * where a word may be a pattern: *suffix, prefix*, or <name>, which is any word whose end is
 * the name of a secret. A last character tells which part of the value is a secret:
 *   : % = , >  what follows the first of that character
 *   /          that, up to an @
 *   @          the password in user:password@host
 *   +          all, but it is never the next word
 *   ?          the same; the next word is not looked at as a secret by name either
 *   !          none, whatever the name of the option
 *   $          none: it names the program whose arguments follow the next operand
 *   <          none, but the program then reads a secret from standard input
 * and of an operand ? that it is one unless user%password was given.
 */
struct program_rule {
	const char *name; /* of the program, without directory */
	const char *after; /* subcommands, which come first in this order */
	const char *secrets;
	/* Short options with a value that is no secret; others may be joined into one word.
	 * NULL: options of one dash have long names. */
	const char *valued;
	/* It runs another program that is named after its options; * and options that have
	 * no value. NULL: it does not. */
	const char *runs;
};

/* Return the rules of the program of this path, and their number in `n`; or NULL. */
const struct program_rule *program__find(const char *path, size_t len, size_t *n);

#endif
