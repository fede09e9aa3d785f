/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A 32-bit program, without a C library so that none need be installed. exec32
 * PATH ARG...: becomes PATH with those arguments, if it begins with a slash; else
 * it ends.
 */
	.globl _start
_start:
	movl	8(%esp), %ebx		/* argv[1] */
	cmpb	$'/', (%ebx)
	jne	1f
	leal	8(%esp), %ecx		/* argv + 1 */
	xorl	%edx, %edx		/* no environment */
	movl	$11, %eax		/* execve */
	int	$0x80
1:	xorl	%ebx, %ebx
	movl	$1, %eax		/* exit */
	int	$0x80

	.section .note.GNU-stack, "", %progbits
