// SPDX-License-Identifier: Apache-2.0
/** The code of the line that is stepped over, and the places in it where the vCPU may have got into another call. */

import type { Symbols } from '../symbols';
import type { CodeRange } from '../target';

/** The shortest instruction. */
const INSTRUCTION_BYTES = 2n;

export class LineCode {
  private readonly ranges: CodeRange[] = [];
  private readonly doors = new Set<bigint>();

  /** @param back where the call that the step is in returns to; undefined when that is not known */
  constructor(ranges: readonly CodeRange[], symbols: Symbols | undefined, back: bigint | undefined) {
    for (const range of ranges) {
      this.add(range, symbols);
    }
    if (back !== undefined) {
      this.doors.add(back);
    }
  }

  add(range: CodeRange, symbols: Symbols | undefined): void {
    this.ranges.push(range);
    // Who comes to the first instruction of a function has called it, be it from the function itself.
    const entry = symbols?.symbolAt(range.high - 1n)?.symbol.address;
    if (entry !== undefined && entry >= range.low) {
      this.doors.add(entry);
    }
  }

  has(address: bigint): boolean {
    return this.ranges.some(({ low, high }) => address >= low && address < high);
  }

  /** Whether an address is behind an instruction of the line. */
  follows(address: bigint): boolean {
    return this.ranges.some(({ low, high }) => address > low && address <= high);
  }

  /** Where a vCPU is certain to be still in the call that the step began in. */
  certain(): CodeRange[] {
    let parts: CodeRange[] = [...this.ranges];
    for (const door of this.doors) {
      parts = parts.flatMap((part) => without(part, door));
    }
    return parts;
  }
}

function without(range: CodeRange, address: bigint): CodeRange[] {
  const { low, high } = range;
  if (address < low || address >= high) {
    return [range];
  }
  return [
    { low, high: address },
    { low: address + INSTRUCTION_BYTES, high },
  ].filter((part) => part.low < part.high);
}
