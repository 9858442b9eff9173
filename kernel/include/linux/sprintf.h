/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_SPRINTF_H
#define _LINUX_SPRINTF_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/stdarg.h>

int __printf(2, 3) sprintf(char *buf, const char *fmt, ...);
int __printf(2, 0) vsprintf(char *buf, const char *fmt, va_list args);
int __printf(3, 4) snprintf(char *buf, size_t size, const char *fmt, ...);
int __printf(3, 0) vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int __printf(3, 4) scnprintf(char *buf, size_t size, const char *fmt, ...);
int __printf(3, 0) vscnprintf(char *buf, size_t size, const char *fmt, va_list args);
char __printf(2, 3) __malloc *kasprintf(gfp_t gfp, const char *fmt, ...);
char __printf(2, 0) __malloc *kvasprintf(gfp_t gfp, const char *fmt, va_list args);
const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args);

#endif
