// SPDX-License-Identifier: Apache-2.0
/** What is inside a value: members of structs, elements of arrays, what pointers point to. */

import { sizeOf, stripTypedefs, type Type } from '../symbols';
import type { ValueAccess } from './access';
import { elementCount, elementOf, isStruct, MAX_MEMBERS, memberOf } from './members';
import { readScalar } from './scalar';
import type { Value } from './value';

export interface ChildCounts {
  readonly named: number;
  readonly indexed: number;
}

export interface Child {
  readonly name: string;
  readonly value: Value;
  /** Evaluates to this child; undefined when there is no such expression. */
  readonly evaluateName: string | undefined;
  /** To be handed on as `expression` when this child is opened. */
  readonly expression: string | undefined;
}

/** Some of the children: they are numbered from 0. */
export interface ChildPage {
  readonly start?: number | undefined;
  readonly count?: number | undefined;
  /** What evaluates to the outer value, without format. Without it the children have no `evaluateName`. */
  readonly expression?: string | undefined;
}

/** Children that are given at a time. */
const MAX_PAGE = 10_000;
const NONE: ChildCounts = { named: 0, indexed: 0 };

/** @param target what a pointer points to; undefined when it is not known */
export function childCounts(value: Value, target: bigint | undefined): ChildCounts {
  const type = stripTypedefs(value.type);
  if (value.location.kind === 'unavailable') {
    return NONE;
  }
  if (isStruct(type)) {
    return { named: Math.min(type.members().length, MAX_MEMBERS), indexed: 0 };
  }
  if (type.kind === 'array') {
    return { named: 0, indexed: elementCount(type) };
  }
  return type.kind === 'pointer' && target ? { named: pointeeCount(type.target()), indexed: 0 } : NONE;
}

function pointeeCount(target: Type): number {
  const plain = stripTypedefs(target);
  if (isStruct(plain)) {
    return Math.min(plain.members().length, MAX_MEMBERS);
  }
  return plain.kind === 'void' || plain.kind === 'function' || plain.kind === 'unknown' ? 0 : 1;
}

/**
 * Children of a value in their order; none when it has none. A pointer to a struct shows the struct's members.
 * @throws ValueError when the pointer that leads to them cannot be read
 */
export async function childrenOf(value: Value, access: ValueAccess, page: ChildPage = {}): Promise<Child[]> {
  const type = stripTypedefs(value.type);
  if (value.location.kind === 'unavailable') {
    return [];
  }
  if (isStruct(type)) {
    return members(value, page, '.');
  }
  if (type.kind === 'array') {
    return elements(value, type.element(), elementCount(type), page);
  }
  if (type.kind !== 'pointer' || pointeeCount(type.target()) === 0) {
    return [];
  }
  const address = BigInt(await readScalar(value, access));
  const pointee: Value = { type: type.target(), location: { kind: 'memory', address } };
  if (address === 0n) {
    return [];
  }
  return isStruct(stripTypedefs(pointee.type)) ? members(pointee, page, '->') : [dereferenced(pointee, page)];
}

function dereferenced(pointee: Value, page: ChildPage): Child {
  const expression = page.expression && `*${operand(page.expression)}`;
  return { name: expression ?? '*', value: pointee, evaluateName: expression, expression };
}

function members(outer: Value, page: ChildPage, operator: '.' | '->'): Child[] {
  const type = stripTypedefs(outer.type);
  const all = isStruct(type) ? type.members() : [];
  const { start, end } = bounds(Math.min(all.length, MAX_MEMBERS), page);
  const base = page.expression && postfixOperand(page.expression);
  return all.slice(start, end).map((member) => {
    const value = memberOf(outer, member);
    if (member.name === undefined) {
      // Its members are reached as members of the outer struct. Behind an arrow that needs a dot from here on.
      const expression = base && (operator === '.' ? base : `(*${base})`);
      return { name: `(anonymous ${stripTypedefs(member.type()).kind})`, value, evaluateName: undefined, expression };
    }
    const expression = base && `${base}${operator}${member.name}`;
    return { name: member.name, value, evaluateName: expression, expression };
  });
}

function elements(array: Value, element: Type, count: number, page: ChildPage): Child[] {
  const { start, end } = bounds(sizeOf(element) === 0 ? 0 : count, page);
  const base = page.expression && postfixOperand(page.expression);
  return Array.from({ length: end - start }, (_, offset) => {
    const name = `[${start + offset}]`;
    const expression = base && `${base}${name}`;
    return { name, value: elementOf(array, element, start + offset), evaluateName: expression, expression };
  });
}

function bounds(available: number, page: ChildPage): { readonly start: number; readonly end: number } {
  const start = Math.min(Math.max(0, Math.trunc(page.start ?? 0)), available);
  const count = Math.min(Math.max(0, Math.trunc(page.count ?? MAX_PAGE)), MAX_PAGE);
  return { start, end: Math.min(available, start + count) };
}

/** In brackets unless it can stand before `.`, `->` or `[` as it is. */
function postfixOperand(expression: string): string {
  return /^[$\w]+(?:\.\w+|->\w+|\[\d+\])*$/.test(expression) ? expression : `(${expression})`;
}

function operand(expression: string): string {
  return /^[*&]*[$\w]+(?:\.\w+|->\w+|\[\d+\])*$/.test(expression) ? expression : `(${expression})`;
}
