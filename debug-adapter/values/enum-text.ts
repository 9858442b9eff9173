// SPDX-License-Identifier: Apache-2.0

import type { EnumType } from '../symbols';
import type { ValueFormat } from './format';
import { integerText } from './number-text';

const MAX_ENUMERATORS = 10_000;

/** The enumerator's name; flags as `READ | WRITE (0x3)`; a number when nothing fits. */
export function enumText(value: bigint, type: EnumType, format: ValueFormat): string {
  const bits = type.size * 8;
  const number = integerText(value, bits, format.radix);
  const enumerators = type.enumerators().slice(0, MAX_ENUMERATORS);
  const exact = enumerators.find((one) => BigInt.asUintN(bits, one.value) === BigInt.asUintN(bits, value));
  if (exact) {
    return format.radix === undefined ? exact.name : `${exact.name} (${number})`;
  }
  const flags = flagNames(BigInt.asUintN(bits, value), enumerators);
  return flags === undefined ? number : `${flags.join(' | ')} (${integerText(value, bits, 'hex')})`;
}

type Enumerators = ReturnType<EnumType['enumerators']>;

/** The enumerators that together are the value; undefined when they are not, or are no flags: one bit each, or none. */
function flagNames(value: bigint, enumerators: Enumerators): string[] | undefined {
  if (value === 0n || !enumerators.every((one) => one.value >= 0n && (one.value & (one.value - 1n)) === 0n)) {
    return undefined;
  }
  const names: string[] = [];
  let rest = value;
  for (const { name, value: bit } of enumerators) {
    if ((rest & bit) !== 0n) {
      names.push(name);
      rest &= ~bit;
    }
  }
  return rest === 0n ? names : undefined;
}
