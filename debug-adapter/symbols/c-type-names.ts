// SPDX-License-Identifier: Apache-2.0
/** The many ways to write the same arithmetic type in C: `unsigned`, `unsigned int`, `long unsigned int`. */

import type { Type } from './types';

const WORDS: ReadonlySet<string> = new Set(['signed', 'unsigned', 'short', 'long', 'int', 'char', 'double', 'float']);

/**
 * One spelling for all that mean the same: `long unsigned int` becomes `unsigned long`, `signed` becomes `int`. Other
 * names only lose superfluous spaces.
 */
export function canonicalTypeName(name: string): string {
  const words = name.trim().split(/\s+/);
  if (words.length > 5 || !words.every((word) => WORDS.has(word))) {
    return words.join(' ');
  }
  const has = (word: string) => words.includes(word);
  const longs = words.filter((word) => word === 'long').length;
  if (has('char')) {
    return has('signed') ? 'signed char' : has('unsigned') ? 'unsigned char' : 'char';
  }
  if (has('double') || has('float')) {
    return [...words].sort().reverse().join(' ');
  }
  const length = has('short') ? 'short' : longs === 0 ? 'int' : longs === 1 ? 'long' : 'long long';
  return has('unsigned') ? `unsigned ${length}` : length;
}

/**
 * An arithmetic type by its canonical name, for programs that do not use it: sizes of the ABIs with 64-bit (LP64) and
 * 32-bit (ILP32) pointers, with the unsigned char of RISC-V and Arm.
 */
export function standardType(canonical: string, addressSize: number): Type | undefined {
  if (canonical === 'void') {
    return { kind: 'void' };
  }
  const name = canonical.replace(/^unsigned /, '');
  const size = INTEGER_SIZES.get(name) ?? (name === 'long' ? addressSize : undefined);
  if (size !== undefined) {
    const isUnsigned = name !== canonical;
    return { kind: 'base', name: canonical, size, encoding: isUnsigned ? 'unsigned' : 'signed' };
  }
  return OTHERS.get(canonical);
}

const INTEGER_SIZES: ReadonlyMap<string, number> = new Map([
  ['short', 2],
  ['int', 4],
  ['long long', 8],
]);

const OTHERS: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['char', { kind: 'base', name: 'char', size: 1, encoding: 'unsigned-char' }],
  ['signed char', { kind: 'base', name: 'signed char', size: 1, encoding: 'signed-char' }],
  ['unsigned char', { kind: 'base', name: 'unsigned char', size: 1, encoding: 'unsigned-char' }],
  ['_Bool', { kind: 'base', name: '_Bool', size: 1, encoding: 'boolean' }],
  ['bool', { kind: 'base', name: '_Bool', size: 1, encoding: 'boolean' }],
  ['float', { kind: 'base', name: 'float', size: 4, encoding: 'float' }],
  ['double', { kind: 'base', name: 'double', size: 8, encoding: 'float' }],
]);
