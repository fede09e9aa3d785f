// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Run a program on a text: Pike's method. A thread is a place in the program, with the
 * places in the text where its match and its group began. All threads move past the same
 * byte at once, and of two that meet at an instruction one is enough: the one earlier in the
 * list, which began further left or took the preferred ways.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/regex.h"
#include "base/regex_program.h"

struct thread {
	uint32_t at; /* index of an instruction */
	uint32_t begin; /* of the match */
	uint32_t group_begin, group_end; /* UINT32_MAX: none yet */
};

struct threads {
	struct thread *list; /* ordered by `begin` */
	size_t n;
};

struct regex {
	struct regex_program program;
	bool first[256]; /* bytes that a match can begin with */
	bool may_be_empty; /* a match may have no bytes */
	bool at_begin; /* a match begins where the text does */
	/* Memory for regex__find(). */
	struct threads now, next; /* threads at this byte, and after it */
	struct thread *waiting; /* threads on the second way of a split */
	uint32_t *seen; /* the turn in which a thread came to an instruction */
	uint32_t turn; /* increases with each list */
};

struct search {
	struct regex *regex;
	struct regex_text text;
	size_t pos;
	bool anywhere; /* every assertion holds */
	uint64_t steps; /* taken */
};

static void begin_turn(struct regex *regex)
{
	if (++regex->turn)
		return;
	memset(regex->seen, 0, regex->program.n * sizeof(*regex->seen));
	regex->turn = 1;
}

static bool is_word_at(const struct search *s, size_t pos)
{
	return pos < s->text.len && regex_is_word((unsigned char)s->text.bytes[pos]);
}

/* Return whether an assertion holds before the byte at s->pos. */
static bool holds(const struct search *s, enum regex_op op)
{
	const bool before = s->pos && is_word_at(s, s->pos - 1);
	const bool after = is_word_at(s, s->pos);

	if (s->anywhere)
		return true;
	if (s->text.cut && s->pos == s->text.len && op != OP_TEXT_BEGIN)
		return false;
	switch (op) {
	case OP_TEXT_BEGIN:
		return !s->pos;
	case OP_TEXT_END:
		return s->pos == s->text.len;
	case OP_WORD_BEGIN:
		return !before && after;
	case OP_WORD_END:
		return before && !after;
	case OP_WORD_EDGE:
		return before != after;
	default:
		return before == after;
	}
}

/* Move a thread past an instruction that takes no byte. Return false if it ends there. */
static bool pass(const struct search *s, struct thread *t, struct regex_instruction i)
{
	if (i.op == OP_JUMP) {
		t->at += (uint32_t)i.to;
		return true;
	}
	t->at++;
	if (i.op == OP_GROUP_BEGIN)
		t->group_begin = (uint32_t)s->pos;
	else if (i.op == OP_GROUP_END)
		t->group_end = (uint32_t)s->pos;
	else
		return holds(s, (enum regex_op)i.op);
	return true;
}

/* Add a thread to a list: at each instruction that it reaches without taking a byte. */
static void add(struct search *s, struct threads *threads, struct thread t)
{
	struct regex *regex = s->regex;
	size_t n_waiting = 0;

	regex->waiting[n_waiting++] = t;
	while (n_waiting) {
		t = regex->waiting[--n_waiting];
		while (regex->seen[t.at] != regex->turn) {
			const struct regex_instruction i = regex->program.code[t.at];

			regex->seen[t.at] = regex->turn;
			s->steps++;
			if (i.op <= OP_MATCH) {
				threads->list[threads->n++] = t;
				break;
			}
			if (i.op == OP_SPLIT || i.op == OP_REPEAT) {
				const int to[] = { i.op == OP_SPLIT ? 1 : i.to,
						   i.op == OP_SPLIT ? i.to : 1 };

				regex->waiting[n_waiting] = t;
				regex->waiting[n_waiting++].at += (uint32_t)to[1];
				t.at += (uint32_t)to[0];
			} else if (!pass(s, &t, i)) {
				break;
			}
		}
	}
}

static bool takes(const struct regex *regex, struct regex_instruction i,
		  unsigned char byte)
{
	switch (i.op) {
	case OP_BYTE:
		return i.byte == byte;
	case OP_ANY:
		return true;
	case OP_SET:
		return regex_set__has(&regex->program.sets[i.to], byte);
	default:
		return false;
	}
}

static size_t place(uint32_t pos)
{
	return pos == UINT32_MAX ? SIZE_MAX : pos;
}

/* Move all threads past the byte at s->pos. Set *match to the best of those that end before
 * it; threads that began further right than a match end. Return whether one was found. */
static bool move(struct search *s, bool found, struct regex_match *match)
{
	struct regex *regex = s->regex;
	const struct threads now = regex->now;

	regex->now = regex->next;
	regex->now.n = 0;
	regex->next = now;
	begin_turn(regex);
	s->pos++;
	for (size_t i = 0; i < now.n; i++) {
		struct thread t = now.list[i];
		const struct regex_instruction at = regex->program.code[t.at];

		if (found && t.begin > match->begin)
			break;
		if (at.op == OP_MATCH) {
			found = true;
			*match = (struct regex_match){ t.begin, s->pos - 1,
						       place(t.group_begin),
						       place(t.group_end) };
		} else if (s->pos <= s->text.len &&
			   takes(regex, at, (unsigned char)s->text.bytes[s->pos - 1])) {
			t.at++;
			s->steps++;
			add(s, &regex->now, t);
		}
	}
	return found;
}

/* Begin a thread at the first place from s->pos on where a match can begin, if there are no
 * others. */
static void begin_thread(struct search *s)
{
	struct regex *regex = s->regex;

	if (regex->at_begin && s->pos)
		return;
	if (!regex->now.n && !regex->may_be_empty) {
		while (s->pos < s->text.len &&
		       !regex->first[(unsigned char)s->text.bytes[s->pos]])
			s->pos++;
		begin_turn(regex);
	}
	add(s, &regex->now,
	    (struct thread){ 0, (uint32_t)s->pos, UINT32_MAX, UINT32_MAX });
}

int regex__find(struct regex *regex, const struct regex_text *text, size_t from,
		struct regex_match *match, uint64_t *steps)
{
	struct search s = { .regex = regex, .text = *text, .pos = from };
	struct regex_match any;
	bool found = false;

	if (text->len >= UINT32_MAX)
		return -ETIME;
	regex->now.n = 0;
	begin_turn(regex);
	while (s.pos <= text->len && s.steps <= *steps && !(found && !match)) {
		if (!found)
			begin_thread(&s);
		if (!regex->now.n && (found || regex->at_begin))
			break;
		found = move(&s, found, match ? match : &any);
	}
	if (s.steps > *steps) {
		*steps = 0;
		return -ETIME;
	}
	*steps -= s.steps;
	return found;
}

/* --- compilation --- */

static void find_first(struct regex *regex)
{
	struct search s = { .regex = regex, .anywhere = true };

	begin_turn(regex);
	add(&s, &regex->now, (struct thread){});
	for (size_t i = 0; i < regex->now.n; i++) {
		const struct regex_instruction at =
			regex->program.code[regex->now.list[i].at];

		regex->may_be_empty |= at.op == OP_MATCH;
		for (unsigned int c = 0; c < 256; c++)
			regex->first[c] |= takes(regex, at, (unsigned char)c);
	}
}

static int prepare(struct regex *regex)
{
	const size_t n = regex->program.n;
	const struct regex_instruction *code = regex->program.code;

	regex->now.list = calloc(n, sizeof(struct thread));
	regex->next.list = calloc(n, sizeof(struct thread));
	regex->waiting = calloc(n + 1, sizeof(struct thread));
	regex->seen = calloc(n, sizeof(*regex->seen));
	if (!regex->now.list || !regex->next.list || !regex->waiting || !regex->seen)
		return -ENOMEM;
	find_first(regex);
	/* An alternative or an optional part would come first. */
	regex->at_begin = code[code->op == OP_GROUP_BEGIN].op == OP_TEXT_BEGIN;
	return 0;
}

int regex__compile(struct regex **regex, const char *pattern, char *error, size_t size)
{
	struct regex *new = calloc(1, sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	err = regex_program__parse(&new->program, pattern, error, size);
	if (!err)
		err = prepare(new);
	if (err)
		regex__free(new);
	else
		*regex = new;
	return err;
}

void regex__free(struct regex *regex)
{
	if (!regex)
		return;
	free(regex->program.code);
	free(regex->program.sets);
	free(regex->now.list);
	free(regex->next.list);
	free(regex->waiting);
	free(regex->seen);
	free(regex);
}
