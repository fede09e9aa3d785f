// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <linux/btf.h>
#include <stddef.h>
#include <stdlib.h>

#include "kernel/kernel_types.h"

/* Bytes of names to copy. Kernels have less than 3 MB; in damaged BTF many types may
 * share a long name. */
#define STRINGS_MAX (16 << 20)

/* In place of a new id while the type, or one that it contains, is being copied. */
#define IN_PROGRESS UINT32_MAX
/* Levels of types within types. Kernels have 20. */
#define DEPTH_MAX 256

struct selection {
	/* Input. */
	const char *types;
	size_t types_len;
	const char *strings;
	size_t strings_len; /* the first and the last are NULs */
	const char **names;
	size_t n_names;
	/* Indexed by type id, from 1 to n. */
	uint32_t n;
	uint32_t *offsets; /* in types */
	uint32_t *new_ids; /* 0: not copied; IN_PROGRESS */
	uint32_t n_copied;
	int depth; /* number of types that contain the one being copied */
	/* Output. */
	struct strbuf out;
	struct strbuf out_strings;
	bool damaged;
};

bool kernel_types__is_btf(const void *btf, size_t size)
{
	const struct btf_header *header = btf;

	return size >= sizeof(*header) && header->magic == BTF_MAGIC;
}

/* Whether [offset, offset + len) lies in the size bytes after the header. */
static bool lies_in(uint32_t offset, uint32_t len, size_t size)
{
	return offset <= size && len <= size - offset;
}

static int find_sections(struct selection *s, const void *btf, size_t size)
{
	const struct btf_header *header = btf;
	const char *data;

	if (!kernel_types__is_btf(btf, size) || header->version != BTF_VERSION ||
	    header->hdr_len < sizeof(*header) || header->hdr_len > size)
		return -EINVAL;
	data = (const char *)btf + header->hdr_len;
	size -= header->hdr_len;
	if (!lies_in(header->type_off, header->type_len, size) ||
	    !lies_in(header->str_off, header->str_len, size) || !header->str_len ||
	    (header->hdr_len | header->type_off | header->type_len) % 4)
		return -EINVAL;
	s->types = data + header->type_off;
	s->types_len = header->type_len;
	s->strings = data + header->str_off;
	s->strings_len = header->str_len;
	return s->strings[0] || s->strings[s->strings_len - 1] ? -EINVAL : 0;
}

/* Return the number of bytes that follow a struct btf_type, or -EOPNOTSUPP. */
static int size_after(const struct btf_type *type)
{
	const int n = BTF_INFO_VLEN(type->info);

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	case BTF_KIND_INT:
		return sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * (int)sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * (int)sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return n * (int)sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return n * (int)sizeof(struct btf_param);
	case BTF_KIND_VAR:
		return sizeof(struct btf_var);
	case BTF_KIND_DATASEC:
		return n * (int)sizeof(struct btf_var_secinfo);
	case BTF_KIND_DECL_TAG:
		return sizeof(struct btf_decl_tag);
	default:
		return -EOPNOTSUPP;
	}
}

static const struct btf_type *type_at(const struct selection *s, size_t offset)
{
	return (const void *)(s->types + offset);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_selected(const struct selection *s, const struct btf_type *type)
{
	const char *name = s->strings + type->name_off;

	switch (BTF_INFO_KIND(type->info)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return !s->names || (type->name_off < s->strings_len &&
				     bsearch(&name, s->names, s->n_names, sizeof(name),
					     compare_names));
	default:
		return false;
	}
}

/* Record the offset of each type: BTF has no index, and types differ in size. */
static int index_types(struct selection *s)
{
	const size_t most = s->types_len / sizeof(struct btf_type) + 1;
	size_t offset = 0;

	s->offsets = calloc(most, sizeof(*s->offsets));
	s->new_ids = calloc(most, sizeof(*s->new_ids));
	if (!s->offsets || !s->new_ids)
		return -ENOMEM;
	while (offset < s->types_len) {
		const size_t left = s->types_len - offset;
		const struct btf_type *type = type_at(s, offset);
		int more = left < sizeof(*type) ? -EINVAL : size_after(type);

		if (more < 0)
			return more;
		if ((size_t)more > left - sizeof(*type))
			return -EINVAL;
		s->offsets[++s->n] = (uint32_t)offset;
		offset += sizeof(*type) + (size_t)more;
	}
	return 0;
}

static uint32_t get(const struct selection *s, size_t at)
{
	return *(const uint32_t *)(s->out.data + at);
}

static void set(struct selection *s, size_t at, uint32_t value)
{
	*(uint32_t *)(s->out.data + at) = value;
}

/* The functions below take the offset in `out` of a number to change, not its address:
 * appending to `out` may move it. */

/* Replace the offset of a name by that of its copy. */
static void move_name(struct selection *s, size_t at)
{
	const uint32_t moved = (uint32_t)s->out_strings.len;
	const uint32_t name = get(s, at);

	if (name >= s->strings_len || moved > STRINGS_MAX) {
		s->damaged = true;
		return;
	}
	if (!name) /* the empty string, which is the first one */
		return;
	strbuf__add(&s->out_strings, s->strings + name, strlen(s->strings + name) + 1);
	set(s, at, moved);
}

static void copy_type(struct selection *s, uint32_t id);

/* Copy a type, unless it is copied already. Returns its new id, 0 if the BTF is
 * damaged. */
static uint32_t select_type(struct selection *s, uint32_t id)
{
	if (!id) /* void */
		return 0;
	/* Reject a type that contains itself: libbpf would follow it for ever. */
	if (id > s->n || s->new_ids[id] == IN_PROGRESS || s->depth == DEPTH_MAX) {
		s->damaged = true;
		return 0;
	}
	if (!s->new_ids[id]) {
		s->depth++;
		copy_type(s, id);
		s->depth--;
	}
	return s->new_ids[id];
}

/* Copy a type that is referred to, and replace its id by the new one. */
static void move_type(struct selection *s, size_t at)
{
	const uint32_t moved = select_type(s, get(s, at));

	set(s, at, moved);
}

/* Adjust the references in n members or enum values. All three structs begin with the
 * offset of a name. */
static void move_members(struct selection *s, size_t at, int kind, int n)
{
	const size_t size = kind == BTF_KIND_ENUM   ? sizeof(struct btf_enum) :
			    kind == BTF_KIND_ENUM64 ? sizeof(struct btf_enum64) :
						      sizeof(struct btf_member);

	for (int i = 0; i < n && !s->damaged; i++, at += size) {
		move_name(s, at);
		if (kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION)
			move_type(s, at + offsetof(struct btf_member, type));
	}
}

/* Copy the names and types that a copied type refers to, and adjust the references. */
static void move_references(struct selection *s, size_t at)
{
	const struct btf_type type = *(const struct btf_type *)(s->out.data + at);
	const size_t more = at + sizeof(type);
	const int kind = BTF_INFO_KIND(type.info);

	move_name(s, at + offsetof(struct btf_type, name_off));
	switch (kind) {
	case BTF_KIND_PTR:
		set(s, at + offsetof(struct btf_type, type), 0);
		break;
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		move_type(s, at + offsetof(struct btf_type, type));
		break;
	case BTF_KIND_ARRAY:
		move_type(s, more + offsetof(struct btf_array, type));
		move_type(s, more + offsetof(struct btf_array, index_type));
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		move_members(s, more, kind, BTF_INFO_VLEN(type.info));
		break;
	case BTF_KIND_INT:
	case BTF_KIND_FWD:
	case BTF_KIND_FLOAT:
		break;
	default: /* cannot be part of another type */
		s->damaged = true;
	}
}

static void copy_type(struct selection *s, uint32_t id)
{
	const struct btf_type *type = type_at(s, s->offsets[id]);
	const size_t size = sizeof(*type) + (size_t)size_after(type), at = s->out.len;
	const uint32_t new_id = ++s->n_copied;

	s->new_ids[id] = IN_PROGRESS;
	strbuf__add(&s->out, type, size);
	if (!s->out.failed)
		move_references(s, at);
	s->new_ids[id] = new_id;
}

static int copy_selected(struct selection *s)
{
	strbuf__addc(&s->out_strings, '\0');
	for (uint32_t id = 1; id <= s->n && !s->damaged && !s->out.failed; id++)
		if (is_selected(s, type_at(s, s->offsets[id])))
			select_type(s, id);
	return s->damaged ? -EINVAL : s->out.failed ? -ENOMEM : 0;
}

static int write_out(struct selection *s, struct strbuf *out)
{
	const struct btf_header header = {
		.magic = BTF_MAGIC,
		.version = BTF_VERSION,
		.hdr_len = sizeof(header),
		.type_len = (uint32_t)s->out.len,
		.str_off = (uint32_t)s->out.len,
		.str_len = (uint32_t)s->out_strings.len,
	};

	strbuf__add(out, &header, sizeof(header));
	strbuf__add(out, s->out.data, s->out.len);
	strbuf__add(out, s->out_strings.data, s->out_strings.len);
	return out->failed || s->out_strings.failed ? -ENOMEM : 0;
}

int kernel_types__select(struct strbuf *out, const void *btf, size_t size,
			 const char **names, size_t n_names)
{
	struct selection s = { .names = names, .n_names = n_names };
	int err = find_sections(&s, btf, size);

	if (names)
		qsort(names, n_names, sizeof(*names), compare_names);
	if (!err)
		err = index_types(&s);
	if (!err)
		err = copy_selected(&s);
	if (!err)
		err = write_out(&s, out);
	free(s.offsets);
	free(s.new_ids);
	strbuf__free(&s.out);
	strbuf__free(&s.out_strings);
	return err;
}
