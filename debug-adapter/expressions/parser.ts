// SPDX-License-Identifier: Apache-2.0
/** Reads expressions by the precedence of C (C11 6.5), with gdb's `@`, `$register` and `{type} address`. */

import { ExpressionError } from './expression-error';
import { readCharacter, readNumber, readString } from './literals';
import type { ArithmeticOperator, BinaryOperator, Syntax, TypeSyntax, UnaryOperator } from './syntax';
import type { Token } from './token';
import type { TokenCursor } from './token-cursor';
import { isTypeKeyword, readTypeName } from './type-parser';

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
  '@': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
};
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);
const PREFIXES = new Set(['*', '&', '!', '~', '+', '-']);

/** Whether a name is a type's. C cannot be read without knowing: `(x) - 1` casts or subtracts. */
export type TypeTest = (name: string) => boolean;

/** Reads one expression with assignments; what follows it is left. */
export class Parser {
  constructor(
    private readonly cursor: TokenCursor,
    private readonly isType: TypeTest,
  ) {}

  /** @throws ExpressionError */
  expression(): Syntax {
    return this.cursor.nested(() => {
      const target = this.conditional();
      const operator = this.cursor.peek();
      if (operator.kind !== 'operator' || !ASSIGNMENTS.has(operator.text)) {
        return target;
      }
      this.cursor.next();
      const value = this.expression();
      const arithmetic = operator.text === '=' ? undefined : (operator.text.slice(0, -1) as ArithmeticOperator);
      return { kind: 'assignment', operator: arithmetic, target, value, start: target.start, end: value.end };
    });
  }

  private conditional(): Syntax {
    const condition = this.binary(1);
    if (!this.cursor.accept('?')) {
      return condition;
    }
    const yes = this.expression();
    this.cursor.expect(':', "in 'condition ? one : other'");
    const no = this.cursor.nested(() => this.conditional());
    return { kind: 'conditional', condition, yes, no, start: condition.start, end: no.end };
  }

  private binary(lowest: number): Syntax {
    let left = this.unary();
    for (;;) {
      const token = this.cursor.peek();
      const precedence = token.kind === 'operator' ? PRECEDENCE[token.text] : undefined;
      if (precedence === undefined || precedence < lowest) {
        return left;
      }
      const operator = this.cursor.next().text as BinaryOperator;
      const right = this.binary(precedence + 1);
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  private unary(): Syntax {
    return this.cursor.nested(() => {
      const token = this.cursor.peek();
      if (token.kind === 'operator' && PREFIXES.has(token.text)) {
        this.cursor.next();
        const operand = this.unary();
        return { kind: 'unary', operator: token.text as UnaryOperator, operand, start: token.start, end: operand.end };
      }
      if (token.kind === 'name' && token.text === 'sizeof') {
        return this.size(this.cursor.next());
      }
      if (token.kind === 'operator' && token.text === '{') {
        return this.placed(this.cursor.next());
      }
      return this.cast() ?? this.postfix(this.primary());
    });
  }

  /** `sizeof` has been read. */
  private size(word: Token): Syntax {
    const type = this.cursor.attempt(() => this.bracketedType(this.isType));
    if (type) {
      return { kind: 'type-size', type, start: word.start, end: this.cursor.end };
    }
    const operand = this.unary();
    return { kind: 'size', operand, start: word.start, end: operand.end };
  }

  /** `{` has been read. */
  private placed(brace: Token): Syntax {
    const name = readTypeName(this.cursor);
    if (!name) {
      throw new ExpressionError("a type is missing in '{type} address'", this.cursor.peek());
    }
    this.cursor.expect('}', "in '{type} address'");
    const operand = this.unary();
    return { kind: 'placed', type: name.type, operand, start: brace.start, end: operand.end };
  }

  private cast(): Syntax | undefined {
    const { start } = this.cursor.peek();
    const type = this.cursor.attempt(() => this.bracketedType((name) => this.isCast(name)));
    if (!type) {
      return undefined;
    }
    const operand = this.unary();
    return { kind: 'cast', type, operand, start, end: operand.end };
  }

  /** `(type)`; undefined when it is an expression in brackets. @param isType decides on a mere name */
  private bracketedType(isType: TypeTest): TypeSyntax | undefined {
    if (!this.cursor.accept('(')) {
      return undefined;
    }
    const name = readTypeName(this.cursor);
    if (!name || !this.cursor.accept(')')) {
      return undefined;
    }
    return name.inDoubt === undefined || isType(name.inDoubt) ? name.type : undefined;
  }

  /** A name in brackets is a value when an operator of two operands follows, and a type when an operand does. */
  private isCast(name: string): boolean {
    const { kind, text } = this.cursor.peek();
    if (kind !== 'operator') {
      return kind !== 'end';
    }
    const couldBeBoth = text === '(' || (PREFIXES.has(text) && text !== '!' && text !== '~');
    return couldBeBoth ? this.isType(name) : text === '!' || text === '~' || text === '{';
  }

  private primary(): Syntax {
    const token = this.cursor.next();
    const { start, end } = token;
    switch (token.kind) {
      case 'name':
        return this.name(token);
      case 'register':
        return { kind: 'register', name: token.text, start, end };
      case 'number':
        return readNumber(token);
      case 'character':
        return readCharacter(token);
      case 'string':
        return readString(token);
      case 'end':
        throw new ExpressionError('something is missing at the end', token);
      case 'operator':
        return this.bracketed(token);
    }
  }

  private name(token: Token): Syntax {
    if (isTypeKeyword(token)) {
      throw new ExpressionError(`a type is no value; a cast is written (${token.text} ...) value`, token);
    }
    return { kind: 'name', name: token.text, start: token.start, end: token.end };
  }

  private bracketed(open: Token): Syntax {
    if (open.text !== '(') {
      throw new ExpressionError(`'${open.text}' is where a value should be`, open);
    }
    const inner = this.expression();
    const { end } = this.cursor.expect(')', 'to close the bracket');
    return { ...inner, start: open.start, end };
  }

  private postfix(primary: Syntax): Syntax {
    let object = primary;
    for (;;) {
      const token = this.cursor.peek();
      switch (token.kind === 'operator' ? token.text : '') {
        case '.':
        case '->':
          object = this.member(object, this.cursor.next());
          break;
        case '[':
          object = this.index(object);
          break;
        case '(':
          object = this.call(object);
          break;
        case '++':
        case '--':
          throw new ExpressionError(`'${token.text}' is not possible; write x ${token.text[0]}= 1`, token);
        default:
          return object;
      }
    }
  }

  private member(object: Syntax, operator: Token): Syntax {
    const name = this.cursor.expectName(`behind '${operator.text}'`);
    const nameSpan = { start: name.start, end: name.end };
    return { kind: 'member', object, name: name.text, nameSpan, start: object.start, end: name.end };
  }

  /** Only what the debugger itself answers can be called. */
  private call(callee: Syntax): Syntax {
    const open = this.cursor.next();
    if (callee.kind !== 'register') {
      throw new ExpressionError('functions cannot be called: the system is stopped', open);
    }
    const values: Syntax[] = [];
    while (!this.cursor.isAt(')')) {
      values.push(this.expression());
      if (!this.cursor.accept(',')) {
        break;
      }
    }
    const { end } = this.cursor.expect(')', `behind the arguments of '$${callee.name}'`);
    return { kind: 'call', callee, values, start: callee.start, end };
  }

  private index(object: Syntax): Syntax {
    this.cursor.next();
    const index = this.expression();
    const { end } = this.cursor.expect(']', 'to close the index');
    return { kind: 'index', object, index, start: object.start, end };
  }
}
