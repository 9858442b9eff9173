// SPDX-License-Identifier: Apache-2.0
/** Reads a configuration's declarations: images, constants, types, lists, and the variable `config` itself. */

import type { Cursor } from './cursor';
import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import { evaluate } from './expression';
import { readImage } from './image';
import { convert, INT, LONG } from './integer';
import type { StructNode } from './node';
import { CONFIG_TYPE } from './schema';
import type { FileScope } from './scope';
import { isIdentifier, isPunctuator, type Token, useOf } from './token';
import { INTEGER_TYPES, integerOfWords, isBasicTypeWord, isTag, type TypeName } from './type-name';

const STORAGE = new Set([
  'const',
  'volatile',
  'static',
  'extern',
  'inline',
  '__inline',
  'register',
  'typedef',
  '_Thread_local',
  '__thread',
  '_Noreturn',
  '__extension__',
  'auto',
  'restrict',
  '_Atomic',
]);
const WITH_PARENTHESES = new Set(['__attribute__', '__attribute', '_Alignas', '__declspec', 'asm', '__asm__', '__asm']);
const STATIC_ASSERT = new Set(['_Static_assert', 'static_assert']);

/** The variable `config`, as it was found. */
export interface FoundConfig {
  readonly node: StructNode;
  /** From the first token of its declaration to the last. */
  readonly first: Token;
  readonly last: Token;
}

interface Specifiers {
  readonly type: TypeName;
  readonly constant: boolean;
  readonly typedef: boolean;
}

interface Declarator {
  readonly name: Token;
  readonly pointer: boolean;
  readonly array: boolean;
  readonly isFunction: boolean;
}

export class DeclarationReader {
  private config: FoundConfig | undefined;
  /** A struct config under another name, for the message that `config` is missing. */
  private misnamed: Token | undefined;

  constructor(
    private readonly cursor: Cursor,
    private readonly scope: FileScope,
    private readonly diagnostics: DiagnosticList,
  ) {}

  /** Reads the whole file. */
  read(): { config: FoundConfig | undefined; misnamed: Token | undefined } {
    while (!this.cursor.atEnd()) {
      const before = this.cursor.index;
      try {
        this.declaration();
      } catch (problem) {
        if (!(problem instanceof SyntaxProblem)) {
          throw problem;
        }
        this.diagnostics.problem(problem);
        this.skipDeclaration();
      }
      if (this.cursor.index === before) {
        this.cursor.next();
      }
    }
    return { config: this.config, misnamed: this.misnamed };
  }

  private skipDeclaration(): void {
    for (;;) {
      this.cursor.skipTo(';');
      if (this.cursor.accept(';') || this.cursor.atEnd()) {
        return;
      }
      this.cursor.next();
    }
  }

  private declaration(): void {
    const token = this.cursor.peek();
    if (this.cursor.accept(';')) {
      return;
    }
    if (isIdentifier(token, '__bao_image')) {
      const image = readImage(this.cursor, this.diagnostics, this.scope.images);
      this.scope.images.set(image.name, image);
      return;
    }
    if (token.kind === 'identifier' && (STATIC_ASSERT.has(token.text) || this.isInvisibleMacro(token))) {
      this.cursor.next();
      this.cursor.skipBalanced();
      return;
    }
    this.declare(token);
  }

  /** A use of a macro from a header: a name with parentheses where a declaration would begin. */
  private isInvisibleMacro(token: Token): boolean {
    const inAssembly = WITH_PARENTHESES.has(token.text) && token.text.includes('asm');
    return isPunctuator(this.cursor.peek(1), '(') && (inAssembly || !WITH_PARENTHESES.has(token.text));
  }

  private declare(first: Token): void {
    const specifiers = this.specifiers();
    if (this.cursor.accept(';')) {
      return;
    }
    do {
      const declarator = this.declarator();
      if (declarator.isFunction && this.cursor.at('{')) {
        this.cursor.skipBalanced();
        return;
      }
      this.declared(specifiers, declarator, first);
    } while (this.cursor.accept(','));
    const previous = this.cursor.previous();
    if (!this.cursor.accept(';') && !(this.cursor.atEnd() && this.diagnostics.hasErrors)) {
      const message = `a ';' is missing after '${shorten(previous.text)}'`;
      const place = this.cursor.atEnd() ? previous.use : this.cursor.peek().use;
      this.diagnostics.error('config-syntax', message, place);
    }
  }

  // --- specifiers ----------------------------------------------------------------------------------------------------

  private specifiers(): Specifiers {
    let type: TypeName | undefined;
    let constant = false;
    let typedef = false;
    const words: string[] = [];
    for (;;) {
      const token = this.cursor.peek();
      if (token.kind !== 'identifier') {
        break;
      }
      if (STORAGE.has(token.text)) {
        constant ||= token.text === 'const';
        typedef ||= token.text === 'typedef';
        this.cursor.next();
      } else if (WITH_PARENTHESES.has(token.text)) {
        this.skipAttribute();
      } else if (isBasicTypeWord(token)) {
        words.push(this.cursor.next().text);
      } else if (isTag(token)) {
        type = this.tagged();
      } else if (type === undefined && words.length === 0 && this.namesType()) {
        type = this.namedType(this.cursor.next());
      } else {
        break;
      }
    }
    const basic = { name: words.join(' '), integer: integerOfWords(words), pointer: false, array: false };
    return { type: type ?? basic, constant, typedef };
  }

  /** An identifier is a type when the declared name comes after it. */
  private namesType(): boolean {
    const next = this.cursor.peek(1);
    return next.kind === 'identifier' || isPunctuator(next, '*');
  }

  private namedType(name: Token): TypeName {
    const integer = INTEGER_TYPES.get(name.text);
    return this.scope.typedef(name.text) ?? { name: name.text, integer, pointer: false, array: false };
  }

  private tagged(): TypeName {
    const tag = this.cursor.next();
    while (WITH_PARENTHESES.has(this.cursor.peek().text)) {
      this.skipAttribute();
    }
    const name = this.cursor.peek().kind === 'identifier' ? this.cursor.next().text : '';
    if (this.cursor.at('{')) {
      if (tag.text === 'enum') {
        this.enumerators();
      } else {
        this.cursor.skipBalanced();
      }
    }
    const integer = tag.text === 'enum' ? INT : undefined;
    return { name, integer, pointer: false, array: false };
  }

  private enumerators(): void {
    this.cursor.expect('{', 'to begin the enumeration');
    let value = 0n;
    while (!this.cursor.at('}')) {
      const name = this.cursor.peek();
      if (name.kind !== 'identifier') {
        throw this.cursor.unexpected('the name of a constant', 'in the enumeration');
      }
      this.cursor.next();
      if (this.cursor.accept('=')) {
        value = evaluate(this.cursor, this.scope, this.diagnostics).value;
      }
      const type = convert(value, INT) === value ? INT : LONG;
      this.scope.constants.set(name.text, { value: convert(value, type), type });
      value += 1n;
      if (!this.cursor.at('}')) {
        this.cursor.expect(',', 'between enumeration constants');
      }
    }
    this.cursor.next();
  }

  private skipAttribute(): void {
    this.cursor.next();
    while (isIdentifier(this.cursor.peek(), 'volatile')) {
      this.cursor.next();
    }
    if (this.cursor.at('(')) {
      this.cursor.skipBalanced();
    }
  }

  // --- declarators ---------------------------------------------------------------------------------------------------

  private declarator(): Declarator {
    let pointer = false;
    for (;;) {
      const token = this.cursor.peek();
      if (this.cursor.accept('*')) {
        pointer = true;
      } else if (token.kind === 'identifier' && WITH_PARENTHESES.has(token.text)) {
        this.skipAttribute();
      } else if (token.kind === 'identifier' && STORAGE.has(token.text)) {
        this.cursor.next();
      } else {
        break;
      }
    }
    const name = this.cursor.peek();
    if (name.kind !== 'identifier') {
      throw this.cursor.unexpected('a declaration', 'here');
    }
    this.cursor.next();
    return { name, pointer, ...this.suffixes() };
  }

  private suffixes(): { array: boolean; isFunction: boolean } {
    let array = false;
    let isFunction = false;
    for (;;) {
      const token = this.cursor.peek();
      if (isPunctuator(token, '[')) {
        array = true;
        this.cursor.skipBalanced();
      } else if (isPunctuator(token, '(')) {
        isFunction = true;
        this.cursor.skipBalanced();
      } else if (token.kind === 'identifier' && WITH_PARENTHESES.has(token.text)) {
        this.skipAttribute();
      } else {
        return { array, isFunction };
      }
    }
  }

  private declared(specifiers: Specifiers, declarator: Declarator, first: Token): void {
    const { name } = declarator;
    const type = {
      ...specifiers.type,
      pointer: specifiers.type.pointer || declarator.pointer,
      array: specifiers.type.array || declarator.array,
    };
    if (specifiers.typedef) {
      this.scope.typedefs.set(name.text, type);
      return;
    }
    if (!this.cursor.accept('=')) {
      return;
    }
    if (type.name === 'config' && !type.pointer && !type.array) {
      this.configuration(name, first);
    } else if (type.array || isPunctuator(this.cursor.peek(), '{')) {
      this.scope.objects.set(name.text, { name, type, start: this.cursor.index });
      this.skipInitializer();
    } else if (type.integer !== undefined && !type.pointer && specifiers.constant) {
      const value = evaluate(this.cursor, this.scope, this.diagnostics).value;
      this.scope.constants.set(name.text, { value: convert(value, type.integer), type: type.integer });
    } else {
      this.scope.variables.add(name.text);
      this.skipInitializer();
    }
  }

  private skipInitializer(): void {
    const open = this.cursor.peek();
    this.cursor.skipTo(',', ';');
    if (this.cursor.atEnd() && isPunctuator(open, '{')) {
      throw new SyntaxProblem('config-syntax', "this '{' is never closed; a '}' is missing", open.use);
    }
  }

  private configuration(name: Token, first: Token): void {
    if (name.text !== 'config') {
      this.misnamed ??= name;
      this.skipInitializer();
      return;
    }
    if (this.config !== undefined) {
      const span = useOf(first, name);
      this.diagnostics.error('config-duplicate', "'config' is defined a second time; remove one of them", span);
    }
    const node = this.scope.reader.read(this.cursor, CONFIG_TYPE) as StructNode;
    const last = this.cursor.at(';') ? this.cursor.peek() : this.cursor.previous();
    this.config ??= { node, first, last };
  }
}
