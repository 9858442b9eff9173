// SPDX-License-Identifier: Apache-2.0
/** What may stand behind a mnemonic: how to find it among an instruction's bits and how to write it. */

import { floatRegisters, integerRegisters } from './registers';

export type Operand =
  | { readonly kind: 'register'; readonly value: (word: number) => number }
  | { readonly kind: 'float-register'; readonly value: (word: number) => number }
  /** A number that is added to a register or stands for itself, in decimal. */
  | { readonly kind: 'immediate'; readonly value: (word: number) => number }
  | { readonly kind: 'hexadecimal'; readonly value: (word: number) => number }
  /** Bytes from the address of the instruction to another. */
  | { readonly kind: 'distance'; readonly value: (word: number) => number }
  | { readonly kind: 'text'; readonly text: (word: number) => string };

export type Operands = Readonly<Record<string, Operand>>;

/** Bits `high` to `low` of a word, as an unsigned number. */
export function bits(word: number, high: number, low: number): number {
  return (word >>> low) & (2 ** (high - low + 1) - 1);
}

/** A number of `width` bits in two's complement. */
export function signed(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

export function register(high: number, low: number): Operand {
  return { kind: 'register', value: (word) => bits(word, high, low) };
}

export function floatRegister(high: number, low: number): Operand {
  return { kind: 'float-register', value: (word) => bits(word, high, low) };
}

/** Registers 8 to 15 in three bits. */
export function shortRegister(low: number): Operand {
  return { kind: 'register', value: (word) => 8 + bits(word, low + 2, low) };
}

export function shortFloatRegister(low: number): Operand {
  return { kind: 'float-register', value: (word) => 8 + bits(word, low + 2, low) };
}

export function immediate(value: (word: number) => number): Operand {
  return { kind: 'immediate', value };
}

export function hexadecimal(value: (word: number) => number): Operand {
  return { kind: 'hexadecimal', value };
}

export function distance(value: (word: number) => number): Operand {
  return { kind: 'distance', value };
}

/** An operand as it is printed. @param formatTarget writes an address, given the distance to it in bytes */
export function formatOperand(operand: Operand, word: number, formatTarget: (distance: number) => string): string {
  switch (operand.kind) {
    case 'register':
      return integerRegisters[operand.value(word)] ?? '';
    case 'float-register':
      return floatRegisters[operand.value(word)] ?? '';
    case 'immediate':
      return String(operand.value(word));
    case 'hexadecimal':
      return `0x${operand.value(word).toString(16)}`;
    case 'distance':
      return formatTarget(operand.value(word));
    case 'text':
      return operand.text(word);
  }
}
