// SPDX-License-Identifier: Apache-2.0

import type { EvaluationContext, Named } from '../context';
import { ExpressionError, type Span } from '../expression-error';
import { type BuiltinTypes, builtinTypes } from './builtin-types';

/** What the parts of one expression share while their names are looked up. */
export interface Scope {
  /** The expression's text, for quoting. */
  readonly text: string;
  readonly context: EvaluationContext;
  readonly types: BuiltinTypes;
  /** What has been looked up already: names are often used twice. */
  readonly names: Map<string, Named | undefined>;
  /** Why there must be no assignment; undefined where there may be. */
  readonly readOnly: string | undefined;
}

export function scopeOf(text: string, context: EvaluationContext, readOnly: string | undefined): Scope {
  return { text, context, types: builtinTypes(context.pointerSize), names: new Map(), readOnly };
}

/** The part of the text, short enough for a message. What the text does not hold is the variable that is set. */
export function quote(scope: Scope, { start, end }: Span): string {
  const part = scope.text.slice(start, end);
  if (part === '') {
    return 'the variable';
  }
  return part.length > 60 ? `'${part.slice(0, 57)}...'` : `'${part}'`;
}

/** A variable, enumerator or function; undefined when there is none. */
export async function lookUp(name: string, { names, context }: Scope): Promise<Named | undefined> {
  const known = names.get(name) ?? (await context.name(name));
  names.set(name, known);
  return known;
}

export function fail(span: Span, message: string): never {
  throw new ExpressionError(message, span);
}
