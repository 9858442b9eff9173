/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MAGIC_H
#define _LINUX_MAGIC_H

/* Lies at the far end of every kernel stack. */
#define STACK_END_MAGIC	0x57AC6E9D

#endif
