// SPDX-License-Identifier: Apache-2.0

import { type Location, sizeOf, type Type } from '../symbols';

/** Bits of what a location holds, from the least significant bit of its first byte on. */
export interface BitSlice {
  readonly offset: number;
  readonly size: number;
}

/** Something with a type and a place, or with a type and bytes. */
export interface Value {
  readonly type: Type;
  readonly location: Location;
  /** Of a bit field, and of a part of what is not in memory. Absent: the first `sizeOf(type)` bytes. */
  readonly slice?: BitSlice | undefined;
}

/** Why a value cannot be read, written or shown, for people. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** @throws ValueError when damaged debug information puts it before the start of what holds it */
export function sliceOf(value: Value): BitSlice {
  const slice = value.slice ?? { offset: 0, size: sizeOf(value.type) * 8 };
  if (!(slice.offset >= 0 && slice.size >= 0)) {
    throw new ValueError('the debug information gives it a place that cannot be');
  }
  return slice;
}

/** Whether the value has fewer bits than its type. */
export function isBitField(value: Value): boolean {
  return value.slice !== undefined && value.slice.size !== sizeOf(value.type) * 8;
}
