// SPDX-License-Identifier: Apache-2.0
/** Operators of one operand, casts, sizes and choices. */

import { stripTypedefs, type Type, typeName } from '../../symbols';
import { isFloat, isScalar } from '../../values';
import type { Syntax, UnaryOperator } from '../syntax';
import { isTrue } from './binary';
import { type Bound, computed, decayed, described, scalarOperand } from './bound';
import { commonType, converted, gnuSizeOf, isArithmetic, isInteger, promoted } from './conversions';
import { bindAddress, bindDereference } from './places';
import { fail, quote, type Scope } from './scope';

export function bindUnary(syntax: Syntax, operator: UnaryOperator, operand: Bound, scope: Scope): Bound {
  switch (operator) {
    case '*':
      return bindDereference(syntax, operand, scope);
    case '&':
      return bindAddress(syntax, operand, scope);
    case '!': {
      const bound = scalarOperand(operand, operator, scope);
      return computed(syntax, scope.types.int, async () => ((await isTrue(bound)) ? 0n : 1n));
    }
    default:
      return bindSign(syntax, operator, operand, scope);
  }
}

function bindSign(syntax: Syntax, operator: '+' | '-' | '~', operand: Bound, scope: Scope): Bound {
  if (!isArithmetic(operand.plain) || (operator === '~' && !isInteger(operand.plain))) {
    fail(syntax, `'${operator}' cannot take ${quote(scope, operand.syntax)}, which is ${described(operand)}`);
  }
  const type = promoted(operand, scope.types);
  return computed(syntax, type, async () => {
    const value = converted(await operand.scalar(), type);
    if (operator === '+') {
      return value;
    }
    return converted(typeof value === 'bigint' && operator === '~' ? ~value : -value, type);
  });
}

/** @throws ExpressionError when C has no such cast */
export function bindCast(syntax: Syntax, type: Type, value: Bound, scope: Scope): Bound {
  const operand = decayed(value, scope);
  const plain = stripTypedefs(type);
  if (!isScalar(plain) || !isScalar(operand.plain)) {
    fail(syntax, `${quote(scope, value.syntax)}, which is ${described(value)}, cannot be cast to '${typeName(type)}'`);
  }
  const pointers = [plain, operand.plain].filter((one) => one.kind === 'pointer').length;
  if (pointers === 1 && (isFloat(plain) || isFloat(operand.plain))) {
    fail(syntax, 'pointers and floating-point numbers cannot be cast to each other');
  }
  return computed(syntax, type, async () => converted(await operand.scalar(), plain));
}

/** @throws ExpressionError when the program does not know it */
export function bindSize(syntax: Syntax, type: Type, scope: Scope): Bound {
  const plain = stripTypedefs(type);
  const isUnknown =
    plain.kind === 'unknown' || ((plain.kind === 'struct' || plain.kind === 'union') && plain.incomplete);
  if (isUnknown) {
    fail(syntax, `the size of '${typeName(type)}' is not known in this program`);
  }
  const size = BigInt(gnuSizeOf(type));
  return computed(syntax, scope.types.unsignedLong, async () => size);
}

export function bindConditional(syntax: Syntax, condition: Bound, one: Bound, other: Bound, scope: Scope): Bound {
  const test = scalarOperand(condition, '?', scope);
  const chosen = async (): Promise<Bound> => ((await isTrue(test)) ? yes : no);
  const yes = decayed(one, scope);
  const no = decayed(other, scope);
  if (isArithmetic(yes.plain) && isArithmetic(no.plain)) {
    const type = commonType(promoted(yes, scope.types), promoted(no, scope.types), scope.types);
    return computed(syntax, type, async () => converted(await (await chosen()).scalar(), type));
  }
  if (isScalar(yes.plain) && isScalar(no.plain)) {
    const { type } = yes.plain.kind === 'pointer' && !isVoidPointer(yes) ? yes : no.plain.kind === 'pointer' ? no : yes;
    return computed(syntax, type, async () => BigInt(await (await chosen()).scalar()));
  }
  const { place } = yes;
  if (!place || !no.place || typeName(yes.plain) !== typeName(no.plain)) {
    fail(
      syntax,
      `the values behind '?' and ':' do not fit together: one is ${described(one)}, one ${described(other)}`,
    );
  }
  return { ...yes, syntax, bits: undefined, place: async () => ((await chosen()) === yes ? place() : no.place!()) };
}

function isVoidPointer(bound: Bound): boolean {
  return bound.plain.kind === 'pointer' && stripTypedefs(bound.plain.target()).kind === 'void';
}
