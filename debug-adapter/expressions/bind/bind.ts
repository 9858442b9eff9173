// SPDX-License-Identifier: Apache-2.0

import type { Syntax } from '../syntax';
import { bindAssignment } from './assignment';
import { bindArithmetic, bindBinary, bindLogical, isTrue } from './binary';
import { type Bound, decayed, scalarOperand } from './bound';
import { bindCall, bindNameBeside, refuseChange, refuseName, tells } from './facts';
import { bindArray, bindIndex, bindMember, placedAt } from './places';
import { bindLiteral, bindName, bindRegister } from './primary';
import { resolveType } from './resolve-type';
import { fail, quote, type Scope } from './scope';
import { bindCast, bindConditional, bindSize, bindUnary } from './unary';

/**
 * Looks up the names and types of an expression and tells what type each part has, as a compiler does: also of parts
 * that will not be evaluated. Reads no memory, but for the counts of `@` and for facts behind a `$`: what follows them
 * depends on what they are.
 * @throws ExpressionError
 */
export async function bind(syntax: Syntax, scope: Scope): Promise<Bound> {
  switch (syntax.kind) {
    case 'name':
      return bindName(syntax, syntax.name, scope);
    case 'register':
      return bindRegister(syntax, syntax.name, scope);
    case 'call':
      return bindFunction(syntax, scope);
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

/** The left operand is bound here and not further in: of a long sum it is nearly all of it, and each call takes stack. */
async function bindOperands(syntax: Kind<'binary'>, scope: Scope): Promise<Bound> {
  const { operator } = syntax;
  if (syntax.left.kind === 'name' && tells(syntax.right) && operator !== '&&' && operator !== '||') {
    const fact = await bind(syntax.right, scope);
    return combined(syntax, operator, await bindBeside(syntax.left, fact, scope), fact, scope);
  }
  const left = await bind(syntax.left, scope);
  if (operator === '&&' || operator === '||') {
    return bindGuarded(syntax, operator, left, scope);
  }
  const { right } = syntax;
  const other = right.kind === 'name' ? await bindBeside(right, left, scope) : await bind(right, scope);
  return combined(syntax, operator, left, other, scope);
}

/** Facts are read while binding: those that do not count must not be, as the first operand may ask whether they are. */
async function bindGuarded(syntax: Kind<'binary'>, operator: '&&' | '||', left: Bound, scope: Scope): Promise<Bound> {
  const known = tells(syntax.right) ? undefined : scalarOperand(await bind(syntax.right, scope), operator, scope);
  return bindLogical(syntax, operator, left, async () => known ?? bind(syntax.right, scope), scope);
}

function combined(
  syntax: Kind<'binary'>,
  operator: Exclude<Kind<'binary'>['operator'], '&&' | '||'>,
  left: Bound,
  right: Bound,
  scope: Scope,
): Bound | Promise<Bound> {
  return operator === '@' ? bindArray(syntax, left, right, scope) : bindBinary(syntax, operator, left, right, scope);
}

async function bindBeside(syntax: Kind<'name'>, fact: Bound, scope: Scope): Promise<Bound> {
  const bound = bindNameBeside(syntax, syntax.name, fact, scope);
  if (bound === undefined) {
    await refuseName(syntax, syntax.name, fact, scope);
  }
  return bound ?? bind(syntax, scope);
}

async function bindFunction(syntax: Kind<'call'>, scope: Scope): Promise<Bound> {
  const callee = await bind(syntax.callee, scope);
  const values: Bound[] = [];
  for (const value of syntax.values) {
    values.push(await bind(value, scope));
  }
  return bindCall(syntax, callee, values, scope);
}

async function bindPlaced(syntax: Kind<'placed'>, scope: Scope): Promise<Bound> {
  const type = resolveType(syntax.type, scope.context);
  const address = bindCast(syntax.operand, scope.types.unsignedLong, await bind(syntax.operand, scope), scope);
  return placedAt(syntax, type, address, scope);
}

async function bindOperandSize(syntax: Syntax, operand: Syntax, scope: Scope): Promise<Bound> {
  const bound = await bind(operand, scope);
  if (bound.convenience !== undefined) {
    fail(syntax, `${quote(scope, operand)} has no size: it tells how the system is`);
  }
  if (bound.bits !== undefined) {
    fail(syntax, `${quote(scope, operand)} is a bit field, which has no size in bytes`);
  }
  return bindSize(syntax, bound.type, scope);
}

async function bindChoice(syntax: Kind<'conditional'>, scope: Scope): Promise<Bound> {
  const condition = await bind(syntax.condition, scope);
  if (tells(syntax.yes) || tells(syntax.no)) {
    const chosen = (await isTrue(scalarOperand(condition, '?', scope))) ? syntax.yes : syntax.no;
    return { ...(await bind(chosen, scope)), syntax };
  }
  return bindConditional(syntax, condition, await bind(syntax.yes, scope), await bind(syntax.no, scope), scope);
}

async function bindChange(syntax: Kind<'assignment'>, scope: Scope): Promise<Bound> {
  const target = await bind(syntax.target, scope);
  refuseChange(target, scope);
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
