// SPDX-License-Identifier: Apache-2.0
/** The bytes of a property from what was written. */

import type { CellArray, PropertySyntax, Reference, Value } from './syntax';

export interface ReferenceResolver {
  /** The phandle for a reference within `< >`. */
  phandle(reference: Reference): number;
  /** The path for a reference elsewhere, without the terminating zero; undefined for nothing at all. */
  path(reference: Reference): string | undefined;
}

/** Concatenates the values of a definition. Integers are big-endian; strings and paths end in a zero byte. */
export function propertyData(definition: PropertySyntax, resolver: ReferenceResolver): Uint8Array {
  const parts = definition.values.map((value) => valueData(value, resolver));
  if (parts.length === 1) {
    return parts[0]!;
  }
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

function valueData(value: Value, resolver: ReferenceResolver): Uint8Array {
  switch (value.kind) {
    case 'cells':
      return cellData(value, resolver);
    case 'string':
      return withZero(value.bytes);
    case 'path': {
      const path = resolver.path(value.reference);
      return path === undefined ? new Uint8Array() : withZero(new TextEncoder().encode(path));
    }
    default:
      return value.bytes;
  }
}

function cellData(array: CellArray, resolver: ReferenceResolver): Uint8Array {
  const width = array.bits / 8;
  const data = new Uint8Array(array.cells.length * width);
  const view = new DataView(data.buffer);
  array.cells.forEach((cell, index) => {
    const number = cell.kind === 'phandle' ? BigInt(resolver.phandle(cell.reference)) : cell.value;
    writeInteger(view, index * width, width, number);
  });
  return data;
}

function writeInteger(view: DataView, at: number, width: number, value: bigint): void {
  if (width === 8) {
    view.setBigUint64(at, value);
  } else if (width === 4) {
    view.setUint32(at, Number(value));
  } else if (width === 2) {
    view.setUint16(at, Number(value));
  } else {
    view.setUint8(at, Number(value));
  }
}

function withZero(bytes: Uint8Array): Uint8Array {
  const data = new Uint8Array(bytes.length + 1);
  data.set(bytes);
  return data;
}
