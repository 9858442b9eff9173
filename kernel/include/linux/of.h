/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OF_H
#define _LINUX_OF_H

#include <linux/types.h>
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kobject.h>
#include <linux/mod_devicetable.h>
#include <linux/fwnode.h>
#include <linux/string.h>
#include <asm/byteorder.h>

typedef u32 phandle;
typedef u32 ihandle;

struct property {
	char *name;
	int length;
	void *value;		/* big-endian cells or strings, as in the flattened tree */
	struct property *next;
};

struct device_node {
	const char *name;	/* up to the '@' */
	phandle phandle;
	const char *full_name;	/* with the unit address */
	struct fwnode_handle fwnode;
	struct property *properties;
	struct property *deadprops;
	struct device_node *parent;
	struct device_node *child;
	struct device_node *sibling;
	unsigned long _flags;
	void *data;
};

#define OF_POPULATED	3

#define MAX_PHANDLE_ARGS 16
struct of_phandle_args {
	struct device_node *np;
	int args_count;
	uint32_t args[MAX_PHANDLE_ARGS];
};

extern struct device_node *of_root;
extern struct device_node *of_chosen;
extern struct device_node *of_aliases;

#define of_fwnode_handle(node) ((node) ? &(node)->fwnode : NULL)
#define to_of_node(__fwnode) container_of(__fwnode, struct device_node, fwnode)

/* Nodes live as long as the kernel, so counting references to them has nothing to do. */
static inline struct device_node *of_node_get(struct device_node *node)
{
	return node;
}

static inline void of_node_put(struct device_node *node)
{
}

static inline u64 of_read_number(const __be32 *cell, int size)
{
	u64 r = 0;

	for (; size--; cell++)
		r = (r << 32) | be32_to_cpu(*cell);
	return r;
}

static inline const char *of_node_full_name(const struct device_node *np)
{
	return np ? np->full_name : "<no-node>";
}

struct property *of_find_property(const struct device_node *np, const char *name, int *lenp);
const void *of_get_property(const struct device_node *np, const char *name, int *lenp);
struct device_node *of_find_node_by_path(const char *path);
struct device_node *of_find_node_by_phandle(phandle handle);
struct device_node *of_find_node_by_name(struct device_node *from, const char *name);
struct device_node *of_find_all_nodes(struct device_node *prev);
struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compat);
struct device_node *of_find_matching_node_and_match(struct device_node *from,
						    const struct of_device_id *matches,
						    const struct of_device_id **match);
struct device_node *of_get_parent(const struct device_node *node);
struct device_node *of_get_next_child(const struct device_node *node, struct device_node *prev);
struct device_node *of_get_next_available_child(const struct device_node *node,
						struct device_node *prev);
struct device_node *of_get_child_by_name(const struct device_node *node, const char *name);
int of_device_is_compatible(const struct device_node *device, const char *name);
bool of_device_is_available(const struct device_node *device);
bool of_machine_is_compatible(const char *compat);
const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node);
int of_n_addr_cells(struct device_node *np);
int of_n_size_cells(struct device_node *np);
bool of_node_name_eq(const struct device_node *np, const char *name);

/* 0, or -EINVAL (no such property), -ENODATA (no value), -EOVERFLOW (shorter than asked). */
int of_property_read_u32_index(const struct device_node *np, const char *propname, u32 index,
			       u32 *out_value);
int of_property_read_u64_index(const struct device_node *np, const char *propname, u32 index,
			       u64 *out_value);
int of_property_read_u8_array(const struct device_node *np, const char *propname, u8 *out_values,
			      size_t sz);
int of_property_read_u16_array(const struct device_node *np, const char *propname,
			       u16 *out_values, size_t sz);
int of_property_read_u32_array(const struct device_node *np, const char *propname,
			       u32 *out_values, size_t sz);
int of_property_read_u64_array(const struct device_node *np, const char *propname,
			       u64 *out_values, size_t sz);
int of_property_read_u64(const struct device_node *np, const char *propname, u64 *out_value);
int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string);
int of_property_read_string_index(const struct device_node *np, const char *propname, int index,
				  const char **output);
int of_property_match_string(const struct device_node *np, const char *propname,
			     const char *string);
int of_property_count_strings(const struct device_node *np, const char *propname);
int of_property_count_elems_of_size(const struct device_node *np, const char *propname,
				    int elem_size);

static inline int of_property_count_u32_elems(const struct device_node *np, const char *propname)
{
	return of_property_count_elems_of_size(np, propname, sizeof(u32));
}

static inline int of_property_read_u8(const struct device_node *np, const char *propname,
				      u8 *out_value)
{
	return of_property_read_u8_array(np, propname, out_value, 1);
}

static inline int of_property_read_u16(const struct device_node *np, const char *propname,
				       u16 *out_value)
{
	return of_property_read_u16_array(np, propname, out_value, 1);
}

static inline int of_property_read_u32(const struct device_node *np, const char *propname,
				       u32 *out_value)
{
	return of_property_read_u32_array(np, propname, out_value, 1);
}

static inline int of_property_read_s32(const struct device_node *np, const char *propname,
				       s32 *out_value)
{
	return of_property_read_u32(np, propname, (u32 *)out_value);
}

static inline bool of_property_present(const struct device_node *np, const char *propname)
{
	return of_find_property(np, propname, NULL);
}

static inline bool of_property_read_bool(const struct device_node *np, const char *propname)
{
	return of_property_present(np, propname);
}

int of_parse_phandle_with_args(const struct device_node *np, const char *list_name,
			       const char *cells_name, int index, struct of_phandle_args *out);
struct device_node *of_parse_phandle(const struct device_node *np, const char *phandle_name,
				     int index);

#define for_each_of_allnodes(dn) \
	for (dn = of_find_all_nodes(NULL); dn; dn = of_find_all_nodes(dn))
#define for_each_child_of_node(parent, child) \
	for (child = of_get_next_child(parent, NULL); child; \
	     child = of_get_next_child(parent, child))
#define for_each_available_child_of_node(parent, child) \
	for (child = of_get_next_available_child(parent, NULL); child; \
	     child = of_get_next_available_child(parent, child))
#define for_each_compatible_node(dn, type, compatible) \
	for (dn = of_find_compatible_node(NULL, type, compatible); dn; \
	     dn = of_find_compatible_node(dn, type, compatible))
#define for_each_property_of_node(dn, pp) \
	for (pp = (dn)->properties; pp; pp = pp->next)

#define of_match_ptr(_ptr)	(_ptr)

#include <linux/of_device.h>

#endif
