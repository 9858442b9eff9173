// SPDX-License-Identifier: Apache-2.0
/** Constants, names, and what stands behind a `$`. */

import { type BaseType, stripTypedefs } from '../../symbols';
import { arrayOf, fitInteger, isSigned } from '../../values';
import type { Named } from '../context';
import type { Literal, Syntax } from '../syntax';
import { type Bound, computed, guarded, placed } from './bound';
import { bindConvenience } from './facts';
import { nearest } from './nearest';
import { namedType } from './resolve-type';
import { fail, lookUp, type Scope } from './scope';

export function bindLiteral(syntax: Literal, scope: Scope): Bound {
  const { types } = scope;
  switch (syntax.kind) {
    case 'integer':
      return computed(syntax, integerType(syntax, scope), async () => syntax.value);
    case 'float':
      return computed(syntax, syntax.size === 4 ? types.float : types.double, async () => syntax.value);
    case 'character':
      return computed(syntax, types.int, async () => syntax.value);
    case 'string': {
      const { bytes } = syntax;
      const type = arrayOf(types.char, bytes.length);
      return placed(syntax, type, async () => ({ type, location: { kind: 'value', bytes } }), scope);
    }
  }
}

/** The first type of C11 6.4.4.1 that has the value; numbers of 64 bits without a sign are tried last for decimals. */
function integerType(syntax: Extract<Literal, { kind: 'integer' }>, { types }: Scope): BaseType {
  const { value, isUnsigned, longs, isDecimal } = syntax;
  const ranks = [types.int, types.unsignedInt, types.long, types.unsignedLong, types.longLong];
  for (let rank = longs * 2; rank < ranks.length; rank++) {
    const type = ranks[rank]!;
    const allowed = isSigned(type) ? !isUnsigned : isUnsigned || !isDecimal;
    if (allowed && value === fitInteger(value, type.size * 8, isSigned(type))) {
      return type;
    }
  }
  return types.unsignedLongLong;
}

/** @throws ExpressionError with a name that may be meant when there is none */
export async function bindName(syntax: Syntax, name: string, scope: Scope): Promise<Bound> {
  const found = await lookUp(name, scope);
  if (found) {
    const bound = placed(syntax, found.type, async () => found, scope);
    return isEnumerator(name, found) ? { ...bound, arithmeticType: enumeratorType(found, scope) } : bound;
  }
  if (namedType(name, scope.context)) {
    fail(syntax, `'${name}' is a type, not a value; a cast is written (${name}) value`);
  }
  if (name === 'NULL') {
    return computed(syntax, scope.types.long, async () => 0n);
  }
  const known = (await scope.context.names?.('')) ?? [];
  fail(syntax, `'${name}' is not known here${nearest(name, known)}`);
}

function isEnumerator(name: string, { type, location }: Named): boolean {
  const plain = stripTypedefs(type);
  return plain.kind === 'enum' && location.kind === 'value' && plain.enumerators().some((one) => one.name === name);
}

/** Undefined for one that is too large for an int: GNU C then takes the type of the enumeration. */
function enumeratorType({ location, type }: Named, { types }: Scope): BaseType | undefined {
  const top = location.kind === 'value' ? (location.bytes[3] ?? 0) : 0;
  const plain = stripTypedefs(type);
  const isLarge = plain.kind !== 'enum' || plain.size > 4 || (top >= 0x80 && !plain.signed);
  return isLarge ? undefined : types.int;
}

/** @throws ExpressionError when there is none */
export async function bindRegister(syntax: Syntax, name: string, scope: Scope): Promise<Bound> {
  const { context } = scope;
  const found = await context.register(name);
  if (found !== undefined) {
    return placed(syntax, found.type, async () => found, scope);
  }
  const convenience = await guarded(syntax, scope, async () => context.convenience?.(name));
  if (convenience !== undefined) {
    return bindConvenience(syntax, convenience, scope);
  }
  const known = (context.conveniences?.() ?? []).map((each) => `$${each.name}`);
  return fail(syntax, `there is no register '$${name}', nor anything else of that name${nearest(`$${name}`, known)}`);
}
