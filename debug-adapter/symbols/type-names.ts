// SPDX-License-Identifier: Apache-2.0
/** Types in the words of C, spaced as gdb does: `struct virtqueue *`, `const char *`, `u32 [4]`, `int (*)(void *)`. */

import type { FunctionType, QualifiedType, Type } from './types';

/** Nesting beyond which a type is abbreviated: no person reads on, and damage makes rings. */
const MAXIMUM_DEPTH = 40;
const MAXIMUM_LENGTH = 4096;
/** Parameters of functions among the parameters of functions multiply, so that they use up the depth sooner. */
const PARAMETER_DEPTH = 10;
const MAXIMUM_PARAMETERS = 32;

/** The name of a type; a struct, union or enum without a tag is `struct {...}`. */
export function typeName(type: Type): string {
  const { base, declarator } = declare(type, '', 0);
  const name = declarator === '' ? base : `${base} ${declarator}`;
  return name.length > MAXIMUM_LENGTH ? `${name.slice(0, MAXIMUM_LENGTH)}...` : name;
}

/** The specifier that stands first, and the declarator around what would be the declared name. */
interface Declaration {
  readonly base: string;
  readonly declarator: string;
}

function declare(type: Type, inner: string, depth: number): Declaration {
  if (depth > MAXIMUM_DEPTH || inner.length > MAXIMUM_LENGTH) {
    return { base: '...', declarator: inner };
  }
  switch (type.kind) {
    case 'pointer':
      return declare(type.target(), `*${spaced(inner)}`, depth + 1);
    case 'array':
      return declare(type.element(), `${wrapped(inner)}[${type.count ?? ''}]`, depth + 1);
    case 'function':
      return declare(type.returns(), `${wrapped(inner)}(${parameterNames(type, depth)})`, depth + 1);
    case 'const':
    case 'volatile':
    case 'restrict':
    case 'atomic':
      return declareQualified(type, inner, depth);
    default:
      return { base: ownName(type), declarator: inner };
  }
}

/** `* const p`, but `**p` and `*[3]`. */
function spaced(inner: string): string {
  return /^[a-z_]/.test(inner) ? ` ${inner}` : inner;
}

/** Arrays and functions bind tighter than pointers. */
function wrapped(inner: string): string {
  return inner.startsWith('*') ? `(${inner})` : inner;
}

const KEYWORDS = { const: 'const', volatile: 'volatile', restrict: 'restrict', atomic: '_Atomic' } as const;
/** In the order in which they are written. */
const KINDS = ['const', 'volatile', 'restrict', 'atomic'] as const;

/** Qualifiers of a pointer stand behind its star, those of an array belong to its elements, all others come first. */
function declareQualified(type: QualifiedType, inner: string, depth: number): Declaration {
  const kinds = new Set<QualifiedType['kind']>();
  let target: Type = type;
  for (let steps = 0; isQualified(target) && steps < MAXIMUM_DEPTH; steps++) {
    kinds.add(target.kind);
    target = target.target();
  }
  if (target.kind === 'array') {
    const { element, count } = target;
    return declare({ kind: 'array', count, element: () => qualify(element(), kinds) }, inner, depth + 1);
  }
  const keywords = KINDS.filter((kind) => kinds.has(kind))
    .map((kind) => KEYWORDS[kind])
    .join(' ');
  if (target.kind === 'pointer') {
    const stars = `* ${keywords}${inner === '' ? '' : spaceBefore(inner)}`;
    return declare(target.target(), stars, depth + 1);
  }
  return target.kind === 'function'
    ? declare(target, inner, depth + 1)
    : { base: `${keywords} ${ownName(target)}`, declarator: inner };
}

function isQualified(type: Type): type is QualifiedType {
  return type.kind in KEYWORDS;
}

function qualify(type: Type, kinds: Iterable<QualifiedType['kind']>): Type {
  let result = type;
  for (const kind of kinds) {
    const target = result;
    result = { kind, target: () => target };
  }
  return result;
}

function spaceBefore(inner: string): string {
  return inner.startsWith('[') || inner.startsWith(')') ? inner : ` ${inner}`;
}

function parameterNames(type: FunctionType, depth: number): string {
  const parameters = type.parameters();
  const names = parameters.slice(0, MAXIMUM_PARAMETERS).map((parameter) => {
    const { base, declarator } = declare(parameter, '', depth + PARAMETER_DEPTH);
    return declarator === '' ? base : `${base} ${declarator}`;
  });
  if (type.variadic || parameters.length > MAXIMUM_PARAMETERS) {
    names.push('...');
  }
  // A declaration without a prototype takes anything, and says nothing.
  const isOpen = parameters.length === 0 && type.variadic;
  return isOpen ? '' : names.join(', ') || 'void';
}

function ownName(type: Type): string {
  switch (type.kind) {
    case 'base':
    case 'typedef':
      return type.name;
    case 'struct':
    case 'union':
    case 'enum':
      return `${type.kind} ${type.name ?? '{...}'}`;
    case 'void':
      return 'void';
    default:
      return '<unknown type>';
  }
}
