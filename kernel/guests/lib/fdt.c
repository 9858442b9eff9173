// SPDX-License-Identifier: GPL-2.0
#include "fdt.h"
#include "../../common/string.h"

enum fdt_token {
	FDT_BEGIN_NODE = 1,
	FDT_END_NODE = 2,
	FDT_PROP = 3,
	FDT_NOP = 4,
	FDT_END = 9,
};

#define FDT_MAGIC 0xd00dfeedu
#define MAX_DEPTH 16

struct fdt_header {
	u32 magic;
	u32 totalsize;
	u32 off_dt_struct;
	u32 off_dt_strings;
	u32 off_mem_rsvmap;
	u32 version;
	u32 last_comp_version;
	u32 boot_cpuid_phys;
	u32 size_dt_strings;
	u32 size_dt_struct;
};

extern const u8 __dtb_start[];

static u32 read_be32(const void *at)
{
	const u8 *bytes = at;

	return (u32)bytes[0] << 24 | (u32)bytes[1] << 16 | (u32)bytes[2] << 8 | bytes[3];
}

static u32 header_field(size_t offset)
{
	return read_be32(__dtb_start + offset);
}

static const u8 *structure(void)
{
	return __dtb_start + header_field(offsetof(struct fdt_header, off_dt_struct));
}

bool fdt_present(void)
{
	return header_field(offsetof(struct fdt_header, magic)) == FDT_MAGIC;
}

static u32 token_at(int offset)
{
	if (offset < 0 || (u32)offset + 4 > header_field(offsetof(struct fdt_header, size_dt_struct)))
		return FDT_END;
	return read_be32(structure() + offset);
}

static const char *node_name(fdt_node node)
{
	return (const char *)structure() + node + 4;
}

/* The offset of the token after the one at offset. */
static int skip_token(int offset)
{
	switch (token_at(offset)) {
	case FDT_BEGIN_NODE:
		return offset + 4 + (int)((strlen(node_name(offset)) + 1 + 3) & ~3ul);
	case FDT_PROP:
		return offset + 12 + (int)((read_be32(structure() + offset + 4) + 3) & ~3u);
	default:
		return offset + 4;
	}
}

/* The next node in the order of the file, whatever its depth. */
static fdt_node next_node(fdt_node node)
{
	int offset = node == FDT_NONE ? 0 : skip_token(node);

	while (token_at(offset) != FDT_END) {
		if (token_at(offset) == FDT_BEGIN_NODE)
			return offset;
		offset = skip_token(offset);
	}
	return FDT_NONE;
}

const void *fdt_property(fdt_node node, const char *name, u32 *length)
{
	const char *strings = (const char *)__dtb_start + header_field(offsetof(struct fdt_header, off_dt_strings));
	int offset;

	if (node == FDT_NONE)
		return NULL;
	for (offset = skip_token(node); token_at(offset) == FDT_PROP || token_at(offset) == FDT_NOP;
	     offset = skip_token(offset)) {
		if (token_at(offset) == FDT_NOP)
			continue;
		if (strcmp(strings + read_be32(structure() + offset + 8), name) == 0) {
			if (length)
				*length = read_be32(structure() + offset + 4);
			return structure() + offset + 12;
		}
	}
	return NULL;
}

bool fdt_cell(fdt_node node, const char *name, u32 index, u32 *value)
{
	u32 length;
	const u8 *cells = fdt_property(node, name, &length);

	if (!cells || length < 4 || index > length / 4 - 1)
		return false;
	*value = read_be32(cells + 4 * index);
	return true;
}

const char *fdt_string(fdt_node node, const char *name)
{
	u32 length;
	const char *text = fdt_property(node, name, &length);

	return text && length && text[length - 1] == '\0' ? text : NULL;
}

static bool is_compatible(fdt_node node, const char *compatible)
{
	u32 length;
	const char *list = fdt_property(node, "compatible", &length);
	u32 at = 0;

	while (list && at < length) {
		if (strcmp(list + at, compatible) == 0)
			return true;
		at += (u32)strlen(list + at) + 1;
	}
	return false;
}

fdt_node fdt_find_compatible(fdt_node after, const char *compatible)
{
	fdt_node node;

	for (node = next_node(after); node != FDT_NONE; node = next_node(node))
		if (is_compatible(node, compatible))
			return node;
	return FDT_NONE;
}

fdt_node fdt_find_phandle(u32 phandle)
{
	fdt_node node;
	u32 value;

	for (node = next_node(FDT_NONE); node != FDT_NONE; node = next_node(node))
		if (fdt_cell(node, "phandle", 0, &value) && value == phandle)
			return node;
	return FDT_NONE;
}

/* The direct child of a node with the given name, unit address included. */
static fdt_node find_child(fdt_node parent, const char *name, size_t length)
{
	int offset = skip_token(parent);
	int depth = 0;

	for (; depth >= 0 && token_at(offset) != FDT_END; offset = skip_token(offset)) {
		u32 token = token_at(offset);

		if (token == FDT_BEGIN_NODE) {
			if (depth == 0 && strncmp(node_name(offset), name, length) == 0 &&
			    node_name(offset)[length] == '\0')
				return offset;
			depth++;
		} else if (token == FDT_END_NODE) {
			depth--;
		}
	}
	return FDT_NONE;
}

fdt_node fdt_find_path(const char *path)
{
	fdt_node node = FDT_ROOT;

	while (*path == '/' && node != FDT_NONE) {
		size_t length = 0;

		path++;
		while (path[length] && path[length] != '/' && path[length] != ':')
			length++;
		if (length)
			node = find_child(node, path, length);
		path += length;
	}
	return node;
}

static fdt_node parent_of(fdt_node child)
{
	fdt_node path[MAX_DEPTH];
	int depth = 0;
	int offset = 0;

	for (; offset < child && token_at(offset) != FDT_END; offset = skip_token(offset)) {
		u32 token = token_at(offset);

		if (token == FDT_BEGIN_NODE) {
			if (depth < MAX_DEPTH)
				path[depth] = offset;
			depth++;
		} else if (token == FDT_END_NODE) {
			depth--;
		}
	}
	return depth > 0 && depth <= MAX_DEPTH ? path[depth - 1] : FDT_NONE;
}

static u64 read_cells(const u8 *at, u32 count)
{
	u64 value = 0;

	for (; count; count--, at += 4)
		value = value << 32 | read_be32(at);
	return value;
}

bool fdt_reg(fdt_node node, u32 index, u64 *base, u64 *size)
{
	fdt_node parent = parent_of(node);
	u32 address_cells = 2;
	u32 size_cells = 1;
	u32 length;
	const u8 *reg = fdt_property(node, "reg", &length);
	u32 entry;

	fdt_cell(parent, "#address-cells", 0, &address_cells);
	fdt_cell(parent, "#size-cells", 0, &size_cells);
	entry = 4 * (address_cells + size_cells);
	if (!reg || !entry || length / entry <= index)
		return false;
	*base = read_cells(reg + entry * index, address_cells);
	*size = read_cells(reg + entry * index + 4 * address_cells, size_cells);
	return true;
}
