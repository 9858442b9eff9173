/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OF_FDT_H
#define _LINUX_OF_FDT_H

#include <linux/types.h>

extern char __dtb_start[];

/* Builds of_root from the flattened tree at __dtb_start. Needs slab; call once. */
void unflatten_device_tree(void);

#endif
