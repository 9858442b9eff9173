// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireShared } from '../../test/support/requirements';
import {
  type BaoConfig,
  type ConfigResult,
  type Diagnostic,
  type Located,
  readConfig,
  type SourceRange,
} from './index';

/** The text a range covers. */
function cut(text: string, range: SourceRange): string {
  const lines = text.split('\n');
  if (range.start.line === range.end.line) {
    return lines[range.start.line]!.slice(range.start.column, range.end.column);
  }
  const middle = lines.slice(range.start.line + 1, range.end.line);
  return [
    lines[range.start.line]!.slice(range.start.column),
    ...middle,
    lines[range.end.line]!.slice(0, range.end.column),
  ].join('\n');
}

function read(text: string): BaoConfig {
  const result = readConfig('config.c', text);
  assert.deepEqual(result.diagnostics.map(describeDiagnostic), []);
  return result.config!;
}

function describeDiagnostic(diagnostic: Diagnostic): string {
  const { line, column } = diagnostic.range.start;
  return `${line + 1}:${column + 1} ${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}`;
}

/** One VM around fields of its platform. */
function platform(fields: string, before = ''): string {
  return `${before}
VM_IMAGE(guest, XSTR(guest.bin))
struct config config = { .vmlist_size = 1, .vmlist = (struct vm_config[]) { {
  .image = VM_IMAGE_BUILTIN(guest, 0x90200000), .entry = 0x90200000,
  .platform = { ${fields} } } } };
`;
}

/** The value of `.cpu_num = expression`. */
function evaluate(expression: string, before = ''): ConfigResult & { value: bigint | undefined } {
  const result = readConfig('config.c', platform(`.cpu_num = ${expression}`, before));
  return { ...result, value: result.config?.vmlist[0]?.platform.cpuNum.value };
}

function only(result: ConfigResult): Diagnostic {
  assert.equal(result.diagnostics.length, 1, result.diagnostics.map(describeDiagnostic).join('\n'));
  return result.diagnostics[0]!;
}

describe('reading config.c', () => {
  describe('the ways people write it', () => {
    it('takes fields in any order, comments, includes it cannot see and missing optional fields', () => {
      const config = read(`
        #include <config.h> // Bao's
        #include "unseen.h"
        VM_IMAGE(linux, XSTR(images/linux-6.1.bin));
        struct config config = {
          CONFIG_HEADER
          .vmlist = (struct vm_config[]) { {
            .platform = { .region_num = 1, .cpu_num = 2, /* RAM */
              .regions = (struct vm_mem_region[]) { { .size = 0x1000, .base = 0x80000000 } } },
            .entry = 0x80200000,
            .image = VM_IMAGE_BUILTIN(linux, 0x80200000),
          }, },
          .vmlist_size = 1,
        };`);
      const vm = config.vmlist[0]!;
      assert.equal(config.images[0]!.path.value, 'images/linux-6.1.bin');
      assert.equal(vm.image.name!.value, 'linux');
      assert.equal(vm.image.sizeOf!.value, 'linux');
      assert.equal(vm.image.separatelyLoaded.value, false);
      assert.equal(vm.platform.regions[0]!.base.value, 0x80000000n);
      assert.equal(vm.cpuAffinity.value, 0n);
      assert.equal(vm.cpuAffinity.explicit, false);
      assert.deepEqual(vm.cpuAffinity.range, vm.range);
      assert.equal(config.shmemlist.length, 0);
    });

    it('reads every form of image', () => {
      const config = read(`
        VM_IMAGE(a, "a.bin")
        VM_IMAGE(b, XSTR(DIR/b.bin))
        #define DIR /images
        struct config config = { .vmlist_size = 5, .vmlist = (struct vm_config[]) {
          { .image = VM_IMAGE_BUILTIN(a, 0x1000) },
          { .image = { .base_addr = 0x2000, .load_addr = VM_IMAGE_OFFSET(b), .size = VM_IMAGE_SIZE(b) } },
          { .image = VM_IMAGE_LOADED(0x3000, 0x4000, 0x5000) },
          { .image.base_addr = 0x6000, .image.load_addr = 0x7000, .image.size = 1, .image.inplace = true },
          { .image = { 0x8000, (paddr_t)&_a_vm_beg, (size_t)&_a_vm_size + 0x10 } },
        } };`);
      const images = config.vmlist.map((vm) => vm.image);
      assert.deepEqual(
        images.map((image) => [
          image.name?.value,
          image.sizeOf?.value,
          image.baseAddr.value,
          image.loadAddr.value,
          image.size.value,
        ]),
        [
          ['a', 'a', 0x1000n, 0n, 0n],
          ['b', 'b', 0x2000n, 0n, 0n],
          [undefined, undefined, 0x3000n, 0x4000n, 0x5000n],
          [undefined, undefined, 0x6000n, 0x7000n, 1n],
          ['a', 'a', 0x8000n, 0n, 0x10n],
        ],
      );
      assert.deepEqual([images[2]!.separatelyLoaded.value, images[3]!.inplace.value], [true, true]);
      assert.deepEqual(
        config.images.map((image) => image.path.value),
        ['a.bin', 'DIR/b.bin'],
        'the path is what the macro meant where the image is declared',
      );
    });

    it('expands macros of whole groups of fields, and nested and variadic ones', () => {
      const config = read(
        platform(
          'RAM(0x90000000, MB(16)), UARTS(UART(0), UART(1)), .arch = { .irqc.plic.base = 0xc000000 }',
          `#define MB(n) ((n) * 1024UL * 1024)
           #define REGIONS(list...) .regions = (struct vm_mem_region[]) { list }
           #define RAM(at, bytes) .region_num = 1, REGIONS({ .base = at, .size = bytes })
           #define PASTE(a, b) a##b
           #define UART(n) { .pa = PASTE(UART, n) + 0, .interrupt_num = 1, .interrupts = (irqid_t[]) { 10 + n } }
           #define UART0 0x10000000
           #define UART1 0x10001000
           #define UARTS(...) .dev_num = sizeof((struct vm_dev_region[]) { __VA_ARGS__ }) / sizeof(struct vm_dev_region), \\
             .devs = (struct vm_dev_region[]) { __VA_ARGS__ }`,
        ),
      );
      const { regions, devs, devNum, plicBase } = config.vmlist[0]!.platform;
      assert.deepEqual([regions[0]!.base.value, regions[0]!.size.value], [0x90000000n, 0x1000000n]);
      assert.equal(devNum.value, 2n);
      assert.deepEqual(
        devs.map((device) => [device.pa.value, device.interrupts[0]!.value]),
        [
          [0x10000000n, 10n],
          [0x10001000n, 11n],
        ],
      );
      assert.equal(plicBase.value, 0xc000000n);
    });

    it('follows conditions, undefinitions and quoted includes', () => {
      const text = platform(
        `
         #if defined(BOARD) && BOARD >= 0x10 && !defined UNKNOWN
         .cpu_num = CPUS
         #elif 1
         #error not this one
         #else
         don't even lex this
         #endif
         `,
        '#include "board.h"\n#undef CPUS\n#ifndef CPUS\n#define CPUS (BOARD / 4)\n#endif',
      );
      const asked: string[][] = [];
      const result = readConfig('/project/config.c', text, {
        readInclude(path, from) {
          asked.push([path, from]);
          return { file: '/project/board.h', text: '#define BOARD 0x10\n#define CPUS 99\n' };
        },
      });
      assert.deepEqual(result.diagnostics.map(describeDiagnostic), []);
      assert.deepEqual(asked, [['board.h', '/project/config.c']]);
      const { cpuNum } = result.config!.vmlist[0]!.platform;
      assert.equal(cpuNum.value, 4n);
      assert.equal(cpuNum.range.file, '/project/config.c');
    });

    it('reads lists declared apart, constants, enumerations and typedefs', () => {
      const config = read(
        platform(
          `.cpu_num = CPUS, .region_num = sizeof(ram) / sizeof(ram[0]), .regions = ram,
           .dev_num = 1, .devs = &uart[1], .ipc_num = 1, .ipcs = &(struct ipc) { .base = (address_t)0x1f0000000, .interrupt_num = 2, .interrupts = irqs + 1 }`,
          `enum cpus { ONE = 1, CPUS };
           typedef uint32_t address_t;
           static const unsigned int size = 0x1000;
           static __attribute__((aligned(8))) struct vm_mem_region ram[] = { { .base = 1, .size = size }, { 2, size * 2 } };
           struct vm_dev_region uart[2] = { [1].pa = 7, [0].pa = 6 }, *unused = 0;
           irqid_t irqs[] = { [0 ... 1] = 5, 6 };
           static inline int function(void) { return 1; }
           UNSEEN_MACRO(1, 2)
           _Static_assert(1, "x");`,
        ),
      );
      const { cpuNum, regions, devs, ipcs } = config.vmlist[0]!.platform;
      assert.equal(cpuNum.value, 2n);
      assert.deepEqual(
        regions.map((region) => [region.base.value, region.size.value]),
        [
          [1n, 0x1000n],
          [2n, 0x2000n],
        ],
      );
      assert.deepEqual(
        devs.map((device) => device.pa.value),
        [7n],
      );
      assert.equal(ipcs[0]!.base.value, 0xf0000000n);
      assert.deepEqual(
        ipcs[0]!.interrupts.map((interrupt) => interrupt.value),
        [5n, 6n],
      );
    });

    it('keeps to C where initialisers overlap: the last one wins, a braced one replaces everything', () => {
      const config = read(
        platform(`.regions = (struct vm_mem_region[]) {
            { .base = 1, .size = 2, .base = 3 }, [0].colors = 4, [2] = { 5, 6 }, [2].phys = 7, [2].place_phys = 1, [1] = { .size = 8 }, [1] = { .base = 9 } },
          .region_num = 1, .region_num = 3, .arch.irqc.aia.imsic.base = 5, .arch.gic = { .gicd_addr = 6 }, .arch.irqc = { { 0xc000000 } }`),
      );
      const { regions, regionNum, plicBase, arch } = config.vmlist[0]!.platform;
      assert.equal(regionNum.value, 3n);
      assert.deepEqual(
        regions.map((region) => [region.base, region.size, region.colors, region.phys].map((field) => field.value)),
        [
          [3n, 2n, 4n, 0n],
          [9n, 0n, 0n, 0n],
          [5n, 6n, 0n, 7n],
        ],
      );
      assert.equal(regions[1]!.size.explicit, false);
      assert.equal(plicBase.value, 0xc000000n);
      assert.deepEqual([...arch.keys()].sort(), ['gic.gicd_addr', 'irqc.plic.base']);
    });

    it('lets braces be left out', () => {
      const config = read(`VM_IMAGE(a, "a")
        struct config config = { .shmemlist_size = 2, (struct shmem[]) { 1, 2, true, 0x3000, false, 0, [1] = { .size = 4 } },
          1, (struct vm_config[]) { 0x1000, VM_IMAGE_OFFSET(a), VM_IMAGE_SIZE(a), 0, 0, 0, 0x2000, 1, 3, { 4 } } };`);
      assert.equal(config.shmemlist[0]!.phys.value, 0x3000n);
      assert.equal(config.shmemlist[0]!.placePhys.value, true);
      assert.equal(config.shmemlist[1]!.size.value, 4n);
      const vm = config.vmlist[0]!;
      assert.deepEqual(
        [vm.entry.value, vm.cpuAffinity.value, vm.colors.value, vm.platform.cpuNum.value],
        [0x2000n, 1n, 3n, 4n],
      );
    });

    it('reads the format of older releases', () => {
      const config = read(`VM_IMAGE(a, XSTR(a.bin));
        struct config config __attribute__((section(".config"))) = { CONFIG_HEADER
          .hyp_colors = 1,
          .vmlist_size = 1,
          .vmlist = { [0] = { .image = { .base_addr = 1, .load_addr = VM_IMAGE_OFFSET(a), .size = VM_IMAGE_SIZE(a) },
            .platform = { .cpu_num = 1, .region_num = 1, .regions = (struct mem_region[]) { { .base = 1 } },
              .dev_num = 1, .devs = (struct dev_region[]) { { .interrupt_num = 1, .interrupts = (uint64_t[]) { 27 } } },
              .arch = { .plic_base = 0xc000000 } } } } };`);
      assert.equal(config.vmlist[0]!.platform.plicBase.value, 0xc000000n);
      assert.equal(config.vmlist[0]!.platform.devs[0]!.interrupts[0]!.value, 27n);
    });

    for (const scenario of ['01-hypercall-abi', '03-order', '05-sbi', '09-vplic', '10-rate']) {
      it(`reads the configuration of ${scenario}`, function () {
        const path = join(requireShared(this, `parity/${scenario}`), 'config.c');
        const config = read(readFileSync(path, 'utf8'));
        assert.equal(BigInt(config.vmlist.length), config.vmlistSize.value);
        assert.equal(config.vmlist[0]!.platform.plicBase.value, 0xc000000n);
        assert.equal(config.vmlist[0]!.platform.regions[0]!.base.value, 0x90000000n);
      });
    }
  });

  describe('constant expressions', () => {
    const cases: readonly (readonly [string, bigint])[] = [
      ['1 + 2 * 3 - 4 / 2 % 3', 5n],
      ['(0x10 | 0b11) ^ 010 & ~0 << 1', 0x1bn],
      ["'A' + '\\n' + '\\x10' + '\\0'", 91n],
      ['1 ? 2 : 1 / 0', 2n],
      ['0 && 1 / 0 || !0', 1n],
      ['3 > 2 == 1 != 0', 1n],
      ['~0U', 0xffffffffn],
      ['-1', 0xffffffffffffffffn],
      ['0xffffffff + 1UL', 0x100000000n],
      ['1UL << 40 >> 8', 0x100000000n],
      ['-16 >> 2 == -4', 1n],
      ['-7 / 2 == -3 && -7 % 2 == -1', 1n],
      ['-1 < 0U', 0n],
      ['(uint8_t)0x1ff + (bool)7', 0x100n],
      ['(int8_t)0x80 < 0', 1n],
      ['(unsigned long int)(size_t)5u', 5n],
      ['sizeof(struct vm_mem_region) + sizeof(irqid_t) + sizeof(void *)', 60n],
      ['(0x1000000 / PAGE_SIZE) + NUM_PAGES(1)', 0x1001n],
      ['18446744073709551615U', 0xffffffffffffffffn],
    ];
    for (const [expression, value] of cases) {
      it(`${expression} is ${value}`, () => {
        const result = evaluate(expression);
        assert.deepEqual(result.diagnostics.map(describeDiagnostic), []);
        assert.equal(result.value, value);
      });
    }

    it('warns where 32-bit arithmetic loses what a 64-bit field could hold', () => {
      assert.match(only(evaluate('0x40000000 * 4')).message, /4294967296 does not fit the 32 bits .* leaves 0/);
      assert.match(only(evaluate('0x80000000 * 2')).message, /leaves 0; write a constant with UL/);
      assert.match(only(evaluate('1 << 31')).message, /Bao sees 0xffffffff80000000/);
      assert.equal(only(evaluate('0x40000000 * 4')).severity, 'warning');
    });

    it('refuses what has no value, at its place', () => {
      for (const [expression, pattern, text] of [
        ['1 / (2 - 2)', /division by zero/, '1 / (2 - 2)'],
        ['1 << 32', /shift by 32 in a type of 32 bits/, '1 << 32'],
        ['1.5', /floating-point/, '1.5'],
        ['0x1g', /not a number/, '0x1g'],
        ['0x10000000000000000', /does not fit into 64 bits/, '0x10000000000000000'],
        ['CPUZ + 1', /'CPUZ' is not known here \(did you mean 'CPUS'\?\)/, 'CPUZ'],
        ['variable', /'variable' is not a constant/, 'variable'],
        ['(struct ipc) 1', /'ipc' is not an integer type/, '(struct ipc) 1'],
      ] as const) {
        const before = 'enum { CPUS = 4 }; int variable = 3;';
        const diagnostic = only(evaluate(expression, before));
        assert.match(diagnostic.message, pattern);
        assert.equal(cut(platform(`.cpu_num = ${expression}`, before), diagnostic.range), text);
      }
    });
  });

  describe('source ranges', () => {
    const text = platform(
      'RAM, .cpu_num = CPUS + 1, .dev_num = 1, .devs = (struct vm_dev_region[]) { UART(0x10000000) }',
      `#define CPUS 2
#define RAM .region_num = 1, .regions = (struct vm_mem_region[]) { { .base = 0x9000 + 1 } }
#define UART(address) { .pa = address, .va = 0x1000 + address }`,
    );
    const { platform: parsed } = read(text).vmlist[0]!;
    const check = (located: Located<unknown>, range: string, definition?: string): void => {
      assert.equal(cut(text, located.range), range);
      assert.equal(located.definition && cut(text, located.definition), definition);
    };

    it('point at the value itself', () => {
      check(parsed.cpuNum, 'CPUS + 1', undefined);
    });

    it('point at the use of a macro, with the place in its definition beside it', () => {
      check(parsed.regions[0]!.base, 'RAM', '0x9000 + 1');
      check(parsed.regionNum, 'RAM', '1');
      assert.equal(cut(text, parsed.regions[0]!.range), 'RAM');
    });

    it('point at the argument where the value is one', () => {
      check(parsed.devs[0]!.pa, '0x10000000');
      assert.equal(cut(text, parsed.devs[0]!.range), 'UART(0x10000000)');
    });

    it('count lines at \\n, \\r\\n and through joined lines', () => {
      const crlf = readConfig(
        'c',
        '#define X \\\r\n  1 + \\\r\n  oops\r\n\r\nconst int a = X;\r\nconst int b = nowhere;',
      );
      assert.deepEqual(
        crlf.diagnostics.map(({ range }) => [range.start.line, range.start.column, range.end.column]),
        [
          [4, 14, 15],
          [5, 14, 21],
        ],
      );
    });
  });

  describe('mistakes', () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['.cpu_num = 1 .dev_num = 0', '.', /',' expected after '1', found '.'/],
      ['.cpu_num 1', '1', /'=' expected after '.cpu_num'/],
      ['.cpu_number = 1', 'cpu_number', /struct vm_platform has no field 'cpu_number' \(did you mean 'cpu_num'\?\)/],
      ['.cpu_num = { 1, 2 }', '2', /'}' expected/],
      ['.cpu_num.x = 1', '.', /has no parts/],
      [
        '.region_num = 1, .regions = (struct vm_dev_region[]) { { 0 } }',
        '(struct vm_dev_region[])',
        /takes struct vm_mem_region\[\]/,
      ],
      ['.region_num = 1, .regions = { { .base = 1 } }', '{', /write \(struct vm_mem_region\[\]\)/],
      [
        '.region_num = 1, .regions = (struct vm_mem_region) { 1 }',
        '(struct vm_mem_region)',
        /one object where a list is needed/,
      ],
      ['.regions = 0x1000', '0x1000', /a list is needed here/],
      [
        '.regions = (struct vm_mem_region[]) { [1000000000] = { 0 } }',
        '[1000000000',
        /index 1000000000 is out of range/,
      ],
      ['.regions = (struct vm_mem_region[]) { [-1] = { 0 } }', '[-1', /index -1 is out of range/],
      ['.regions = (struct vm_mem_region[]) { .base = 1 }', 'base', /write \[index\] = or {/],
      [
        '.region_num = 2, .regions = (struct vm_mem_region[]) { { 0 } }',
        '2',
        /is 2, but .regions has 1 element: Bao reads past its end/,
      ],
      ['.region_num = 3', '3', /.regions has 0 elements/],
      ['.devs = (struct vm_dev_region[]) { { 0 }, { 1 } }, .dev_num = 1', '{ 1 }', /Bao does not look at this one/],
      ['.ipcs = (struct ipc[]) { { 0 } }', '{ 0 }', /.ipc_num is not set/],
      ['.ipc_num = 1, .ipcs = (struct ipc[]) { { 1, 2, 3, 0, 0, 6 } }', '6', /struct ipc has no further member/],
      ['.devs = (struct vm_dev_region[]) { { .id = 0x100000001 } }, .dev_num = 1', '0x100000001', /Bao sees 1/],
      ['.cpu_num = F(1, 2)', 'F(1, 2)', /macro F takes 1 argument, not 2/],
      ['.cpu_num = 1 + "x"', '"x"', /a number expected/],
      ['.arch.irqc.plick.base = 1', 'plick', /did you mean 'plic'/],
    ];
    for (const [fields, place, pattern] of cases) {
      it(`points at ${place} in ${fields}`, () => {
        const text = platform(fields, '#define F(x) x');
        const diagnostic = only(readConfig('config.c', text));
        assert.match(diagnostic.message, pattern);
        assert.equal(cut(text, diagnostic.range), place);
      });
    }

    it('are all reported, and what is right is still read', () => {
      const result = readConfig(
        'config.c',
        platform(
          '.cpu_num = , .region_num = 1, .regions = (struct vm_mem_region[]) { { .bass = 1, .size = 2 } }, .dev_nun = 3, .ipc_num = 0',
        ),
      );
      assert.deepEqual(
        result.diagnostics.map((diagnostic) => diagnostic.code),
        ['config-syntax', 'config-unknown-field', 'config-unknown-field'],
      );
      assert.equal(result.config!.vmlist[0]!.platform.regions[0]!.size.value, 2n);
    });

    const whole: readonly (readonly [string, string, RegExp])[] = [
      ['', '', /defines no configuration/],
      ['struct config cfg = { .vmlist_size = 0 };', 'cfg', /looks for a variable named 'config'/],
      [
        'struct config config = { .vmlist_size = 0 };',
        'struct config config = { .vmlist_size = 0 };',
        /there is no VM/,
      ],
      [
        'struct config config = { .vmlist_size = 1, .vmlist = (struct vm_config[]) { { .entry = 1 } } };',
        '{ .entry = 1 }',
        /VM 0 has no image/,
      ],
      [
        'struct config config = { .vmlist_size = 1, .vmlist = (struct vm_config[]) { { .image = VM_IMAGE_BUILTIN(nix, 1) } } };',
        'nix',
        /no VM_IMAGE named 'nix'; declare it/,
      ],
      ['struct config config = { .vmlist_size = 1, ', '{', /never closed/],
      ['/* struct config config = {};', '/* struct config config = {};', /comment is never closed/],
      ['VM_IMAGE(a, "a.bin)\n', '"a.bin)', /a closing " is missing/],
      ['#if 1\nint a;', '#if', /never closed; add #endif/],
      ['#else', '#else', /#else without #if/],
      ['#error stop here', '#error', /#error stop here/],
      ['#define 1 2', '1', /needs a name/],
      ['VM_IMAGE(a, a.bin)', 'a.bin', /write XSTR\(path\) or "path"/],
      ['#define PUT(x) x', '', /defines no configuration/],
    ];
    for (const [text, place, pattern] of whole) {
      it(`points at '${place}' in ${JSON.stringify(text)}`, () => {
        const diagnostic = readConfig('config.c', text).diagnostics[0]!;
        assert.match(diagnostic.message, pattern);
        assert.equal(cut(text, diagnostic.range), place);
      });
    }
  });

  describe('input made to hurt', () => {
    const big = 100_000;
    const inputs: Record<string, string> = {
      'macros that multiply': `${'ABCDEFGHIJ'
        .split('')
        .map((name, index, all) => `#define ${name} ${`${all[index + 1] ?? '1+'} `.repeat(10)}`)
        .join('\n')}\nconst int x = A 1;`,
      'arguments that multiply': `#define f(x) g(x)\n#define g(x) x x\nconst int x = ${'f('.repeat(150)}1${')'.repeat(150)};`,
      'a long chain of macros': `${Array.from({ length: 5000 }, (_, index) => `#define m${index} m${index + 1}`).join('\n')}\nconst int x = m0;`,
      'a macro of itself': '#define a b\n#define b a\n#define f(x) f(x + a)\nconst int x = f(b);',
      'deep braces': `struct config config = ${'{'.repeat(big)}`,
      'deep parentheses': `const int x = ${'('.repeat(big)}1${')'.repeat(big)};`,
      'deep signs': `const int x = ${'-'.repeat(big)}1;`,
      'deep conditions': `${'#if 1\n'.repeat(20_000)}`,
      'mixed brackets': `struct x y = ${'[{('.repeat(big)}`,
      'a long sum': `const int x = ${'1+'.repeat(big)}1;`,
      'growing numbers': `const long x = 1${'*0xffffffffffffffffUL'.repeat(10_000)};`,
      'a long number': `const long x = 0x${'f'.repeat(big)};`,
      'a huge array': `irqid_t a[] = { [0 ... 4095] = 1, [0 ... 4095] = 2 };${platform('.dev_num = 1')}`,
      'ranges inside ranges': platform(
        '.devs = (struct vm_dev_region[]) { [0 ... 4095] = { .interrupts = (irqid_t[]) { [0 ... 4095] = 1 } } }',
      ),
      'many mistakes': platform('.x = y, '.repeat(20_000)),
      'an endless string': `"${'\\'.repeat(big)}`,
      'a file too long': ' '.repeat(2_000_000),
    };
    for (const [name, text] of Object.entries(inputs)) {
      it(`ends with diagnostics: ${name}`, () => {
        const result = readConfig('config.c', text);
        assert.ok(result.diagnostics.length >= 1 && result.diagnostics.length <= 100);
      });
    }

    it('stops at files that include each other', () => {
      const result = readConfig('a.h', '#include "a.h"', {
        readInclude: (path) => ({ file: path, text: '#include "a.h"\n' }),
      });
      assert.match(result.diagnostics[0]!.message, /too many files include each other/);
    });
  });
});
