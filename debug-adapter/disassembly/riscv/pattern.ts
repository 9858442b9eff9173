// SPDX-License-Identifier: Apache-2.0
/** Bit patterns as the RISC-V specifications print them: 0 and 1 are fixed, dots are operands, spaces are for the eye. */

export interface Pattern {
  readonly mask: number;
  readonly match: number;
}

/** @throws Error for a text that has not as many bits as `bits`: a mistake in the tables */
export function parsePattern(text: string, bits: 16 | 32): Pattern {
  const digits = text.replaceAll(' ', '');
  if (digits.length !== bits || /[^01.]/.test(digits)) {
    throw new Error(`'${text}' is not a pattern of ${bits} bits`);
  }
  return {
    mask: Number.parseInt(digits.replaceAll('0', '1').replaceAll('.', '0'), 2) | 0,
    match: Number.parseInt(digits.replaceAll('.', '0'), 2) | 0,
  };
}
