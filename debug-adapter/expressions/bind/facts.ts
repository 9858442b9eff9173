// SPDX-License-Identifier: Apache-2.0
/** Facts about the system, behind a `$`: their parts, and how they compare with names. They are read while binding. */

import type { UnknownType } from '../../symbols';
import { scalarValue, type Value } from '../../values';
import {
  type Convenience,
  type ConvenienceList,
  cValue,
  formsOf,
  integer,
  memberReader,
  namesBeside,
  truth,
  typedNumber,
} from '../convenience';
import type { MemberSyntax, Syntax } from '../syntax';
import { type Bound, described, guarded, placed } from './bound';
import { isInteger } from './conversions';
import { nearest } from './nearest';
import { fail, lookUp, quote, type Scope } from './scope';

/** Members that a message names. */
const MAX_NAMED = 20;

export function bindConvenience(syntax: Syntax, convenience: Convenience, scope: Scope): Bound {
  const found = typedNumber(convenience);
  if (found !== undefined) {
    // Most of them are compared, and never shown.
    const { type, number } = found;
    const place = async (): Promise<Value> => scalarValue(number, type);
    return { syntax, type, plain: type, bits: undefined, convenience, place, scalar: async () => number };
  }
  const value = cValue(convenience);
  if (value !== undefined) {
    return { ...placed(syntax, value.type, async () => value, scope), convenience };
  }
  const reason = remedyFor(syntax, convenience, scope);
  const type: UnknownType = { kind: 'unknown', size: 0, reason };
  const scalar = async (): Promise<never> => fail(syntax, `${quote(scope, syntax)} is no single value: ${reason}`);
  return { syntax, type, plain: type, bits: undefined, convenience, place: undefined, scalar };
}

/** What to write instead of something that is no single value. */
export function remedyFor(syntax: Syntax, convenience: Convenience, { text }: Scope): string {
  const written = text.slice(syntax.start, syntax.end);
  switch (convenience.kind) {
    case 'object':
      return `name one of its members, such as ${written}.${Object.keys(convenience.members)[0]}`;
    case 'list':
      return `name one of its elements, such as ${written}[0], or ${written}.length`;
    case 'function':
      return `it takes arguments: ${formsOf(written, convenience.forms)}`;
    default:
      return '';
  }
}

/** `object.member`, `list.length` */
export async function bindPart(
  syntax: MemberSyntax,
  outer: Bound,
  convenience: Convenience,
  scope: Scope,
): Promise<Bound> {
  const { name, nameSpan } = syntax;
  if (convenience.kind === 'missing') {
    fail(outer.syntax, `${quote(scope, outer.syntax)}: ${convenience.reason}`);
  }
  if (convenience.kind === 'list' && name === 'length') {
    return bindConvenience(syntax, integer(convenience.items.length), scope);
  }
  const read = convenience.kind === 'object' ? memberReader(convenience, name) : undefined;
  if (read === undefined) {
    fail(nameSpan, noPart(name, outer, convenience, scope));
  }
  return bindConvenience(syntax, await guarded(syntax, scope, async () => read()), scope);
}

function noPart(name: string, outer: Bound, convenience: Convenience, scope: Scope): string {
  const part = quote(scope, outer.syntax);
  switch (convenience.kind) {
    case 'object': {
      const names = Object.keys(convenience.members);
      const hint = nearest(name, names) || `; it has ${names.slice(0, MAX_NAMED).join(', ')}`;
      return `${part} is ${described(outer)}, which has no member '${name}'${hint}`;
    }
    case 'list':
      return `${part} is a list: it has .length, and elements [0], [1], ...`;
    case 'function':
      return `${part} ${remedyFor(outer.syntax, convenience, scope)}`.replace(' it takes', ' takes');
    default:
      return `${part} has no members: it is ${described(outer)}`;
  }
}

/** `list[index]` */
export async function bindItem(
  syntax: Syntax,
  outer: Bound,
  { items }: ConvenienceList,
  index: Bound,
  scope: Scope,
): Promise<Bound> {
  const number = await integerOf(index, 'an index', scope);
  const item = number >= 0n && number < items.length ? items[Number(number)] : undefined;
  if (item === undefined) {
    const count = items.length === 0 ? 'is empty' : `has ${items.length} element${items.length === 1 ? '' : 's'}`;
    fail(index.syntax, `there is no element ${number}: ${quote(scope, outer.syntax)} ${count}`);
  }
  return bindConvenience(syntax, item, scope);
}

/** `$name(values)` */
export async function bindCall(syntax: Syntax, callee: Bound, values: readonly Bound[], scope: Scope): Promise<Bound> {
  const { convenience } = callee;
  const written = quote(scope, callee.syntax);
  if (convenience?.kind !== 'function') {
    fail(syntax, `${written} takes no arguments: write it without the brackets`);
  }
  if (!convenience.forms.some(({ length }) => length === values.length)) {
    const forms = formsOf(scope.text.slice(callee.syntax.start, callee.syntax.end), convenience.forms);
    fail(syntax, `${written} is written ${forms}, not with ${values.length} arguments`);
  }
  const numbers: bigint[] = [];
  for (const value of values) {
    numbers.push(await integerOf(value, 'an argument', scope));
  }
  const answer = await guarded(syntax, scope, async () => convenience.call(numbers));
  return bindConvenience(syntax, answer, scope);
}

async function integerOf(bound: Bound, what: string, scope: Scope): Promise<bigint> {
  if (!isInteger(bound.plain)) {
    fail(bound.syntax, `${what} has to be an integer; ${quote(scope, bound.syntax)} is ${described(bound)}`);
  }
  return BigInt(await bound.scalar());
}

/**
 * A name that is compared with a fact: `PENDING` in `$req(3).state == PENDING`. Such names count before the program's.
 * @returns undefined when the fact knows no such name
 */
export function bindNameBeside(syntax: Syntax, name: string, { convenience }: Bound, scope: Scope): Bound | undefined {
  const names = namesBeside(convenience);
  if (convenience?.kind === 'one-of' && names.includes(name)) {
    return bindConvenience(syntax, { ...convenience, name }, scope);
  }
  return names.includes(name) ? bindConvenience(syntax, truth(name === 'true'), scope) : undefined;
}

/** @throws ExpressionError with the names that a fact has, for one that neither it nor the program knows */
export async function refuseName(syntax: Syntax, name: string, { convenience }: Bound, scope: Scope): Promise<void> {
  if (convenience?.kind === 'one-of' && (await lookUp(name, scope)) === undefined) {
    const { type, names } = convenience;
    fail(syntax, `'${name}' is no ${type}; there is ${names.join(', ')}${nearest(name, names)}`);
  }
}

/** @throws ExpressionError when what is to be written is a fact */
export function refuseChange({ syntax, convenience }: Bound, scope: Scope): void {
  if (convenience !== undefined) {
    fail(syntax, `${quote(scope, syntax)} cannot be changed: it tells how the system is`);
  }
}

/** Whether facts about the system, or registers, are in it. */
export function tells(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'register':
    case 'call':
      return true;
    case 'binary':
      return tells(syntax.left) || tells(syntax.right);
    case 'unary':
    case 'cast':
    case 'placed':
    case 'size':
      return tells(syntax.operand);
    case 'member':
      return tells(syntax.object);
    case 'index':
      return tells(syntax.object) || tells(syntax.index);
    case 'conditional':
      return tells(syntax.condition) || tells(syntax.yes) || tells(syntax.no);
    case 'assignment':
      return tells(syntax.target) || tells(syntax.value);
    default:
      return false;
  }
}
