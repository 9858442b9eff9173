// SPDX-License-Identifier: Apache-2.0

import type { BaseType } from '../../symbols';
import type { Scalar } from '../../values';
import type { ArithmeticOperator } from '../syntax';
import { converted } from './conversions';

/**
 * Computes with operands that have been converted already. Signed integers that overflow wrap around.
 * @param type of the result
 * @param refuse called with the reason when C gives the operation no meaning
 */
export function arithmetic(
  operator: ArithmeticOperator,
  left: Scalar,
  right: Scalar,
  type: BaseType,
  refuse: (message: string) => never,
): Scalar {
  if (typeof left === 'number' || typeof right === 'number') {
    return converted(floating(operator, Number(left), Number(right)), type);
  }
  if ((operator === '/' || operator === '%') && right === 0n) {
    refuse('this divides by zero');
  }
  if ((operator === '<<' || operator === '>>') && (right < 0n || right >= BigInt(type.size * 8))) {
    refuse(`shifting ${type.size * 8} bits by ${right} has no meaning in C`);
  }
  return converted(integer(operator, left, right), type);
}

function integer(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
  }
}

function floating(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      throw new RangeError(`'${operator}' of floating-point numbers`);
  }
}
