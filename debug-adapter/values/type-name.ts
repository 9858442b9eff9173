// SPDX-License-Identifier: Apache-2.0
/** Writes types as C does, with the spaces that gdb puts. */

import type { FunctionType, QualifiedType, Type } from '../symbols';

const MAX_DEPTH = 24;
const MAX_PARAMETERS = 32;

/** `struct foo *`, `unsigned char [16]`, `int (*)(int, char *)`. */
export function typeName(type: Type): string {
  return declare(type, '', 0);
}

/** @param inner the declarator so far: what stands where a name would */
function declare(type: Type, inner: string, depth: number): string {
  if (depth > MAX_DEPTH) {
    return join('...', inner);
  }
  switch (type.kind) {
    case 'base':
    case 'typedef':
      return join(type.name, inner);
    case 'struct':
    case 'union':
    case 'enum':
      return join(`${type.kind} ${type.name ?? '{...}'}`, inner);
    case 'void':
      return join('void', inner);
    case 'unknown':
      return join('<unknown type>', inner);
    case 'pointer':
      return declarePointer(type.target(), inner, depth);
    case 'array':
      return declare(type.element(), `${inner}[${type.count ?? ''}]`, depth + 1);
    case 'function':
      return declare(type.returns(), `${inner}(${parameters(type, depth)})`, depth + 1);
    default:
      return declareQualified(type, inner, depth);
  }
}

function join(name: string, inner: string): string {
  return inner === '' ? name : `${name} ${inner}`;
}

function declarePointer(target: Type, inner: string, depth: number): string {
  const bracketed = target.kind === 'array' || target.kind === 'function';
  return declare(target, bracketed ? `(*${inner})` : `*${inner}`, depth + 1);
}

function declareQualified(type: QualifiedType, inner: string, depth: number): string {
  const word = type.kind === 'atomic' ? '_Atomic' : type.kind;
  const target = type.target();
  return qualifiesPointer(target)
    ? declare(target, ` ${word}${inner}`, depth + 1)
    : `${word} ${declare(target, inner, depth + 1)}`;
}

/** The word then stands behind the asterisk. */
function qualifiesPointer(type: Type): boolean {
  let current = type;
  for (let steps = 0; steps < MAX_DEPTH; steps++) {
    if (current.kind !== 'const' && current.kind !== 'volatile' && current.kind !== 'restrict') {
      return current.kind === 'pointer';
    }
    current = current.target();
  }
  return false;
}

function parameters(type: FunctionType, depth: number): string {
  const types = type.parameters();
  const names = types.slice(0, MAX_PARAMETERS).map((one) => declare(one, '', depth + 1));
  if (type.variadic || types.length > MAX_PARAMETERS) {
    names.push('...');
  }
  return names.length === 0 ? 'void' : names.join(', ');
}
