// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "harness.h"

#include <errno.h>
#include <linux/btf.h>
#include <stdlib.h>

#include "base/util.h"
#include "kernel/kernel_types.h"

#define INFO(kind, n) ((uint32_t)(kind) << 24 | (n))

/* BTF of: struct wanted { number count; struct other *next; enum colour c[3]; };
 * struct other { long long a, b; };  enum colour { RED };  func f */
static const char strings[] = "\0int\0number\0wanted\0count\0next\0colour\0c\0RED\0other";
enum { S_INT = 1, S_NUMBER = 5, S_WANTED = 12, S_COUNT = 19, S_NEXT = 25, S_COLOUR = 30 };
enum { S_C = 37, S_RED = 39, S_OTHER = 43 };
enum { INT = 1, OTHER, FUNC, WANTED, POINTER, ARRAY, COLOUR, NUMBER };

/* clang-format off */
static const uint32_t types[] = {
	/* 1 int */ S_INT, INFO(BTF_KIND_INT, 0), 4, 32,
	/* 2 other */ S_OTHER, INFO(BTF_KIND_STRUCT, 2), 16, S_C, INT, 0, S_RED, INT, 64,
	/* 3 */ S_RED, INFO(BTF_KIND_FUNC, 0), INT,
	/* 4 wanted */ S_WANTED, INFO(BTF_KIND_STRUCT, 3), 32,
		S_COUNT, NUMBER, 0, S_NEXT, POINTER, 64, S_C, ARRAY, 128,
	/* 5 */ 0, INFO(BTF_KIND_PTR, 0), OTHER,
	/* 6 */ 0, INFO(BTF_KIND_ARRAY, 0), 0, COLOUR, INT, 3,
	/* 7 colour */ S_COLOUR, INFO(BTF_KIND_ENUM, 1), 4, S_RED, 0,
	/* 8 number */ S_NUMBER, INFO(BTF_KIND_TYPEDEF, 0), INT,
};
/* clang-format on */

struct image {
	struct btf_header header;
	uint32_t types[ARRAY_SIZE(types)];
	char strings[sizeof(strings)];
};

/* The size without the padding at the end. */
#define IMAGE_SIZE (offsetof(struct image, strings) + sizeof(strings))

static struct image good(void)
{
	struct image image = {
		.header = { .magic = BTF_MAGIC,
			    .version = BTF_VERSION,
			    .hdr_len = sizeof(image.header),
			    .type_len = sizeof(types),
			    .str_off = sizeof(types),
			    .str_len = sizeof(strings) },
	};

	memcpy(image.types, types, sizeof(types));
	memcpy(image.strings, strings, sizeof(strings));
	return image;
}

static int select_from(struct strbuf *out, const void *btf, size_t size)
{
	const char *names[] = { "wanted", "absent" };

	return kernel_types__select(out, btf, size, names, ARRAY_SIZE(names));
}

static void test_select(void **state)
{
	/* In the order of the references; only a pointer refers to struct other. */
	/* clang-format off */
	static const uint32_t want[] = {
		/* 1 wanted */ 1, INFO(BTF_KIND_STRUCT, 3), 32, 8, 2, 0, 25, 4, 64, 30, 5, 128,
		/* 2 number */ 14, INFO(BTF_KIND_TYPEDEF, 0), 3,
		/* 3 int */ 21, INFO(BTF_KIND_INT, 0), 4, 32,
		/* 4 */ 0, INFO(BTF_KIND_PTR, 0), 0,
		/* 5 */ 0, INFO(BTF_KIND_ARRAY, 0), 0, 6, 3, 3,
		/* 6 colour */ 32, INFO(BTF_KIND_ENUM, 1), 4, 39, 0,
	};
	/* clang-format on */
	static const char want_strings[] =
		"\0wanted\0count\0number\0int\0next\0c\0colour\0RED";
	const struct image image = good();
	const struct btf_header *header;
	struct strbuf out = {};

	assert_int_equal(select_from(&out, &image, sizeof(image)), 0);
	assert_true(kernel_types__is_btf(out.data, out.len));
	header = (const void *)out.data;
	assert_int_equal(header->type_len, sizeof(want));
	assert_memory_equal(header + 1, want, sizeof(want));
	assert_int_equal(header->str_len, sizeof(want_strings));
	assert_memory_equal(out.data + sizeof(*header) + header->str_off, want_strings,
			    sizeof(want_strings));
	strbuf__free(&out);
}

/* Select from a copy of exact size, so that a sanitizer detects reads beyond its end. */
static int select_copy(const void *btf, size_t size)
{
	void *copy = malloc(size ? size : 1);
	struct strbuf out = {};
	int err;

	assert_non_null(copy);
	memcpy(copy, btf, size);
	err = select_from(&out, copy, size);
	free(copy);
	strbuf__free(&out);
	return err;
}

static void test_cut(void **state)
{
	const struct image image = good();

	for (size_t size = 0; size < IMAGE_SIZE; size++)
		assert_int_equal(select_copy(&image, size), -EINVAL);
}

/* Damage each byte in turn. The result may be valid, but no read is out of bounds. */
static void test_damaged(void **state)
{
	static const unsigned char values[] = { 0, 1, 0x7f, 0x80, 0xff };
	int refused = 0;

	for (size_t i = 0; i < sizeof(struct image); i++)
		for (size_t v = 0; v < ARRAY_SIZE(values); v++) {
			struct image image = good();

			((unsigned char *)&image)[i] = values[v];
			refused += select_copy(&image, sizeof(image)) != 0;
		}
	assert_true(refused > 100);
}

static void test_refused(void **state)
{
	struct image image = good();

	image.types[1] = INFO(31, 0);
	assert_int_equal(select_copy(&image, sizeof(image)), -EOPNOTSUPP);
	image = good();
	image.types[ARRAY_SIZE(types) - 1] = NUMBER + 1; /* an id out of range */
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
	image.types[ARRAY_SIZE(types) - 1] = FUNC; /* not a type of data */
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
	image = good();
	image.types[16 + 3] = sizeof(strings); /* a member's name */
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
	image = good();
	image.strings[sizeof(strings) - 1] = 'x';
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
	image = good();
	image.strings[0] = 'x';
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
}

/* libbpf would follow a type that contains itself for ever. */
static void test_circle(void **state)
{
	struct image image = good();

	image.types[ARRAY_SIZE(types) - 1] = NUMBER;
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
	image.types[ARRAY_SIZE(types) - 1] = WANTED;
	assert_int_equal(select_copy(&image, sizeof(image)), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_select),	cmocka_unit_test(test_cut),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_circle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
