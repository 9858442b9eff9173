// SPDX-License-Identifier: Apache-2.0
/** Bindings may give one name several types. Which of them a value has is told by its size and contents (dtb.py of dt-schema). */

import type { Dimensions, KnownType } from '../types';
import { decodeStrings } from './strings';

/** How a value is to be read. */
export interface Reading {
  readonly type: string;
  readonly dimensions: Dimensions | undefined;
}

/** Types that a value of this many bytes cannot have. */
function impossible(bytes: number): Set<string> {
  const types: string[] = [];
  for (const bits of [64, 32, 16]) {
    if (bytes % (bits / 8) !== 0) {
      types.push(...integers(bits));
    }
  }
  if (bytes % 4 !== 0) {
    types.push('phandle', 'phandle-array');
  }
  types.push(...(bytes > 4 ? ['int32', 'uint32', 'phandle'] : integers(64)));
  types.push(...(bytes > 2 ? ['int16', 'uint16'] : [...integers(32), 'phandle', 'phandle-array']));
  types.push(...(bytes > 1 ? ['int8', 'uint8'] : integers(16)));
  types.push('flag');
  return new Set(types);
}

function integers(bits: number): string[] {
  return [`int${bits}`, `uint${bits}`, `int${bits}-array`, `uint${bits}-array`];
}

/** @param data not empty @returns undefined when the bytes are to stay bytes */
export function chooseType(name: string, nodeName: string, data: Uint8Array, known: KnownType): Reading | undefined {
  const types = possibleTypes(data, known);
  const dimensions = name === 'iommu-map' ? undefined : known.dimensions;
  const [first, ...others] = types;
  if (first === undefined || others.length === 0) {
    return first === undefined ? undefined : { type: first, dimensions };
  }
  const special = specialName(name, nodeName, data);
  if (special !== undefined) {
    return { type: special, dimensions };
  }
  const notStrings = types.filter((type) => !type.startsWith('string'));
  if (notStrings.length < types.length) {
    if (decodeStrings(data, isLikelyText)) {
      return { type: 'string-array', dimensions };
    }
    return notStrings[0] === undefined ? undefined : { type: notStrings[0], dimensions };
  }
  return scalarOrMatrix(types, data, dimensions) ?? { type: first, dimensions };
}

/** Empty strings would make any zeros a text. */
function isLikelyText(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

function possibleTypes(data: Uint8Array, known: KnownType): string[] {
  const types = new Set(known.types);
  types.delete('node');
  if (types.size > 1) {
    for (const type of impossible(data.length)) {
      types.delete(type);
    }
    for (const bits of [64, 32, 16, 8]) {
      if (types.has(`int${bits}`)) {
        types.delete(`uint${bits}`);
      }
    }
  }
  return [...types];
}

/** Names whose types collide in ways that only the case itself can decide. */
function specialName(name: string, nodeName: string, data: Uint8Array): string | undefined {
  switch (name) {
    case 'dma-masters':
    case 'mode-gpios':
      return 'phandle-array';
    case 'gpios':
      return nodeName.includes('hog') ? 'uint32-matrix' : 'phandle-array';
    case 'cooling-levels':
      return data[0] === 0 && data[1] === 0 ? 'uint32-array' : 'uint8-array';
    default:
      return undefined;
  }
}

/** A number or a matrix: a matrix when there are enough cells for the smallest one. */
function scalarOrMatrix(types: string[], data: Uint8Array, dimensions: Dimensions | undefined): Reading | undefined {
  const matrix = types.find((type) => type.includes('matrix') || type === 'phandle-array');
  const scalars = types.filter((type) => !type.includes('matrix') && type !== 'phandle-array');
  const [scalar] = scalars;
  if (matrix === undefined || scalar === undefined || scalars.length > 1) {
    return undefined;
  }
  const least = dimensions ? dimensions[0][0] * Math.max(1, dimensions[1][0]) : 1;
  if (data.length / bytesOf(scalar) >= least) {
    return { type: matrix, dimensions };
  }
  return {
    type: scalar,
    dimensions: [
      [1, 1],
      [1, 1],
    ],
  };
}

/** Bytes of one cell of a type; 4 for phandles and addresses. */
export function bytesOf(type: string): number {
  const bits = /int(8|16|32|64)/.exec(type)?.[1];
  return bits === undefined ? 4 : Number(bits) / 8;
}
