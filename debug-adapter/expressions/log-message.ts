// SPDX-License-Identifier: Apache-2.0
/** Messages of log points: text with expressions in braces, `reading {request->addr,x}`; `\{` is a brace. */

import type { EvaluationContext } from './context';
import { describeResult } from './describe-result';
import { evaluateResult } from './evaluate';
import { type Expression, parseExpression } from './expression';
import { ExpressionError } from './expression-error';

/** Characters of the longest message. */
const MAX_LENGTH = 10_000;

export type LogMessage = readonly (string | Expression)[];

/** @throws ExpressionError with the place in the message */
export function parseLogMessage(text: string): LogMessage {
  if (text.length > MAX_LENGTH) {
    throw new ExpressionError(`a message has at most ${MAX_LENGTH} characters`, { start: 0, end: text.length });
  }
  const parts: (string | Expression)[] = [];
  let literal = '';
  for (let offset = 0; offset < text.length; ) {
    if (text[offset] === '\\' && '{}\\'.includes(text[offset + 1] ?? '?')) {
      literal += text[offset + 1];
      offset += 2;
    } else if (text[offset] === '{') {
      const end = closingBrace(text, offset);
      parts.push(literal, expressionIn(text, offset + 1, end));
      literal = '';
      offset = end + 1;
    } else {
      literal += text[offset];
      offset++;
    }
  }
  return [...parts, literal].filter((part) => part !== '');
}

/** Braces inside the expression, as in `{struct foo} address`, and in its texts count. */
function closingBrace(text: string, open: number): number {
  const part = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[{}]/g;
  let depth = 0;
  for (const found of text.slice(open).matchAll(part)) {
    depth += found[0] === '{' ? 1 : found[0] === '}' ? -1 : 0;
    if (depth === 0) {
      return open + found.index;
    }
  }
  throw new ExpressionError('a closing } is missing; a brace as text is written \\{', {
    start: open,
    end: text.length,
  });
}

function expressionIn(text: string, start: number, end: number): Expression {
  try {
    return parseExpression(text.slice(start, end));
  } catch (error) {
    if (error instanceof ExpressionError) {
      throw new ExpressionError(error.message, { start: start + error.start, end: start + error.end });
    }
    throw error;
  }
}

/** The message with values; an expression that has none here shows why. */
export async function renderLogMessage(message: LogMessage, context: EvaluationContext): Promise<string> {
  let text = '';
  for (const part of message) {
    text += typeof part === 'string' ? part : await valueText(part, context);
  }
  return text;
}

async function valueText(expression: Expression, context: EvaluationContext): Promise<string> {
  try {
    return (await describeResult(await evaluateResult(expression, context), context, expression.format)).text;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return `<${error.message}>`;
    }
    throw error;
  }
}
