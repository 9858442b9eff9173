// SPDX-License-Identifier: Apache-2.0
import type { RowRange } from './selection';

/** From the active row to the one that the keyboard goes to. */
export type Motion = (from: number, rows: RowRange) => number;

/** What a key does in a table, Control held or not; undefined for other keys. @param page rows of a page */
export function motionOf(key: string, page: number): Motion | undefined {
  switch (key) {
    case 'ArrowDown':
      return by(1);
    case 'ArrowUp':
      return by(-1);
    case 'PageDown':
      return by(page);
    case 'PageUp':
      return by(-page);
    case 'Home':
      return (_, { first }) => first;
    case 'End':
      return (_, { end }) => end - 1;
    default:
      return undefined;
  }
}

function by(rows: number): Motion {
  return (from, { first, end }) => Math.min(Math.max(from + rows, first), end - 1);
}
