/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads the flattened device tree that the image carries (Devicetree Specification, chapter 5). Everything in the tree
 * is big-endian; these functions return values in the guest's byte order.
 */
#ifndef GUEST_FDT_H
#define GUEST_FDT_H

#include "../../common/types.h"

/* A node is the offset of its FDT_BEGIN_NODE token in the structure block. */
typedef int fdt_node;

#define FDT_NONE (-1)
#define FDT_ROOT 0

/* Whether the image carries a tree at all. */
bool fdt_present(void);

/* The first node after "after" (FDT_NONE: from the start) that is compatible with the given string. */
fdt_node fdt_find_compatible(fdt_node after, const char *compatible);

/* The node at an absolute path such as "/chosen" or "/soc/serial@10000000". Stops at ':' as in stdout-path. */
fdt_node fdt_find_path(const char *path);

fdt_node fdt_find_phandle(u32 phandle);

/* The bytes of a property, or NULL. */
const void *fdt_property(fdt_node node, const char *name, u32 *length);

/* One cell of a property; false when the property is absent or too short. */
bool fdt_cell(fdt_node node, const char *name, u32 index, u32 *value);

/* A property that is a string, or NULL when absent or not terminated. */
const char *fdt_string(fdt_node node, const char *name);

/* The index-th entry of reg, by the cell counts of the node's parent. Buses are taken to have empty ranges. */
bool fdt_reg(fdt_node node, u32 index, u64 *base, u64 *size);

#endif
