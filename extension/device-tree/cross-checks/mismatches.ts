// SPDX-License-Identifier: Apache-2.0
/** What the checks find: each thing is said on both sides, with a way to the other one, and with what would mend it. */

import type { Scalar } from '../../../emulator';
import type { RegEntry } from '../addresses';
import type { Diagnostic, Fix } from '../diagnostics';
import { valuePlace } from '../places';
import type { SourceRange } from '../source';
import type { TreeInterrupt } from './interrupt-reader';

/** A place on one side, what it is there, and how it would be changed. */
export interface Side {
  readonly range: SourceRange | undefined;
  /** What stands there, for the other side's reader: `config.c has interrupt 52`. */
  readonly label: string;
  readonly fix?: Fix | undefined;
}

export type Severity = Diagnostic['severity'];

export class Mismatches {
  private readonly found: Diagnostic[] = [];

  get all(): readonly Diagnostic[] {
    return this.found;
  }

  /** Two places that disagree. @param message what disagrees, and what comes of it */
  between(code: string, severity: Severity, message: string, sides: readonly Side[]): void {
    for (const side of sides) {
      const others = sides.filter((other) => other !== side);
      this.at(code, severity, message, side, others);
    }
  }

  /** Something at one place. */
  at(code: string, severity: Severity, message: string, { range, fix }: Side, others: readonly Side[] = []): void {
    if (range === undefined) {
      return;
    }
    const related = others.flatMap(({ label, range: there }) => (there ? [{ message: label, range: there }] : []));
    this.found.push({
      ...{ code, severity, message, range },
      ...(related.length > 0 && { related }),
      ...(fix && { fixes: [fix] }),
    });
  }
}

/** A number in the configuration. @param wanted what it would have to be */
export function configNumber(scalar: Scalar, label: string, wanted?: string): Side {
  // What a macro's definition says is said to others, too.
  const canChange = scalar.explicit && scalar.definition === undefined && wanted !== undefined;
  const fix = canChange
    ? { title: `Write ${wanted} in the configuration`, range: scalar.range, newText: wanted }
    : undefined;
  return { range: scalar.range, label, fix };
}

/** An entry of `reg`. @param wanted the address and size that it would have to have */
export function regSide(
  { node, property, at, addressCells, sizeCells, base }: RegEntry,
  label: string,
  wanted?: { readonly base: bigint; readonly size: bigint },
): Side {
  const first = valuePlace(node, property, at);
  const last = valuePlace(node, property, at + (addressCells + sizeCells) * 4 - 1);
  const range = first && last && first.file === last.file ? { ...first, end: last.end } : first;
  // Where a bus translates, the number to be written is another one.
  const raw = wanted && isUntranslated(property.data, at, addressCells, base);
  const fix =
    wanted && raw && range && range !== property.definition?.nameRange
      ? {
          title: `Write ${hex(wanted.base)} with size ${hex(wanted.size)} in the device tree`,
          range,
          newText: `${cellsText(wanted.base, addressCells)} ${cellsText(wanted.size, sizeCells)}`.trim(),
        }
      : undefined;
  return { range, label, fix };
}

function isUntranslated(data: Uint8Array, at: number, cells: number, base: bigint): boolean {
  let value = 0n;
  for (const byte of data.subarray(at, at + cells * 4)) {
    value = (value << 8n) | BigInt(byte);
  }
  return value === base;
}

/** An interrupt in a tree. @param wanted as the configuration has it */
export function interruptSide({ node, property, at, offset }: TreeInterrupt, label: string, wanted?: bigint): Side {
  const range = valuePlace(node, property, at);
  const number = wanted === undefined ? -1n : wanted - BigInt(offset);
  const fix =
    range && number >= 0n
      ? { title: `Write ${number}${offsetText(offset)} in the device tree`, range, newText: number.toString() }
      : undefined;
  return { range, label, fix };
}

/** How the number in a tree becomes the configuration's; empty when it is the same. */
export function offsetText(offset: number): string {
  return offset === 0 ? '' : ` (+ ${offset} as the GIC counts)`;
}

function cellsText(value: bigint, cells: number): string {
  return Array.from(
    { length: cells },
    (_, index) => `0x${((value >> BigInt(32 * (cells - 1 - index))) & 0xffff_ffffn).toString(16)}`,
  ).join(' ');
}

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** `0x1000 (+ 0x200)`. */
export function extent({ base, size }: { readonly base: bigint; readonly size: bigint }): string {
  return `${hex(base)} (size ${hex(size)})`;
}
