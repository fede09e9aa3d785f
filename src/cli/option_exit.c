// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <ctype.h>
#include <signal.h>
#include <string.h>

#include "base/util.h"
#include "cli/option_values.h"

#define SIGNALS_MAX 64 /* _NSIG */

static const struct {
	const char *name;
	unsigned int choice; /* enum exit_choice */
} choices[] = {
	{ "both", EXIT_BOTH },
	{ "only", EXIT_ONLY },
	{ "forks", EXIT_FORKS },
};

static unsigned int find_choice(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
		if (strlen(choices[i].name) == len &&
		    !strncmp(choices[i].name, name, len))
			return choices[i].choice;
	return 0;
}

const char *option__exit(struct options *opts, const struct option_def *def,
			 const char *value)
{
	opts->exits |= EXIT_ENDS;
	while (value && *value) {
		const size_t len = strcspn(value, ",");
		const unsigned int choice = find_choice(value, len);

		if (!choice)
			return "expected both (starts too), only (no starts) or forks (also processes that do not exec)";
		opts->exits |= choice;
		value += len + (value[len] == ',');
	}
	return NULL;
}

/* Return the signal with this name, with or without SIG and in any case, or 0. */
static int find_signal(const char *name)
{
	char known[SIGNAL_NAME_SIZE];

	for (int i = 1; i <= SIGNALS_MAX; i++)
		if (!strcasecmp(signal_name(i, known), name) ||
		    (isalpha((unsigned char)*known) && !strcasecmp(known + 3, name)))
			return i;
	return 0;
}

static const char *unknown_status(const char *name)
{
	char known[SIGNAL_NAME_SIZE];
	struct suggest n;

	suggest__begin(&n, name);
	for (int i = 1; i < SIGRTMIN; i++)
		if (sigabbrev_np(i)) {
			suggest__offer(&n, signal_name(i, known));
			suggest__offer(&n, sigabbrev_np(i));
		}
	return explain_unknown(
		"status", &n,
		"an exit code from 0 to 255, the name of a signal, signal, or nonzero (failed: a code other than 0, or a signal)");
}

const char *value__status(struct options *opts, const struct option_def *def,
			  const char *value, bool negated)
{
	struct end_set *set = negated ? &opts->ends_unwanted : &opts->ends_wanted;
	const bool nonzero = !strcmp(value, "nonzero");
	const int signal = find_signal(value);
	uint64_t code;

	set->any = true;
	opts->exits |= EXIT_ENDS;
	if (nonzero || !strcmp(value, "signal"))
		set->signals = ~0ULL;
	else if (signal)
		set->signals |= 1ULL << (signal & 63);
	else if (!parse_u64(value, 255, &code))
		set->codes[code / 64] |= 1ULL << code % 64;
	else
		return unknown_status(value);
	for (int i = 0; i < 4 && nonzero; i++)
		set->codes[i] = i ? ~0ULL : ~1ULL;
	return NULL;
}

const char *option__limit(struct options *opts, const struct option_def *def,
			  const char *value)
{
	const size_t len = strlen(value);

	if (len && isdigit((unsigned char)value[len - 1]))
		return explain("the time needs a unit: %sms or %ss", value, value);
	opts->exits |= EXIT_ENDS;
	return option__duration(opts, def, value);
}
