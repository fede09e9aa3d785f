// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Command lines of redact_lines.txt: what is in ⟦ ⟧ becomes [redacted], and nothing else. And
 * each program of the table is found, so the table is sorted. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

#include "redact/program.h"
#include "redact/redact.h"

#define PROGRAMS "src/redact/program.c"
#define FILE_NAME "tests/unit/redact_lines.txt"
#define OPEN "\u27e6"
#define CLOSE "\u27e7"

/* Arguments, each with a NUL at its end. */
struct words {
	struct strbuf given, expected;
	size_t n;
};

static void add(struct words *w, const char *bytes, size_t n, bool secret)
{
	strbuf__add(&w->given, bytes, n);
	if (!secret)
		strbuf__add(&w->expected, bytes, n);
}

static void end_word(struct words *w)
{
	add(w, "", 1, false);
	w->n++;
}

/* Split a line as a shell does: blanks, '', "" with \" and \\ in it, and \ elsewhere. */
static void split(struct words *w, const char *line)
{
	bool in_word = false, secret = false;
	char quote = '\0';

	for (; *line; line++) {
		if (!strncmp(line, OPEN, 3) || !strncmp(line, CLOSE, 3)) {
			secret = !strncmp(line, OPEN, 3);
			if (secret)
				strbuf__adds(&w->expected, REDACTED);
			in_word = true;
			line += 2;
		} else if (!quote && (*line == '\'' || *line == '"')) {
			in_word = true;
			quote = *line;
		} else if (quote && *line == quote) {
			quote = '\0';
		} else if (!quote && *line == ' ') {
			if (in_word)
				end_word(w);
			in_word = false;
		} else {
			if (*line == '\\' && quote != '\'' &&
			    (!quote || line[1] == '"' || line[1] == '\\'))
				line++;
			in_word = true;
			add(w, line, 1, secret);
		}
	}
	if (in_word)
		end_word(w);
}

static void redact(const struct words *w, struct strbuf *out)
{
	struct redactor redactor = {};
	struct strbuf buf = {};
	struct arg args[64] = {};
	const char *at = w->given.data;

	assert_true(w->n <= 64);
	for (size_t i = 0; i < w->n; i++) {
		args[i] = (struct arg){ .text = at, .len = strlen(at) };
		at += args[i].len + 1;
	}
	assert_int_equal(redact__list(&redactor, &buf, args, w->n), 0);
	for (size_t i = 0; i < w->n; i++) {
		strbuf__add(out, args[i].text, args[i].len);
		strbuf__addc(out, '\0');
	}
	strbuf__free(&buf);
	redact__free(&redactor);
}

/* Print a line that becomes something else, with blanks between the arguments. */
static bool check(const char *line)
{
	struct words w = {};
	struct strbuf out = {};
	bool same;

	split(&w, line);
	redact(&w, &out);
	same = out.len == w.expected.len && !memcmp(out.data, w.expected.data, out.len);
	for (size_t i = 0; i < out.len; i++)
		out.data[i] = out.data[i] ? out.data[i] : ' ';
	if (!same)
		print_error("%s\n  became %.*s\n", line, (int)out.len, out.data);
	strbuf__free(&w.given);
	strbuf__free(&w.expected);
	strbuf__free(&out);
	return same;
}

static void test_lines(void **state)
{
	FILE *file = fopen(FILE_NAME, "re");
	char *line = NULL;
	size_t size = 0, n = 0, wrong = 0;
	ssize_t len;

	assert_non_null(file);
	while ((len = getline(&line, &size, file)) > 0) {
		line[len - 1] = '\0';
		if (*line == '#' || !*line)
			continue;
		n++;
		wrong += !check(line);
	}
	free(line);
	fclose(file);
	assert_true(n > 400);
	assert_int_equal(wrong, 0);
}

/* Names are the first strings after { in the source. */
static void test_programs(void **state)
{
	static const char begin[] = "{ \"";
	FILE *file = fopen(PROGRAMS, "re");
	char *line = NULL;
	size_t size = 0, n = 0, n_rules;

	assert_non_null(file);
	while (getline(&line, &size, file) > 0)
		for (char *at = line; (at = strstr(at, begin)); n++) {
			size_t len = strcspn(at += strlen(begin), "\"");

			if (!program__find(at, len, &n_rules))
				fail_msg("%.*s is not found", (int)len, at);
		}
	free(line);
	fclose(file);
	assert_true(n > 600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_programs),
	};

	return cmocka_run_group_tests_name("redact lines", tests, NULL, NULL);
}
