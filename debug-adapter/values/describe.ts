// SPDX-License-Identifier: Apache-2.0

import { stripTypedefs, typeName } from '../symbols';
import type { ValueAccess } from './access';
import { type ChildCounts, childCounts } from './children';
import type { ValueFormat } from './format';
import { readScalar } from './scalar';
import { summary } from './summary';
import { type Value, ValueError } from './value';

/** A value as people read it. */
export interface Description extends ChildCounts {
  /** One line. */
  readonly text: string;
  readonly type: string;
  /** Guest-virtual address: what a pointer points to, or else where the value is, if that is in memory. */
  readonly memoryReference: bigint | undefined;
}

/** What cannot be read is said in the text: `<optimized out>`, `<cannot read 0x1000>`. */
export async function describeValue(value: Value, access: ValueAccess, format: ValueFormat = {}): Promise<Description> {
  const target = await pointerTarget(value, access);
  const { location } = value;
  return {
    text: await summary(value, access, format),
    type: typeName(value.type),
    ...childCounts(value, target),
    memoryReference: target ?? (location.kind === 'memory' ? location.address : undefined),
  };
}

/** Undefined for what is no pointer, or cannot be read. */
async function pointerTarget(value: Value, access: ValueAccess): Promise<bigint | undefined> {
  if (stripTypedefs(value.type).kind !== 'pointer') {
    return undefined;
  }
  try {
    return BigInt(await readScalar(value, access));
  } catch (error) {
    if (error instanceof ValueError) {
      return undefined;
    }
    throw error;
  }
}
