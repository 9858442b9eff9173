// SPDX-License-Identifier: Apache-2.0
/** Facts as values of C, so that C's operators work on them. */

import type { BaseType, EnumType } from '../../symbols';
import { arrayOf, fitInteger, scalarValue, type Value } from '../../values';
import type { Convenience, ConvenienceOneOf } from './convenience';

const LONG: BaseType = { kind: 'base', name: 'long', size: 8, encoding: 'signed' };
const UNSIGNED_LONG: BaseType = { kind: 'base', name: 'unsigned long', size: 8, encoding: 'unsigned' };
const BOOL: BaseType = { kind: 'base', name: 'bool', size: 1, encoding: 'boolean' };
const CHAR: BaseType = { kind: 'base', name: 'char', size: 1, encoding: 'unsigned-char' };
/** Bytes of the longest text; nobody compares with more. */
const MAX_TEXT = 4096;

/** A number in the range of its type. */
export interface TypedNumber {
  readonly type: BaseType | EnumType;
  readonly number: bigint;
}

/** Undefined for what is no number. */
export function typedNumber(convenience: Convenience): TypedNumber | undefined {
  switch (convenience.kind) {
    case 'integer': {
      const { value, isUnsigned } = convenience;
      return { type: isUnsigned ? UNSIGNED_LONG : LONG, number: fitInteger(value, 64, !isUnsigned) };
    }
    case 'one-of':
      return { type: enumOf(convenience), number: BigInt(convenience.names.indexOf(convenience.name)) };
    case 'truth':
      return { type: BOOL, number: convenience.value ? 1n : 0n };
    case 'object':
      return convenience.number === undefined
        ? undefined
        : { type: LONG, number: fitInteger(convenience.number, 64, true) };
    default:
      return undefined;
  }
}

/** Undefined for what is no single value. */
export function cValue(convenience: Convenience): Value | undefined {
  switch (convenience.kind) {
    case 'text':
      return textValue(convenience.text);
    case 'missing':
      return { type: UNSIGNED_LONG, location: { kind: 'unavailable', reason: convenience.reason } };
    default: {
      const found = typedNumber(convenience);
      return found && scalarValue(found.number, found.type);
    }
  }
}

function textValue(text: string): Value {
  const bytes = Buffer.from(text, 'utf8').subarray(0, MAX_TEXT);
  const terminated = new Uint8Array(bytes.length + 1);
  terminated.set(bytes);
  return { type: arrayOf(CHAR, terminated.length), location: { kind: 'value', bytes: terminated } };
}

/** Types that have been made, by their names. */
const enums = new WeakMap<readonly string[], EnumType>();

function enumOf({ type, names }: ConvenienceOneOf): EnumType {
  const made = enums.get(names) ?? {
    kind: 'enum',
    name: type,
    size: 4,
    signed: true,
    enumerators: () => names.map((each, index) => ({ name: each, value: BigInt(index) })),
  };
  enums.set(names, made);
  return made;
}

/** The names that such a value may be compared with; none when it has numbers only. */
export function namesBeside(convenience: Convenience | undefined): readonly string[] {
  if (convenience?.kind === 'truth') {
    return ['false', 'true'];
  }
  return convenience?.kind === 'one-of' ? convenience.names : [];
}
