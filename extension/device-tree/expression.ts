// SPDX-License-Identifier: Apache-2.0
/** C integer expressions, as they stand in cells and in #if: read and evaluated in one go, in 64 bits. */

import { limits } from './limits';

/** Where an expression's tokens come from. */
export interface ExpressionSource {
  /** The text of the operator or parenthesis that comes next; anything else for other tokens. */
  peek(): string;
  advance(): void;
  /** Takes a literal; undefined when what comes next is not one. */
  operand(): bigint | undefined;
  /** Reports a fault at the next token. */
  fail(message: string): void;
}

const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  [
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!='],
    ['<', '>', '<=', '>='],
    ['<<', '>>'],
    ['+', '-'],
    ['*', '/', '%'],
  ].flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level + 1])),
);

/** Evaluates expressions of unsigned (device trees) or signed (preprocessor) 64-bit integers. */
export class ExpressionReader {
  private depth = 0;
  private failed = false;

  constructor(
    private readonly source: ExpressionSource,
    private readonly signed: boolean,
  ) {}

  /** Reads a whole expression; undefined after a fault, which has been reported. */
  read(): bigint | undefined {
    this.failed = false;
    const value = this.conditional();
    return this.failed ? undefined : value;
  }

  private wrap(value: bigint): bigint {
    return this.signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  }

  private fault(message: string): bigint {
    if (!this.failed) {
      this.failed = true;
      this.source.fail(message);
    }
    return 0n;
  }

  private conditional(): bigint {
    if (++this.depth > limits.expressionDepth) {
      this.depth--;
      return this.fault('the expression is nested too deeply');
    }
    const condition = this.binary(1);
    let value = condition;
    if (!this.failed && this.source.peek() === '?') {
      this.source.advance();
      const whenTrue = this.conditional();
      this.expect(':');
      const whenFalse = this.conditional();
      value = condition !== 0n ? whenTrue : whenFalse;
    }
    this.depth--;
    return value;
  }

  private binary(level: number): bigint {
    let left = this.unary();
    while (!this.failed) {
      const operator = this.source.peek();
      const precedence = PRECEDENCE.get(operator);
      if (precedence === undefined || precedence < level) {
        break;
      }
      this.source.advance();
      left = this.apply(operator, left, this.binary(precedence + 1));
    }
    return left;
  }

  private unary(): bigint {
    const operators: string[] = [];
    for (let next = this.source.peek(); next === '-' || next === '~' || next === '!'; next = this.source.peek()) {
      if (operators.length >= limits.expressionDepth) {
        return this.fault('the expression is nested too deeply');
      }
      operators.push(next);
      this.source.advance();
    }
    let value = this.primary();
    for (const operator of operators.reverse()) {
      value = operator === '-' ? this.wrap(-value) : operator === '~' ? this.wrap(~value) : value === 0n ? 1n : 0n;
    }
    return value;
  }

  private primary(): bigint {
    if (this.source.peek() === '(') {
      this.source.advance();
      const value = this.conditional();
      this.expect(')');
      return value;
    }
    const literal = this.source.operand();
    return literal === undefined
      ? this.fault('a number or an expression in parentheses is expected')
      : this.wrap(literal);
  }

  private expect(text: string): void {
    if (this.failed) {
      return;
    }
    if (this.source.peek() === text) {
      this.source.advance();
    } else {
      this.fault(`'${text}' is expected`);
    }
  }

  private apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '/':
      case '%':
        if (right === 0n) {
          return this.fault('division by zero');
        }
        return this.wrap(operator === '/' ? left / right : left % right);
      // dtc yields 0 for shifts by 64 and more (dtc-parser.y, integer_shift).
      case '<<':
        return right < 0n || right >= 64n ? 0n : this.wrap(left << right);
      case '>>':
        return right < 0n || right >= 64n ? 0n : left >> right;
      default:
        return this.wrap(applySimple(operator, left, right));
    }
  }
}

function applySimple(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '&':
      return left & right;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    default:
      return compare(operator, left, right) ? 1n : 0n;
  }
}

function compare(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '&&':
      return left !== 0n && right !== 0n;
    default:
      return left !== 0n || right !== 0n;
  }
}
