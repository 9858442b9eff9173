// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runDtc } from '../../test/support/dtc';
import { requireTool } from '../../test/support/requirements';
import { scratchFolder } from '../../test/support/scratch';
import { type CompileResult, compileDts, type IncludedFile } from '.';

type Files = Record<string, string>;

/** Includes from memory: relative to the including file, else from the top. */
function includeFrom(files: Files): (path: string, from: string) => IncludedFile | undefined {
  return (path, from) => {
    const beside = join(dirname(from), path);
    const file = [beside, path].find((name) => files[name] !== undefined);
    return file === undefined ? undefined : { file, text: files[file]! };
  };
}

function compile(text: string, files: Files = {}): CompileResult {
  return compileDts(text, { file: 'main.dts', readInclude: includeFrom(files) });
}

function cellsOf(result: CompileResult, name: string): number[] {
  const data = result.tree!.root.property(name)!.data;
  const view = new DataView(data.buffer, data.byteOffset);
  return Array.from({ length: data.length / 4 }, (_, index) => view.getUint32(index * 4));
}

const GPIO =
  '#ifndef GPIO_H\n#define GPIO_H\n#define GPIO_ACTIVE_LOW (1 << 0)\n#define PIN(bank, n) ((bank) * 32 + (n))\n#endif\n';

/** Sources that the C preprocessor and dtc together understand, with the files they include. */
const LIKE_CPP: Record<string, { text: string; files?: Files }> = {
  'properties that look like directives': {
    text: '/dts-v1/;\n/ {\n#address-cells = <1>;\n#size-cells = <0>;\n  #address-cells-x;\n};',
  },
  'macros with and without arguments': {
    text: '/dts-v1/;\n#define N 3\n#define ADD(a, b) ((a) + (b))\n/ { a = <N ADD(N, 4) ADD(ADD(1, 2), N) N>; };',
  },
  'included headers with guards': {
    text: '/dts-v1/;\n#include <dt/gpio.h>\n#include "dt/gpio.h"\n#include "soc.dtsi"\n&uart { pins = <PIN(2, 5) GPIO_ACTIVE_LOW>; };',
    files: { 'dt/gpio.h': GPIO, 'soc.dtsi': '#include <dt/gpio.h>\n/ { uart: uart@10 { reg = <PIN(0, 16)>; }; };' },
  },
  'pasting and stringifying': {
    text: '/dts-v1/;\n#define CAT(a, b) a##b\n#define XCAT(a, b) CAT(a, b)\n#define STR(x) #x\n#define N 7\n#define V7 99\n/ { a = <CAT(V, 7) XCAT(V, N) CAT(0x, ff)>; b = STR(a "b" \\ c), STR( N  + 1 ); };',
  },
  'variable arguments': {
    text: '/dts-v1/;\n#define LIST(first, ...) <first>, <__VA_ARGS__>\n#define NAMED(args...) <args>\n/ { a = LIST(1, 2 3); b = NAMED(4 5); };',
  },
  conditions: {
    text: '/dts-v1/;\n#define A 2\n#if defined(A) && A > 1 && !defined B\n/ { a; };\n#elif 1\n/ { b; };\n#else\n/ { c; };\n#endif\n#ifdef B\n#error no\n#if 1\n#endif\n#elif (A << 3) == 0x10\n/ { d; };\n#endif\n#ifndef A\n/ { e; };\n#endif\n#if UNKNOWN || -1 > 0\n/ { f; };\n#endif',
  },
  'macros that name themselves': {
    text: '/dts-v1/;\n#define x x\n#define f(a) g(a)\n#define g(a) f(a)\n#define two() 2\n/ { x = <1>; b = "f(1)"; c = <two()>; };',
  },
  'a function name without arguments': {
    text: '/dts-v1/;\n#define status(x) "no"\n/ { status = "okay"; a = status\n(1); };',
  },
  'a macro that becomes a call': {
    text: '/dts-v1/;\n#define CALL ADD\n#define ADD(a, b) (a + b)\n/ { a = <CALL(1, 2)>; };',
  },
  'continued lines': {
    text: '/dts-v1/;\n#define LONG 1 \\\n  2 \\\n  3\n/ { a = <LONG>; // comment \\\n b = <4>;\n};',
  },
  'undefinition and redefinition': {
    text: '/dts-v1/;\n#define A 1\n/ { a = <A>; };\n#undef A\n#define A 2\n/ { b = <A>; };',
  },
  'tokens side by side': {
    text: '/dts-v1/;\n#define ONE 1\n#define SHIFT <<\n/ { a = <(-ONE) ONE(2)>; b = <(4 SHIFT 1)>; };',
  },
  'comments between': {
    text: '/dts-v1/;\n#define A /* one */ 1 /* two */\n/ { a/**/=/**/<A/* */A>; /* " */ b = "/*"; // \'\n};',
  },
  'apostrophes in text that is not read': { text: "/dts-v1/;\n#if 0\ndon't\n#endif\n/ { a; };" },
  __DTS__: { text: '/dts-v1/;\n#ifdef __DTS__\n/ { a; };\n#endif' },
  'names of nodes and labels from macros': {
    text: '/dts-v1/;\n#define NODE soc\n#define REF &lab\n/ { lab: NODE { a = <REF>; }; };',
  },
};

describe('device-tree preprocessor', () => {
  const folder = scratchFolder();

  for (const [what, { text, files = {} }] of Object.entries(LIKE_CPP)) {
    it(`does as cpp and dtc do: ${what}`, function () {
      requireTool(this, 'riscv64-unknown-elf-gcc', 'gcc-riscv64-unknown-elf');
      requireTool(this, 'dtc', 'device-tree-compiler');
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder(), name)), { recursive: true });
        writeFileSync(join(folder(), name), content);
      }
      const judge = runDtc(runCpp(folder(), text));
      assert.ok(judge.dtb, judge.complaints);
      const own = compile(text, files);
      assert.ok(own.dtb, own.diagnostics.map((one) => one.message).join('\n'));
      assert.ok(Buffer.compare(own.dtb, judge.dtb) === 0, 'other bytes than cpp and dtc');
    });
  }

  it('includes by /include/ too', () => {
    const result = compile('/dts-v1/;\n/include/ "a.dtsi"\n/ { b; };', { 'a.dtsi': '/ { a = <5>; };' });
    assert.deepEqual(cellsOf(result, 'a'), [5]);
    assert.ok(result.tree!.root.property('b'));
  });

  it('finds included files beside the file that includes them', () => {
    const files = { 'x/a.dtsi': '#include "b.dtsi"\n', 'x/b.dtsi': '/ { b = <1>; };', 'b.dtsi': '/ { b = <2>; };' };
    assert.deepEqual(cellsOf(compile('/dts-v1/;\n#include "x/a.dtsi"', files), 'b'), [1]);
  });

  it('places findings in the included file', () => {
    const result = compile('/dts-v1/;\n#include "a.dtsi"\n', { 'a.dtsi': '/ {\n  a = <&nobody>;\n};' });
    const [finding] = result.diagnostics;
    assert.equal(finding?.range.file, 'a.dtsi');
    assert.deepEqual(finding.range.start, { line: 1, column: 7 });
  });

  it('places findings at the use of a macro, or at the argument that is at fault', () => {
    const result = compile('/dts-v1/;\n#define BAD &gone\n#define ID(x) x\n/ {\n  a = <BAD>;\n  b = <ID(&lost)>;\n};');
    const places = result.diagnostics.map(({ range }) => [range.start.line, range.start.column, range.end.column]);
    assert.deepEqual(places, [
      [4, 7, 10],
      [5, 10, 15],
    ]);
  });

  it('follows the line markers of an earlier run of cpp', () => {
    const result = compile('# 1 "board.dts"\n/dts-v1/;\n# 40 "soc.dtsi" 1\n\n/ { a = <&nobody>; };\n');
    assert.equal(result.diagnostics[0]?.range.file, 'soc.dtsi');
    assert.equal(result.diagnostics[0].range.start.line, 40);
  });

  const FAULTS: Record<string, { text: string; code: string; line: number }> = {
    'a missing file': { text: '/dts-v1/;\n#include "none.h"\n/ { };', code: 'dts-include', line: 2 },
    'a conditional that is not closed': { text: '/dts-v1/;\n#if 1\n/ { };', code: 'dts-directive', line: 2 },
    '#else without #if': { text: '/dts-v1/;\n#else\n/ { };', code: 'dts-directive', line: 2 },
    '#error': { text: '/dts-v1/;\n/ { };\n#error stop here', code: 'dts-directive', line: 3 },
    'a condition that is none': { text: '/dts-v1/;\n#if 1 +\n#endif\n/ { };', code: 'dts-directive', line: 2 },
    'a wrong number of arguments': {
      text: '/dts-v1/;\n#define F(a, b) a\n/ { a = <F(1)>; };',
      code: 'dts-macro',
      line: 3,
    },
    'arguments that are not closed': {
      text: '/dts-v1/;\n#define F(a) a\n/ { a = <F(1; };',
      code: 'dts-macro',
      line: 3,
    },
    'a comment that is not closed': { text: '/dts-v1/;\n/ { };\n/* the end', code: 'dts-open-comment', line: 3 },
  };
  for (const [what, { text, code, line }] of Object.entries(FAULTS)) {
    it(`says where ${what} stands`, () => {
      const { dtb, diagnostics } = compile(text);
      assert.equal(dtb, undefined);
      const found = diagnostics.map((one) => `${one.code} ${one.range.start.line + 1}`);
      assert.ok(found.includes(`${code} ${line}`), found.join(', '));
    });
  }

  describe('with input that would run away', () => {
    const stopped = (text: string, files: Files, pattern: RegExp) => {
      const { dtb, diagnostics } = compile(text, files);
      assert.equal(dtb, undefined);
      assert.ok(
        diagnostics.some((one) => pattern.test(one.message)),
        diagnostics.map((one) => one.message).join('\n'),
      );
    };

    it('stops files that include themselves', () => {
      stopped('/dts-v1/;\n#include "a.h"\n/ { };', { 'a.h': '#include "a.h"\n' }, /too many included files/);
    });

    it('stops macros that double again and again', () => {
      const lines = Array.from({ length: 40 }, (_, i) => `#define m${i + 1} m${i} m${i}`);
      stopped(`/dts-v1/;\n#define m0 1\n${lines.join('\n')}\n/ { a = <m40>; };`, {}, /macros expand to too much/);
    });

    it('stops words that double again and again', () => {
      const lines = Array.from({ length: 40 }, (_, i) => `#define P${i + 1}(x) Q(P${i}(x), P${i}(x))`);
      const text = `/dts-v1/;\n#define Q(a, b) R(a, b)\n#define R(a, b) a##b\n#define P0(x) x\n${lines.join('\n')}`;
      stopped(`${text}\n/ { a = <P40(1)>; };`, {}, /too much|word of more than/);
    });

    it('stops calls nested without end', () => {
      stopped(
        `/dts-v1/;\n#define F(x) x\n/ { a = <${'F('.repeat(5000)}1${')'.repeat(5000)}>; };`,
        {},
        /nested more than/,
      );
    });

    it('stops calls that are never closed', () => {
      stopped(`/dts-v1/;\n#define F(x) x\n/ { a = <${'F( 1 '.repeat(20_000)}>; };`, {}, /not closed|too much/);
    });
  });
});

/** What Linux runs before dtc. */
function runCpp(folder: string, text: string): string {
  const options = ['-E', '-P', '-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp', '-I', folder, '-'];
  const run = spawnSync('riscv64-unknown-elf-gcc', options, { input: text, cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout;
}
