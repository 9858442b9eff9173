// SPDX-License-Identifier: Apache-2.0
/* Arguments and locals of every shape that C has, in functions that a compiler inlines, splits and takes apart. */

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef __builtin_va_list va_list;

enum state { IDLE, BUSY = 5, FAILED = -3 };
enum flags { READ = 1, WRITE = 2, EXECUTE = 4 };
enum wide { NARROW = 1, WIDE = 0x123456789abcdefL };

struct bits {
	u32 one : 1;
	u32 three : 3;
	int signed_five : 5;
	u32 : 7;
	u64 across : 40;
	enum state state : 4;
	_Bool flag : 1;
};

struct __attribute__((packed)) packed {
	u8 first;
	u32 unaligned;
	u16 last;
};

struct pair {
	long left, right;
};

union number {
	u32 words[2];
	double real;
	struct {
		u16 low, high;
	};
	struct bits bits;
};

struct node {
	const char *name;
	struct node *next, **link;
	int (*operation)(struct node *node, int value);
	union number number;
	struct {
		int depth;
		union {
			u8 byte;
			struct pair pair;
		};
	};
	enum state state;
	char label[12];
	u16 matrix[2][3];
	_Bool seen;
};

struct flexible {
	u32 length;
	u16 items[];
};

volatile long sink;
static int calls;
struct node nodes[4];
static struct {
	struct flexible head;
	u16 items[5];
} storage = { { 5 }, { 1, 2, 3, 4, 5 } };

/* Compilers call these on their own. */
void *memcpy(void *to, const void *from, u64 size)
{
	for (u64 at = 0; at < size; at++)
		((volatile u8 *)to)[at] = ((const u8 *)from)[at];
	return to;
}

void *memset(void *to, int value, u64 size)
{
	for (u64 at = 0; at < size; at++)
		((volatile u8 *)to)[at] = value;
	return to;
}

static int twice(struct node *node, int value)
{
	static int kept = 7;

	kept += value;
	node->number.words[1] = kept;
	return value * 2;
}

static int negated(struct node *node, int value)
{
	node->seen = !node->seen;
	return -value;
}

static inline struct pair swapped(struct pair pair)
{
	struct pair result = { pair.right, pair.left };

	sink = result.left;
	return result;
}

static inline u64 rotated(u64 value, unsigned int by)
{
	u64 high = value << by;
	u64 low = value >> (64 - by);

	sink = high;
	return high | low;
}

__attribute__((noinline)) static long scalars(signed char sc, unsigned char uc, short s, u16 us, int i, u32 ui, long l,
					      u64 ul, char c, _Bool b)
{
	long sum = sc + uc + s + us;
	__int128 large = (__int128)l * ul;
	const volatile int fixed = i;

	sum += i + ui + l + c + b;
	for (int round = 0; round < 3; round++) {
		u8 shadow = round * 77;
		{
			long shadow = sum - round;

			sink = shadow;
		}
		sum += shadow;
	}
	sink = large >> 64;
	return sum + fixed;
}

__attribute__((noinline)) static double reals(float single, double real, long select)
{
	float kept = single;
	double values[3] = { real, -0.5, 1e300 };
	long double wide = 1.25L;

	sink = select;
	(void)kept;
	(void)wide;
	return values[select % 3];
}

__attribute__((noinline)) static struct pair aggregates(struct bits bits, struct packed packed, struct pair pair,
							struct node by_reference, union number number)
{
	struct pair other = swapped(pair);
	struct packed copy = packed;
	u32 mask = bits.three << 4;
	enum flags flags = READ | (mask & WRITE);

	bits.across += packed.unaligned;
	bits.signed_five = -bits.signed_five;
	sink = bits.across + number.high;
	copy.last ^= flags;
	other.left += copy.last + by_reference.depth;
	sink = other.right;
	return other;
}

__attribute__((noinline)) static long variadic(int count, ...)
{
	va_list arguments;
	long sum = 0;

	__builtin_va_start(arguments, count);
	for (int i = 0; i < count; i++)
		sum += __builtin_va_arg(arguments, long);
	__builtin_va_end(arguments);
	return sum;
}

__attribute__((noinline)) static long lengths(int count, const struct flexible *flexible)
{
	u16 local[8] = { 0 };
	const char *const names[] = { "zero", "one", 0 };
	long total = 0;

	for (int i = 0; i < count && i < (int)flexible->length; i++) {
		local[i] = flexible->items[i] * 3;
		total += local[i] + names[i & 1][0];
	}
	sink = local[count & 7];
	return total;
}

static long depth(struct node *node, int level)
{
	enum state state = level % 2 ? BUSY : FAILED;
	long below = level > 0 ? depth(node->next, level - 1) : 0;

	node->state = state;
	node->depth = level;
	return below + node->operation(node, level);
}

__attribute__((noinline)) static long step(int round)
{
	struct node *node = &nodes[round & 3];
	struct bits bits = { .one = round, .three = round >> 1, .signed_five = round - 9, .across = round * 0x1234567L };
	struct packed packed = { round, round * 0x10001, ~round };
	struct pair pair = { round, -round };
	union number number = { .words = { round, round << 16 } };
	enum wide wide = round & 1 ? WIDE : NARROW;
	long total = scalars(-round, round, -round * 3, round * 500, round << 20, ~round, -1L - round, 1ul << (round & 63),
			     'a' + round % 26, round & 1);

	bits.state = round & 1 ? IDLE : BUSY;
	bits.flag = round & 2;
	total += rotated(total, (round & 31) + 1);
	total += aggregates(bits, packed, pair, *node, number).left;
	reals(1.5f, 2.5, round);
	total += variadic(3, total, 2L, (long)wide);
	total += lengths(round & 7, &storage.head);
	calls++;
	return total + depth(node, round % 4);
}

void run(void)
{
	long total = 0;

	for (int i = 0; i < 4; i++) {
		nodes[i].name = i & 1 ? "odd" : "even";
		nodes[i].next = &nodes[(i + 1) & 3];
		nodes[i].link = &nodes[i].next;
		nodes[i].operation = i & 1 ? twice : negated;
		nodes[i].label[i] = 'x';
		nodes[i].matrix[1][2] = i;
	}
	for (int round = 0; round < 40; round++)
		total ^= step(round);
	sink = total + calls;
}
