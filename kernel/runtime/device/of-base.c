// SPDX-License-Identifier: GPL-2.0
/* Finding nodes: by path, phandle, compatible string, match table. */

#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>

/* The most that PCI nodes need; anything larger is not a number of cells. */
#define OF_MAX_CELLS 4

struct device_node *of_find_all_nodes(struct device_node *prev)
{
	struct device_node *np = prev;

	if (!np)
		return of_root;
	if (np->child)
		return np->child;
	while (np && !np->sibling)
		np = np->parent;
	return np ? np->sibling : NULL;
}

struct device_node *of_get_parent(const struct device_node *node)
{
	return node ? node->parent : NULL;
}

struct device_node *of_get_next_child(const struct device_node *node, struct device_node *prev)
{
	if (!node)
		return NULL;
	return prev ? prev->sibling : node->child;
}

struct device_node *of_get_next_available_child(const struct device_node *node,
						struct device_node *prev)
{
	struct device_node *next = of_get_next_child(node, prev);

	while (next && !of_device_is_available(next))
		next = next->sibling;
	return next;
}

bool of_node_name_eq(const struct device_node *np, const char *name)
{
	return np && !strcmp(np->name, name);
}

struct device_node *of_get_child_by_name(const struct device_node *node, const char *name)
{
	struct device_node *child;

	for_each_child_of_node(node, child)
		if (of_node_name_eq(child, name))
			return child;
	return NULL;
}

/* A path component names a child with or without its unit address. */
static struct device_node *of_child_by_component(struct device_node *parent, const char *text,
						 size_t len)
{
	struct device_node *child;

	for_each_child_of_node(parent, child) {
		if (strlen(child->full_name) == len && !strncmp(child->full_name, text, len))
			return child;
		if (strlen(child->name) == len && !strncmp(child->name, text, len))
			return child;
	}
	return NULL;
}

struct device_node *of_find_node_by_path(const char *path)
{
	struct device_node *np = of_root;

	if (*path != '/') {
		size_t len = strcspn(path, "/:");
		char *alias = kstrndup(path, len, GFP_KERNEL);
		const char *target = of_get_property(of_aliases, alias, NULL);

		kfree(alias);
		np = target ? of_find_node_by_path(target) : NULL;
		path += len;
	}
	while (np && *path == '/') {
		size_t len = strcspn(++path, "/:");

		if (len)
			np = of_child_by_component(np, path, len);
		path += len;
	}
	return np;
}

struct device_node *of_find_node_by_phandle(phandle handle)
{
	struct device_node *np;

	if (!handle)
		return NULL;
	for_each_of_allnodes(np)
		if (np->phandle == handle)
			return np;
	return NULL;
}

struct device_node *of_find_node_by_name(struct device_node *from, const char *name)
{
	struct device_node *np = from;

	while ((np = of_find_all_nodes(np)))
		if (of_node_name_eq(np, name))
			return np;
	return NULL;
}

/*
 * A node that lists a string earlier in its compatible is the better match, so the result is larger
 * the earlier the string stands; 0 means not compatible.
 */
int of_device_is_compatible(const struct device_node *device, const char *name)
{
	const char *entry;
	int i;

	for (i = 0; !of_property_read_string_index(device, "compatible", i, &entry); i++)
		if (!strcasecmp(entry, name))
			return INT_MAX / 2 - (i << 2);
	return 0;
}

bool of_machine_is_compatible(const char *compat)
{
	return of_device_is_compatible(of_root, compat) > 0;
}

bool of_device_is_available(const struct device_node *device)
{
	const char *status;

	if (!device)
		return false;
	if (of_property_read_string(device, "status", &status))
		return true;
	return !strcmp(status, "okay") || !strcmp(status, "ok");
}

static int of_match_score(const struct of_device_id *match, const struct device_node *node)
{
	int score;

	if (match->name[0] && !of_node_name_eq(node, match->name))
		return 0;
	if (!match->compatible[0])
		return match->name[0] ? 1 : 0;
	score = of_device_is_compatible(node, match->compatible);
	return score && match->name[0] ? score + 1 : score;
}

const struct of_device_id *of_match_node(const struct of_device_id *matches,
					 const struct device_node *node)
{
	const struct of_device_id *best = NULL;
	int best_score = 0;

	if (!matches || !node)
		return NULL;
	for (; matches->name[0] || matches->type[0] || matches->compatible[0]; matches++) {
		int score = of_match_score(matches, node);

		if (score > best_score) {
			best = matches;
			best_score = score;
		}
	}
	return best;
}

struct device_node *of_find_compatible_node(struct device_node *from, const char *type,
					    const char *compat)
{
	struct device_node *np = from;

	while ((np = of_find_all_nodes(np)))
		if (of_device_is_compatible(np, compat))
			return np;
	return NULL;
}

struct device_node *of_find_matching_node_and_match(struct device_node *from,
						    const struct of_device_id *matches,
						    const struct of_device_id **match)
{
	struct device_node *np = from;

	while ((np = of_find_all_nodes(np))) {
		const struct of_device_id *found = of_match_node(matches, np);

		if (!found)
			continue;
		if (match)
			*match = found;
		return np;
	}
	return NULL;
}

/* The cells of a node's reg are declared by its parent; 2 and 1 where nobody says (specification 2.3.5). */
static int of_inherited_cells(struct device_node *np, const char *name, int otherwise)
{
	u32 cells;

	if (np->parent && !of_property_read_u32(np->parent, name, &cells) && cells <= OF_MAX_CELLS)
		return cells;
	return otherwise;
}

int of_n_addr_cells(struct device_node *np)
{
	return of_inherited_cells(np, "#address-cells", 2);
}

int of_n_size_cells(struct device_node *np)
{
	return of_inherited_cells(np, "#size-cells", 1);
}

const struct of_device_id *of_match_device(const struct of_device_id *matches,
					   const struct device *dev)
{
	return dev->of_node ? of_match_node(matches, dev->of_node) : NULL;
}

const void *of_device_get_match_data(const struct device *dev)
{
	const struct of_device_id *match;

	if (!dev->driver)
		return NULL;
	match = of_match_device(dev->driver->of_match_table, dev);
	return match ? match->data : NULL;
}
