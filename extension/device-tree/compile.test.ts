// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DtcAnswer, runDtc } from '../../test/support/dtc';
import { SeededRandom } from '../../test/support/random';
import { randomSource } from '../../test/support/random-tree';
import { requireShared, requireTool } from '../../test/support/requirements';
import { type CompileResult, compileDts } from '.';

function compile(text: string): CompileResult {
  return compileDts(text, { file: 'test.dts' });
}

function complaintsOf(result: CompileResult): string {
  return result.diagnostics.map((one) => `${one.range.start.line + 1}: ${one.message}`).join('\n');
}

/** Both compilers must give the same bytes, or both must refuse. */
function assertLikeDtc(text: string, own: CompileResult, judge: DtcAnswer): void {
  if (!judge.dtb) {
    assert.equal(own.dtb, undefined, `dtc refuses this: ${judge.complaints}\n${text}`);
    return;
  }
  assert.ok(own.dtb, `dtc accepts this, here:\n${complaintsOf(own)}\n${text}`);
  assert.ok(Buffer.compare(own.dtb, judge.dtb) === 0, `other bytes than dtc:\n${text}`);
}

const ACCEPTED: Record<string, string> = {
  'an empty tree': '/dts-v1/; / { };',
  'values of all kinds':
    '/dts-v1/; / { a = <1 0x2 010 (1+2)>; b = "s", "t"; c = [00 ff 1234]; d; e = <>; f = ""; g = /bits/ 8 <1 2>, /bits/ 64 <(-1)>; };',
  'escapes in strings and characters': `/dts-v1/; / { a = "\\a\\b\\t\\n\\v\\f\\r\\\\\\"\\x4\\x41z\\7\\1011\\q"; b = <'a' '\\n' '\\0'>; };`,
  'labels everywhere': '/dts-v1/; / { a: b = c: <d: 1 e: 2 f:> g:, h: "x" i:; j: k: n { }; };',
  'backslash before a name': '/dts-v1/; / { \\delete-x = <1>; };',
  'names that look like numbers': '/dts-v1/; / { 12 = <1>; 0x1f { 3; }; };',
  'cells beside other widths': '/dts-v1/; / { x = <1>, /bits/ 16 <2 3>, [0a], "end"; };',
  'memory reservations': '/dts-v1/; /memreserve/ 0x10000000 0x4000; l: /memreserve/ (1 << 40) 0xffff; / { };',
  'references as phandles and paths':
    '/dts-v1/; / { a: a { p = <&b 1 &a>; q = &b; }; b: b@1 { c { r = <&{/b@1/c} &{/}>; s = &{/b@1/c}, "x"; }; }; };',
  'phandles given by hand':
    '/dts-v1/; / { x = <&a &b &c>; a: a { phandle = <2>; }; b: b { }; c: c { linux,phandle = <1>; }; d { phandle = <7>; }; };',
  'a phandle that is asked for': '/dts-v1/; / { b = <&a>; a: a { phandle = <&a>; z; }; };',
  'a tree in pieces': '/dts-v1/; / { p = <1>; a { x; }; }; / { q; p = <2>; a { y; }; b { }; };',
  'extension by label and by path':
    '/dts-v1/; / { l: a { x; b { }; }; }; &l { y; b { z; }; }; &{/a/b} { w; }; m: &l { v = <&m>; };',
  'deletion and return to the old place':
    '/dts-v1/; / { a; b; c; n { x; m { y; }; }; o { }; }; / { /delete-property/ a; /delete-node/ n; }; / { d; a = <1>; n { z; m { }; }; };',
  'deletion by label': '/dts-v1/; / { l: a { }; b { m: c { }; }; }; /delete-node/ &l; /delete-node/ &m;',
  'a deletion that comes too early': '/dts-v1/; / { p = <1>; /delete-property/ p; /delete-node/ n; n { }; };',
  'nodes that nobody refers to':
    '/dts-v1/; / { r = <&u>; s = &w; /omit-if-no-ref/ t: t { }; /omit-if-no-ref/ u: u { }; v: v { }; /omit-if-no-ref/ w: w { x { }; }; }; /omit-if-no-ref/ &v;',
  'a name property that says nothing new': '/dts-v1/; / { a@1 { name = "a"; x; }; };',
  'property names that end alike': '/dts-v1/; / { abc; bc; c; bcd; cd; xabc; };',
  'the boot CPU': '/dts-v1/; / { cpus { cpu@3 { reg = <3>; }; cpu@1 { reg = <1>; }; }; };',
  'no boot CPU from two cells': '/dts-v1/; / { cpus { cpu@3 { reg = <0 3>; }; }; };',
  'a boot CPU given by text': '/dts-v1/; / { cpus { cpu@3 { reg = "abc"; }; }; };',
  'operators and their precedence':
    '/dts-v1/; / { a = <(1 + 2 * 3 << 1 | 8 ^ 3 & 2) (10 - 4 - 3) (7 / 2 % 2) (1 ? 2 : 0 ? 3 : 4) (!0 + ~0 & 0xff) (-1 > 1) (3 == 3 != 0) (1 << 70) (2 || 0 && 0)>; };',
  'negative numbers in narrow cells': '/dts-v1/; / { a = /bits/ 8 <(-1) (-200)>; b = /bits/ 16 <(-2)>; c = <(-3)>; };',
  'comments in odd places': '/dts-v1/; // one\n/ /* two */ { a /* three */ = /* // */ < 1 /* \n */ 2 >; };',
  'a string over two lines': '/dts-v1/; / { a = "first\nsecond"; };',
  'text beyond ASCII': '/dts-v1/; / { a = "\u00fc\u20ac\u{1f600}"; };',
};

const OVERLAYS: Record<string, string> = {
  'by label and by path': '/dts-v1/; /plugin/; &uart { status = "okay"; clocks = <&c 1>; }; &{/soc/x} { a = <1>; };',
  'fragments written by hand':
    '/dts-v1/; /plugin/; / { fragment@0 { target = <&i2c>; __overlay__ { l: dev@1 { reg = <1>; x = <&l>, <&ext>; y = <&l &m 3 &ext>; }; m: n { }; }; }; };',
  'references into itself and elsewhere':
    '/dts-v1/; /plugin/; / { compatible = "x"; }; &a { k: k { z = &k, "abc", <&k &q>; }; }; &b { b = <&k>; w = "s", <&q>, [01 02], <&q>; };',
  'extensions before the root': '/dts-v1/; /plugin/; &a { }; / { foo; }; &a { bar; };',
  'extensions of its own nodes': '/dts-v1/; /plugin/; / { x: x { }; }; &x { y = <&x>; }; z: &x { q; };',
  'nothing to refer to': '/dts-v1/; /plugin/; / { a: a { }; };',
};

const REFUSED: Record<string, { text: string; code: string; line: number }> = {
  'no version': { text: '\n/ { };', code: 'dts-syntax', line: 2 },
  'no root': { text: '/dts-v1/;\n', code: 'dts-no-root', line: 2 },
  'a missing semicolon': { text: '/dts-v1/;\n/ {\n a = <1>\n b;\n};', code: 'dts-syntax', line: 4 },
  'a node that is not closed': { text: '/dts-v1/;\n/ {\n a {\n};', code: 'dts-syntax', line: 2 },
  'a string that is not closed': { text: '/dts-v1/;\n/ {\n a = "x;\n};', code: 'dts-syntax', line: 3 },
  'an unknown label': { text: '/dts-v1/;\n/ { a = <&b>; };', code: 'phandle_references', line: 2 },
  'an unknown path': { text: '/dts-v1/;\n/ { a = &{/b}; };', code: 'path_references', line: 2 },
  'an extension of nothing': { text: '/dts-v1/;\n/ { };\n&x { };', code: 'dts-unknown-reference', line: 3 },
  'a deletion of nothing': { text: '/dts-v1/;\n/ { };\n/delete-node/ &x;', code: 'dts-unknown-reference', line: 3 },
  'an extension before the root': {
    text: '/dts-v1/;\n&x { };\n/ { x: x { }; };',
    code: 'dts-unknown-reference',
    line: 2,
  },
  'a repeated node': { text: '/dts-v1/;\n/ {\n a { };\n a { };\n};', code: 'duplicate_node_names', line: 4 },
  'a repeated property': { text: '/dts-v1/;\n/ {\n a;\n a;\n};', code: 'duplicate_property_names', line: 4 },
  'a repeated label': { text: '/dts-v1/;\n/ {\n l: a { };\n l: b { };\n};', code: 'duplicate_label', line: 4 },
  'a label on node and value': {
    text: '/dts-v1/;\n/ {\n x = l: <1>;\n l: b { };\n};',
    code: 'duplicate_label',
    line: 4,
  },
  'a property after a node': { text: '/dts-v1/;\n/ {\n a { };\n b;\n};', code: 'dts-order', line: 4 },
  'a repeated phandle': {
    text: '/dts-v1/;\n/ {\n a { phandle = <1>; };\n b { phandle = <1>; };\n};',
    code: 'explicit_phandles',
    line: 4,
  },
  "another node's phandle": {
    text: '/dts-v1/;\n/ { a { phandle = <&b>; }; b: b { }; };',
    code: 'explicit_phandles',
    line: 2,
  },
  'a phandle of zero': { text: '/dts-v1/;\n/ { a { phandle = <0>; }; };', code: 'explicit_phandles', line: 2 },
  'a phandle of two cells': { text: '/dts-v1/;\n/ { a { phandle = <1 2>; }; };', code: 'explicit_phandles', line: 2 },
  'two at signs': { text: '/dts-v1/;\n/ {\n a@1@2 { };\n};', code: 'node_name_format', line: 3 },
  'a wrong name property': { text: '/dts-v1/;\n/ { a { name = "b"; }; };', code: 'name_properties', line: 2 },
  'a number too large for its cell': { text: '/dts-v1/;\n/ { a = <0x100000000>; };', code: 'dts-cell-range', line: 2 },
  'a number too large for all': { text: '/dts-v1/;\n/ { a = <0x10000000000000000>; };', code: 'dts-literal', line: 2 },
  'an octal eight': { text: '/dts-v1/;\n/ { a = <08>; };', code: 'dts-literal', line: 2 },
  'an empty character': { text: "/dts-v1/;\n/ { a = <''>; };", code: 'dts-literal', line: 2 },
  'two characters': { text: "/dts-v1/;\n/ { a = <'ab'>; };", code: 'dts-literal', line: 2 },
  'cells of seven bits': { text: '/dts-v1/;\n/ { a = /bits/ 7 <1>; };', code: 'dts-bits', line: 2 },
  'a reference in narrow cells': { text: '/dts-v1/;\n/ { a: a { x = /bits/ 16 <&a>; }; };', code: 'dts-bits', line: 2 },
  'division by zero': { text: '/dts-v1/;\n/ { a = <(1 / 0)>; };', code: 'dts-syntax', line: 2 },
  'half a byte': { text: '/dts-v1/;\n/ { a = [123]; };', code: 'dts-syntax', line: 2 },
  'a label on the root': { text: '/dts-v1/;\nl: / { };', code: 'dts-syntax', line: 2 },
  'a late memory reservation': { text: '/dts-v1/;\n/ { };\n/memreserve/ 1 2;', code: 'dts-order', line: 3 },
  'a missing /incbin/ file': { text: '/dts-v1/;\n/ { a = /incbin/("none.bin"); };', code: 'dts-include', line: 2 },
};

describe('device-tree compiler', () => {
  describe('what dtc accepts', () => {
    before(function () {
      requireTool(this, 'dtc', 'device-tree-compiler');
    });
    for (const [what, text] of Object.entries(ACCEPTED)) {
      it(`writes the same bytes for ${what}`, () => {
        const judge = runDtc(text);
        assert.ok(judge.dtb, judge.complaints);
        assertLikeDtc(text, compile(text), judge);
      });
    }

    for (const [what, text] of Object.entries({ ...ACCEPTED, ...OVERLAYS })) {
      it(`writes the same bytes with symbols for ${what}`, () => {
        assertLikeDtc(text, compileDts(text, { file: 'test.dts', symbols: true }), runDtc(text, ['-@']));
      });
    }

    for (const [what, text] of Object.entries(OVERLAYS)) {
      it(`writes the same bytes for an overlay: ${what}`, () => {
        assertLikeDtc(text, compile(text), runDtc(text));
      });
    }

    it('writes the same bytes for random overlays', () => {
      for (let seed = 0; seed < 200; seed++) {
        const text = randomSource(new SeededRandom(seed + 5000)).replace('/dts-v1/;', '/dts-v1/; /plugin/;');
        assertLikeDtc(text, compileDts(text, { file: 'test.dts', symbols: true }), runDtc(text, ['-@']));
      }
    });

    it('writes the same bytes for random sources', () => {
      let refused = 0;
      for (let seed = 0; seed < 400; seed++) {
        const text = randomSource(new SeededRandom(seed));
        const judge = runDtc(text);
        refused += judge.dtb ? 0 : 1;
        assertLikeDtc(text, compile(text), judge);
      }
      assert.ok(refused > 0 && refused < 300, `${refused} of 400 sources were refused: the generator has gone astray`);
    });
  });

  describe('what dtc refuses', () => {
    for (const [what, { text, code, line }] of Object.entries(REFUSED)) {
      it(`says where ${what} stands`, () => {
        const result = compile(text);
        assert.equal(result.dtb, undefined);
        const found = result.diagnostics.map((one) => `${one.code} ${one.range.start.line + 1}`);
        assert.ok(found.includes(`${code} ${line}`), `expected ${code} at line ${line}: ${complaintsOf(result)}`);
      });
    }

    it('is refused by dtc too', function () {
      requireTool(this, 'dtc', 'device-tree-compiler');
      for (const [what, { text }] of Object.entries(REFUSED)) {
        assert.equal(runDtc(text).dtb, undefined, what);
      }
    });
  });

  it('goes on after an error and reports the next one', () => {
    const result = compile('/dts-v1/;\n/ {\n a = ;\n b { c = <1 @>; d; };\n e = <&none>;\n};');
    const lines = new Set(result.diagnostics.map((one) => one.range.start.line + 1));
    assert.deepEqual([...lines].sort(), [3, 4, 5]);
    assert.ok(result.tree?.root.child('b')?.property('d'));
  });

  it('keeps the source range of every part of a property', () => {
    const text = '/dts-v1/;\n/ {\n  l: reg = <0x10 (1 + 1)>, "x";\n};';
    const property = compile(text).tree!.root.property('reg')!.definition!;
    const at = (range: { start: object; end: object }) => [range.start, range.end];
    assert.deepEqual(at(property.range), [
      { line: 2, column: 2 },
      { line: 2, column: 31 },
    ]);
    assert.deepEqual(at(property.nameRange), [
      { line: 2, column: 5 },
      { line: 2, column: 8 },
    ]);
    const [cells, text2] = property.values;
    assert.ok(cells?.kind === 'cells' && text2?.kind === 'string');
    assert.deepEqual(at(cells.cells[1]!.range), [
      { line: 2, column: 17 },
      { line: 2, column: 24 },
    ]);
    assert.deepEqual(at(text2.range), [
      { line: 2, column: 27 },
      { line: 2, column: 30 },
    ]);
  });

  it('reads the slice of a file that /incbin/ asks for', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    const text = '/dts-v1/; / { a = /incbin/("f"); b = /incbin/("f", 1, 2), [ff]; c = /incbin/("f", 4, 9); };';
    const { tree } = compileDts(text, { file: 'x.dts', readBinary: (path) => (path === 'f' ? bytes : undefined) });
    const data = ['a', 'b', 'c'].map((name) => [...tree!.root.property(name)!.data]);
    assert.deepEqual(data, [[1, 2, 3, 4, 5], [2, 3, 255], [5]]);
  });

  it('survives damaged sources', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new SeededRandom(seed + 1000);
      const text = damage(randomSource(random), random);
      const result = compile(text);
      assert.ok(result.dtb !== undefined || result.diagnostics.some((one) => one.severity === 'error'), text);
    }
  });

  it('bounds nesting', () => {
    const deep = `/dts-v1/; / { ${'a { '.repeat(10_000)}`;
    assert.match(complaintsOf(compile(deep)), /nested more than/);
    const grown = Array.from(
      { length: 50 },
      (_, i) => `&l${i} { ${'a { '.repeat(9)} l${i + 1}: a { ${'}; '.repeat(11)}`,
    );
    assert.match(complaintsOf(compile(`/dts-v1/; / { l0: n { }; }; ${grown.join('\n')}`)), /nested more than/);
    const expression = `/dts-v1/; / { a = <${'('.repeat(100_000)}1>; };`;
    assert.match(complaintsOf(compile(expression)), /nested too deeply/);
  });

  it('bounds the size of what is read', () => {
    const many = `/dts-v1/;\n${'#include "a.h"\n'.repeat(200)}/ { };`;
    const text = `// ${'x'.repeat(1 << 20)}\n`;
    const { diagnostics } = compileDts(many, { file: 'x.dts', readInclude: (file) => ({ file, text }) });
    assert.match(diagnostics[0]!.message, /included files hold more than/);
    assert.match(complaintsOf(compile(`/dts-v1/; / { a = "${'x'.repeat(10 << 20)}"; };`)), /longer than/);
    const files = '/dts-v1/; / { a = /incbin/("f"), /incbin/("f"), /incbin/("f"); };';
    const large = new Uint8Array(30 << 20);
    const result = compileDts(files, { file: 'x.dts', readBinary: () => large });
    assert.match(result.diagnostics[0]!.message, /files hold more than/);
  });

  describe('real boards', () => {
    for (const folder of ['boards', 'mutants']) {
      it(`writes the same bytes for all ${folder}`, function () {
        requireTool(this, 'dtc', 'device-tree-compiler');
        const path = requireShared(this, `corpus/${folder}`);
        const names = readdirSync(path).filter((name) => name.endsWith('.dts'));
        assert.ok(names.length > 0);
        for (const name of names) {
          const text = readFileSync(join(path, name), 'utf8');
          const own = compileDts(text, { file: name });
          const judge = runDtc(text);
          assert.ok(own.dtb && judge.dtb, `${name}: ${complaintsOf(own)} ${judge.complaints}`);
          assert.ok(Buffer.compare(own.dtb, judge.dtb) === 0, `${name}: other bytes than dtc`);
          assertLikeDtc(text, compileDts(text, { file: name, symbols: true }), runDtc(text, ['-@']));
        }
      });
    }
  });
});

/** Cuts, doubles or changes a few characters. */
function damage(text: string, random: SeededRandom): string {
  let damaged = text;
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.below(damaged.length + 1);
    const piece = random.pick([
      '',
      '{',
      '}',
      ';',
      '<',
      '>',
      '"',
      "'",
      '&',
      '/',
      '/*',
      '#',
      '(',
      '[',
      '\\',
      '\n#if 1\n',
      '\0',
      '\ud800',
    ]);
    damaged = damaged.slice(0, at) + piece + damaged.slice(at + random.below(6));
  }
  return damaged;
}
