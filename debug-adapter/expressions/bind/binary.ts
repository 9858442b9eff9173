// SPDX-License-Identifier: Apache-2.0
/** Operators of two operands (C11 6.5.5 to 6.5.14). */

import type { BaseType } from '../../symbols';
import { isFloat, type Scalar } from '../../values';
import type { ArithmeticOperator, BinarySyntax, ComparisonOperator, Syntax } from '../syntax';
import { arithmetic } from './arithmetic';
import { type Bound, computed, described, scalarOperand } from './bound';
import { commonType, converted, gnuSizeOf, isArithmetic, isInteger, promoted, targetOf } from './conversions';
import { fail, quote, type Scope } from './scope';
import { areTexts, bindTextComparison } from './text-comparison';

export function bindBinary(
  syntax: BinarySyntax,
  operator: ArithmeticOperator | ComparisonOperator,
  left: Bound,
  right: Bound,
  scope: Scope,
): Bound {
  switch (operator) {
    case '==':
    case '!=':
    case '<':
    case '>':
    case '<=':
    case '>=':
      return bindComparison(syntax, operator, left, right, scope);
    default:
      return bindArithmetic(syntax, operator, left, right, scope);
  }
}

export async function isTrue(bound: Bound): Promise<boolean> {
  return Number(await bound.scalar()) !== 0;
}

/** @param other asked for only when it counts */
export function bindLogical(
  syntax: BinarySyntax,
  operator: '&&' | '||',
  one: Bound,
  other: () => Promise<Bound>,
  scope: Scope,
): Bound {
  const left = scalarOperand(one, operator, scope);
  const decisive = operator === '||';
  return computed(syntax, scope.types.int, async () => {
    const isDecided = (await isTrue(left)) === decisive;
    const result = isDecided ? decisive : await isTrue(scalarOperand(await other(), operator, scope));
    return result ? 1n : 0n;
  });
}

/** @param syntax for errors: an assignment such as `a += b` computes too */
export function bindArithmetic(
  syntax: Syntax,
  operator: ArithmeticOperator,
  one: Bound,
  other: Bound,
  scope: Scope,
): Bound {
  const left = scalarOperand(one, operator, scope);
  const right = scalarOperand(other, operator, scope);
  if (left.plain.kind === 'pointer' || right.plain.kind === 'pointer') {
    return bindPointerArithmetic(syntax, operator, left, right, scope);
  }
  const isShift = operator === '<<' || operator === '>>';
  const needsIntegers = isShift || '%&|^'.includes(operator);
  if (needsIntegers && !(isInteger(left.plain) && isInteger(right.plain))) {
    fail(syntax, `'${operator}' takes integers only`);
  }
  const leftType = promoted(left, scope.types);
  const rightType = promoted(right, scope.types);
  const type = isShift ? leftType : commonType(leftType, rightType, scope.types);
  return computed(syntax, type, async () => {
    const first = converted(await left.scalar(), type);
    const second = converted(await right.scalar(), isShift ? rightType : type);
    return arithmetic(operator, first, second, type, (message) => fail(syntax, message));
  });
}

function bindPointerArithmetic(
  syntax: Syntax,
  operator: ArithmeticOperator,
  left: Bound,
  right: Bound,
  scope: Scope,
): Bound {
  const bothPointers = left.plain.kind === 'pointer' && right.plain.kind === 'pointer';
  if (operator === '-' && bothPointers) {
    return bindDifference(syntax, left, right, scope);
  }
  const [pointer, integer] = left.plain.kind === 'pointer' ? [left, right] : [right, left];
  const fits = operator === '+' || (operator === '-' && pointer === left);
  if (!fits || !isInteger(integer.plain)) {
    fail(syntax, `'${operator}' cannot take ${described(left)} and ${described(right)}`.replaceAll('of type ', ''));
  }
  const size = BigInt(pointeeSize(pointer, scope));
  const bits = scope.context.pointerSize * 8;
  return computed(syntax, pointer.type, async () => {
    const address = BigInt(await pointer.scalar());
    const distance = BigInt(await integer.scalar()) * size;
    return BigInt.asUintN(bits, operator === '+' ? address + distance : address - distance);
  });
}

function bindDifference(syntax: Syntax, left: Bound, right: Bound, scope: Scope): Bound {
  const size = pointeeSize(left, scope);
  if (size !== pointeeSize(right, scope)) {
    fail(syntax, 'the difference of pointers to different types has no meaning; cast them, e.g. to (char *)');
  }
  const bits = scope.context.pointerSize * 8;
  return computed(syntax, scope.types.long, async () => {
    const distance = BigInt(await left.scalar()) - BigInt(await right.scalar());
    return BigInt.asIntN(bits, distance) / BigInt(size);
  });
}

/** @throws ExpressionError when it is not known */
function pointeeSize(pointer: Bound, scope: Scope): number {
  const target = targetOf(pointer.plain);
  const size = target === undefined ? 0 : gnuSizeOf(target);
  if (size === 0) {
    fail(pointer.syntax, `how large what ${quote(scope, pointer.syntax)} points to is, is not known in this program`);
  }
  return size;
}

function bindComparison(
  syntax: BinarySyntax,
  operator: ComparisonOperator,
  one: Bound,
  other: Bound,
  scope: Scope,
): Bound {
  if ((operator === '==' || operator === '!=') && areTexts(one, other)) {
    return bindTextComparison(syntax, operator, one, other, scope);
  }
  const left = scalarOperand(one, operator, scope);
  const right = scalarOperand(other, operator, scope);
  const areNumbers = isArithmetic(left.plain) && isArithmetic(right.plain);
  if (!areNumbers && (isFloat(left.plain) || isFloat(right.plain))) {
    fail(syntax, 'a pointer and a floating-point number cannot be compared');
  }
  // Pointers compare as unsigned numbers, with each other and with integers.
  const type: BaseType = areNumbers
    ? commonType(promoted(left, scope.types), promoted(right, scope.types), scope.types)
    : scope.types.unsignedLong;
  return computed(syntax, scope.types.int, async () => {
    const first = converted(await left.scalar(), type);
    const second = converted(await right.scalar(), type);
    return compare(operator, first, second) ? 1n : 0n;
  });
}

function compare(operator: ComparisonOperator, left: Scalar, right: Scalar): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
  }
}
