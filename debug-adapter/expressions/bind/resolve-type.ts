// SPDX-License-Identifier: Apache-2.0

import type { Type } from '../../symbols';
import { arrayOf, pointerTo } from '../../values';
import type { EvaluationContext } from '../context';
import type { TypeSyntax } from '../syntax';
import { customaryType, typeOfWords } from './builtin-types';
import { fail } from './scope';

const VOID: Type = { kind: 'void' };

/** A type by one name, of the program or one that C programs have customarily. */
export function namedType(name: string, context: EvaluationContext): Type | undefined {
  return context.type(name) ?? customaryType(name, context.pointerSize);
}

/** @throws ExpressionError when the program has no such type */
export function resolveType(syntax: TypeSyntax, context: EvaluationContext): Type {
  switch (syntax.kind) {
    case 'named':
      return namedType(syntax.name, context) ?? fail(syntax, `there is no type '${syntax.name}' in this program`);
    case 'builtin': {
      const type = typeOfWords(syntax.words, context.pointerSize);
      return type === 'void' ? VOID : (type ?? fail(syntax, `'${syntax.words.join(' ')}' is no type of C`));
    }
    case 'pointer':
      return pointerTo(resolveType(syntax.target, context), context.pointerSize);
    case 'array':
      return arrayOf(resolveType(syntax.element, context), syntax.count);
    case 'function': {
      const returns = resolveType(syntax.returns, context);
      const parameters = syntax.parameters.map((parameter) => resolveType(parameter, context));
      return { kind: 'function', returns: () => returns, parameters: () => parameters, variadic: false };
    }
  }
}
