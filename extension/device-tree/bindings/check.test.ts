// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { check, inShort, libraryOf, treeOf } from '../../../test/support/binding-library';
import { compileDts } from '../compile';
import type { Fix } from '../diagnostics';
import type { Position } from '../source';
import { BindingChecker, checkBindings } from './report';

describe('binding checks', () => {
  const device = libraryOf({
    device: `
properties:
  compatible: { const: "acme,device" }
  reg: { maxItems: 1 }
  clocks: { maxItems: 2, minItems: 1 }
  interrupts: { maxItems: 1 }
  mode: { $ref: types.yaml#/definitions/uint32, enum: [1, 2] }
  acme,text: { $ref: types.yaml#/definitions/string }
  acme,flag: { $ref: types.yaml#/definitions/flag }
  acme,wide: { $ref: types.yaml#/definitions/uint64 }
required: [ compatible, reg ]
additionalProperties: false
`,
  });
  const node = (properties: string): string[] =>
    inShort(check(`dev@1 { compatible = "acme,device"; ${properties} };`, device));

  it('have nothing to say about a node that meets its binding', () => {
    assert.deepEqual(node('reg = <0 1 1>; mode = <2>; acme,text = "x"; acme,flag; status = "okay";'), []);
  });

  it('find values of a wrong type, size or range', () => {
    assert.deepEqual(node('reg = <0 1 1>; mode = <3>;'), ['/dev@1 mode enum']);
    assert.deepEqual(node('reg = <0 1 1>; mode = /bits/ 8 <1>;'), [' decode', '/dev@1 mode typeSize']);
    assert.deepEqual(node('reg = <0 1 1>; acme,text = <1>;'), ['/dev@1 acme,text type']);
    assert.deepEqual(node('reg = <0 1 1>; acme,flag = "x";'), [' decode', '/dev@1 acme,flag oneOf']);
    assert.deepEqual(node('reg = <0 1 1>; acme,wide = <1>;'), [' decode', '/dev@1 acme,wide typeSize']);
  });

  it('find what is missing and what is not known', () => {
    assert.deepEqual(node(''), ['/dev@1 required']);
    assert.deepEqual(node('reg = <0 1 1>; moed = <1>; sub { };'), ['/dev@1 additionalProperties']);
  });

  it('split addresses by the cells of the parent', () => {
    assert.deepEqual(node('reg = <0 1 1 0 2 1>;'), ['/dev@1 reg maxItems']);
    const inBus = '#address-cells = <2>; #size-cells = <2>; dev@1 { compatible = "acme,device"; reg = <0 1 0 1>; };';
    assert.deepEqual(inShort(check(inBus, device)), []);
  });

  it('split lists of phandles by the cells of each provider', () => {
    const tree = (clocks: string): string[] =>
      inShort(
        check(
          `a: a { #clock-cells = <0>; }; b: b { #clock-cells = <2>; };
           dev@1 { compatible = "acme,device"; reg = <0 1 1>; clocks = ${clocks}; };`,
          device,
        ),
      );
    assert.deepEqual(tree('<&a>, <&b 1 2>'), []);
    assert.deepEqual(tree('<&b 1 2 &a &b 3 4>'), ['/dev@1 clocks maxItems']);
  });

  it('split interrupts by the cells of the controller that holds for the node', () => {
    const tree = (cells: number): string[] =>
      inShort(
        check(
          `interrupt-parent = <&ic>; ic: ic { #interrupt-cells = <${cells}>; };
           bus { ranges; dev@1 { compatible = "acme,device"; reg = <0 1 1>; interrupts = <1 2 3>; }; };`,
          device,
        ),
      );
    assert.deepEqual(tree(3), []);
    assert.deepEqual(tree(1), ['/bus/dev@1 interrupts maxItems']);
  });

  it('excuse a disabled node for what it lacks, and all below it that does not say otherwise', () => {
    assert.deepEqual(node('status = "disabled";'), []);
    assert.deepEqual(node('status = "disabled"; moed = <1>;'), ['/dev@1 additionalProperties']);
    const below = (status: string): string[] =>
      inShort(check(`bus { status = "disabled"; dev@1 { compatible = "acme,device"; ${status} }; };`, device));
    assert.deepEqual(below(''), []);
    assert.deepEqual(below('status = "okay";'), ['/bus/dev@1 required']);
  });

  it('take the binding of the first compatible string that any binding knows', () => {
    const library = libraryOf({
      special: 'properties: { compatible: { contains: { const: "acme,special" } } }\nrequired: [ special ]',
      general: 'properties: { compatible: { const: "acme,general" } }\nrequired: [ general ]',
    });
    const missing = (compatible: string): (string | undefined)[] =>
      check(`d { compatible = ${compatible}; };`, library).map(({ schema }) => schema?.split('/').at(-1));
    assert.deepEqual(missing('"x", "acme,special", "acme,general"'), ['special.yaml']);
    assert.deepEqual([...new Set(missing('"acme,general"'))], ['general.yaml']);
    assert.deepEqual(missing('"x"'), []);
  });

  it('try bindings with a condition on every node', () => {
    const library = libraryOf({
      named: 'properties: { $nodename: { pattern: "^led-" } }\nrequired: [ colour ]',
      selected: 'select: { required: [ special ] }\nrequired: [ other ]',
    });
    assert.deepEqual(inShort(check('led-1 { }; x { special; };', library)), ['/led-1 required', '/x required']);
  });

  it('see properties through references and branches, but not through a part that is not met', () => {
    const library = libraryOf({
      common: 'select: false\nproperties: { a: { $ref: types.yaml#/definitions/uint32, maximum: 5 }, b: true }',
      device: `
allOf: [ { $ref: common.yaml# } ]
properties: { compatible: { const: d } }
if: { required: [ b ] }
then: { properties: { c: { $ref: types.yaml#/definitions/flag } } }
unevaluatedProperties: false
`,
    });
    const found = (properties: string): string[] => inShort(check(`x { compatible = "d"; ${properties} };`, library));
    assert.deepEqual(found('a = <1>; b; c;'), []);
    assert.deepEqual(found('a = <1>; c;'), ['/x unevaluatedProperties']);
    // One fault in the referenced binding makes all that it names unevaluated, as dt-validate has it.
    assert.deepEqual(found('a = <9>; b;'), ['/x a maximum', '/x unevaluatedProperties']);
    assert.deepEqual(found('a = <9>; b; status = "disabled";'), ['/x a maximum']);
  });

  it('put a member that is forbidden down to what holds it', () => {
    const library = libraryOf({ device: 'properties: { compatible: { const: d }, bad: false }' });
    assert.deepEqual(inShort(check('x { compatible = "d"; bad; };', library)), ['/x false']);
  });

  it('end with bindings that refer to themselves without end', () => {
    const library = libraryOf({
      loop: 'select: true\nallOf: [ { $ref: loop.yaml# } ]',
      'loop-of-names': 'select: true\nunevaluatedProperties: false\n$ref: loop-of-names.yaml#',
      'loop-of-items':
        'select: true\nproperties: { compatible: { unevaluatedItems: false, $ref: "#/properties/compatible" } }',
      // Each step has two ways to go on: without a bound it would take for ever.
      'many-ways': `select: true\n$defs: { ${Array.from({ length: 60 }, (_, n) => `d${n}: { not: { anyOf: [ { $ref: "#/$defs/d${n + 1}" }, { $ref: "#/$defs/d${n + 1}" } ] } }`).join(', ')}, d60: false }\n$ref: '#/$defs/d0'`,
      broad: 'select: { required: [ compatible ] }\nrequired: [ x ]',
    });
    const checker = new BindingChecker(library);
    assert.deepEqual(inShort(checker.check(treeOf('x { compatible = "d"; };'), 'test.dts')), ['/x required']);
    assert.deepEqual(checker.problems.map(({ range }) => range.file).sort(), [
      'loop-of-items.yaml',
      'loop-of-names.yaml',
      'loop.yaml',
      'many-ways.yaml',
    ]);
  });

  it('allow everything where a reference leads nowhere, and say so of the binding', () => {
    const library = libraryOf({
      'dt-core': 'select: false',
      device: 'properties: { compatible: { const: d }, a: { $ref: gone.yaml# } }',
    });
    const checker = new BindingChecker(library);
    for (const body of ['x { compatible = "d"; a; };', 'x { compatible = "d"; a = <1>; };']) {
      assert.deepEqual(checker.check(treeOf(body), 'test.dts'), []);
    }
    assert.deepEqual(
      checker.problems.map(({ message, range }) => [range.file, message]),
      [['device.yaml', "refers to 'gone.yaml#', which is in none of the folders of bindings"]],
    );
  });

  it('find after an edit what they find at once', () => {
    const dev = (properties: string): string => `dev@1 { compatible = "acme,device"; ${properties} };`;
    const wrapped = (status: string, properties: string, cells = 0): string =>
      `c: c { #clock-cells = <${cells}>; }; bus { status = "${status}"; ${dev(properties)} other { }; };`;
    const bodies = [
      dev('reg = <0 1 1>;'),
      dev('reg = <0 1 1>; moed;'),
      `${dev('reg = <0 1 1>; moed;')} y { };`,
      wrapped('okay', ''),
      wrapped('disabled', ''),
      wrapped('okay', 'reg = <0 1 1>; clocks = <&c 1 &c 1 &c>;', 1),
      wrapped('okay', 'reg = <0 1 1>; clocks = <&c 1 &c 1 &c>;'),
      dev('reg = <0 1 1>; mode = <1>;'),
      dev('reg = <0 1 1>; mode = <3>;'),
      dev('reg = <0 1 1>; mode = <2>; status = "okay";'),
      dev('reg = <0 1 1>; mode = <2>; status = "fine";'),
      dev('reg = <0 1 1>; mode = <2>; status = "okay", "disabled";'),
      dev(''),
    ];
    const checker = new BindingChecker(device);
    const seen = bodies.map((body) => inShort(checker.check(treeOf(body), 'test.dts')));
    assert.deepEqual(
      seen,
      bodies.map((body) => inShort(check(body, device))),
    );
    assert.equal(new Set(seen.map(String)).size, 7);
  });
});

describe('findings of binding checks', () => {
  const library = libraryOf({
    device: `
properties:
  compatible: { const: d }
  names: { $ref: types.yaml#/definitions/string-array, items: { enum: [ one, two ] } }
  matrix: { $ref: types.yaml#/definitions/uint32-matrix, items: { items: { maximum: 9 }, maxItems: 2 } }
required: [ compatible, needed ]
additionalProperties: false
`,
  });
  const at = (body: string): string[] =>
    check(body, library).map(({ message, range: { start, end } }) => {
      const line = `/dts-v1/;\n/ {\n${body}\n};`.split('\n')[start.line]!;
      return `${line.slice(start.column, end.column)}: ${message}`;
    });

  it('point to the element, the cell, the property or the node, in plain words', () => {
    assert.deepEqual(at('x { compatible = "d"; needed; };'), ["needed: the binding does not know 'needed' here"]);
    assert.deepEqual(at('x {\n compatible = "d";\n names = "one", "tow";\n};').sort(), [
      `"tow": entry 2 of 'names' should be one of 'one', 'two', and is 'tow'; did you mean 'two'?`,
      "x: the node lacks the property 'needed'",
    ]);
    assert.deepEqual(
      at('x {\n compatible = "d";\n matrix = <1 2>, <3 10>;\n};')[0],
      "10: entry 2 of 'matrix' is 10, at most 9 is allowed",
    );
  });

  it('say what was probably meant', () => {
    const meant = (body: string): string[] =>
      check(body, library).flatMap(({ suggestions }) => suggestions.map(({ written, meant }) => `${written} ${meant}`));
    assert.deepEqual(meant('x { compatible = "d"; needed; matirx = <1>; };'), ['matirx matrix']);
    assert.deepEqual(meant('x { compatible = "d"; needed; matrix = <1>; matirx = <1>; };'), []);
    assert.deepEqual(meant('x { compatible = "d"; names = "something else"; };'), []);
  });

  it('can be mended by the changes that they offer', () => {
    const device = libraryOf({
      device: `
properties:
  compatible: { const: d }
  mode: { $ref: types.yaml#/definitions/string, enum: [ slow, fast ] }
  '#frob-cells': { const: 2 }
  on: { type: boolean }
required: [ compatible, mode, '#frob-cells', on ]
additionalProperties: false
`,
    });
    const source = (body: string): string => `/dts-v1/;\n/ {\n\tx {\n\t\tcompatible = "d";\n${body}\n\t};\n};\n`;
    let text = source('\t\tmode = "fats";\n\t\t#forb-cells = <2>;');
    for (let step = 0; step < 4; step++) {
      const { tree } = compileDts(text, { file: 'test.dts' });
      const [finding] = checkBindings(tree!, device, 'test.dts').filter(({ fixes = [] }) => fixes.length > 0);
      const fix = finding?.fixes?.[0];
      text = fix ? withFix(text, fix) : text;
    }
    assert.equal(text, source('\t\tmode = "fast";\n\t\t#frob-cells = <2>;\n\t\ton;'));
    const { tree } = compileDts(text, { file: 'test.dts' });
    assert.deepEqual(inShort(checkBindings(tree!, device, 'test.dts')), []);
  });
});

function withFix(text: string, { range: { start, end }, newText }: Fix): string {
  const lines = text.split('\n');
  const at = ({ line, column }: Position): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, column);
  return `${text.slice(0, at(start))}${newText}${text.slice(at(end))}`;
}
