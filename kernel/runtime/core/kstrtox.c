// SPDX-License-Identifier: GPL-2.0
/* Numbers from strings. The kstrto* family takes the whole string, one newline at its end excepted, or fails. */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

static const char *skip_base_prefix(const char *s, unsigned int *base)
{
	bool hex = s[0] == '0' && tolower(s[1]) == 'x' && isxdigit(s[2]);

	if (*base == 0)
		*base = hex ? 16 : s[0] == '0' ? 8 : 10;
	return *base == 16 && hex ? s + 2 : s;
}

static unsigned int digit_value(char c)
{
	return isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : 255;
}

/* Number of digits read; *overflow when the value does not fit. */
static size_t parse_digits(const char *s, unsigned int base, unsigned long long *value, bool *overflow)
{
	size_t n = 0;

	*value = 0;
	*overflow = false;
	for (; digit_value(s[n]) < base; n++) {
		if (check_mul_overflow(*value, base, value) || check_add_overflow(*value, digit_value(s[n]), value))
			*overflow = true;
	}
	return n;
}

int kstrtoull(const char *s, unsigned int base, unsigned long long *res)
{
	unsigned long long value;
	bool overflow;
	size_t digits;

	if (*s == '+')
		s++;
	s = skip_base_prefix(s, &base);
	digits = parse_digits(s, base, &value, &overflow);
	if (overflow)
		return -ERANGE;
	s += digits;
	if (*s == '\n')
		s++;
	if (!digits || *s)
		return -EINVAL;
	*res = value;
	return 0;
}

int kstrtoll(const char *s, unsigned int base, long long *res)
{
	bool negative = *s == '-';
	unsigned long long value;
	int ret = kstrtoull(s + negative, base, &value);

	if (ret)
		return ret;
	if (value > (unsigned long long)LLONG_MAX + negative)
		return -ERANGE;
	*res = negative ? -value : value;
	return 0;
}

int kstrtoul(const char *s, unsigned int base, unsigned long *res)
{
	unsigned long long value;
	int ret = kstrtoull(s, base, &value);

	if (!ret)
		*res = value;
	return ret;
}

int kstrtol(const char *s, unsigned int base, long *res)
{
	long long value;
	int ret = kstrtoll(s, base, &value);

	if (!ret)
		*res = value;
	return ret;
}

int kstrtouint(const char *s, unsigned int base, unsigned int *res)
{
	unsigned long long value;
	int ret = kstrtoull(s, base, &value);

	if (ret)
		return ret;
	if (value > UINT_MAX)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtoint(const char *s, unsigned int base, int *res)
{
	long long value;
	int ret = kstrtoll(s, base, &value);

	if (ret)
		return ret;
	if (value != (int)value)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtou8(const char *s, unsigned int base, u8 *res)
{
	unsigned int value;
	int ret = kstrtouint(s, base, &value);

	if (ret)
		return ret;
	if (value > U8_MAX)
		return -ERANGE;
	*res = value;
	return 0;
}

int kstrtobool(const char *s, bool *res)
{
	char first = s ? tolower(s[0]) : 0;
	char second = first == 'o' ? tolower(s[1]) : 0;

	if (first == 'y' || first == 't' || first == '1' || second == 'n')
		*res = true;
	else if (first == 'n' || first == 'f' || first == '0' || second == 'f')
		*res = false;
	else
		return -EINVAL;
	return 0;
}

unsigned long long simple_strtoull(const char *cp, char **endp, unsigned int base)
{
	unsigned long long value;
	bool overflow;

	cp = skip_base_prefix(cp, &base);
	cp += parse_digits(cp, base, &value, &overflow);
	if (endp)
		*endp = (char *)cp;
	return value;
}

unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	return simple_strtoull(cp, endp, base);
}

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	return *cp == '-' ? -simple_strtoull(cp + 1, endp, base) : simple_strtoull(cp, endp, base);
}
