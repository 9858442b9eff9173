// SPDX-License-Identifier: Apache-2.0
/** Small collections of bindings for tests. */

import {
  type BindingFinding,
  BindingLibrary,
  checkBindings,
  compileDts,
  type DeviceTree,
  LibraryBuilder,
} from '../../extension/device-tree';

/** The types that bindings refer to, as far as tests need them. */
const TYPES = `
$id: http://devicetree.org/schemas/types.yaml#
definitions:
  flag: { oneOf: [ { type: boolean, const: true }, { type: 'null' } ] }
  string-array: { type: array, items: { type: string }, minItems: 1 }
  string: { $ref: '#/definitions/string-array', maxItems: 1 }
  uint8: { type: integer, typeSize: 8 }
  uint32: { type: integer, typeSize: 32 }
  uint64: { type: integer, typeSize: 64 }
  uint32-array: { type: array, items: { $ref: '#/definitions/uint32' }, minItems: 1 }
  uint32-matrix: { type: array, items: { $ref: '#/definitions/uint32-array' }, minItems: 1 }
  address: { type: array }
  phandle-array: { type: array }

`;

/** The types of properties that have them everywhere. */
const CORE = `
$id: http://devicetree.org/schemas/core.yaml#
select: false
properties:
  reg: { $ref: types.yaml#/definitions/address }
  compatible: { $ref: types.yaml#/definitions/string-array }
  status: { $ref: types.yaml#/definitions/string }
  clocks: { $ref: types.yaml#/definitions/phandle-array }
  interrupts: { $ref: types.yaml#/definitions/uint32-matrix }
  interrupt-parent: { $ref: types.yaml#/definitions/uint32-matrix }
  phandle: { $ref: types.yaml#/definitions/uint32 }
patternProperties:
  '^#.*-cells$': { $ref: types.yaml#/definitions/uint32 }
  '-names$': { $ref: types.yaml#/definitions/string-array }
`;

/** @param bindings YAML, without what every binding has: a name is its id */
export function libraryOf(bindings: Readonly<Record<string, string>>): BindingLibrary {
  const builder = new LibraryBuilder();
  builder.add({ file: 'types.yaml', text: TYPES });
  builder.add({ file: 'core.yaml', text: CORE });
  for (const [name, text] of Object.entries(bindings)) {
    builder.add({ file: `${name}.yaml`, text: `$id: http://devicetree.org/schemas/${name}.yaml#\n${text}` });
  }
  const { tables, schemas } = builder.build();
  return new BindingLibrary(tables, (index) => schemas[index]!);
}

/** The tree of a source whose root node has this body. */
export function treeOf(body: string): DeviceTree {
  const { tree, diagnostics } = compileDts(`/dts-v1/;\n/ {\n${body}\n};\n`, { file: 'test.dts' });
  if (!tree) {
    throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  }
  return tree;
}

/** The findings on a source whose root node has this body. */
export function check(body: string, library: BindingLibrary): BindingFinding[] {
  return checkBindings(treeOf(body), library, 'test.dts');
}

/** Findings in short: node, path, keyword. */
export function inShort(findings: readonly BindingFinding[]): string[] {
  return findings.map(({ node, propertyPath, kind }) => [node, ...propertyPath, kind].join(' ')).sort();
}
