// SPDX-License-Identifier: GPL-2.0
/* Reading properties. Cells are big-endian in the tree and in the processor's order in the results. */

#include <linux/of.h>
#include <linux/kernel.h>

struct property *of_find_property(const struct device_node *np, const char *name, int *lenp)
{
	struct property *pp;

	if (!np)
		return NULL;
	for_each_property_of_node(np, pp) {
		if (strcmp(pp->name, name))
			continue;
		if (lenp)
			*lenp = pp->length;
		return pp;
	}
	return NULL;
}

const void *of_get_property(const struct device_node *np, const char *name, int *lenp)
{
	struct property *pp = of_find_property(np, name, lenp);

	return pp ? pp->value : NULL;
}

/* The property's bytes if it has at least @min, else an ERR_PTR with the documented error. */
static const void *of_value_of_size(const struct device_node *np, const char *name, size_t min,
				    size_t *len)
{
	struct property *pp = of_find_property(np, name, NULL);

	if (!pp)
		return ERR_PTR(-EINVAL);
	if (!pp->length)
		return ERR_PTR(-ENODATA);
	if ((size_t)pp->length < min)
		return ERR_PTR(-EOVERFLOW);
	if (len)
		*len = pp->length;
	return pp->value;
}

int of_property_count_elems_of_size(const struct device_node *np, const char *propname,
				    int elem_size)
{
	struct property *pp = of_find_property(np, propname, NULL);

	if (!pp)
		return -EINVAL;
	if (!pp->length)
		return -ENODATA;
	if (pp->length % elem_size)
		return -EINVAL;
	return pp->length / elem_size;
}

int of_property_read_u32_index(const struct device_node *np, const char *propname, u32 index,
			       u32 *out_value)
{
	const __be32 *val = of_value_of_size(np, propname, ((size_t)index + 1) * 4, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	*out_value = be32_to_cpup(val + index);
	return 0;
}

int of_property_read_u64_index(const struct device_node *np, const char *propname, u32 index,
			       u64 *out_value)
{
	const __be32 *val = of_value_of_size(np, propname, ((size_t)index + 1) * 8, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	*out_value = of_read_number(val + (size_t)index * 2, 2);
	return 0;
}

int of_property_read_u8_array(const struct device_node *np, const char *propname, u8 *out_values,
			      size_t sz)
{
	const u8 *val = of_value_of_size(np, propname, sz, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	memcpy(out_values, val, sz);
	return 0;
}

int of_property_read_u16_array(const struct device_node *np, const char *propname,
			       u16 *out_values, size_t sz)
{
	const u8 *val = of_value_of_size(np, propname, sz * 2, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	for (; sz--; val += 2)
		*out_values++ = (u16)(val[0] << 8 | val[1]);
	return 0;
}

int of_property_read_u32_array(const struct device_node *np, const char *propname,
			       u32 *out_values, size_t sz)
{
	const __be32 *val = of_value_of_size(np, propname, sz * 4, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	while (sz--)
		*out_values++ = be32_to_cpup(val++);
	return 0;
}

int of_property_read_u64_array(const struct device_node *np, const char *propname,
			       u64 *out_values, size_t sz)
{
	const __be32 *val = of_value_of_size(np, propname, sz * 8, NULL);

	if (IS_ERR(val))
		return PTR_ERR(val);
	for (; sz--; val += 2)
		*out_values++ = of_read_number(val, 2);
	return 0;
}

int of_property_read_u64(const struct device_node *np, const char *propname, u64 *out_value)
{
	return of_property_read_u64_array(np, propname, out_value, 1);
}

int of_property_read_string_index(const struct device_node *np, const char *propname, int index,
				  const char **output)
{
	size_t len = 0;
	const char *p = of_value_of_size(np, propname, 1, &len);
	const char *end;

	if (IS_ERR(p))
		return PTR_ERR(p);
	for (end = p + len; p < end; p += strlen(p) + 1) {
		if (strnlen(p, end - p) == (size_t)(end - p))
			return -EILSEQ;
		if (!index--) {
			*output = p;
			return 0;
		}
	}
	return -ENODATA;
}

int of_property_read_string(const struct device_node *np, const char *propname,
			    const char **out_string)
{
	return of_property_read_string_index(np, propname, 0, out_string);
}

int of_property_match_string(const struct device_node *np, const char *propname,
			     const char *string)
{
	const char *entry;
	int i, ret;

	for (i = 0; !(ret = of_property_read_string_index(np, propname, i, &entry)); i++)
		if (!strcmp(entry, string))
			return i;
	return ret;
}

int of_property_count_strings(const struct device_node *np, const char *propname)
{
	const char *entry;
	int i, ret;

	for (i = 0; !(ret = of_property_read_string_index(np, propname, i, &entry)); i++)
		;
	return i ? i : ret;
}

static int of_copy_args(const struct device_node *np, const __be32 *cells, int count,
			struct device_node *target, struct of_phandle_args *out)
{
	int i;

	if (count > MAX_PHANDLE_ARGS)
		return -EINVAL;
	if (!out)
		return 0;
	out->np = target;
	out->args_count = count;
	for (i = 0; i < count; i++)
		out->args[i] = be32_to_cpup(cells + i);
	return 0;
}

int of_parse_phandle_with_args(const struct device_node *np, const char *list_name,
			       const char *cells_name, int index, struct of_phandle_args *out)
{
	int len;
	const __be32 *cell = of_get_property(np, list_name, &len);
	const __be32 *end;

	if (!cell)
		return -ENOENT;
	for (end = cell + len / 4; cell < end; index--) {
		phandle handle = be32_to_cpup(cell++);
		struct device_node *target = NULL;
		u32 count = 0;

		if (handle) {
			target = of_find_node_by_phandle(handle);
			if (!target)
				return -EINVAL;
			if (cells_name && of_property_read_u32(target, cells_name, &count))
				return -EINVAL;
			if (count > end - cell)
				return -EINVAL;
		}
		if (index == 0)
			return handle ? of_copy_args(np, cell, count, target, out) : -ENOENT;
		cell += count;
	}
	return -ENOENT;
}

struct device_node *of_parse_phandle(const struct device_node *np, const char *phandle_name,
				     int index)
{
	struct of_phandle_args args;

	if (of_parse_phandle_with_args(np, phandle_name, NULL, index, &args))
		return NULL;
	return args.np;
}
