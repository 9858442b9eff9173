/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MAJOR_H
#define _LINUX_MAJOR_H
#define MEM_MAJOR	1
#define TTYAUX_MAJOR	5
#define MISC_MAJOR	10
#endif
