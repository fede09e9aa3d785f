/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The size of the terminal that events are written to. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

/* All zero is no terminal. */
struct terminal {
	int fd; /* 0 or negative: no terminal */
	size_t rows, columns; /* 0: no terminal, or unknown */
};

/* Measure the terminal that `fd` is, if it is one, and keep a copy of `fd`. */
void terminal__open(struct terminal *t, int fd);

/* Measure it again: the user may have changed its size. */
void terminal__measure(struct terminal *t);

void terminal__close(struct terminal *t);

#endif
