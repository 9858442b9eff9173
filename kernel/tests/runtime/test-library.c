// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/idr.h>
#include <linux/kstrtox.h>
#include "selftest.h"

static bool formats_as(const char *expected, const char *fmt, ...)
{
	char text[96];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (strcmp(text, expected) || len != (int)strlen(expected)) {
		pr_info("# '%s' gave '%s' (%d), not '%s'\n", fmt, text, len, expected);
		return false;
	}
	return true;
}

static bool numbers(void)
{
	EXPECT(formats_as("-5 4294967291 7", "%d %u %i", -5, -5, 7));
	EXPECT(formats_as("[   42|42   |00042|+42]", "[%5d|%-5d|%05d|%+d]", 42, 42, 42, 42));
	EXPECT(formats_as("ff FF 0xff 0000ff 17", "%x %X %#x %06x %o", 255, 255, 255, 255, 15));
	EXPECT(formats_as("-9223372036854775808 18446744073709551615", "%lld %llu", LLONG_MIN, ULLONG_MAX));
	EXPECT(formats_as("-1 255 65535", "%hhd %hhu %hu", 0xff, 0xff, 0xffff));
	EXPECT(formats_as("007 12", "%.3d %zu", 7, (size_t)12));
	EXPECT(formats_as("  3|3  |", "%*d|%-*d|", 3, 3, 3, 3));
	return true;
}

static bool strings(void)
{
	EXPECT(formats_as("abc|ab|  abc|abc  |(null)", "%s|%.2s|%5s|%-5s|%s", "abc", "abc", "abc", "abc", NULL));
	EXPECT(formats_as("x%", "%c%%", 'x'));
	return true;
}

static bool pointers(void)
{
	phys_addr_t pa = 0x90200000;
	u8 bytes[] = { 1, 0xab, 0xff };

	EXPECT(formats_as("-ENOMEM", "%pe", ERR_PTR(-ENOMEM)));
	EXPECT(formats_as("0x0000000090200000", "%pa", &pa));
	EXPECT(formats_as("01 ab ff", "%*ph", 3, bytes));
	EXPECT(formats_as("ffffffff80000000", "%px", (void *)0xffffffff80000000));
	return true;
}

static bool truncation(void)
{
	char text[8];

	EXPECT(snprintf(text, sizeof(text), "0123456789") == 10 && !strcmp(text, "0123456"));
	EXPECT(scnprintf(text, sizeof(text), "0123456789") == 7);
	EXPECT(strscpy(text, "0123456789", sizeof(text)) == -E2BIG && !strcmp(text, "0123456"));
	EXPECT(strscpy(text, "abc") == 3);
	return true;
}

static bool parsing(void)
{
	unsigned int value;
	int signed_value;

	EXPECT(!kstrtouint("42\n", 10, &value) && value == 42);
	EXPECT(!kstrtouint("0x2a", 0, &value) && value == 42);
	EXPECT(kstrtouint("42x", 10, &value) == -EINVAL);
	EXPECT(kstrtouint("4294967296", 10, &value) == -ERANGE);
	EXPECT(!kstrtoint("-2147483648", 10, &signed_value) && signed_value == INT_MIN);
	return true;
}

static bool bits(void)
{
	unsigned long map[2] = { 0, 1 };

	EXPECT(find_first_bit(map, 128) == 64 && find_first_zero_bit(map, 128) == 0);
	EXPECT(fls(0) == 0 && fls(1) == 1 && fls(0x80000000) == 32 && ffs(0x8) == 4 && hweight32(0xf0f0) == 8);
	EXPECT(ilog2(4096) == 12 && roundup_pow_of_two(33) == 64);
	return true;
}

static bool numbers_for_pointers(void)
{
	DEFINE_IDR(idr);
	DEFINE_IDA(ida);

	EXPECT(idr_alloc(&idr, &idr, 0, 0, GFP_KERNEL) == 0 && idr_alloc(&idr, &ida, 5, 6, GFP_KERNEL) == 5);
	EXPECT(idr_alloc(&idr, &idr, 5, 6, GFP_KERNEL) == -ENOSPC && idr_find(&idr, 5) == &ida && !idr_find(&idr, 7));
	EXPECT(idr_remove(&idr, 5) == &ida && idr_alloc_cyclic(&idr, NULL, 0, 0, GFP_KERNEL) == 1);
	idr_destroy(&idr);
	for (int i = 0; i < 100; i++)
		EXPECT(ida_alloc(&ida, GFP_KERNEL) == i);
	ida_free(&ida, 42);
	EXPECT(ida_alloc(&ida, GFP_KERNEL) == 42);
	ida_destroy(&ida);
	return true;
}

struct numbered {
	struct hlist_node node;
	int number;
};

static bool hash_tables(void)
{
	DEFINE_HASHTABLE(table, 3);
	struct numbered all[20], *entry;
	int found = 0, bucket;

	for (int i = 0; i < 20; i++) {
		all[i].number = i;
		hash_add(table, &all[i].node, all[i].number);
	}
	hash_for_each_possible(table, entry, node, 13)
		found += entry->number == 13;
	EXPECT(found == 1);
	hash_del(&all[13].node);
	found = 0;
	hash_for_each(table, bucket, entry, node)
		found++;
	EXPECT(found == 19);
	return true;
}

const struct selftest library_tests[] = {
	{ "printf: numbers", numbers },
	{ "printf: strings", strings },
	{ "printf: pointers with extensions", pointers },
	{ "printf: the buffer's end", truncation },
	{ "kstrto*", parsing },
	{ "bit searches", bits },
	{ "idr and ida", numbers_for_pointers },
	{ "hash tables", hash_tables },
	{ }
};
