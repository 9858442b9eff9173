// SPDX-License-Identifier: Apache-2.0
/**
 * Writes a flattened device tree, version 17 (Devicetree Specification 0.4, chapter 5), with the layout and the string
 * order of `dtc -O dtb`.
 */

import { ByteWriter } from './byte-writer';
import { fdt } from './flattened-format';
import type { DeviceTree, TreeNode } from './tree';

/** Flattens a resolved tree. All numbers in the result are big-endian. */
export function flatten(tree: DeviceTree): Uint8Array {
  const strings = new StringTable();
  const structure = new ByteWriter();
  writeNode(tree.root, structure, strings);
  structure.cell(fdt.end);
  const names = strings.bytes();

  const structureOffset = fdt.headerBytes + (tree.reservations.length + 1) * 16;
  const stringsOffset = structureOffset + structure.length;
  const total = stringsOffset + names.length;
  const output = new ByteWriter();
  const header = [
    fdt.magic,
    total,
    structureOffset,
    stringsOffset,
    fdt.headerBytes,
    fdt.version,
    fdt.compatibleVersion,
  ];
  for (const cell of [...header, tree.bootCpu, names.length, structure.length]) {
    output.cell(cell);
  }
  for (const { address, size } of tree.reservations) {
    output.doubleCell(address);
    output.doubleCell(size);
  }
  output.doubleCell(0n);
  output.doubleCell(0n);
  output.append(structure.bytes());
  output.append(names);
  return output.bytes();
}

function writeNode(node: TreeNode, output: ByteWriter, strings: StringTable): void {
  output.cell(fdt.beginNode);
  output.append(new TextEncoder().encode(`${node.name}\0`));
  output.align();
  for (const property of node.properties) {
    output.cell(fdt.property);
    output.cell(property.data.length);
    output.cell(strings.offsetOf(property.name));
    output.append(property.data);
    output.align();
  }
  for (const child of node.children) {
    writeNode(child, output, strings);
  }
  output.cell(fdt.endNode);
}

/** Names of properties, each once. As in dtc, a name may be the tail of an earlier one. */
class StringTable {
  private text = '';
  private readonly offsets = new Map<string, number>();

  offsetOf(name: string): number {
    const known = this.offsets.get(name);
    if (known !== undefined) {
      return known;
    }
    const found = this.text.indexOf(`${name}\0`);
    const offset = found < 0 ? this.text.length : found;
    if (found < 0) {
      this.text += `${name}\0`;
    }
    this.offsets.set(name, offset);
    return offset;
  }

  /** Names are ASCII, so offsets in the text are offsets in the bytes. */
  bytes(): Uint8Array {
    return new TextEncoder().encode(this.text);
  }
}
