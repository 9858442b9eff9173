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

/** @param bindings YAML, without what every binding has: a name is its id */
export function libraryOf(bindings: Readonly<Record<string, string>>): BindingLibrary {
  const builder = new LibraryBuilder();
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
