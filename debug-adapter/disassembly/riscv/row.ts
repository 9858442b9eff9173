// SPDX-License-Identifier: Apache-2.0
/** One line of an instruction table. */

export interface Row {
  readonly mnemonic: string;
  /** Operands as they are printed; each name is one of `operands`, all else is printed as it stands. */
  readonly operands: string;
  /** See pattern.ts. */
  readonly pattern: string;
  /** What the pattern cannot say. */
  readonly when?: (word: number) => boolean;
}

/** A row whose operands need no more words. */
export function row(mnemonic: string, operands: string, pattern: string, when?: (word: number) => boolean): Row {
  return when === undefined ? { mnemonic, operands, pattern } : { mnemonic, operands, pattern, when };
}
