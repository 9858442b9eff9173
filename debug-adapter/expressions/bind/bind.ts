// SPDX-License-Identifier: Apache-2.0

import type { Syntax } from '../syntax';
import { bindAssignment } from './assignment';
import { bindArithmetic, bindBinary } from './binary';
import { type Bound, decayed } from './bound';
import { bindArray, bindIndex, bindMember, placedAt } from './places';
import { bindLiteral, bindName, bindRegister } from './primary';
import { resolveType } from './resolve-type';
import { fail, quote, type Scope } from './scope';
import { bindCast, bindConditional, bindSize, bindUnary } from './unary';

/**
 * Looks up the names and types of an expression and tells what type each part has, as a compiler does: also of parts
 * that will not be evaluated. Reads no memory, but for the counts of `@`.
 * @throws ExpressionError
 */
export async function bind(syntax: Syntax, scope: Scope): Promise<Bound> {
  switch (syntax.kind) {
    case 'name':
      return bindName(syntax, syntax.name, scope);
    case 'register':
      return bindRegister(syntax, syntax.name, scope);
    case 'binary':
      return bindOperands(syntax, scope);
    case 'member':
      return bindMember(syntax, await bind(syntax.object, scope), scope);
    case 'index':
      return bindIndex(syntax, await bind(syntax.object, scope), await bind(syntax.index, scope), scope);
    case 'unary':
      return bindUnary(syntax, syntax.operator, await bind(syntax.operand, scope), scope);
    case 'cast':
      return bindCast(syntax, resolveType(syntax.type, scope.context), await bind(syntax.operand, scope), scope);
    case 'placed':
      return bindPlaced(syntax, scope);
    case 'size':
      return bindOperandSize(syntax, syntax.operand, scope);
    case 'type-size':
      return bindSize(syntax, resolveType(syntax.type, scope.context), scope);
    case 'conditional':
      return bindChoice(syntax, scope);
    case 'assignment':
      return bindChange(syntax, scope);
    default:
      return bindLiteral(syntax, scope);
  }
}

type Kind<K extends Syntax['kind']> = Extract<Syntax, { kind: K }>;

async function bindOperands(syntax: Kind<'binary'>, scope: Scope): Promise<Bound> {
  const left = await bind(syntax.left, scope);
  const right = await bind(syntax.right, scope);
  return syntax.operator === '@' ? bindArray(syntax, left, right, scope) : bindBinary(syntax, left, right, scope);
}

async function bindPlaced(syntax: Kind<'placed'>, scope: Scope): Promise<Bound> {
  const type = resolveType(syntax.type, scope.context);
  const address = bindCast(syntax.operand, scope.types.unsignedLong, await bind(syntax.operand, scope), scope);
  return placedAt(syntax, type, address, scope);
}

async function bindOperandSize(syntax: Syntax, operand: Syntax, scope: Scope): Promise<Bound> {
  const bound = await bind(operand, scope);
  if (bound.bits !== undefined) {
    fail(syntax, `${quote(scope, operand)} is a bit field, which has no size in bytes`);
  }
  return bindSize(syntax, bound.type, scope);
}

async function bindChoice(syntax: Kind<'conditional'>, scope: Scope): Promise<Bound> {
  const condition = await bind(syntax.condition, scope);
  return bindConditional(syntax, condition, await bind(syntax.yes, scope), await bind(syntax.no, scope), scope);
}

async function bindChange(syntax: Kind<'assignment'>, scope: Scope): Promise<Bound> {
  const target = await bind(syntax.target, scope);
  const value = await bind(syntax.value, scope);
  const { operator } = syntax;
  return bindAssignment(
    syntax,
    target,
    operator ? bindArithmetic(syntax, operator, target, value, scope) : value,
    scope,
  );
}

/** `value,[count]`: the elements that a pointer points to, or the first ones of an array. */
export async function bindElements(value: Bound, syntax: Syntax, scope: Scope): Promise<Bound> {
  const start = decayed(value, scope);
  const { plain } = start;
  if (plain.kind !== 'pointer') {
    fail(value.syntax, `',[count]' is for pointers and arrays; ${quote(scope, value.syntax)} is neither`);
  }
  const first = placedAt(value.syntax, plain.target(), start, scope);
  return bindArray(syntax, first, await bind(syntax, scope), scope);
}
