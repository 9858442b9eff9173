// SPDX-License-Identifier: Apache-2.0
/** What follows from a type alone: its size, and the type behind its names and qualifiers. */

import type { PlainType, Type, TypedefType } from './types';

/** Names of names, and dimensions of arrays. Damaged debug information makes rings of them. */
const MAXIMUM_DEPTH = 100;

/** Bytes that a value of the type takes; 0 for what has none or where it is unknown or impossible (void, `[]`). */
export function sizeOf(type: Type): number {
  let factor = 1;
  let current = type;
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    switch (current.kind) {
      case 'array':
        factor = exact(factor * (current.count ?? 0));
        current = current.element();
        break;
      case 'typedef':
      case 'const':
      case 'volatile':
      case 'restrict':
      case 'atomic':
        current = current.target();
        break;
      case 'void':
      case 'function':
        return 0;
      default:
        return exact(factor * current.size);
    }
  }
  return 0;
}

/** Damaged debug information has sizes that nothing can have: below zero, or beyond all memory. */
function exact(size: number): number {
  return Number.isSafeInteger(size) && size >= 0 ? size : 0;
}

/** The type without `const`, `volatile`, `restrict` and `_Atomic` of its own. */
export function unqualified(type: Type): PlainType | TypedefType {
  let current = type;
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    switch (current.kind) {
      case 'const':
      case 'volatile':
      case 'restrict':
      case 'atomic':
        current = current.target();
        break;
      default:
        return current;
    }
  }
  return RING;
}

/** What the names of a type stand for in the end, qualifiers dropped: never a typedef and never qualified. */
export function stripTypedefs(type: Type): PlainType {
  let current = unqualified(type);
  for (let depth = 0; current.kind === 'typedef'; depth++) {
    if (depth >= MAXIMUM_DEPTH) {
      return RING;
    }
    current = unqualified(current.target());
  }
  return current;
}

const RING: PlainType = { kind: 'unknown', size: 0, reason: 'the type is defined by itself' };
