// SPDX-License-Identifier: Apache-2.0
/** Collects what the reader has to say, bounded and without repetition. */

import type { Diagnostic } from './config';
import { MAX_DIAGNOSTICS, MAX_REPORTS } from './limits';
import { rangeOf, type Span } from './source';

/** Ends the run: a limit was reached, and going on would not help. Caught in readConfig. */
export class LimitReached extends Error {}

/** Ends the innermost construct; caught where reading can go on after it. */
export class SyntaxProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly span: Span,
  ) {
    super(message);
  }
}

export class DiagnosticList {
  readonly list: Diagnostic[] = [];
  private readonly seen = new Set<string>();
  private reports = 0;

  error(code: string, message: string, span: Span): void {
    this.add({ severity: 'error', code, message, range: rangeOf(span) });
  }

  warning(code: string, message: string, span: Span): void {
    this.add({ severity: 'warning', code, message, range: rangeOf(span) });
  }

  problem(problem: SyntaxProblem): void {
    this.error(problem.code, problem.message, problem.span);
  }

  /** Reports and ends the run. */
  limit(code: string, message: string, span: Span): never {
    this.error(code, message, span);
    throw new LimitReached(message);
  }

  get hasErrors(): boolean {
    return this.list.some((diagnostic) => diagnostic.severity === 'error');
  }

  add(diagnostic: Diagnostic): void {
    if (++this.reports > MAX_REPORTS) {
      throw new LimitReached('too many problems');
    }
    const { code, message, range } = diagnostic;
    const key = `${range.file}:${range.start.line}:${range.start.column}:${code}:${message}`;
    if (!this.seen.has(key) && this.list.length < MAX_DIAGNOSTICS) {
      this.seen.add(key);
      this.list.push(diagnostic);
    }
  }
}

/** Cuts what a message quotes from the input. */
export function shorten(text: string, length = 40): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}
