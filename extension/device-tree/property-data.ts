// SPDX-License-Identifier: Apache-2.0
/** The bytes of a property from what was written. */

import type { CellArray, PropertySyntax, Reference, Value } from './syntax';
import type { TreeProperty } from './tree';

const SLASH = 0x2f;

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

/** A value of a property, and where its bytes begin in it. */
export interface PlacedValue {
  readonly value: Value;
  /** Bytes. */
  readonly start: number;
  readonly length: number;
}

/** The values of a resolved property in their order; none for one that nobody wrote. */
export function* placedValues({ definition, data }: TreeProperty): Generator<PlacedValue> {
  let start = 0;
  for (const value of definition?.values ?? []) {
    const length = lengthOf(value, data, start);
    yield { value, start, length };
    start += length;
  }
}

function lengthOf(value: Value, data: Uint8Array, start: number): number {
  switch (value.kind) {
    case 'cells':
      return (value.cells.length * value.bits) / 8;
    case 'string':
      return value.bytes.length + 1;
    case 'path': {
      // One that was not found has left nothing.
      const zero = data.indexOf(0, start);
      return data[start] === SLASH && zero >= 0 ? zero + 1 - start : 0;
    }
    default:
      return value.bytes.length;
  }
}
