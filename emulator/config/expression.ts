// SPDX-License-Identifier: Apache-2.0
/** Constant expressions of C (C11 6.6), evaluated while they are read. */

import type { Cursor } from './cursor';
import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import {
  commonType,
  convert,
  INT,
  type Integer,
  type IntegerType,
  LONG,
  promote,
  readCharacter,
  readNumber,
  UNSIGNED_INT,
  UNSIGNED_LONG,
} from './integer';
import type { Span } from './source';
import { type Token, useOf } from './token';
import { readParenthesisedType, type TypeScope } from './type-name';

/** An image of VM_IMAGE that an expression means: its address (`offset`) or its size. The number itself is then what
 *  the expression adds to it. */
export interface ImageReference {
  readonly name: string;
  readonly part: 'offset' | 'size';
  readonly token: Token;
}

export interface ConstantValue extends Integer {
  readonly image?: ImageReference | undefined;
}

/** What an expression may name. */
export interface ExpressionScope extends TypeScope {
  /** Arithmetic of #if: every operand is 64 bits wide. */
  readonly wide: boolean;
  /** The value of an identifier just read; `cursor` is behind it. Throws SyntaxProblem for an unknown one. */
  value(name: Token, cursor: Cursor): ConstantValue;
  /** The operand of sizeof; the cursor is behind the word. Throws SyntaxProblem. */
  sizeOf(word: Token, cursor: Cursor): bigint;
}

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

/** Reads and evaluates a conditional-expression (no comma, no assignment). Throws SyntaxProblem. */
export function evaluate(cursor: Cursor, scope: ExpressionScope, diagnostics: DiagnosticList): ConstantValue {
  return new Evaluation(cursor, scope, diagnostics).conditional();
}

class Evaluation {
  /** Above zero in operands C does not evaluate, whose values do not matter. */
  private unevaluated = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly scope: ExpressionScope,
    private readonly diagnostics: DiagnosticList,
  ) {}

  conditional(): ConstantValue {
    return this.cursor.nested(() => {
      const condition = this.binary(1);
      if (!this.cursor.accept('?')) {
        return condition;
      }
      const chosen = isTrue(condition);
      const first = this.cursor.at(':') ? condition : this.skippedUnless(chosen, () => this.conditional());
      this.cursor.expect(':', "in 'condition ? one : other'");
      const second = this.skippedUnless(!chosen, () => this.conditional());
      const type = commonType(promote(first).type, promote(second).type);
      const result = chosen ? first : second;
      return { value: convert(result.value, type), type, image: result.image };
    });
  }

  private skippedUnless<T>(evaluated: boolean, read: () => T): T {
    this.unevaluated += evaluated ? 0 : 1;
    try {
      return read();
    } finally {
      this.unevaluated -= evaluated ? 0 : 1;
    }
  }

  private binary(lowest: number): ConstantValue {
    const start = this.cursor.peek();
    let left = this.unary();
    for (;;) {
      const operator = this.cursor.peek();
      const precedence = operator.kind === 'punctuator' ? PRECEDENCE[operator.text] : undefined;
      if (precedence === undefined || precedence < lowest) {
        return left;
      }
      this.cursor.next();
      const decided = (operator.text === '&&' && !isTrue(left)) || (operator.text === '||' && isTrue(left));
      const right = this.skippedUnless(!decided, () => this.cursor.nested(() => this.binary(precedence + 1)));
      left = this.apply(operator, left, right, start);
    }
  }

  private apply(operator: Token, left: ConstantValue, right: ConstantValue, start: Token): ConstantValue {
    const span = useOf(start, this.cursor.previous());
    switch (operator.text) {
      case '&&':
        return truth(isTrue(left) && isTrue(right));
      case '||':
        return truth(isTrue(left) || isTrue(right));
      case '<<':
      case '>>':
        return this.shift(operator.text, promote(left), promote(right), start);
    }
    const type = commonType(promote(left).type, promote(right).type);
    const a = convert(left.value, type);
    const b = convert(right.value, type);
    const compared = compare(operator.text, a, b);
    if (compared !== undefined) {
      return truth(compared);
    }
    if ((operator.text === '/' || operator.text === '%') && b === 0n) {
      if (this.unevaluated === 0) {
        throw new SyntaxProblem('config-expression', 'division by zero', span);
      }
      return { value: 0n, type };
    }
    const image = imageOfSum(operator.text, left, right);
    return this.fitted(arithmetic(operator.text, a, b), type, span, image);
  }

  private shift(operator: string, left: Integer, right: Integer, start: Token): ConstantValue {
    const span = useOf(start, this.cursor.previous());
    if (right.value < 0n || right.value >= BigInt(left.type.bits)) {
      if (this.unevaluated === 0) {
        const remedy = left.type.bits === 32 ? '; write the left operand with UL for 64 bits' : '';
        const message = `shift by ${right.value} in a type of ${left.type.bits} bits${remedy}`;
        throw new SyntaxProblem('config-expression', message, span);
      }
      return { value: 0n, type: left.type };
    }
    if (operator === '>>') {
      return { value: left.value >> right.value, type: left.type };
    }
    const shifted = left.value << right.value;
    // Shifting into the sign bit is what everyone does with 1 << 31; compilers take it.
    const quiet = convert(shifted, UNSIGNED_INT) === shifted || left.type.bits === 64;
    return quiet ? { value: convert(shifted, left.type), type: left.type } : this.fitted(shifted, left.type, span);
  }

  /** Wraps a result into its type, and says so where the type is narrower than an address. */
  private fitted(value: bigint, type: IntegerType, span: Span, image?: ImageReference): ConstantValue {
    const wrapped = convert(value, type);
    const suspicious = type.bits === 32 ? value > 0n || !type.unsigned : !type.unsigned;
    if (wrapped !== value && suspicious && this.unevaluated === 0) {
      const where = `the ${type.bits} bits this is computed in`;
      const message = `${value} does not fit ${where}, which leaves ${wrapped}; write a constant with UL`;
      this.diagnostics.warning('config-overflow', message, span);
    }
    return { value: wrapped, type, image };
  }

  private unary(): ConstantValue {
    const token = this.cursor.peek();
    if (token.kind === 'punctuator') {
      switch (token.text) {
        case '+':
        case '-':
        case '~':
        case '!':
          this.cursor.next();
          return this.sign(
            token,
            this.cursor.nested(() => this.unary()),
          );
        case '&':
          this.cursor.next();
          return this.cursor.nested(() => this.unary());
        case '(':
          return this.cursor.nested(() => this.parenthesis());
      }
    }
    return this.primary();
  }

  private sign(operator: Token, operand: ConstantValue): ConstantValue {
    const { value, type } = promote(operand);
    switch (operator.text) {
      case '-':
        return this.fitted(-value, type, useOf(operator, this.cursor.previous()));
      case '~':
        return { value: convert(~value, type), type };
      case '!':
        return truth(!isTrue(operand));
      default:
        return { value, type, image: operand.image };
    }
  }

  private parenthesis(): ConstantValue {
    const open = this.cursor.peek();
    const type = this.scope.wide ? undefined : readParenthesisedType(this.cursor, this.scope);
    if (type === undefined) {
      this.cursor.next();
      const value = this.conditional();
      this.cursor.expect(')', `to close the '(' before`);
      return value;
    }
    const operand = this.unary();
    if (type.array || (type.integer === undefined && !type.pointer)) {
      const message = `'${shorten(type.name)}' is not an integer type; a number is needed here`;
      throw new SyntaxProblem('config-expression', message, useOf(open, this.cursor.previous()));
    }
    const integer = type.integer ?? UNSIGNED_LONG;
    return { value: convert(operand.value, integer), type: integer, image: operand.image };
  }

  private primary(): ConstantValue {
    const token = this.cursor.peek();
    if (token.kind === 'number') {
      this.cursor.next();
      return this.widened(numberOf(token));
    }
    if (token.kind === 'character') {
      this.cursor.next();
      return this.widened(readCharacter(token.text));
    }
    if (token.kind === 'identifier') {
      this.cursor.next();
      return this.named(token);
    }
    throw this.cursor.unexpected('a number', 'here');
  }

  private named(token: Token): ConstantValue {
    if (token.text === 'sizeof' || token.text === '_Alignof') {
      return { value: this.scope.sizeOf(token, this.cursor), type: UNSIGNED_LONG };
    }
    return this.widened(this.scope.value(token, this.cursor));
  }

  private widened(value: ConstantValue): ConstantValue {
    return this.scope.wide && value.type.bits < 64
      ? { ...value, type: value.type.unsigned ? UNSIGNED_LONG : LONG }
      : value;
  }
}

function numberOf(token: Token): Integer {
  const number = readNumber(token.text);
  const quoted = `'${shorten(token.text)}'`;
  switch (number) {
    case 'floating':
      throw new SyntaxProblem(
        'config-expression',
        `${quoted} is a floating-point number; an integer is needed`,
        token.use,
      );
    case 'malformed':
      throw new SyntaxProblem('config-syntax', `${quoted} is not a number of C`, token.use);
    case 'too-large':
      throw new SyntaxProblem('config-expression', `${quoted} does not fit into 64 bits`, token.use);
    default:
      return number;
  }
}

function isTrue(value: ConstantValue): boolean {
  return value.value !== 0n || value.image !== undefined;
}

function truth(value: boolean): ConstantValue {
  return { value: value ? 1n : 0n, type: INT };
}

/** An image's address or size plus or minus a number is still tied to the image. */
function imageOfSum(operator: string, left: ConstantValue, right: ConstantValue): ImageReference | undefined {
  if (operator === '+') {
    return left.image ?? right.image;
  }
  return operator === '-' && right.image === undefined ? left.image : undefined;
}

function compare(operator: string, a: bigint, b: bigint): boolean | undefined {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function arithmetic(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    default:
      return a ^ b;
  }
}
