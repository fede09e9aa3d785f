// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>

#include "base/log.h"
#include "base/process.h"
#include "select/filter_start.h"

static void check_value(const struct filter_value *value)
{
	switch (value->kind) {
	case FILTER_PPID:
		/* 0 is no process, but a parent that is not visible. */
		if (value->value && process__of_thread(value->value) == -ESRCH)
			log_warn("--ppid '%u': no such process now; waiting",
				 value->value);
		break;
	case FILTER_MNTNS:
		if (!process__any_in_namespace("mnt", value->value))
			log_warn("--mntns '%u': no visible process is in it now; waiting",
				 value->value);
		break;
	case FILTER_PIDNS:
		if (!process__any_in_namespace("pid", value->value))
			log_warn("--pidns '%u': no visible process is in it now; waiting",
				 value->value);
		break;
	default:
		break;
	}
}

void filter_start__warn(const struct filter_values *values)
{
	for (size_t i = 0; i < values->n; i++)
		if (values->list[i].verdict == FILTER_WANTED)
			check_value(&values->list[i]);
}
