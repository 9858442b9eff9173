// SPDX-License-Identifier: GPL-2.0
/*
 * Reads what booting needs straight from the flattened device tree: RAM, the timebase, the interrupt controller and the
 * console. Values are big-endian (Devicetree Specification, chapter 5).
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/byteorder.h>
#include "core.h"

#define FDT_MAGIC	0xd00dfeed
#define FDT_BEGIN_NODE	1
#define FDT_END_NODE	2
#define FDT_PROP	3
#define FDT_NOP		4
#define MAX_DEPTH	16

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

/* A node as far as it has been read: a pointer behind its name, and the cell sizes its parent sets. */
struct fdt_node {
	const char *name;
	const __be32 *properties;
	u32 address_cells;
	u32 size_cells;
};

void *initial_boot_params;

static const struct fdt_header *blob(void)
{
	return initial_boot_params;
}

void early_fdt_init(void)
{
	struct fdt_header *header = (struct fdt_header *)__dtb_start;

	if (be32_to_cpu(header->magic) != FDT_MAGIC)
		panic("the image carries no device tree");
	initial_boot_params = header;
}

static const __be32 *structure_end(void)
{
	return initial_boot_params + be32_to_cpu(blob()->off_dt_struct) + be32_to_cpu(blob()->size_dt_struct);
}

static const __be32 *skip_bytes(const __be32 *p, size_t bytes)
{
	return p + DIV_ROUND_UP(bytes, 4);
}

/* The value of a property of the node whose properties begin at @p; @len gets its bytes. */
static const __be32 *property_at(const __be32 *p, const char *name, u32 *len)
{
	const char *strings = initial_boot_params + be32_to_cpu(blob()->off_dt_strings);

	while (p < structure_end()) {
		u32 token = be32_to_cpu(*p);

		if (token == FDT_NOP) {
			p++;
			continue;
		}
		if (token != FDT_PROP)
			return NULL;
		if (!strcmp(strings + be32_to_cpu(p[2]), name)) {
			*len = be32_to_cpu(p[1]);
			return p + 3;
		}
		p = skip_bytes(p + 3, be32_to_cpu(p[1]));
	}
	return NULL;
}

static u32 property_u32(const struct fdt_node *node, const char *name, u32 otherwise)
{
	u32 len;
	const __be32 *value = property_at(node->properties, name, &len);

	return value && len >= 4 ? be32_to_cpu(*value) : otherwise;
}

/* Is @wanted one of the strings of the property? */
static bool property_has_string(const struct fdt_node *node, const char *name, const char *wanted)
{
	u32 len, pos = 0;
	const char *value = (const char *)property_at(node->properties, name, &len);

	while (value && pos < len) {
		if (!strcmp(value + pos, wanted))
			return true;
		pos += strlen(value + pos) + 1;
	}
	return false;
}

/* Calls @match on each node until it says yes; that node is left in @node. */
static bool find_node(struct fdt_node *node, bool (*match)(const struct fdt_node *, const void *), const void *arg)
{
	const __be32 *p = initial_boot_params + be32_to_cpu(blob()->off_dt_struct);
	u32 address_cells[MAX_DEPTH] = { 2 }, size_cells[MAX_DEPTH] = { 1 };
	int depth = 0;

	while (p < structure_end()) {
		u32 token = be32_to_cpu(*p++);

		if (token == FDT_BEGIN_NODE && depth < MAX_DEPTH - 1) {
			*node = (struct fdt_node) {
				.name = (const char *)p,
				.properties = skip_bytes(p, strlen((const char *)p) + 1),
				.address_cells = address_cells[depth],
				.size_cells = size_cells[depth],
			};
			depth++;
			address_cells[depth] = property_u32(node, "#address-cells", 2);
			size_cells[depth] = property_u32(node, "#size-cells", 1);
			if (match(node, arg))
				return true;
			p = node->properties;
		} else if (token == FDT_PROP) {
			p = skip_bytes(p + 2, be32_to_cpu(p[0]));
		} else if (token == FDT_END_NODE) {
			depth--;
		} else if (token != FDT_NOP) {
			break;
		}
	}
	return false;
}

static u64 read_cells(const __be32 *cells, u32 count)
{
	u64 value = 0;

	while (count--)
		value = value << 32 | be32_to_cpu(*cells++);
	return value;
}

static bool node_reg(const struct fdt_node *node, struct fdt_reg *reg)
{
	u32 len;
	const __be32 *value = property_at(node->properties, "reg", &len);

	if (!value || len < 4 * (node->address_cells + node->size_cells))
		return false;
	reg->base = read_cells(value, node->address_cells);
	reg->size = read_cells(value + node->address_cells, node->size_cells);
	return true;
}

static bool is_memory(const struct fdt_node *node, const void *unused)
{
	return property_has_string(node, "device_type", "memory");
}

static bool is_compatible(const struct fdt_node *node, const void *compatible)
{
	return property_has_string(node, "compatible", compatible);
}

static bool is_named(const struct fdt_node *node, const void *name)
{
	return !strcmp(node->name, name);
}

static bool has_phandle(const struct fdt_node *node, const void *phandle)
{
	return property_u32(node, "phandle", 0) == *(const u32 *)phandle;
}

bool fdt_find_memory(struct fdt_reg *memory)
{
	struct fdt_node node;

	return find_node(&node, is_memory, NULL) && node_reg(&node, memory) && memory->size;
}

u32 fdt_timebase_frequency(void)
{
	struct fdt_node node;

	return find_node(&node, is_named, "cpus") ? property_u32(&node, "timebase-frequency", 0) : 0;
}

const char *fdt_bootargs(void)
{
	struct fdt_node node;
	u32 len;

	if (!find_node(&node, is_named, "chosen"))
		return NULL;
	return (const char *)property_at(node.properties, "bootargs", &len);
}

struct cpu_search {
	u32 phandle;
	unsigned long hartid;
};

/* A cpu node of that hart that holds the interrupt controller with that phandle. */
static bool is_cpu_with_intc(const struct fdt_node *node, const void *arg)
{
	const struct cpu_search *search = arg;
	const __be32 *p = node->properties;
	struct fdt_node intc;
	struct fdt_reg reg;

	if (!property_has_string(node, "device_type", "cpu"))
		return false;
	/* "reg" of a cpu has no size cells, so that node_reg serves. */
	if (!node_reg(node, &reg) || reg.base != search->hartid)
		return false;
	while (p < structure_end() && be32_to_cpu(*p) != FDT_BEGIN_NODE)
		p = be32_to_cpu(*p) == FDT_PROP ? skip_bytes(p + 3, be32_to_cpu(p[1])) : p + 1;
	intc.properties = skip_bytes(p + 1, strlen((const char *)(p + 1)) + 1);
	return has_phandle(&intc, &search->phandle);
}

/* The n-th pair (cpu's controller, 9) in interrupts-extended is context n; 9 is S-mode's external interrupt. */
static u32 plic_context(const struct fdt_node *plic, unsigned long hartid)
{
	u32 len;
	const __be32 *value = property_at(plic->properties, "interrupts-extended", &len);

	for (u32 i = 0; value && i < len / 8; i++) {
		struct cpu_search search = { .phandle = be32_to_cpu(value[2 * i]), .hartid = hartid };
		struct fdt_node cpu;

		if (be32_to_cpu(value[2 * i + 1]) == IRQ_S_EXT && find_node(&cpu, is_cpu_with_intc, &search))
			return i;
	}
	return 2 * hartid + 1;
}

bool fdt_find_plic(unsigned long hartid, struct fdt_plic *plic)
{
	struct fdt_node node;

	if (!find_node(&node, is_compatible, "riscv,plic0") && !find_node(&node, is_compatible, "sifive,plic-1.0.0"))
		return false;
	plic->sources = property_u32(&node, "riscv,ndev", 127);
	plic->context = plic_context(&node, hartid);
	return node_reg(&node, &plic->reg);
}

bool fdt_find_uart(struct fdt_uart *uart)
{
	struct fdt_node node;

	if (!find_node(&node, is_compatible, "ns16550a") && !find_node(&node, is_compatible, "ns16550"))
		return false;
	uart->reg_shift = property_u32(&node, "reg-shift", 0);
	uart->io_width = property_u32(&node, "reg-io-width", 1);
	uart->interrupt = property_u32(&node, "interrupts", 0);
	return node_reg(&node, &uart->reg);
}
