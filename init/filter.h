/* SPDX-License-Identifier: MIT */
/* Statements of a seccomp filter, with which a program limits its own calls. */
#ifndef INIT_FILTER_H
#define INIT_FILTER_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define FILTER_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FILTER_ARCH AUDIT_ARCH_AARCH64
#else
#error "no system call list for this architecture"
#endif

/*
 * Loads a field of struct seccomp_data; of an argument the low half, for both
 * architectures are little-endian.
 */
#define FILTER_LOAD(field)                                                     \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* Ends the filter with SECCOMP_RET_what. */
#define FILTER_RETURN(what) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_##what)
/* Skips the next statement unless the value was loaded. */
#define FILTER_WHEN(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
/* Skips so many statements if the value was loaded. */
#define FILTER_SKIP(value, count)                                              \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0)
/* Allows a system call; nr was loaded. */
#define FILTER_ALLOW(name) FILTER_WHEN(SYS_##name), FILTER_RETURN(ALLOW)

#endif
