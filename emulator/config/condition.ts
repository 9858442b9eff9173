// SPDX-License-Identifier: Apache-2.0
/** The condition of #if: a constant expression in which a name that is no macro counts as 0 (C11 6.10.1). */

import { Cursor } from './cursor';
import { type DiagnosticList, SyntaxProblem } from './diagnostics';
import { type ConstantValue, type ExpressionScope, evaluate } from './expression';
import { LONG } from './integer';
import type { Span } from './source';
import type { Token } from './token';

const scope: ExpressionScope = {
  wide: true,
  typedef: () => undefined,
  isValue: () => true,
  value(_name: Token, cursor: Cursor): ConstantValue {
    // A call of a function-like macro that the reader does not know.
    if (cursor.at('(')) {
      cursor.skipBalanced();
    }
    return { value: 0n, type: LONG };
  },
  sizeOf(word: Token): bigint {
    throw new SyntaxProblem('config-expression', `#if cannot use ${word.text}`, word.use);
  },
};

/** `line` is expanded, with `defined` replaced. Throws SyntaxProblem. */
export function evaluateCondition(line: readonly Token[], directive: Span, diagnostics: DiagnosticList): boolean {
  const last = line.at(-1)?.use ?? directive;
  const end: Token = {
    kind: 'end',
    text: '',
    spaceBefore: false,
    lineStart: false,
    spelling: last,
    use: last,
    noExpand: false,
  };
  if (line.length === 0) {
    throw new SyntaxProblem('config-preprocessor', '#if needs a condition', directive);
  }
  const cursor = new Cursor([...line, end]);
  const result = evaluate(cursor, scope, diagnostics);
  if (!cursor.atEnd()) {
    throw cursor.unexpected('the end of the condition', 'here');
  }
  return result.value !== 0n;
}
