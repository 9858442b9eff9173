// SPDX-License-Identifier: Apache-2.0

import { stripTypedefs } from '../symbols';
import { isStruct, memberNames } from '../values';
import { type Bound, bind, decayed, namedType, scopeOf } from './bind';
import type { EvaluationContext } from './context';
import { namesBeside } from './convenience';
import { parseExpression } from './expression';
import { ExpressionError, type Span } from './expression-error';
import { tokensOf } from './lexer';
import type { Token } from './token';

const MAX_COMPLETIONS = 500;

/** A name that could stand at the span, in place of what stands there. */
export interface Completion extends Span {
  /** As it is written, with its `$` if it has one. */
  readonly name: string;
  readonly kind: 'member' | 'name' | 'function';
  /** What it is, for people. */
  readonly about?: string;
}

/** A `$` that a name is being written behind. */
const DOLLAR_NAME = /\$\w*$/;

/** Names that may be meant at an offset of an expression that is being written. None where it cannot be understood. */
export async function completionsFor(
  text: string,
  offset: number,
  context: EvaluationContext,
): Promise<readonly Completion[]> {
  try {
    const before = text.slice(0, offset);
    const dollar = DOLLAR_NAME.exec(before);
    return dollar === null ? await find(before, context) : behindDollar(before, dollar.index, context);
  } catch (error) {
    if (error instanceof ExpressionError) {
      return [];
    }
    throw error;
  }
}

function behindDollar(text: string, start: number, context: EvaluationContext): Completion[] {
  // Nothing is offered inside a text.
  tokensOf(text.slice(0, start));
  const span = { start, end: text.length };
  const prefix = text.slice(start + 1);
  return (context.conveniences?.() ?? [])
    .filter(({ name }) => name.startsWith(prefix))
    .slice(0, MAX_COMPLETIONS)
    .map(({ name, about, isFunction }) => ({
      name: `$${name}`,
      kind: isFunction ? 'function' : 'name',
      about,
      ...span,
    }));
}

async function find(text: string, context: EvaluationContext): Promise<Completion[]> {
  const tokens = tokensOf(text).slice(0, -1);
  const last = tokens[tokens.length - 1];
  const started = last?.kind === 'name' && last.end === text.length ? last : undefined;
  const before = started ? tokens.slice(0, -1) : tokens;
  const operator = before[before.length - 1];
  const span = { start: started?.start ?? text.length, end: text.length };
  const prefix = started?.text ?? '';
  if (operator?.kind === 'operator' && (operator.text === '.' || operator.text === '->')) {
    const names = await membersOf(text, before.slice(0, -1), context);
    return listOf(names, prefix, 'member', span);
  }
  if (operator?.kind === 'operator' && (operator.text === '==' || operator.text === '!=')) {
    const names = await namesOfOperand(text, before.slice(0, -1), context);
    if (names.length > 0) {
      return listOf(names, prefix, 'name', span);
    }
  }
  const names = takesName(before) ? await context.names?.(prefix) : undefined;
  return listOf(names ?? [], prefix, 'name', span);
}

/** Whether an operand may stand behind these tokens. */
function takesName(before: readonly Token[]): boolean {
  const [previous, last] = [before[before.length - 2], before[before.length - 1]];
  if (last === undefined) {
    return true;
  }
  // `backend!name` is for breakpoints: in an expression nothing can be meant behind it.
  const isMarked = last.text === '!' && previous !== undefined && isOperandEnd(previous);
  return !isOperandEnd(last) && !isMarked;
}

function isOperandEnd({ kind, text }: Token): boolean {
  return kind !== 'operator' || text === ')' || text === ']';
}

function listOf(names: readonly string[], prefix: string, kind: Completion['kind'], span: Span): Completion[] {
  const unique = new Set(names.filter((name) => name.startsWith(prefix)));
  return [...unique].slice(0, MAX_COMPLETIONS).map((name) => ({ name, kind, ...span }));
}

async function boundOperand(
  text: string,
  tokens: readonly Token[],
  context: EvaluationContext,
): Promise<Bound | undefined> {
  const start = operandStart(tokens);
  const end = tokens[tokens.length - 1]?.end;
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const operand = text.slice(start, end);
  const { syntax } = parseExpression(operand).read((name) => namedType(name, context) !== undefined);
  const scope = scopeOf(operand, context, 'nothing is written for completions');
  return decayed(await bind(syntax, scope), scope);
}

/** The names that what stands left of a comparison may be compared with. */
async function namesOfOperand(
  text: string,
  tokens: readonly Token[],
  context: EvaluationContext,
): Promise<readonly string[]> {
  return namesBeside((await boundOperand(text, tokens, context))?.convenience);
}

async function membersOf(text: string, tokens: readonly Token[], context: EvaluationContext): Promise<string[]> {
  const bound = await boundOperand(text, tokens, context);
  if (bound === undefined) {
    return [];
  }
  const { plain, convenience } = bound;
  if (convenience !== undefined) {
    return convenience.kind === 'object'
      ? Object.keys(convenience.members)
      : convenience.kind === 'list'
        ? ['length']
        : [];
  }
  const type = plain.kind === 'pointer' ? stripTypedefs(plain.target()) : plain;
  return isStruct(type) ? memberNames(type) : [];
}

/** Where the operand that ends with these tokens begins: a name with members, indices and arguments, or something in
 *  brackets. */
function operandStart(tokens: readonly Token[]): number | undefined {
  let index = tokens.length - 1;
  for (;;) {
    const token = tokens[index];
    if (!token) {
      return undefined;
    }
    const isClosing = token.kind === 'operator' && (token.text === ')' || token.text === ']');
    const open = isClosing ? openingOf(tokens, index) : index;
    if (open === undefined || (!isClosing && token.kind !== 'name' && token.kind !== 'register')) {
      return undefined;
    }
    const previous = tokens[open - 1];
    if (isClosing && (token.text === ']' || previous?.kind === 'register')) {
      index = open - 1;
    } else if (previous?.kind === 'operator' && (previous.text === '.' || previous.text === '->')) {
      index = open - 2;
    } else {
      return tokens[open]!.start;
    }
  }
}

function openingOf(tokens: readonly Token[], close: number): number | undefined {
  let depth = 0;
  for (let index = close; index >= 0; index--) {
    const { kind, text } = tokens[index]!;
    depth += kind !== 'operator' ? 0 : /^[)\]}]$/.test(text) ? 1 : /^[([{]$/.test(text) ? -1 : 0;
    if (depth === 0) {
      return index;
    }
  }
  return undefined;
}
