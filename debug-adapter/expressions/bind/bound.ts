// SPDX-License-Identifier: Apache-2.0

import { type BaseType, type Location, type PlainType, stripTypedefs, type Type, typeName } from '../../symbols';
import { isScalar, pointerTo, readScalar, type Scalar, type Value, ValueError } from '../../values';
import { type Convenience, listType } from '../convenience';
import { ExpressionError, type Span } from '../expression-error';
import type { Syntax } from '../syntax';
import { fail, quote, type Scope } from './scope';

/** An expression whose names and types are known. Nothing of it has been evaluated. */
export interface Bound {
  readonly syntax: Syntax;
  readonly type: Type;
  /** `type` without typedefs and qualifiers. */
  readonly plain: PlainType;
  /** Of a bit field. */
  readonly bits: number | undefined;
  /** Its type in arithmetic, where `type` does not tell: enumerators are of type int (C11 6.7.2.2). */
  readonly arithmeticType?: BaseType | undefined;
  /** The fact that it is, when it is one: it cannot be written, and may have parts. */
  readonly convenience?: Convenience | undefined;
  /** Where it is. Undefined for what is only computed. */
  readonly place: (() => Promise<Value>) | undefined;
  /** Its number or address. */
  readonly scalar: () => Promise<Scalar>;
}

/** Something computed. */
export function computed(syntax: Syntax, type: Type, scalar: () => Promise<Scalar>): Bound {
  return { syntax, type, plain: stripTypedefs(type), bits: undefined, place: undefined, scalar };
}

/** Something that is somewhere. @param bits when it is a bit field */
export function placed(
  syntax: Syntax,
  type: Type,
  place: () => Promise<Value>,
  scope: Scope,
  bits: number | undefined = undefined,
): Bound {
  return {
    syntax,
    type,
    plain: stripTypedefs(type),
    bits,
    place,
    scalar: async () => {
      const value = await place();
      return guarded(syntax, scope, () => readScalar(value, scope.context));
    },
  };
}

/** Turns the reason why a value cannot be had into an error at its place in the expression. */
export async function guarded<T>(span: Span, scope: Scope, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ValueError) {
      throw new ExpressionError(`${quote(scope, span)}: ${error.message}`, span);
    }
    throw error;
  }
}

/** Arrays and functions stand for their addresses (C11 6.3.2.1). */
export function decayed(bound: Bound, scope: Scope): Bound {
  const { plain, place } = bound;
  if (!place || (plain.kind !== 'array' && plain.kind !== 'function')) {
    return bound;
  }
  const target = plain.kind === 'array' ? plain.element() : bound.type;
  const type = pointerTo(target, scope.context.pointerSize);
  return computed(bound.syntax, type, async () => addressOf((await place()).location, bound.syntax, scope));
}

/** @throws ExpressionError for what is not in memory */
export function addressOf(location: Location, span: Span, scope: Scope): bigint {
  switch (location.kind) {
    case 'memory':
      return BigInt.asUintN(scope.context.pointerSize * 8, location.address);
    case 'register':
    case 'pieces':
      return fail(span, `${quote(scope, span)} has no address: it is in registers here`);
    case 'value':
      return fail(span, `${quote(scope, span)} has no address: it is a value without a place`);
    case 'unavailable':
      return fail(span, `${quote(scope, span)}: ${location.reason}`);
  }
}

/** An operand that has to be a number or a pointer. @throws ExpressionError when it is not */
export function scalarOperand(operand: Bound, operator: string, scope: Scope): Bound {
  const bound = decayed(operand, scope);
  if (!isScalar(bound.plain)) {
    const reason = bound.plain.kind === 'unknown' ? `: ${bound.plain.reason}` : '';
    fail(
      bound.syntax,
      `'${operator}' cannot take ${quote(scope, bound.syntax)}, which is ${described(bound)}${reason}`,
    );
  }
  return bound;
}

export function described(bound: Bound): string {
  const { convenience } = bound;
  if (convenience?.kind === 'object' || convenience?.kind === 'list') {
    return `of type '${convenience.kind === 'list' ? listType(convenience) : convenience.type}'`;
  }
  return `of type '${typeName(bound.type)}'`;
}
