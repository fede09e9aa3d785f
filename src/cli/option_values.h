/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the values of options mean: for options.c alone.
 *
 * Each parse function puts a value where it belongs, and returns NULL, or else what is wrong
 * with it or was expected instead, which is valid until the next call of any. A value
 * may stay in use, so it must live as long as opts. Those of filters take a "!" before
 * it; parse_redact() and parse_ancestors() take NULL.
 */
#ifndef OPTION_VALUES_H
#define OPTION_VALUES_H

#include "base/suggest.h"
#include "cli/options.h"

#define ID_MAX (UINT32_MAX - 1) /* the highest is no id but chown(2)'s "leave it" */

/* What such a function returns, put together. */
const char *explain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "no such WHAT", and what is near, or else what was expected. */
const char *explain_unknown(const char *what, struct suggest *n, const char *expected);
const char *explain_unknown_user(const char *name, const char *expected);

const char *parse_output(struct options *opts, const char *value);
const char *parse_columns(struct options *opts, const char *value);
const char *parse_ancestors(struct options *opts, const char *value);
const char *parse_shell(struct options *opts, const char *value);
const char *parse_env(struct options *opts, const char *value);
const char *parse_write(struct options *opts, const char *value);
const char *parse_fold_path(struct options *opts, const char *value);
const char *parse_max_args(struct options *opts, const char *value);
const char *parse_args_size(struct options *opts, const char *value);
const char *parse_buffer(struct options *opts, const char *value);
const char *parse_bpf_object(struct options *opts, const char *value);
const char *parse_btf(struct options *opts, const char *value);
const char *parse_verbose(struct options *opts, const char *value);
const char *parse_count(struct options *opts, const char *value);
const char *parse_duration_option(struct options *opts, const char *value);
const char *parse_run_as(struct options *opts, const char *value);

/* Of filters and other patterns: option_filters.c. */
const char *parse_uid(struct options *opts, const char *value);
const char *parse_gid(struct options *opts, const char *value);
const char *parse_ppid(struct options *opts, const char *value);
const char *parse_pid(struct options *opts, const char *value);
const char *parse_mntns(struct options *opts, const char *value);
const char *parse_pidns(struct options *opts, const char *value);
const char *parse_errno(struct options *opts, const char *value);
const char *parse_name(struct options *opts, const char *value);
const char *parse_line(struct options *opts, const char *value);
const char *parse_exe(struct options *opts, const char *value);
const char *parse_parent(struct options *opts, const char *value);
const char *parse_cwd(struct options *opts, const char *value);
const char *parse_redact(struct options *opts, const char *value);
const char *parse_cgroup(struct options *opts, const char *value);
const char *parse_unit(struct options *opts, const char *value);
const char *parse_container(struct options *opts, const char *value);

/* Says both, one behind the other, and where help is. Always -EINVAL. */
int usage_error(const char *text, const char *what);

/* Whether options contradict each other: option_conflicts.c. Returns 0, or -EINVAL after
 * having said which. */
int check_conflicts(const struct options *opts);

#endif
