// SPDX-License-Identifier: Apache-2.0
/** Type names of C (C11 6.7.7). They are tried: what is no type name is left to be read as an expression. */

import { readNumber } from './literals';
import type { TypeSyntax } from './syntax';
import type { Token } from './token';
import type { TokenCursor } from './token-cursor';

const QUALIFIERS = new Set(['const', 'volatile', 'restrict', '_Atomic']);
const TAGS = new Set(['struct', 'union', 'enum']);
const WORDS = new Set([
  'void',
  'char',
  'short',
  'int',
  'long',
  'float',
  'double',
  'signed',
  'unsigned',
  '_Bool',
  '__int128',
]);

/** More elements than any memory has. */
const MAX_COUNT = 2 ** 48;

export interface TypeName {
  readonly type: TypeSyntax;
  /** Only a name that may be a type's or a variable's, such as `(x)` and `(x[4])` begin with. */
  readonly inDoubt: string | undefined;
}

/** Words that begin a type name and nothing else. */
export function isTypeKeyword(token: Token): boolean {
  return token.kind === 'name' && (QUALIFIERS.has(token.text) || TAGS.has(token.text) || WORDS.has(token.text));
}

/** Undefined when no type name is here; the cursor may then be anywhere. */
export function readTypeName(cursor: TokenCursor): TypeName | undefined {
  const start = cursor.peek().start;
  const hasKeyword = isTypeKeyword(cursor.peek());
  const specifier = readSpecifier(cursor, start);
  const declarator = specifier && readDeclarator(cursor);
  if (!specifier || !declarator) {
    return undefined;
  }
  const type = declarator.apply(specifier);
  const inDoubt = !hasKeyword && !declarator.hasPointer && specifier.kind === 'named' ? specifier.name : undefined;
  return { type, inDoubt };
}

function readSpecifier(cursor: TokenCursor, start: number): TypeSyntax | undefined {
  const words: string[] = [];
  let name: string | undefined;
  for (let token = cursor.peek(); token.kind === 'name'; token = cursor.peek()) {
    if (TAGS.has(token.text) && name === undefined && cursor.peek(1).kind === 'name') {
      name = `${cursor.next().text} ${cursor.next().text}`;
    } else if (WORDS.has(token.text)) {
      words.push(cursor.next().text);
    } else if (QUALIFIERS.has(token.text)) {
      cursor.next();
    } else if (name === undefined && words.length === 0 && !TAGS.has(token.text)) {
      name = cursor.next().text;
    } else {
      return undefined;
    }
  }
  if ((name === undefined) === (words.length === 0)) {
    return undefined;
  }
  const span = { start, end: cursor.end };
  return name === undefined ? { kind: 'builtin', words, ...span } : { kind: 'named', name, ...span };
}

type Derivation = (type: TypeSyntax) => TypeSyntax;

interface Declarator {
  readonly apply: Derivation;
  readonly hasPointer: boolean;
}

function readDeclarator(cursor: TokenCursor): Declarator | undefined {
  return cursor.nested(() => {
    const pointers = readPointers(cursor);
    const inner = readBracketed(cursor);
    const suffixes = inner && readSuffixes(cursor);
    return (
      inner &&
      suffixes && {
        apply: (type) => inner.apply(suffixes.reduceRight((one, derive) => derive(one), pointers.apply(type))),
        hasPointer: pointers.hasPointer || inner.hasPointer,
      }
    );
  });
}

const NOTHING: Declarator = { apply: (type) => type, hasPointer: false };

function readPointers(cursor: TokenCursor): Declarator {
  let count = 0;
  for (;;) {
    if (cursor.accept('*')) {
      count++;
    } else if (count > 0 && QUALIFIERS.has(cursor.peek().text)) {
      cursor.next();
    } else {
      break;
    }
  }
  const end = cursor.end;
  const apply = (type: TypeSyntax): TypeSyntax =>
    Array.from({ length: count }).reduce<TypeSyntax>(
      (target) => ({ kind: 'pointer', target, start: type.start, end }),
      type,
    );
  return { apply, hasPointer: count > 0 };
}

/** The inner declarator of `(*)[4]` and `(*)(int)`. */
function readBracketed(cursor: TokenCursor): Declarator | undefined {
  const opens = cursor.isAt('(') && (cursor.peek(1).text === '*' || cursor.peek(1).text === '(');
  if (!opens) {
    return NOTHING;
  }
  cursor.next();
  const inner = readDeclarator(cursor);
  return inner && cursor.accept(')') ? inner : undefined;
}

function readSuffixes(cursor: TokenCursor): Derivation[] | undefined {
  const suffixes: Derivation[] = [];
  while (cursor.isAt('[') || cursor.isAt('(')) {
    const suffix = cursor.accept('[') ? readCount(cursor) : readParameters(cursor);
    if (!suffix) {
      return undefined;
    }
    suffixes.push(suffix);
  }
  return suffixes;
}

function readCount(cursor: TokenCursor): Derivation | undefined {
  const token = cursor.peek();
  const number = token.kind === 'number' ? readNumber(cursor.next()) : undefined;
  const count = number?.kind === 'integer' && number.value <= MAX_COUNT ? Number(number.value) : undefined;
  if ((number && count === undefined) || !cursor.accept(']')) {
    return undefined;
  }
  const end = cursor.end;
  return (element) => ({ kind: 'array', element, count, start: element.start, end });
}

function readParameters(cursor: TokenCursor): Derivation | undefined {
  cursor.next();
  const parameters: TypeSyntax[] = [];
  while (!cursor.isAt(')')) {
    const parameter = readTypeName(cursor);
    if (!parameter || !(cursor.accept(',') || cursor.isAt(')'))) {
      return undefined;
    }
    parameters.push(parameter.type);
  }
  cursor.next();
  const end = cursor.end;
  const [only] = parameters;
  const isEmpty = parameters.length === 1 && only?.kind === 'builtin' && only.words.join() === 'void';
  return (returns) => ({
    kind: 'function',
    returns,
    parameters: isEmpty ? [] : parameters,
    start: returns.start,
    end,
  });
}
