// SPDX-License-Identifier: GPL-2.0
#include <linux/bitops.h>
#include <linux/kernel.h>

/* First bit from @offset on that is set in the bitmap after its words are combined with @invert by exclusive or. */
static unsigned long find_next(const unsigned long *addr, unsigned long size, unsigned long offset, unsigned long invert)
{
	while (offset < size) {
		unsigned long word = (addr[BIT_WORD(offset)] ^ invert) >> (offset % BITS_PER_LONG);

		if (word)
			return min(offset + __ffs(word), size);
		offset = round_down(offset, BITS_PER_LONG) + BITS_PER_LONG;
	}
	return size;
}

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return find_next(addr, size, offset, 0);
}

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return find_next(addr, size, offset, ~0UL);
}
