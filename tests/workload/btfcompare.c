// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * btfcompare OBJECT BTF: compares the kernel types in the BTF of a BPF object with
 * those of a kernel, by the names and kinds of their members, as CO-RE needs them.
 * Prints each type compared on stdout, each difference on stderr; exit 1 if any.
 *
 * A type in the object is a kernel type if the kernel has a type of that name; the
 * program's own types have names of their own.
 */
#include <bpf/btf.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct btf *ours, *theirs;
static int differences;

static void differ(const char *kind, const char *type, const char *what, const char *how)
{
	fprintf(stderr, "%s %s: %s%s\n", kind, type, what, how);
	differences++;
}

static const struct btf_type *resolve(const struct btf *btf, __u32 id)
{
	return btf__type_by_id(btf, (__u32)btf__resolve_type(btf, id));
}

/* Whether the types have the same kind and, if they are numbers, the same size, so that a
 * load reads the same value. */
static bool is_alike(const struct btf_type *a, const struct btf_type *b)
{
	if (btf_is_int(a) && btf_is_int(b))
		return a->size == b->size;
	if (btf_is_array(a) && btf_is_array(b))
		return is_alike(resolve(ours, btf_array(a)->type),
				resolve(theirs, btf_array(b)->type));
	return btf_kind(a) == btf_kind(b);
}

/* Find a member by name, also in nested anonymous types. Returns NULL if there is
 * none. */
static const struct btf_type *find_member(const struct btf_type *type, const char *name)
{
	const struct btf_member *m = btf_members(type);

	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_type *t = resolve(theirs, m[i].type), *inner;

		if (!strcmp(btf__name_by_offset(theirs, m[i].name_off), name))
			return t;
		inner = !m[i].name_off && btf_is_composite(t) ? find_member(t, name) :
								NULL;
		if (inner)
			return inner;
	}
	return NULL;
}

static void compare_struct(const char *name, const struct btf_type *a,
			   const struct btf_type *b)
{
	const struct btf_member *m = btf_members(a);

	for (int i = 0; i < btf_vlen(a); i++) {
		const char *member = btf__name_by_offset(ours, m[i].name_off);
		const struct btf_type *theirs_member = find_member(b, member);

		if (!theirs_member)
			differ("struct", name, "no member ", member);
		else if (!is_alike(resolve(ours, m[i].type), theirs_member))
			differ("struct", name, member, " is another kind of thing");
	}
	printf("struct %s %d members\n", name, btf_vlen(a));
}

static void compare_enum(const char *name, const struct btf_type *a,
			 const struct btf_type *b)
{
	const struct btf_enum *v = btf_enum(a), *w = btf_enum(b);
	char text[64];

	for (int i = 0; i < btf_vlen(a); i++) {
		const char *value = btf__name_by_offset(ours, v[i].name_off);
		int j = 0;

		while (j < btf_vlen(b) &&
		       strcmp(btf__name_by_offset(theirs, w[j].name_off), value))
			j++;
		if (j == btf_vlen(b)) {
			differ("enum", name, "no value ", value);
		} else if (v[i].val != w[j].val) {
			snprintf(text, sizeof(text), " is %d, not %d", w[j].val,
				 v[i].val);
			differ("enum", name, value, text);
		}
	}
	printf("enum %s %d values\n", name, btf_vlen(a));
}

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "usage: btfcompare OBJECT BTF");
	ours = btf__parse(argv[1], NULL);
	theirs = btf__parse(argv[2], NULL);
	if (!ours || !theirs)
		err(2, "%s", ours ? argv[2] : argv[1]);
	for (__u32 id = 1; id < btf__type_cnt(ours); id++) {
		const struct btf_type *a = btf__type_by_id(ours, id);
		const char *name = btf__name_by_offset(ours, a->name_off);
		int found;

		if (!*name || !(btf_is_struct(a) || btf_is_enum(a)))
			continue;
		found = btf__find_by_name_kind(theirs, name, btf_kind(a));
		if (found < 0)
			continue;
		if (btf_is_struct(a))
			compare_struct(name, a, btf__type_by_id(theirs, (__u32)found));
		else
			compare_enum(name, a, btf__type_by_id(theirs, (__u32)found));
	}
	return differences ? 1 : 0;
}
