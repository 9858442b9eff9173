// SPDX-License-Identifier: GPL-2.0
/*
 * Formatted output, with those of Linux's %p forms that drivers use (Documentation/core-api/printk-formats.rst): %p %px
 * %pK %pS/%ps/%pB (addresses), %pe, %pa, %pap, %pad, %pr/%pR, %pOF, %pOFn, %ph, %pV.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

struct va_format {
	const char *fmt;
	va_list *va;
};

/* Where the text goes; characters past the end are counted and dropped. */
struct sink {
	char *buf;
	size_t size;
	size_t len;
};

struct spec {
	int width;
	int precision;	/* -1 when not given */
	bool left;
	bool zero;
	bool plus;
	bool space;
	bool alternate;
	bool uppercase;
	int base;
};

/* Says how a device-tree node is called; the device side knows. */
const char *__weak of_node_name_for_print(const void *node, bool full)
{
	return "(node)";
}

static void put(struct sink *out, char c)
{
	if (out->len < out->size)
		out->buf[out->len] = c;
	out->len++;
}

static void pad(struct sink *out, char c, int count)
{
	while (count-- > 0)
		put(out, c);
}

static void put_string(struct sink *out, const char *s, const struct spec *spec)
{
	int len;

	if ((unsigned long)s < PAGE_SIZE)
		s = s ? "(efault)" : "(null)";
	len = strnlen(s, spec->precision < 0 ? INT_MAX : spec->precision);
	if (!spec->left)
		pad(out, ' ', spec->width - len);
	for (int i = 0; i < len; i++)
		put(out, s[i]);
	if (spec->left)
		pad(out, ' ', spec->width - len);
}

/* Digits of @value, last one first; the number of them. */
static int digits_of(unsigned long long value, const struct spec *spec, char *digits)
{
	const char *set = spec->uppercase ? "0123456789ABCDEF" : "0123456789abcdef";
	int n = 0;

	do {
		digits[n++] = set[value % spec->base];
		value /= spec->base;
	} while (value);
	return n;
}

static void put_number(struct sink *out, unsigned long long value, bool negative, const struct spec *spec)
{
	char digits[24];
	char sign = negative ? '-' : spec->plus ? '+' : spec->space ? ' ' : 0;
	const char *prefix = !spec->alternate ? "" : spec->base == 16 ? (spec->uppercase ? "0X" : "0x") :
			     spec->base == 8 ? "0" : "";
	int n = digits_of(value, spec, digits);
	int zeros = max(spec->precision - n, 0);
	int used = n + zeros + !!sign + strlen(prefix);
	bool zero_fill = spec->zero && !spec->left && spec->precision < 0;

	if (zero_fill)
		zeros = max(spec->width - used, 0);
	else if (!spec->left)
		pad(out, ' ', spec->width - used);
	if (sign)
		put(out, sign);
	while (*prefix)
		put(out, *prefix++);
	pad(out, '0', zeros);
	while (n)
		put(out, digits[--n]);
	if (spec->left)
		pad(out, ' ', spec->width - used);
}

static void put_hex(struct sink *out, unsigned long long value, int digits, bool prefix)
{
	struct spec spec = { .width = digits + 2 * prefix, .precision = -1, .zero = true, .alternate = prefix, .base = 16 };

	put_number(out, value, false, &spec);
}

static void put_plain(struct sink *out, const char *s)
{
	struct spec spec = { .precision = -1 };

	put_string(out, s, &spec);
}

static void put_decimal(struct sink *out, unsigned long long value)
{
	struct spec spec = { .precision = -1, .base = 10 };

	put_number(out, value, false, &spec);
}

static void put_error(struct sink *out, const void *p, const struct spec *spec)
{
	const char *name = IS_ERR(p) ? errname(PTR_ERR(p)) : NULL;

	if (name) {
		put_string(out, name, spec);
	} else if (IS_ERR(p)) {
		put(out, '-');
		put_decimal(out, -PTR_ERR(p));
	} else {
		put_hex(out, (unsigned long)p, 16, false);
	}
}

static void put_resource(struct sink *out, const struct resource *r)
{
	int digits = max((fls64(r->end) + 3) / 4, 8);

	put_plain(out, r->flags & IORESOURCE_IRQ ? "[irq " : r->flags & IORESOURCE_MEM ? "[mem " : "[??? ");
	if (r->flags & IORESOURCE_IRQ) {
		put_decimal(out, r->start);
	} else {
		put_hex(out, r->start, digits, true);
		put(out, '-');
		put_hex(out, r->end, digits, true);
	}
	put(out, ']');
}

static void put_bytes(struct sink *out, const u8 *bytes, int count)
{
	for (int i = 0; i < count; i++) {
		if (i)
			put(out, ' ');
		put_hex(out, bytes[i], 2, false);
	}
}

static void format(struct sink *out, const char *fmt, va_list args);

/* Returns how many characters of @form, which follows %p, belong to the conversion. */
static int put_pointer(struct sink *out, const char *form, const void *p, struct spec *spec)
{
	switch (*form) {
	case 'e':
		put_error(out, p, spec);
		return 1;
	case 'a':
		put_hex(out, *(const phys_addr_t *)p, 16, true);
		return form[1] == 'p' || form[1] == 'd' ? 2 : 1;
	case 'r':
	case 'R':
		put_resource(out, p);
		return 1;
	case 'h':
		put_bytes(out, p, spec->width > 0 ? spec->width : 1);
		return 1;
	case 'O':
		if (form[1] == 'F') {
			put_string(out, of_node_name_for_print(p, form[2] != 'n'), spec);
			return form[2] == 'n' || form[2] == 'f' ? 3 : 2;
		}
		break;
	case 'V': {
		const struct va_format *inner = p;
		va_list copy;

		va_copy(copy, *inner->va);
		format(out, inner->fmt, copy);
		va_end(copy);
		return 1;
	}
	}
	/* Addresses are not hashed: this is a system to be looked into. */
	put_hex(out, (unsigned long)p, 16, false);
	return strchr("xKSsB", *form) && *form ? 1 : 0;
}

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-': spec->left = true; break;
		case '0': spec->zero = true; break;
		case '+': spec->plus = true; break;
		case ' ': spec->space = true; break;
		case '#': spec->alternate = true; break;
		default: return fmt;
		}
	}
}

static const char *parse_count(const char *fmt, int *count)
{
	*count = 0;
	while (isdigit(*fmt))
		*count = *count * 10 + *fmt++ - '0';
	return fmt;
}

/* Bytes of an integer argument, from its length modifier. */
static const char *parse_length(const char *fmt, int *bytes)
{
	*bytes = 4;
	if (fmt[0] == 'l') {
		*bytes = 8;
		return fmt + (fmt[1] == 'l' ? 2 : 1);
	}
	if (*fmt == 'z' || *fmt == 't' || *fmt == 'j' || *fmt == 'L') {
		*bytes = 8;
		return fmt + 1;
	}
	if (fmt[0] == 'h') {
		*bytes = fmt[1] == 'h' ? 1 : 2;
		return fmt + *bytes % 2 + 1;
	}
	return fmt;
}

static unsigned long long truncated(unsigned long long value, int bytes)
{
	return bytes == 8 ? value : value & ((1ULL << (8 * bytes)) - 1);
}

static void put_signed(struct sink *out, unsigned long long raw, int bytes, struct spec *spec)
{
	s64 value = sign_extend64(raw, 8 * bytes - 1);

	put_number(out, value < 0 ? -(u64)value : value, value < 0, spec);
}

/* One conversion; @fmt is behind the percent sign. */
#define NEXT_INTEGER(args, bytes) ((bytes) == 8 ? va_arg(args, unsigned long long) : va_arg(args, unsigned int))

static void format(struct sink *out, const char *fmt, va_list args)
{
	while (*fmt) {
		struct spec spec = { .precision = -1, .base = 10 };
		int bytes;

		if (*fmt != '%') {
			put(out, *fmt++);
			continue;
		}
		fmt = parse_flags(fmt + 1, &spec);
		if (*fmt == '*') {
			spec.width = va_arg(args, int);
			if (spec.width < 0) {
				spec.left = true;
				spec.width = -spec.width;
			}
			fmt++;
		} else {
			fmt = parse_count(fmt, &spec.width);
		}
		if (*fmt == '.') {
			if (fmt[1] == '*') {
				spec.precision = va_arg(args, int);
				fmt += 2;
			} else {
				fmt = parse_count(fmt + 1, &spec.precision);
			}
		}
		fmt = parse_length(fmt, &bytes);
		switch (*fmt++) {
		case 'c':
			pad(out, ' ', spec.left ? 0 : spec.width - 1);
			put(out, va_arg(args, int));
			pad(out, ' ', spec.left ? spec.width - 1 : 0);
			break;
		case 's':
			put_string(out, va_arg(args, const char *), &spec);
			break;
		case 'p':
			fmt += put_pointer(out, fmt, va_arg(args, const void *), &spec);
			break;
		case 'd':
		case 'i':
			put_signed(out, NEXT_INTEGER(args, bytes), bytes, &spec);
			break;
		case 'u':
			put_number(out, truncated(NEXT_INTEGER(args, bytes), bytes), false, &spec);
			break;
		case 'o':
			spec.base = 8;
			put_number(out, truncated(NEXT_INTEGER(args, bytes), bytes), false, &spec);
			break;
		case 'X':
			spec.uppercase = true;
			fallthrough;
		case 'x':
			spec.base = 16;
			put_number(out, truncated(NEXT_INTEGER(args, bytes), bytes), false, &spec);
			break;
		case '%':
			put(out, '%');
			break;
		default:
			/* Not a conversion: nothing after it can be trusted to match its argument. */
			WARN_ONCE(1, "Please remove unsupported %%%c in format string\n", fmt[-1]);
			return;
		}
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct sink out = { .buf = buf, .size = size };
	va_list copy;

	va_copy(copy, args);
	format(&out, fmt, copy);
	va_end(copy);
	if (size)
		buf[min(out.len, size - 1)] = '\0';
	return out.len;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	return len < (int)size ? len : size ? size - 1 : 0;
}

int vsprintf(char *buf, const char *fmt, va_list args)
{
	return vsnprintf(buf, INT_MAX, fmt, args);
}

#define FORWARD(call) ({ va_list args; int __len; va_start(args, fmt); __len = call; va_end(args); __len; })

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	return FORWARD(vsnprintf(buf, size, fmt, args));
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	return FORWARD(vscnprintf(buf, size, fmt, args));
}

int sprintf(char *buf, const char *fmt, ...)
{
	return FORWARD(vsprintf(buf, fmt, args));
}
