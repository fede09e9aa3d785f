// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>

#include "base/log.h"
#include "cli/option_values.h"

int usage_error(const char *text, const char *what)
{
	log_error("%s%s\nTry 'execsnoop --help'.", text, what);
	return -EINVAL;
}

int check_conflicts(const struct options *opts)
{
	const uint32_t wanted = filter_values__kinds(&opts->kernel.values, FILTER_WANTED);
	const uint32_t asked =
		wanted | filter_values__kinds(&opts->kernel.values, FILTER_UNWANTED);

	if (opts->kernel.lite && opts->kernel.show_failed)
		return usage_error(
			"--lite cannot show failed execs: leave out one of --lite and ",
			opts->kernel.only_failed   ? "--only-failed" :
			asked & 1U << FILTER_ERRNO ? "--errno" :
						     "-x");
	if (opts->kernel.priv_gain && opts->kernel.show_failed &&
	    (opts->kernel.only_failed || asked & 1U << FILTER_ERRNO))
		return usage_error(
			"--priv-gain can match no exec that failed: leave out one of --priv-gain and ",
			opts->kernel.only_failed ? "--only-failed" : "--errno");
	if (opts->kernel.fold_path && !opts->kernel.show_failed)
		return usage_error("--fold-path folds failed execs, and none are shown: ",
				   "add -x");
	if (opts->until_match && opts->command)
		return usage_error(
			"--until-match has no exit status of its own with a COMMAND: ",
			"use --count=1");
	if (opts->until_match && opts->count != UINT64_MAX && opts->count != 1)
		return usage_error("--until-match ends at the first event: ",
				   "leave out one of --until-match and --count");
	if (opts->kernel.wait_all && !opts->command && !(wanted & 1U << FILTER_TREE))
		return usage_error("--wait-all needs a tree to wait for: ",
				   "give -p PID, or -- COMMAND at the end");
	if (opts->run_as.name && !opts->command)
		return usage_error("--run-as needs a COMMAND to run: ",
				   "give it at the end, behind --");
	return 0;
}
