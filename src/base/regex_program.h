/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A compiled pattern: what base/regex_parse.c writes and base/regex.c runs. */
#ifndef BASE_REGEX_PROGRAM_H
#define BASE_REGEX_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum regex_op {
	/* Take a byte, then go on with the next instruction. */
	OP_BYTE,
	OP_ANY,
	OP_SET,
	OP_MATCH, /* take none; the end */
	/* Two ways; the first is preferred where both give the same match. */
	OP_SPLIT, /* the next instruction, or the one at `to` */
	OP_REPEAT, /* the one at `to`, or the next */
	OP_JUMP,
	/* Remember the place as that of the first group. */
	OP_GROUP_BEGIN,
	OP_GROUP_END,
	/* Go on only at such a place. */
	OP_TEXT_BEGIN,
	OP_TEXT_END,
	OP_WORD_BEGIN,
	OP_WORD_END,
	OP_WORD_EDGE,
	OP_NO_WORD_EDGE,
};

struct regex_instruction {
	uint8_t op; /* enum regex_op */
	uint8_t byte; /* of OP_BYTE */
	int16_t to; /* relative to this instruction; of OP_SET: index of the set */
};

struct regex_set {
	uint8_t bits[256 / 8];
};

struct regex_program {
	struct regex_instruction *code; /* ends in OP_MATCH */
	size_t n;
	struct regex_set *sets;
	size_t n_sets;
};

static inline bool regex_set__has(const struct regex_set *set, unsigned char byte)
{
	return set->bits[byte / 8] >> byte % 8 & 1;
}

static inline void regex_set__add(struct regex_set *set, unsigned char byte)
{
	set->bits[byte / 8] |= (uint8_t)(1U << byte % 8);
}

/* Whether a byte belongs to a word: [A-Za-z0-9_]. */
bool regex_is_word(unsigned char byte);

/* Parse a pattern as regex__compile() does. The caller frees the arrays, after an error
 * too. */
int regex_program__parse(struct regex_program *program, const char *pattern, char *error,
			 size_t size);

/* Parse a bracket expression after its "[". Set *end to after its "]". Return NULL, or what
 * is wrong with it. */
const char *regex_set__parse(struct regex_set *set, const char *text, const char **end);

#endif
