// SPDX-License-Identifier: Apache-2.0

import type { Radix, ValueFormat } from './format';
import { characterLiteral } from './string-text';

const PREFIX = { hex: '0x', octal: '0', binary: '0b' } as const;
const BASE = { hex: 16, octal: 8, binary: 2 } as const;

/** @param bits of the number's type: other radices than ten show negative numbers as they stand in memory */
export function integerText(value: bigint, bits: number, radix: Radix = 'decimal'): string {
  if (radix === 'decimal') {
    return value.toString();
  }
  const digits = BigInt.asUintN(bits, value).toString(BASE[radix]);
  return radix === 'octal' && digits === '0' ? digits : PREFIX[radix] + digits;
}

/** `65 'A'` */
export function characterText(value: bigint, format: ValueFormat): string {
  const literal = characterLiteral(Number(value & 0xffn));
  return format.characters ? literal : `${integerText(value, 8, format.radix)} ${literal}`;
}

export function booleanText(value: bigint, format: ValueFormat): string {
  if (value > 1n) {
    return integerText(value, 8, format.radix);
  }
  return value === 1n ? 'true' : 'false';
}

/** The shortest text that stands for this number and no other one of its size. */
export function floatText(value: number, size: number): string {
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  for (let digits = 1; size === 4 && digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return String(short);
    }
  }
  return String(size === 4 ? Number(value.toPrecision(9)) : value);
}

/** `0x80201234` */
export function addressText(address: bigint): string {
  return `0x${address.toString(16)}`;
}
