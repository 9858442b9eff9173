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
  type Scope,
  scalarOperand,
  scopeOf,
} from './bind';
import type { EvaluationContext } from './context';
import type { Expression } from './expression';

const NO_ASSIGNMENT = 'an assignment is not possible here; the debug console takes one, or set the variable';
const NO_ASSIGNMENT_IN_CONDITION = 'a condition must not change anything; to compare, write ==';

/**
 * The value of an expression; what is somewhere is not read. Changes nothing in the program.
 * @throws ExpressionError when it has none here
 */
export async function evaluate(expression: Expression, context: EvaluationContext): Promise<Value> {
  return valueOfBound(await bindExpression(expression, scopeOf(expression.text, context, NO_ASSIGNMENT)));
}

/** As `evaluate`, and carries out assignments. */
export async function execute(expression: Expression, context: EvaluationContext): Promise<Value> {
  return valueOfBound(await bindExpression(expression, scopeOf(expression.text, context, undefined)));
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
  return {
    pointerSize: context.pointerSize,
    name: async (name) => {
      const found = type.enumerators().find((one) => one.name === name);
      return found ? scalarValue(found.value, type) : context.name(name);
    },
    type: (name) => context.type(name),
    register: (name) => context.register(name),
    names: async (prefix) => [...type.enumerators().map((one) => one.name), ...((await context.names?.(prefix)) ?? [])],
    readRegister: (number) => context.readRegister(number),
    writeRegister: (number, value) => context.writeRegister(number, value),
    read: (address, length) => context.read(address, length),
    write: (address, bytes) => context.write(address, bytes),
    symbolAt: (address) => context.symbolAt(address),
  };
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
