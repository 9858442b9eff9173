// SPDX-License-Identifier: Apache-2.0
/** Facts as values of C, so that C's operators work on them. */

import type { BaseType, EnumType } from '../../symbols';
import { arrayOf, scalarValue, type Value } from '../../values';
import type { Convenience, ConvenienceOneOf } from './convenience';

const LONG: BaseType = { kind: 'base', name: 'long', size: 8, encoding: 'signed' };
const UNSIGNED_LONG: BaseType = { kind: 'base', name: 'unsigned long', size: 8, encoding: 'unsigned' };
const BOOL: BaseType = { kind: 'base', name: 'bool', size: 1, encoding: 'boolean' };
const CHAR: BaseType = { kind: 'base', name: 'char', size: 1, encoding: 'unsigned-char' };
/** Bytes of the longest text; nobody compares with more. */
const MAX_TEXT = 4096;

/** Undefined for what is no single value. */
export function cValue(convenience: Convenience): Value | undefined {
  switch (convenience.kind) {
    case 'integer':
      return scalarValue(convenience.value, convenience.isUnsigned ? UNSIGNED_LONG : LONG);
    case 'text':
      return textValue(convenience.text);
    case 'one-of':
      return oneOfValue(convenience);
    case 'truth':
      return scalarValue(convenience.value ? 1n : 0n, BOOL);
    case 'missing':
      return { type: UNSIGNED_LONG, location: { kind: 'unavailable', reason: convenience.reason } };
    case 'object':
      return convenience.number === undefined ? undefined : scalarValue(convenience.number, LONG);
    case 'list':
    case 'function':
      return undefined;
  }
}

function textValue(text: string): Value {
  const bytes = Buffer.from(text, 'utf8').subarray(0, MAX_TEXT);
  const terminated = new Uint8Array(bytes.length + 1);
  terminated.set(bytes);
  return { type: arrayOf(CHAR, terminated.length), location: { kind: 'value', bytes: terminated } };
}

function oneOfValue({ type, name, names }: ConvenienceOneOf): Value {
  const made: EnumType = {
    kind: 'enum',
    name: type,
    size: 4,
    signed: true,
    enumerators: () => names.map((each, index) => ({ name: each, value: BigInt(index) })),
  };
  return scalarValue(BigInt(names.indexOf(name)), made);
}

/** The names that such a value may be compared with; none when it has numbers only. */
export function namesBeside(convenience: Convenience | undefined): readonly string[] {
  if (convenience?.kind === 'truth') {
    return ['false', 'true'];
  }
  return convenience?.kind === 'one-of' ? convenience.names : [];
}
