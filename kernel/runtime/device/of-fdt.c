// SPDX-License-Identifier: GPL-2.0
/*
 * Unflattening: the device tree blob becomes a tree of struct device_node.
 * The format is that of the Devicetree Specification, chapter 5 (big-endian cells). Property values stay in the blob.
 */

#include <linux/of.h>
#include <linux/of_fdt.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>

#define FDT_MAGIC	0xd00dfeedU
#define FDT_BEGIN_NODE	1U
#define FDT_END_NODE	2U
#define FDT_PROP	3U
#define FDT_NOP		4U
#define FDT_END		9U
#define FDT_MAX_DEPTH	32

struct fdt_header {
	__be32 magic;
	__be32 totalsize;
	__be32 off_dt_struct;
	__be32 off_dt_strings;
	__be32 off_mem_rsvmap;
	__be32 version;
	__be32 last_comp_version;
	__be32 boot_cpuid_phys;
	__be32 size_dt_strings;
	__be32 size_dt_struct;
};

struct fdt_reader {
	const char *base;
	u32 next;		/* offset of the next token from base */
	u32 end;		/* end of the structure block */
	u32 strings;
	u32 strings_end;
};

struct device_node *of_root;
struct device_node *of_chosen;
struct device_node *of_aliases;

extern void *initial_boot_params;

static u32 fdt_cell(struct fdt_reader *r)
{
	u32 value;

	if (r->next + 4 > r->end)
		panic("device tree: the structure block ends in the middle");
	value = be32_to_cpup((const __be32 *)(r->base + r->next));
	r->next += 4;
	return value;
}

static const char *fdt_node_name(struct fdt_reader *r)
{
	const char *name = r->base + r->next;
	size_t len = strnlen(name, r->end - r->next);

	if (r->next + len >= r->end)
		panic("device tree: a node's name has no end");
	r->next += ALIGN(len + 1, 4);
	return name;
}

static struct property *fdt_property(struct fdt_reader *r)
{
	u32 len = fdt_cell(r);
	u32 name = fdt_cell(r);
	struct property *prop;

	if (len > r->end - r->next || r->strings + name >= r->strings_end)
		panic("device tree: a property reaches out of its block");
	prop = kzalloc(sizeof(*prop), GFP_KERNEL);
	prop->name = (char *)r->base + r->strings + name;
	prop->length = len;
	prop->value = (char *)r->base + r->next;
	r->next += ALIGN(len, 4);
	return prop;
}

static struct device_node *fdt_new_node(struct device_node *parent, const char *full_name)
{
	struct device_node *np = kzalloc(sizeof(*np), GFP_KERNEL);
	const char *at = strchr(full_name, '@');
	struct device_node **link;

	np->full_name = full_name;
	np->name = at ? kstrndup(full_name, at - full_name, GFP_KERNEL) : full_name;
	np->parent = parent;
	if (!parent)
		return np;
	for (link = &parent->child; *link; link = &(*link)->sibling)
		;
	*link = np;
	return np;
}

static void fdt_add_property(struct device_node *np, struct property *prop)
{
	struct property **link;

	for (link = &np->properties; *link; link = &(*link)->next)
		;
	*link = prop;
	if ((!strcmp(prop->name, "phandle") || !strcmp(prop->name, "linux,phandle")) &&
	    prop->length == 4)
		np->phandle = be32_to_cpup(prop->value);
}

static void fdt_read_tree(struct fdt_reader *r)
{
	struct device_node *np = NULL;
	int depth = 0;

	for (;;) {
		u32 token = fdt_cell(r);

		switch (token) {
		case FDT_BEGIN_NODE:
			if (++depth > FDT_MAX_DEPTH || (depth == 1 && of_root))
				panic("device tree: nodes are nested too deep");
			np = fdt_new_node(np, fdt_node_name(r));
			if (depth == 1)
				of_root = np;
			break;
		case FDT_END_NODE:
			if (!np)
				panic("device tree: more ends than nodes");
			np = np->parent;
			depth--;
			break;
		case FDT_PROP:
			if (!np)
				panic("device tree: a property outside of nodes");
			fdt_add_property(np, fdt_property(r));
			break;
		case FDT_NOP:
			break;
		case FDT_END:
			return;
		default:
			panic("device tree: unknown token %u", token);
		}
	}
}

void unflatten_device_tree(void)
{
	const struct fdt_header *header = initial_boot_params;
	struct fdt_reader r = { .base = (const char *)header };
	u32 total;

	if (of_root)
		return;
	if (!header || be32_to_cpu(header->magic) != FDT_MAGIC)
		panic("no device tree in this image (no FDT magic at __dtb_start)");
	total = be32_to_cpu(header->totalsize);
	r.next = be32_to_cpu(header->off_dt_struct);
	r.end = r.next + be32_to_cpu(header->size_dt_struct);
	r.strings = be32_to_cpu(header->off_dt_strings);
	r.strings_end = r.strings + be32_to_cpu(header->size_dt_strings);
	if (r.next > total || r.end > total || r.strings > total || r.strings_end > total)
		panic("device tree: a block reaches past its total size");
	fdt_read_tree(&r);
	if (!of_root)
		panic("device tree: no root node");
	of_chosen = of_find_node_by_path("/chosen");
	of_aliases = of_find_node_by_path("/aliases");
}

static int __init of_init(void)
{
	unflatten_device_tree();
	return 0;
}
pure_initcall(of_init);
