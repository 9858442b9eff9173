// SPDX-License-Identifier: Apache-2.0

import { type EnumType, stripTypedefs } from '../symbols';
import { scalarValue, type Value } from '../values';
import {
  type Bound,
  bind,
  bindAssignment,
  bindElements,
  fail,
  isTrue,
  namedType,
  placed,
  refuseChange,
  type Scope,
  scalarOperand,
  scopeOf,
} from './bind';
import { derivedContext, type EvaluationContext } from './context';
import type { Convenience } from './convenience';
import type { Expression } from './expression';

/** What an expression gives. */
export type Result =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'convenience'; readonly convenience: Convenience };

const NO_ASSIGNMENT = 'an assignment is not possible here; the debug console takes one, or set the variable';
const NO_ASSIGNMENT_IN_CONDITION = 'a condition must not change anything; to compare, write ==';

/**
 * The value of an expression; what is somewhere is not read. Changes nothing in the program.
 * @throws ExpressionError when it has none here
 */
export async function evaluate(expression: Expression, context: EvaluationContext): Promise<Value> {
  return valueOfBound(await bindExpression(expression, scopeOf(expression.text, context, NO_ASSIGNMENT)));
}

/** As `evaluate`, for what is to be assigned to. @throws ExpressionError also for what cannot be changed by nature */
export async function evaluateTarget(expression: Expression, context: EvaluationContext): Promise<Value> {
  const scope = scopeOf(expression.text, context, NO_ASSIGNMENT);
  const bound = await bindExpression(expression, scope);
  refuseChange(bound, scope);
  return valueOfBound(bound);
}

/** As `evaluate`, and carries out assignments. */
export async function execute(expression: Expression, context: EvaluationContext): Promise<Value> {
  return valueOfBound(await bindExpression(expression, scopeOf(expression.text, context, undefined)));
}

/** As `evaluate`, for those who show it: what is behind a `$` keeps its parts. */
export async function evaluateResult(expression: Expression, context: EvaluationContext): Promise<Result> {
  return resultOf(expression, scopeOf(expression.text, context, NO_ASSIGNMENT));
}

/** As `execute`, for those who show it: what is behind a `$` keeps its parts. */
export async function executeResult(expression: Expression, context: EvaluationContext): Promise<Result> {
  return resultOf(expression, scopeOf(expression.text, context, undefined));
}

async function resultOf(expression: Expression, scope: Scope): Promise<Result> {
  const bound = await bindExpression(expression, scope);
  const { convenience } = bound;
  return convenience === undefined || convenience.kind === 'function'
    ? { kind: 'value', value: await valueOfBound(bound) }
    : { kind: 'convenience', convenience };
}

/** @throws ExpressionError when it has no value here, or one that is no number or pointer */
export async function evaluateCondition(expression: Expression, context: EvaluationContext): Promise<boolean> {
  const scope = scopeOf(expression.text, context, NO_ASSIGNMENT_IN_CONDITION);
  return isTrue(scalarOperand(await bindExpression(expression, scope), 'a condition', scope));
}

/**
 * Writes the value of an expression to a place, converted to its type. Enumerators of the target's type need not be
 * visible.
 * @returns the target
 * @throws ExpressionError when it has no value, or the target cannot be written to
 */
export async function assignTo(target: Value, expression: Expression, context: EvaluationContext): Promise<Value> {
  const type = stripTypedefs(target.type);
  const names = type.kind === 'enum' ? withEnumerators(context, type) : context;
  const scope = scopeOf(expression.text, names, undefined);
  const value = await bindExpression(expression, scope);
  const place = placed({ kind: 'name', name: '', start: 0, end: 0 }, target.type, async () => target, scope);
  return bindAssignment(value.syntax, place, value, scope).place!();
}

function withEnumerators(context: EvaluationContext, type: EnumType): EvaluationContext {
  return derivedContext(context, {
    name: async (name) => {
      const found = type.enumerators().find((one) => one.name === name);
      return found ? scalarValue(found.value, type) : context.name(name);
    },
    names: async (prefix) => [...type.enumerators().map((one) => one.name), ...((await context.names?.(prefix)) ?? [])],
  });
}

async function bindExpression(expression: Expression, scope: Scope): Promise<Bound> {
  const { syntax, count } = expression.read((name) => namedType(name, scope.context) !== undefined);
  const bound = await bind(syntax, scope);
  return count ? bindElements(bound, count, scope) : bound;
}

async function valueOfBound(bound: Bound): Promise<Value> {
  if (bound.place) {
    return bound.place();
  }
  if (bound.plain.kind === 'void') {
    fail(bound.syntax, 'this has no value');
  }
  return scalarValue(await bound.scalar(), bound.type);
}
