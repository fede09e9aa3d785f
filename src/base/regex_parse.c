// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A pattern becomes a program as it is read. Jumps are relative, and a part of a pattern is
 * a block of instructions that begins at its first and leaves it after its last: a block can
 * be moved, to put an instruction before it, and copied, to repeat it.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/regex.h"
#include "base/regex_program.h"
#include "base/util.h"

#define DEPTH_MAX 64 /* of nested groups; each takes some stack */
#define REPEAT_NO_END UINT_MAX

_Static_assert(REGEX_SIZE_MAX <= INT16_MAX, "an offset fits");

struct parser {
	struct regex_program *program;
	const char *at; /* rest of the pattern */
	unsigned int depth; /* of the group at `at` */
	bool has_group;
	char *error; /* of size bytes */
	size_t size;
};

bool regex_is_word(unsigned char byte)
{
	return byte < 128 && (isalnum(byte) || byte == '_');
}

static int parse_alternatives(struct parser *p);

static int reject(const struct parser *p, const char *reason)
{
	snprintf(p->error, p->size, "%s", reason);
	return -EINVAL;
}

/* Insert an instruction at index `at`; blocks that begin there move behind it. */
static int insert(struct parser *p, size_t at, enum regex_op op, uint8_t byte, size_t to)
{
	struct regex_program *program = p->program;
	struct regex_instruction *code;

	if (program->n == REGEX_SIZE_MAX)
		return reject(p, "it is too long: use less or smaller repetitions {N}");
	code = array__grow(program->code, program->n, sizeof(*code));
	if (!code)
		return -ENOMEM;
	program->code = code;
	memmove(code + at + 1, code + at, (program->n - at) * sizeof(*code));
	code[at] = (struct regex_instruction){ (uint8_t)op, byte, (int16_t)to };
	program->n++;
	return 0;
}

static int append(struct parser *p, enum regex_op op, uint8_t byte, size_t to)
{
	return insert(p, p->program->n, op, byte, to);
}

static int append_set(struct parser *p, const struct regex_set *set)
{
	struct regex_program *program = p->program;
	struct regex_set *sets =
		array__grow(program->sets, program->n_sets, sizeof(*sets));

	if (!sets)
		return -ENOMEM;
	program->sets = sets;
	sets[program->n_sets] = *set;
	return append(p, OP_SET, 0, program->n_sets++);
}

/* --- repetitions --- */

/* Repeat the block from `begin` to the end once or more often. */
static int make_repeated(struct parser *p, size_t begin)
{
	return append(p, OP_REPEAT, 0, begin - p->program->n);
}

/* Make the block from `begin` to the end, `skip` more instructions are to follow, optional. */
static int make_optional(struct parser *p, size_t begin, size_t skip)
{
	return insert(p, begin, OP_SPLIT, 0, p->program->n - begin + 1 + skip);
}

/* Append a copy of a block of `len` instructions. */
static int copy_block(struct parser *p, size_t begin, size_t len)
{
	int err = 0;

	for (size_t i = begin; i < begin + len && !err; i++) {
		const struct regex_instruction copy = p->program->code[i];

		err = append(p, (enum regex_op)copy.op, copy.byte, (size_t)copy.to);
	}
	return err;
}

/* Repeat the block from `begin` to the end, `least` to `most` times. */
static int repeat(struct parser *p, size_t begin, unsigned int least, unsigned int most)
{
	const size_t len = p->program->n - begin;
	const bool no_end = most == REPEAT_NO_END;
	const unsigned int copies = no_end ? (least ? least : 1) : most;
	size_t last = begin;
	int err = 0;

	/* Blocks of no instructions repeat as well as once. */
	if (!copies || !len) {
		p->program->n = begin;
		return 0;
	}
	for (unsigned int i = 1; i < copies && !err; i++) {
		last = p->program->n;
		err = copy_block(p, begin, len);
	}
	if (!err && no_end)
		err = make_repeated(p, last);
	if (!err && no_end && !least)
		err = make_optional(p, begin, 0);
	/* Each optional block may be followed by the next: a(a(a)?)?. */
	for (unsigned int i = most; i > least && !no_end && !err; i--)
		err = make_optional(p, begin + (i - 1) * len, 0);
	return err;
}

/* Take decimal digits; return false if there are none. */
static bool take_number(struct parser *p, unsigned int *number)
{
	const char *begin = p->at;

	*number = 0;
	for (; isdigit((unsigned char)*p->at); p->at++)
		if (*number <= REGEX_SIZE_MAX)
			*number = *number * 10 + (unsigned int)(*p->at - '0');
	return p->at > begin;
}

/* Take {N}, {N,}, {,N} or {N,M} after its brace. */
static int take_interval(struct parser *p, unsigned int *least, unsigned int *most)
{
	const bool has_least = take_number(p, least);

	*most = *least;
	if (*p->at == ',') {
		p->at++;
		if (!take_number(p, most))
			*most = REPEAT_NO_END;
	} else if (!has_least) {
		return reject(p, "expected {N}, {N,} or {N,M} after '{', or \\{");
	}
	if (*p->at != '}')
		return reject(p, "expected {N}, {N,} or {N,M} after '{', or \\{");
	p->at++;
	if (*most < *least)
		return reject(p, "{N,M} has the larger number first");
	return 0;
}

/* Apply the repetitions at p->at to the block from `begin` to the end. */
static int parse_repetitions(struct parser *p, size_t begin)
{
	int err = 0;

	while (!err && *p->at && strchr("*+?{", *p->at)) {
		const char operator= * p->at++;
		unsigned int least = operator== '+', most = REPEAT_NO_END;

		if (operator== '?')
			most = 1;
		if (operator== '{')
			err = take_interval(p, &least, &most);
		if (!err)
			err = repeat(p, begin, least, most);
	}
	return err;
}

/* --- what is repeated --- */

/* Append the set of bytes of \w or \s, or of \W or \S all others. */
static int append_class(struct parser *p, char letter)
{
	struct regex_set set = {};

	for (unsigned int c = 0; c < 256; c++) {
		const bool has = tolower(letter) == 'w' ?
					 regex_is_word((unsigned char)c) :
					 c < 128 && isspace((int)c);

		if (has == (letter >= 'a'))
			regex_set__add(&set, (unsigned char)c);
	}
	return append_set(p, &set);
}

/* Return what an escape asserts of its place, or OP_MATCH for other escapes. */
static enum regex_op assertion(char letter)
{
	switch (letter) {
	case '`':
		return OP_TEXT_BEGIN;
	case '\'':
		return OP_TEXT_END;
	case '<':
		return OP_WORD_BEGIN;
	case '>':
		return OP_WORD_END;
	case 'b':
		return OP_WORD_EDGE;
	case 'B':
		return OP_NO_WORD_EDGE;
	default:
		return OP_MATCH;
	}
}

static int parse_group(struct parser *p)
{
	const bool is_first = !p->has_group;
	int err = 0;

	if (p->depth == DEPTH_MAX)
		return reject(p, "more than 64 nested groups");
	p->depth++;
	p->has_group = true;
	if (is_first)
		err = append(p, OP_GROUP_BEGIN, 0, 0);
	if (!err)
		err = parse_alternatives(p);
	if (!err && *p->at != ')')
		err = reject(p, "missing ')' after '('");
	if (!err && is_first)
		err = append(p, OP_GROUP_END, 0, 0);
	p->depth--;
	p->at++;
	return err;
}

static int parse_bracket(struct parser *p)
{
	struct regex_set set;
	const char *wrong = regex_set__parse(&set, p->at, &p->at);

	return wrong ? reject(p, wrong) : append_set(p, &set);
}

static int parse_escape(struct parser *p)
{
	const char letter = *p->at;

	if (!letter)
		return reject(p, "nothing after the last '\\'");
	p->at++;
	if (letter >= '1' && letter <= '9')
		return reject(p, "it has no back-references");
	if (strchr("wWsS", letter))
		return append_class(p, letter);
	return append(p, OP_BYTE, (uint8_t)letter, 0);
}

/* Parse what no repetition can follow. Return false if it is something else. */
static bool parse_assertion(struct parser *p, int *err)
{
	enum regex_op op = OP_MATCH;
	size_t len = 1;

	if (*p->at == '^') {
		op = OP_TEXT_BEGIN;
	} else if (*p->at == '$') {
		op = OP_TEXT_END;
	} else if (*p->at == '\\') {
		op = assertion(p->at[1]);
		len = 2;
	}
	if (op == OP_MATCH)
		return false;
	p->at += len;
	*err = append(p, op, 0, 0);
	return true;
}

static int parse_piece(struct parser *p)
{
	const size_t begin = p->program->n;
	int err;

	if (parse_assertion(p, &err))
		return err;
	switch (*p->at++) {
	case '(':
		err = parse_group(p);
		break;
	case '[':
		err = parse_bracket(p);
		break;
	case '\\':
		err = parse_escape(p);
		break;
	case '.':
		err = append(p, OP_ANY, 0, 0);
		break;
	case '*':
	case '+':
	case '?':
	case '{':
		return reject(p, "nothing to repeat before '*', '+', '?' or '{'");
	default:
		err = append(p, OP_BYTE, (uint8_t)p->at[-1], 0);
		break;
	}
	return err ? err : parse_repetitions(p, begin);
}

/* Parse up to the end, a '|', or the end of the group. Without a group, a ')' is itself. */
static int parse_branch(struct parser *p)
{
	int err = 0;

	while (!err && *p->at && *p->at != '|' && !(*p->at == ')' && p->depth))
		err = parse_piece(p);
	return err;
}

static int parse_alternatives(struct parser *p)
{
	size_t begin = p->program->n, last_jump = 0;
	struct regex_instruction *code;
	int err = parse_branch(p);

	while (!err && *p->at == '|') {
		p->at++;
		err = make_optional(p, begin, 1);
		if (err)
			break;
		/* Its target is not known yet; link the jumps. */
		begin = p->program->n;
		err = append(p, OP_JUMP, 0, last_jump);
		last_jump = begin++;
		if (!err)
			err = parse_branch(p);
	}
	code = p->program->code;
	while (!err && last_jump) {
		const size_t next = (size_t)code[last_jump].to;

		code[last_jump].to = (int16_t)(p->program->n - last_jump);
		last_jump = next;
	}
	return err;
}

int regex_program__parse(struct regex_program *program, const char *pattern, char *error,
			 size_t size)
{
	struct parser p = {
		.program = program, .at = pattern, .error = error, .size = size
	};
	int err = parse_alternatives(&p);

	return err ? err : append(&p, OP_MATCH, 0, 0);
}
