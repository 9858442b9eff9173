// SPDX-License-Identifier: Apache-2.0
/** Property values as arrays of cells: 32 bits each, big-endian. */

import type { TreeNode, TreeProperty } from './tree';

export const CELL_BYTES = 4;

/** A cell; undefined beyond the property's end. @param index in cells */
export function cellAt({ data }: TreeProperty, index: number): number | undefined {
  const at = index * CELL_BYTES;
  return at + CELL_BYTES > data.length
    ? undefined
    : new DataView(data.buffer, data.byteOffset, data.length).getUint32(at);
}

/** Several cells as one unsigned number of 64 bits, the most significant first; missing ones count as none. */
export function numberAt(property: TreeProperty, index: number, cells: number): bigint {
  let value = 0n;
  // A tree may say any number of cells; the last two are what 64 bits are made of.
  for (let cell = Math.max(0, cells - 2); cell < cells; cell++) {
    value = (value << 32n) | BigInt(cellAt(property, index + cell) ?? 0);
  }
  return BigInt.asUintN(64, value);
}

/** The value of a property of one cell; undefined when it is anything else. */
export function cellOf(node: TreeNode, name: string): number | undefined {
  const property = node.property(name);
  return property?.data.length === CELL_BYTES ? cellAt(property, 0) : undefined;
}

/** Whether a length can be split into entries; entries of no size fit only into no bytes. Both in bytes. */
export function divides(entry: number, length: number): boolean {
  return entry === 0 ? length === 0 : length % entry === 0;
}

/** A string property's text; undefined when it is not exactly one string with its terminating zero. */
export function stringOf(node: TreeNode, name: string): string | undefined {
  const property = node.property(name);
  return property && isString(property.data) ? new TextDecoder().decode(property.data.subarray(0, -1)) : undefined;
}

export function isString(data: Uint8Array): boolean {
  return data.length > 0 && data.indexOf(0) === data.length - 1;
}

/** Any number of strings, each with its terminating zero. */
export function stringsOf(data: Uint8Array): readonly string[] | undefined {
  if (data.length > 0 && data[data.length - 1] !== 0) {
    return undefined;
  }
  return data.length === 0 ? [] : new TextDecoder().decode(data.subarray(0, -1)).split('\0');
}
