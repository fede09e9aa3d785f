// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "select/container.h"

#define HEX "0123456789abcdefABCDEF"
#define LOWER "abcdefghijklmnopqrstuvwxyz"

/* Whether text has n characters, all from set. */
static bool is_all(const char *text, size_t n, const char *set)
{
	return strlen(text) == n && strspn(text, set) == n;
}

static bool starts_with(const char *name, const char *start)
{
	return !strncmp(name, start, strlen(start));
}

/* Ids of BuildKit (identity.NewID(), 25 digits of base 36). */
static bool is_base36(const char *text)
{
	return is_all(text, 25, "0123456789" LOWER);
}

/* Hexadecimal digits in groups of 8, 4, 4, 4, and of 4 in Garden or of 12 in a UUID. */
static bool is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const size_t len = strlen(text);

	if (len != sizeof(form) - 1 && len != sizeof(form) - 1 - 8)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '-' ? text[i] != '-' : !strchr(HEX, text[i]))
			return false;
	return true;
}

/* Names that users choose; units and monitors are none. */
static bool is_name(const char *text)
{
	return *text && !cgroup_name__unit(text) && !starts_with(text, "lxc.");
}

/* Machines of systemd-machined(8) other than virtual ones, which libvirt registers. */
static bool is_machine(const char *text)
{
	return *text && !starts_with(text, "qemu-");
}

/* The names between prefix and suffix, and below parent if that is not NULL, of cgroups whose
 * containers have no id of 64 digits. */
static const struct form {
	const char *parent, *prefix, *suffix;
	bool (*is_valid)(const char *name);
} forms[] = {
	{ NULL, "lxc.payload.", "", is_name }, /* LXC, LXD, Incus */
	{ "lxc.payload", "", "", is_name },
	{ "lxc", "", "", is_name }, /* LXC before 4.0 */
	{ "machine.slice", "machine-", ".scope", is_machine },
	{ "garden", "", "", is_uuid }, /* Cloud Foundry */
	{ "good", "", "", is_uuid },
	{ "bad", "", "", is_uuid },
	{ "mesos", "", "", is_uuid },
	{ "default", "", "", is_name }, /* containerd: its default namespace */
	{ "buildkit", "", "", is_base36 },
	{ NULL, "docker-", ".scope", is_base36 }, /* BuildKit in Docker */
	{ NULL, "buildkit-", ".scope", is_base36 },
	{ NULL, "runc-", ".scope", is_name },
	{ NULL, "crun-", ".scope", is_name },
};

/* Copy len bytes of a name, and undo the escapes of systemd in the names of units. */
static void set_name(struct container *c, const char *name, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < sizeof(c->name) - 1; i++, n++) {
		char digits[3] = "";

		c->name[n] = name[i];
		if (name[i] != '\\' || len - i < 4 || name[i + 1] != 'x')
			continue;
		memcpy(digits, name + i + 2, 2);
		if (!is_all(digits, 2, HEX))
			continue;
		c->name[n] = (char)strtoul(digits, NULL, 16);
		i += 3;
	}
	c->name[n] = '\0';
	c->is_id = is_all(c->name, CONTAINER_ID_LEN, HEX);
}

/* Set the part of the name between prefix and suffix. Returns whether there is one. */
static bool set_middle(struct container *c, const char *name, const char *prefix,
		       const char *suffix)
{
	const size_t len = strlen(name), before = strlen(prefix), after = strlen(suffix);

	if (len <= before + after || !starts_with(name, prefix) ||
	    strcmp(name + len - after, suffix) != 0)
		return false;
	set_name(c, name + before, len - before - after);
	return true;
}

/* 64 digits at the end or before ".scope": alone, or after the runtime's prefix and "-" or
 * ":" (systemd driver, or a path for another driver). Not after one with "conmon". */
static bool has_id(struct container *c, const char *name)
{
	const char *end = name + strlen(name), *id;

	if (end - name > 6 && !strcmp(end - 6, ".scope"))
		end -= 6;
	if (end - name < CONTAINER_ID_LEN)
		return false;
	id = end - CONTAINER_ID_LEN;
	if (strspn(id, HEX) < CONTAINER_ID_LEN ||
	    (id > name && id[-1] != '-' && id[-1] != ':') ||
	    memmem(name, (size_t)(id - name), "conmon", strlen("conmon")))
		return false;
	set_name(c, id, CONTAINER_ID_LEN);
	return true;
}

/* Forms that depend on more than the prefix. */
static bool has_other_form(struct container *c, const char *name, const char *parent)
{
	const char *colon = strrchr(name, ':');

	/* ECS on Fargate: TASK/TASK-NUMBER. */
	if (is_all(parent, 32, HEX) && starts_with(name, parent) && name[32] == '-' &&
	    name[33] && strspn(name + 33, "0123456789") == strlen(name + 33)) {
		set_name(c, name, strlen(name));
		return true;
	}
	/* A path for the systemd driver, used by cgroupfs: SLICE:RUNTIME:ID. */
	if (colon && memchr(name, ':', (size_t)(colon - name)) && is_base36(colon + 1)) {
		set_name(c, colon + 1, strlen(colon + 1));
		return true;
	}
	return !strcmp(name, "payload") &&
	       set_middle(c, parent, "systemd-nspawn@", ".service");
}

bool container__at(struct container *c, const struct cgroup_chain *chain, size_t level)
{
	const char *name = chain->levels[level].name;
	const char *parent = level + 1 < chain->n ? chain->levels[level + 1].name : "";

	/* systemd-nspawn(1) itself. */
	if (level && !strcmp(chain->levels[level - 1].name, "supervisor"))
		return false;
	if (has_id(c, name) || has_other_form(c, name, parent))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if ((!forms[i].parent || !strcmp(forms[i].parent, parent)) &&
		    set_middle(c, name, forms[i].prefix, forms[i].suffix) &&
		    forms[i].is_valid(c->name))
			return true;
	return false;
}

bool container__find(struct container *c, const struct cgroup_chain *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		if (container__at(c, chain, i))
			return true;
	return false;
}

bool container__is(const struct container *c, const char *text)
{
	if (!*text)
		return true;
	return c->is_id ? !strncasecmp(c->name, text, strlen(text)) :
			  !strcmp(c->name, text);
}

bool container__contains(const struct cgroup_chain *chain, const char *text)
{
	struct container c;

	for (size_t i = 0; i < chain->n; i++)
		if (container__at(&c, chain, i) && container__is(&c, text))
			return true;
	return false;
}
