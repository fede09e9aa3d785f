/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One command line, word by word: which words have a secret by the manual of its program. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "redact/program.h"
#include "redact/scan.h"

#define COMMAND_WORDS 12

/* State of one command line, up to a word. */
struct command {
	const struct program_rule *rules; /* n_rules of the program; NULL: unknown */
	size_t n_rules;
	const struct program_rule
		*next; /* n_next of the program that the next operand runs */
	size_t n_next;
	bool started; /* a word was seen */
	bool is_value; /* the next word is the value of an option, and no secret */
	bool after_option; /* the next word may be such a value */
	bool known; /* the rules have the option that was last seen */
	bool reads; /* it reads a secret from standard input */
	bool has_password; /* in an option, as user%password */
	char form; /* if the next word is a secret: its form, else NUL */
	/* The first words, without the program and its secrets. */
	struct command_word {
		const char *text;
		size_t len;
		bool optional; /* an option, or it may be the value of one */
	} words[COMMAND_WORDS];
	size_t n_words;
};

#define WHOLE 'w'

/* A value that has a secret: it begins `from` bytes after the begin of the word. */
struct value {
	bool found;
	size_t from;
	char form; /* which part of it, see program.h; or WHOLE */
};

/* Take the next word of a command line. `joined`: a quoted text follows without a blank.
 * Return where the value of which it has a secret begins. */
struct value command__read_word(struct command *c, const char *text, size_t len,
				bool joined);

#endif
