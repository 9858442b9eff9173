// SPDX-License-Identifier: Apache-2.0
/** Finds the row of the tables that an instruction's bits belong to. */

import { baseOperands } from './base-operands';
import { baseTable } from './base-table';
import { compressedOperands } from './compressed-operands';
import { compressedTable } from './compressed-table';
import { floatTable } from './float-table';
import type { Operand, Operands } from './operand';
import { parsePattern } from './pattern';
import type { Row } from './row';

/** A row, ready for use. */
export interface Form {
  readonly mnemonic: string;
  readonly mask: number;
  readonly match: number;
  readonly when: ((word: number) => boolean) | undefined;
  /** What is printed behind the mnemonic, in order. */
  readonly parts: readonly (string | Operand)[];
  /** The integer register that is written. */
  readonly destination: Operand | undefined;
  /** The register and the offset whose sum is an address, or a number that may be one. */
  readonly sum: { readonly base: Operand; readonly offset: Operand | undefined } | undefined;
}

/** What `operands` of a row names. @throws Error for an unknown name: a mistake in the tables */
function operandNamed(operands: Operands, name: string): Operand {
  const operand = operands[name];
  if (operand === undefined) {
    throw new Error(`no operand is called '${name}'`);
  }
  return operand;
}

/** An address in memory, `offset(base)`; the sum of `addi`; the register that holds the destination of a jump. */
function sumOf({ mnemonic, operands: text }: Row, operands: Operands): Form['sum'] {
  const memory = /(\w+)\((\w+)\)$/.exec(text);
  if (memory !== null) {
    return { base: operandNamed(operands, memory[2]!), offset: operandNamed(operands, memory[1]!) };
  }
  const [, base, offset] = text.split(',');
  if ((mnemonic === 'addi' || mnemonic === 'addiw') && base !== undefined && offset !== undefined) {
    return { base: operandNamed(operands, base), offset: operandNamed(operands, offset) };
  }
  if (mnemonic === 'jr' || mnemonic === 'jalr') {
    return { base: operandNamed(operands, 'rs1'), offset: undefined };
  }
  return undefined;
}

function prepare(row: Row, operands: Operands, width: 16 | 32): Form {
  const pieces = row.operands.match(/\w+|\W+/g) ?? [];
  const destination = /^rd\w*/.exec(row.operands)?.[0];
  return {
    mnemonic: row.mnemonic,
    ...parsePattern(row.pattern, width),
    when: row.when,
    parts: pieces.map((piece) => (/\w/.test(piece) ? operandNamed(operands, piece) : piece)),
    destination: destination === undefined ? undefined : operandNamed(operands, destination),
    sum: sumOf(row, operands),
  };
}

/** Opcode bits of a 32-bit instruction; quadrant and top three bits of a 16-bit one. */
function bucketOf(word: number, width: 16 | 32): number {
  return width === 32 ? word & 0x7f : ((word & 3) << 3) | ((word >>> 13) & 7);
}

function sort(rows: readonly Row[], operands: Operands, width: 16 | 32): ReadonlyMap<number, Form[]> {
  const buckets = new Map<number, Form[]>();
  for (const row of rows) {
    const form = prepare(row, operands, width);
    const bucket = bucketOf(form.match, width);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), form]);
  }
  return buckets;
}

const wide = sort([...baseTable, ...floatTable], baseOperands, 32);
const narrow = sort(compressedTable, compressedOperands, 16);

/** The form of an instruction of 2 or 4 bytes; undefined when there is none. */
export function findForm(word: number, size: 2 | 4): Form | undefined {
  const forms = size === 4 ? wide.get(bucketOf(word, 32)) : narrow.get(bucketOf(word, 16));
  const form = forms?.find(({ mask, match, when }) => ((word ^ match) & mask) === 0 && (when?.(word) ?? true));
  return form?.mnemonic === '' ? undefined : form;
}
