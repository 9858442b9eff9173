// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireShared } from '../../../test/support/requirements';
import { LibraryBuilder } from '../bindings';
import { BindingLibrary } from '../bindings/library';
import { checkBindingFile } from './check';

const FILE = '/linux/Documentation/devicetree/bindings/led/lamp.yaml';
const GOOD = `# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
%YAML 1.2
---
$id: http://devicetree.org/schemas/led/lamp.yaml#
$schema: http://devicetree.org/meta-schemas/core.yaml#

title: Lamp

maintainers:
  - A Person <person@example.org>

properties:
  compatible:
    const: acme,lamp

  reg:
    maxItems: 1

  interrupts:
    maxItems: 1

  led-max-microamp:
    maximum: 500

  acme,colour:
    $ref: /schemas/types.yaml#/definitions/string
    enum: [red, green]
    description: What it shines in.

  acme,pairs:
    $ref: /schemas/types.yaml#/definitions/uint32-matrix
    description: Levels.
    items:
      minItems: 2
      maxItems: 2

  power-supply: true

  child:
    type: object
    additionalProperties: false
    properties:
      label: true

allOf:
  - if:
      required: [acme,colour]
    then:
      required: [power-supply]

required:
  - compatible
  - reg

additionalProperties: false

examples:
  - |
    lamp@1000 {
        compatible = "acme,lamp";
        reg = <0x1000 0x10>;
        interrupts = <1 2 3>;
        acme,colour = "red";
        power-supply = <&supply>;
    };
`;

/** What is written into the binding instead of something, and what is said at which text. */
const PLANTS: readonly (readonly [from: string, to: string, code: string, at: string])[] = [
  ['title: Lamp', 'title: Binding of a lamp', 'binding-file-title', 'title:'],
  ['title: Lamp\n', '', 'binding-file-member', '$id'],
  ['led/lamp.yaml#', 'lamp.yaml#', 'binding-file-id', '$id'],
  ['core.yaml#', 'kern.yaml#', 'binding-file-schema', '$schema'],
  ['A Person <person@example.org>', 'nobody', 'binding-file-maintainer', 'nobody'],
  ['title: Lamp', 'title: Lamp\nproperty: {}', 'binding-file-keyword', 'property: {}'],
  ['additionalProperties: false\n\nexamples', 'examples', 'binding-file-closed', '$id'],
  ['\nexamples', 'unevaluatedProperties: false\nexamples', 'binding-file-closed', 'unevaluatedProperties'],
  ['maximum: 500', 'maximun: 500', 'binding-file-keyword', 'maximun'],
  [
    'maximum: 500',
    '$ref: /schemas/types.yaml#/definitions/uint32',
    'binding-file-unit',
    '$ref: /schemas/types.yaml#/definitions/uint32\n',
  ],
  ['maxItems: 1\n\n  int', 'maxItems: 1\n    minimum: 1\n\n  int', 'binding-file-mixed', 'minimum'],
  ['then:', 'else:', 'binding-file-condition', 'if:'],
  ['label: true', 'maxItems: true', 'binding-file-name', 'maxItems: true'],
  ['  child:', '  a b:', 'binding-file-name', 'a b:'],
  ['\nrequired:', '\npatternProperties:\n  "^fixed$": true\nrequired:', 'binding-file-name', '"^fixed'],
  ['definitions/string\n', 'definitions/string\n    maxItems: 0\n', 'binding-file-count', 'maxItems: 0'],
  ['definitions/string\n', 'definitions/uint32\n', 'binding-file-type', '[red'],
  ['[red, green]', '[red, 1]', 'binding-file-enum', 'enum'],
  ['[red, green]', '[red, red]', 'binding-file-twice', 'enum'],
  [
    '/schemas/types.yaml#/definitions/string',
    'https://example.org/types.yaml#/definitions/string',
    'binding-file-reference',
    '$ref: https',
  ],
  ['definitions/uint32-matrix\n', 'definitions/uint32\n', 'binding-file-scalar', 'items:\n      minItems'],
  [
    '      minItems: 2\n      maxItems: 2',
    '      - description: One\n      - description: Two',
    'binding-file-matrix',
    'items:\n      -',
  ],
  ['[power-supply]', '["?"]', 'binding-file-required', '"?"'],
  ['[power-supply]', 'power-supply', 'binding-file-required', 'required: power'],
  [
    'maxItems: 1\n\n  int',
    'description: Some\n    minItems: 1\n    type: array\n\n  int',
    'binding-file-kind',
    'array',
  ],
  ['maxItems: 1\n\n  led', 'minItems: 1\n    maxItems: 1\n\n  led', 'binding-file-cells', 'interrupts:'],
  ['const: acme,lamp', 'items: { const: acme,lamp }', 'binding-file-strings', 'compatible:'],
  ['power-supply: true', 'power-supply: { maxItems: 1 }', 'binding-file-kind', 'power-supply: {'],
  ['    type: object\n', '', 'binding-file-node', 'child:'],
  ['    type: object\n', '    type: object\n    minItems: 1\n', 'binding-file-node', 'minItems: 1\n    add'],
  ['    description: What it shines in.\n', '', 'binding-file-vendor', 'acme,colour:'],
  ['  power-supply: true', '  clock-names: true', 'binding-file-companion', 'clock-names'],
  ['enum: [red, green]', 'oneOf: [{ const: red }, { const: green }]', 'binding-file-enum', 'oneOf'],
  ['enum: [red, green]', 'const: 1.5', 'binding-file-const', '1.5'],
];

function libraryOf(text: string): BindingLibrary {
  const builder = new LibraryBuilder();
  builder.add({ file: FILE, text });
  const { tables, schemas } = builder.build();
  return new BindingLibrary(tables, (at) => schemas[at]!);
}

/** The numbers, from 1, of the lines that something is said about, with its code. */
function found(text: string, options: { readonly library?: BindingLibrary } = {}): string[] {
  return checkBindingFile(text, { file: FILE, ...options }).map(({ code, range }) => `${range.start.line + 1} ${code}`);
}

describe('binding files', () => {
  it('are left alone when they keep to the rules', () => {
    assert.deepEqual(found(GOOD, { library: libraryOf(GOOD) }), []);
  });

  for (const [from, to, code, at] of PLANTS) {
    it(`${code} is told of ${JSON.stringify(to || `no ${from}`)}`, () => {
      assert.ok(GOOD.includes(from));
      const text = GOOD.replace(from, () => to);
      const line = text.slice(0, text.indexOf(at)).split('\n').length;
      assert.ok(found(text).includes(`${line} ${code}`), JSON.stringify([line, found(text)]));
    });
  }

  it('have examples that are compiled, with faults at their lines', () => {
    const text = GOOD.replace('reg = <0x1000 0x10>;', 'reg = <0x1000 0x10>');
    const line = text.slice(0, text.indexOf('interrupts = <1')).split('\n').length;
    const [{ range, message } = assert.fail()] = checkBindingFile(text, { file: FILE });
    assert.ok([line, line - 1].includes(range.start.line + 1), `${range.start.line + 1} ${message}`);
  });

  it('have examples that keep to the binding', () => {
    const text = GOOD.replace('acme,colour = "red"', 'acme,colour = "blue"');
    const [finding, ...others] = checkBindingFile(text, { file: FILE, library: libraryOf(text) });
    assert.deepEqual(others, []);
    const { start, end } = finding!.range;
    assert.equal(finding!.code, 'binding-enum');
    assert.equal(text.split('\n')[start.line]!.slice(start.column, end.column), '"blue"');
  });

  it('are told once to be no YAML, or no binding', () => {
    for (const text of ['a: [', '- 1', '', 'a: 1\na: 2\n', `x: ${'['.repeat(5000)}`]) {
      assert.deepEqual(
        checkBindingFile(text, { file: FILE }).map(({ code }) => code),
        ['binding-file'],
        text.slice(0, 20),
      );
    }
  });

  it('of Linux keep to the rules, but for what its newer schemas would find', function () {
    this.timeout(120_000);
    const folder = requireShared(this, 'corpus/bindings');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    const codes = new Map<string, number>();
    for (const name of names) {
      // The examples need headers, which are not there.
      const text = readFileSync(join(folder, name), 'utf8').replace(/^examples:\n(?:[ \t-].*\n|\s*\n|#.*\n)*/m, '');
      for (const { code } of checkBindingFile(text, { file: `/bindings/${name}` })) {
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    }
    console.log(`      ${names.length} files: ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`);
    // Ids that do not say where the file is, and lists of cells whose entries have no size: both are in these files.
    assert.deepEqual([...codes.keys()].sort(), ['binding-file-id', 'binding-file-matrix']);
    assert.ok(names.length === 0 || [...codes.values()].reduce((sum, each) => sum + each, 0) < names.length / 50);
  });
});
