// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/helper.h"
#include "reason/exec_file.h"
#include "reason/path_walk.h"
#include "reason/reason.h"

/* Limit of nested interpreters in exec_binprm(), fs/exec.c. */
#define SCRIPTS_MAX 5
/* Limits of execve(2): of one string in pages, of all strings in bytes. */
#define STRING_PAGES 32
#define STRINGS_MAX (6ULL << 20)
#define STRINGS_MIN (128ULL << 10)

/* No cause: all that was examined lets the exec succeed. */
#define NOTHING_FOUND (-ENODATA)
/* The interpreter may be the cause. */
#define ASK_INTERPRETER 1

struct explanation {
	struct strbuf *out;
	struct caller *caller;
	int err; /* of the call, positive */
	unsigned int depth; /* 0: the file itself; else its nth interpreter */
	bool loader; /* the file is the loader of an ELF file */
	int fd; /* the caller's descriptor that the path is relative to, or -1 */
	struct exec_file file; /* the last one read */
	int base; /* of a relative path of its interpreter */
};

static const char *name_of(const struct path_walk *w)
{
	return *w->done ? w->done : ".";
}

static void say_denied(const struct explanation *s, const struct path_walk *w,
		       const char *what)
{
	strbuf__printf(s->out, "%s may not be %s by uid %u (mode %04o, owner %u:%u)",
		       w->done, what, s->caller->uid, w->st.stx_mode & 07777U,
		       w->st.stx_uid, w->st.stx_gid);
}

/* A name in the path is too long. */
static int explain_name(struct explanation *s, const struct path_walk *w)
{
	struct statvfs fs;

	strbuf__printf(s->out, "a name in the path has %zu bytes, too many", w->name_len);
	/* Some file systems count characters. */
	if (!fstatvfs(w->fd, &fs) && w->name_len > fs.f_namemax)
		strbuf__printf(s->out, " (at most %lu)", fs.f_namemax);
	strbuf__printf(s->out, ": %s", w->done);
	return 0;
}

/* The walk ended with the error of the call. */
static int explain_walk(struct explanation *s, const struct path_walk *w)
{
	const char *name = name_of(w);

	switch (s->err) {
	case ENOENT:
		strbuf__printf(s->out, "%s does not exist", name);
		return 0;
	case EACCES:
		say_denied(s, w, "searched");
		return 0;
	case ENOTDIR:
		strbuf__printf(s->out, "%s is not a directory", name);
		return 0;
	case ELOOP:
		strbuf__printf(s->out, "%s leads through more than 40 symbolic links",
			       name);
		return 0;
	case ENAMETOOLONG:
		return explain_name(s, w);
	default:
		return -EAGAIN;
	}
}

static int explain_denial(struct explanation *s, const struct path_walk *w)
{
	struct statvfs fs;
	enum caller_may may;

	if (S_ISDIR(w->st.stx_mode)) {
		strbuf__printf(s->out, "%s is a directory", name_of(w));
		return 0;
	}
	if (!S_ISREG(w->st.stx_mode)) {
		strbuf__printf(s->out, "%s is not a regular file", w->done);
		return 0;
	}
	if (!fstatvfs(w->fd, &fs) && fs.f_flag & ST_NOEXEC) {
		strbuf__printf(s->out, "%s is on a mount with noexec", w->done);
		return 0;
	}
	may = caller__may_execute(s->caller, w->fd, &w->st);
	if (may == CALLER_MAY)
		return NOTHING_FOUND;
	if (may == CALLER_MAYBE)
		return -EAGAIN;
	if (w->st.stx_mode & 0111)
		say_denied(s, w, "executed");
	else
		strbuf__printf(s->out, "%s has no execute bit", w->done);
	return 0;
}

static int explain_cut(struct explanation *s, const struct path_walk *w,
		       const struct exec_file *p)
{
	strbuf__printf(s->out, "%s is cut off: it ends before the end of %s", w->done,
		       p->cut);
	return 0;
}

static int explain_format(struct explanation *s, const struct path_walk *w,
			  const struct exec_file *p)
{
	const char *machine = exec_file__machine_name(p->machine), *what = NULL;

	if (p->cut)
		return explain_cut(s, w, p);
	if (p->kind == EXEC_FILE_EMPTY)
		what = "is empty";
	else if (p->kind == EXEC_FILE_OTHER)
		what = "has neither an ELF header nor #!";
	else if (p->kind == EXEC_FILE_SCRIPT && !*p->interpreter)
		what = "has no interpreter after #! in the first 255 bytes";
	else if (p->kind == EXEC_FILE_ELF && !p->valid)
		what = "is an ELF file, but no program";
	if (what) {
		strbuf__printf(s->out, "%s %s", w->done, what);
		return 0;
	}
	if (p->kind != EXEC_FILE_ELF || !p->foreign)
		return -EAGAIN;
	strbuf__printf(s->out, "%s is for another machine: %s", w->done,
		       p->swapped ? "big-endian " : "");
	if (machine)
		strbuf__adds(s->out, machine);
	else
		strbuf__printf(s->out, "ELF's number %u", p->machine);
	return 0;
}

/* A script or an ELF file has an interpreter. */
static int explain_interpreter(struct explanation *s, const struct path_walk *w,
			       const struct exec_file *p)
{
	const bool script = p->kind == EXEC_FILE_SCRIPT;
	const int cwd = *p->interpreter == '/' ? s->caller->root : caller__cwd(s->caller);

	if (s->depth == SCRIPTS_MAX && s->err == ELOOP && script) {
		strbuf__printf(s->out, "more than %d interpreters are scripts",
			       SCRIPTS_MAX);
		return 0;
	}
	if (cwd < 0 || s->depth == SCRIPTS_MAX)
		return -EAGAIN;
	if (s->err == ELIBBAD && !script) {
		strbuf__printf(s->out, "%s asks for the loader %s, which does not fit it",
			       w->done, p->interpreter);
		return 0;
	}
	strbuf__printf(s->out, "%s asks for %s%s: ", w->done,
		       script ? "#!" : "the loader ", p->interpreter);
	s->depth++;
	s->loader = !script;
	s->base = cwd;
	return ASK_INTERPRETER;
}

/* The kernel found less than it had to read at once, load_elf_binary(), fs/binfmt_elf.c. */
static int explain_short(struct explanation *s, const struct path_walk *w,
			 const struct exec_file *p)
{
	if (!s->loader)
		return explain_cut(s, w, p);
	if (!p->is_short)
		return NOTHING_FOUND;
	strbuf__printf(s->out, "%s is too short for an ELF header", w->done);
	return 0;
}

/* Any of the files that the kernel opens in turn may have been the one. */
static int explain_busy(struct explanation *s, const struct path_walk *w,
			const struct exec_file *p)
{
	const bool more = *p->interpreter && !s->loader && s->depth < SCRIPTS_MAX;
	int base = s->caller->root, err = -ENOENT;
	struct path_walk next;

	if (more && *p->interpreter != '/')
		base = caller__cwd(s->caller);
	if (base < 0)
		return -EAGAIN;
	if (more) {
		err = path_walk__go(&next, s->caller, false, base, "", p->interpreter);
		path_walk__end(&next);
	}
	if (err == -EAGAIN)
		return err;
	strbuf__adds(s->out, w->done);
	if (err) { /* it is the last */
		strbuf__adds(s->out, " was open for writing");
		return 0;
	}
	strbuf__adds(s->out, " or ");
	s->depth++;
	s->loader = p->kind == EXEC_FILE_ELF;
	s->base = base;
	return ASK_INTERPRETER;
}

/* The walk reached the file. */
static int explain_file(struct explanation *s, const struct path_walk *w)
{
	struct exec_file *p = &s->file;
	int err = NOTHING_FOUND;

	if (s->err == EACCES)
		err = w->uncertain ? -EAGAIN : explain_denial(s, w);
	if (err != NOTHING_FOUND)
		return err;
	if (!S_ISREG(w->st.stx_mode))
		return -EAGAIN;
	if (s->loader && s->err != ETXTBSY && s->err != EIO)
		return NOTHING_FOUND;
	if (exec_file__read(w->fd, p))
		return -EAGAIN;
	if (s->err == ENOENT && !s->depth && s->fd >= 0 && p->kind == EXEC_FILE_SCRIPT &&
	    caller__closes(s->caller, s->fd)) {
		strbuf__printf(
			s->out,
			"%s is a script, and descriptor %d is closed by the exec before %s can read it",
			w->done, s->fd, p->interpreter);
		return 0;
	}
	if (s->err == ETXTBSY)
		return explain_busy(s, w, p);
	if (s->err == EIO && (p->cut || s->loader))
		return explain_short(s, w, p);
	if (s->err == ENOEXEC && (p->kind != EXEC_FILE_SCRIPT || !*p->interpreter))
		return explain_format(s, w, p);
	/* binfmt_misc may handle other files. */
	if (p->kind == EXEC_FILE_OTHER || p->kind == EXEC_FILE_EMPTY || p->foreign)
		return -EAGAIN;
	return *p->interpreter ? explain_interpreter(s, w, p) : NOTHING_FOUND;
}

/* Explain by the file at `path`. Return as explain_path() does, or ASK_INTERPRETER. */
static int explain_one(struct explanation *s, int base, const char *name,
		       const char *path)
{
	struct path_walk w;
	/* The kernel returns these only after it has resolved the path. */
	const bool resolved = s->err == EPERM || s->err == ENOSYS;
	const int walk_err = path_walk__go(&w, s->caller, resolved || s->err == EACCES,
					   base, name, path);
	int err = -EAGAIN;

	if (!walk_err)
		err = explain_file(s, &w);
	else if (walk_err == -s->err)
		err = explain_walk(s, &w);
	else if (walk_err != -EAGAIN && resolved)
		err = NOTHING_FOUND;
	path_walk__end(&w);
	return err;
}

/* Explain by the file at `path`, or by its interpreter. Return as reason__explain() does, or
 * NOTHING_FOUND. */
static int explain_path(struct explanation *s, int base, const char *name,
			const char *path)
{
	int err = explain_one(s, base, name, path);

	while (err == ASK_INTERPRETER)
		err = explain_one(s, s->base, "", s->file.interpreter);
	return err;
}

/* Explain by `path` relative to the caller's descriptor s->fd, called `name`. */
static int explain_relative(struct explanation *s, const char *name, const char *path)
{
	char link[32];
	int task = caller__task(s->caller), base = -1, err = -EAGAIN;

	snprintf(link, sizeof(link), "fd/%d", s->fd);
	/* O_PATH: the file, of any kind, is not opened. */
	if (task >= 0)
		base = openat(task, link, O_PATH | O_CLOEXEC);
	if (base >= 0) {
		err = explain_path(s, base, name, path);
		close(base);
	}
	return err;
}

/* Whether the path has a name of more than NAME_MAX bytes. */
static bool has_long_name(const char *path)
{
	size_t len = 0;

	for (; *path && len <= NAME_MAX; path++)
		len = *path == '/' ? 0 : len + 1;
	return len > NAME_MAX;
}

/*
 * The path is as long as the record can hold. A longer one is rejected by getname_flags()
 * (fs/namei.c), whatever names it has; else a name must be too long.
 */
static int explain_long_path(struct explanation *s, const char *path)
{
	if (has_long_name(path))
		strbuf__printf(
			s->out,
			"the path is too long (at most %d bytes), or a name in it (usually at most %d)",
			FILENAME_SIZE - 1, NAME_MAX);
	else
		strbuf__printf(s->out, "the path has more than %d bytes",
			       FILENAME_SIZE - 1);
	return 0;
}

/* Whether the first name but "." is "..". */
static bool leads_up(const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		path += 1 + strspn(path + 1, "/");
	return path[0] == '.' && path[1] == '.' && (!path[2] || path[2] == '/');
}

static int explain_filename(struct explanation *s, const struct event *ev)
{
	const char *path = ev->filename;
	char name[32];
	size_t len;
	int base;

	/* decode_filename() puts this before a path that is relative to a descriptor. */
	len = (size_t)snprintf(name, sizeof(name), "/dev/fd/%d", ev->head.dirfd);
	if (ev->head.dirfd >= 0 && !strncmp(path, name, len) &&
	    (!path[len] || path[len] == '/')) {
		s->fd = ev->head.dirfd;
		path += len;
		path += strspn(path, "/");
	}
	if (s->err == ENAMETOOLONG && strlen(path) == FILENAME_SIZE - 1)
		return explain_long_path(s, path);
	if (s->fd >= 0)
		return explain_relative(s, name, path);
	if (!*path && s->err == ENOENT) {
		strbuf__adds(s->out, "the path is empty");
		return 0;
	}
	if (*path != '/' && s->err == ENOENT && ev->cwd.flags & PATH_DELETED &&
	    !leads_up(path)) {
		strbuf__adds(s->out, "the current directory has been removed");
		return 0;
	}
	base = *path == '/' ? s->caller->root : caller__cwd(s->caller);
	return base < 0 ? -EAGAIN : explain_path(s, base, "", path);
}

/* Limit of one string: valid_arg_len(), fs/exec.c. */
static size_t string_max(void)
{
	return (size_t)sysconf(_SC_PAGESIZE) * STRING_PAGES - 1;
}

/* Return whether one argument is too long. */
static bool explain_long_arg(struct strbuf *out, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_args; i++)
		if (ev->args[i].len > string_max()) {
			strbuf__printf(
				out,
				"argument %zu has %s%zu bytes, at most %zu are possible",
				i,
				ev->truncated && i + 1 == ev->n_args ? "at least " : "",
				ev->args[i].len, string_max());
			return true;
		}
	return false;
}

/* Arguments or environment are too long: bprm_stack_limits(), fs/exec.c. */
static int explain_size(struct strbuf *out, struct caller *c, const struct event *ev)
{
	uint64_t all = 0;
	const int err = caller__limit(c, "Max stack size", &all);

	if (err)
		return -EAGAIN;
	all = all / 4 > STRINGS_MAX ? STRINGS_MAX : all / 4;
	all = all < STRINGS_MIN ? STRINGS_MIN : all;
	if (ev->argc_known && ev->args_bytes_known)
		strbuf__printf(
			out, "%zu argument%s of %zu byte%s in all, and the environment: ",
			ev->argc, ev->argc == 1 ? "" : "s", ev->args_bytes,
			ev->args_bytes == 1 ? "" : "s");
	else
		strbuf__adds(out, "arguments and environment: ");
	strbuf__printf(
		out, "at most %llu bytes are possible, with 8 for each, and %zu for one",
		(unsigned long long)all, string_max());
	return 0;
}

/* Since a change of user, its number of processes is above RLIMIT_NPROC, see execve(2). */
static int explain_processes(struct strbuf *out, struct caller *c, const struct event *ev)
{
	uint64_t limit;

	if (caller__limit(c, "Max processes", &limit) || limit == UINT64_MAX)
		return -EAGAIN;
	strbuf__printf(out, "uid %u has more processes than RLIMIT_NPROC allows, %llu",
		       ev->head.uid, (unsigned long long)limit);
	return 0;
}

int reason__explain(struct strbuf *out, struct caller *caller, const struct event *ev)
{
	const size_t before = out->len;
	struct explanation s = {
		.out = out, .caller = caller, .err = -ev->head.retval, .fd = -1
	};
	/* The entry to a call that a seccomp filter denies is not traced. */
	const bool denied = ev->head.latency_ns == NO_LATENCY && ev->details &&
			    ev->details->filtered;
	int err = -EAGAIN;

	if (s.err == E2BIG && explain_long_arg(out, ev))
		return out->failed ? -ENOMEM : 0;
	if (!denied && (s.err == E2BIG || s.err == EAGAIN) && caller__examine(caller))
		return -EAGAIN;
	if (s.err == E2BIG && !denied)
		err = explain_size(out, caller, ev);
	else if (s.err == EAGAIN && !denied)
		err = explain_processes(out, caller, ev);
	else if (ev->filename)
		err = explain_filename(&s, ev);
	if (err)
		out->len = before;
	if (err == NOTHING_FOUND && denied) {
		strbuf__adds(out, "perhaps refused by its seccomp filter");
		err = 0;
	}
	if (out->failed)
		return -ENOMEM;
	return err ? -EAGAIN : 0;
}

void reasoner__free(struct reasoner *r)
{
	if (r->begun)
		caller__end(&r->caller);
	strbuf__free(&r->text);
	*r = (struct reasoner){};
}

size_t reasoner__answer(void *ctx, const void *request, size_t len, char *answer)
{
	struct reasoner *r = ctx;
	struct event ev;
	int err;

	if (!reason_request__decode(&ev, r->args, request, len))
		return 0;
	/* What the explanations need, once. */
	if (!r->begun)
		caller__begin(&r->caller);
	r->begun = true;
	strbuf__reset(&r->text);
	err = caller__open(&r->caller, &ev);
	if (!err)
		err = reason__explain(&r->text, &r->caller, &ev);
	caller__close(&r->caller);
	if (err || r->text.len > HELPER_ANSWER_MAX)
		return 0;
	memcpy(answer, r->text.data, r->text.len);
	return r->text.len;
}
