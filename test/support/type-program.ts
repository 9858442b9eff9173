// SPDX-License-Identifier: Apache-2.0
/** A C program whose variables have every kind of type, for comparing what debuggers make of them. */

import { buildBundled, buildForTarget, buildGcc } from './symbol-programs';

export const TYPE_PROGRAM = `
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed char s8;
typedef _Bool boolean;
typedef u32 le32;
typedef int (*handler_t)(void *data, u32 flags);
typedef struct { int counter; } atomic_t;

enum state { IDLE, BUSY = 5, FAILED = -3 };
enum large { SMALL = 1, HUGE = 0xffffffff };
enum wide { NARROW = 1, WIDE = 0x100000000ll };

struct list { struct list *next, *prev; };
struct unknown_to_all;
struct defined_elsewhere;

struct device {
	const char *name;
	struct list list;
	enum state state;
	union {
		u64 whole;
		struct { u32 low, high; };
		u8 bytes[8];
	};
	struct { int x; int y; } point;
	handler_t handlers[4];
	int (*open)(struct device *dev, const char *path, ...);
	void (*release)(void);
	struct unknown_to_all *opaque;
	struct defined_elsewhere *elsewhere;
	volatile u32 *const registers;
	atomic_t count;
	char flexible[];
};

struct bits {
	u32 a : 3;
	u32 b : 7;
	int c : 22;
	u64 d : 33;
	u64 e : 30;
	boolean f : 1;
	u8 g : 4;
	u8 : 0;
	s8 h : 5;
	enum state i : 4;
};

struct __attribute__((packed)) packed {
	u8 tag;
	u32 value;
	u64 straddles : 37;
	u32 more : 20;
	u8 last;
};

struct empty { };
struct nested { struct bits bits[2]; struct packed packed; struct empty empty; };

typedef int matrix_t[2][3];
typedef const struct device *const_device_t;

struct device *device_pointer;
struct bits bits_value;
struct packed packed_value;
struct nested nested_value;
enum state state_value;
enum large large_value;
enum wide wide_value;
matrix_t matrix;
const char *const strings[3];
const volatile int const_volatile;
char *restrict *pointer_to_restrict;
int (*pointer_to_array)[7];
int *array_of_pointers[7];
int (*array_of_functions[2])(int, char *);
handler_t (*function_returning_pointer)(const_device_t, matrix_t *);
int (*(*function_to_function)(int))(void *);
void (*no_prototype)();
void *void_pointer;
const void *const_void_pointer;
char c; signed char sc; unsigned char uc;
short s; unsigned short us; int i; unsigned u; long l; unsigned long ul; long long ll; unsigned long long ull;
float f; double d; long double ld; boolean flag;
#ifdef __SIZEOF_INT128__
__int128 big;
#endif
le32 typedef_of_typedef;
const_device_t const_device;
extern char extern_array[];
struct { int anonymous; } without_tag;
enum { ALONE = 7 } enum_without_tag;
u8 zero_length[0];
int huge_array[1000];

static int file_static = 3;

int counted(int by)
{
	static int calls;
	extern int other_value;
	return calls += by + other_value;
}

void _start(void)
{
	counted(file_static + c + (device_pointer != 0) + extern_array[0]);
	for (;;)
		;
}
`;

export const SECOND_UNIT = `
struct defined_elsewhere { long answer; };
struct defined_elsewhere elsewhere = { 42 };
char extern_array[12];
int other_value = 9;
static int file_static = 4;
typedef struct { short a; } only_here_t;
only_here_t only_here;
enum second { FROM_SECOND = 77 };
enum second second_value;
int second(void) { static long calls = 5; return file_static + (int)calls++; }
`;

/** The variables of TYPE_PROGRAM at file scope that debuggers are asked about. */
export const TYPED_VARIABLES: readonly string[] = [
  ...['device_pointer', 'bits_value', 'packed_value', 'nested_value', 'state_value', 'large_value', 'wide_value'],
  ...['matrix', 'strings', 'const_volatile', 'pointer_to_restrict', 'pointer_to_array', 'array_of_pointers'],
  ...['array_of_functions', 'function_returning_pointer', 'function_to_function', 'no_prototype', 'void_pointer'],
  ...['const_void_pointer', 'c', 'sc', 'uc', 's', 'us', 'i', 'u', 'l', 'ul', 'll', 'ull', 'f', 'd', 'ld', 'flag'],
  ...['typedef_of_typedef', 'const_device', 'without_tag', 'enum_without_tag', 'zero_length', 'huge_array'],
  ...['elsewhere', 'only_here', 'second_value', 'extern_array'],
];

/** Builds the program with the project's own compiler. @returns the path of the ELF file */
export function buildTypeProgram(folder: string, name: string, options: readonly string[]): Promise<string> {
  return buildBundled(folder, { 'types.c': TYPE_PROGRAM, 'second.c': SECOND_UNIT }, name, options);
}

/** As `buildTypeProgram`, by GNU's compiler, for 64 bits unless the options say otherwise. */
export function buildTypeProgramWithGcc(folder: string, name: string, options: readonly string[]): string {
  return buildGcc(folder, { 'types.c': TYPE_PROGRAM, 'second.c': SECOND_UNIT }, name, options);
}

/** As `buildTypeProgram`, for another architecture; undefined where the compiler at hand cannot. */
export function buildTypeProgramFor(
  folder: string,
  target: string,
  options: readonly string[],
): Promise<string | undefined> {
  return buildForTarget(folder, { 'types.c': TYPE_PROGRAM, 'second.c': SECOND_UNIT }, target, options);
}
