// SPDX-License-Identifier: Apache-2.0
/** The names a configuration file declares: constants, types, images, and objects that hold lists. */

import type { EmbeddedImage } from './config';
import { Cursor } from './cursor';
import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import type { ConstantValue } from './expression';
import { type DeclaredObject, InitializerReader, type ObjectScope } from './initializer';
import { INT, UNSIGNED_LONG } from './integer';
import { suggestion } from './nearest';
import { type ArrayNode, emptyNode, setChild } from './node';
import { PREDEFINED_CONSTANTS } from './predefined';
import { type ArrayType, type CType, NAMED_STRUCTS, sizeOfType } from './schema';
import type { Token } from './token';
import { INTEGER_TYPES, readParenthesisedType, type TypeName } from './type-name';

/** An object with an initialiser that begins at a token. */
export interface FileObject extends DeclaredObject {
  readonly start: number;
}

/** Stands for the size of structs the reader does not know whole: only quotients of sizes are used in practice. */
const UNKNOWN_SIZE = 1024n;

export class FileScope implements ObjectScope {
  readonly wide = false;
  readonly images = new Map<string, EmbeddedImage>();
  readonly typedefs = new Map<string, TypeName>();
  readonly constants = new Map<string, ConstantValue>();
  readonly objects = new Map<string, FileObject>();
  /** Variables that C does not take for constants. */
  readonly variables = new Set<string>();
  readonly reader: InitializerReader;
  private readonly lists = new Map<DeclaredObject, Map<CType, ArrayNode>>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly diagnostics: DiagnosticList,
    private readonly macroNames: () => string[],
  ) {
    this.reader = new InitializerReader(this, diagnostics);
    for (const [name, value] of PREDEFINED_CONSTANTS) {
      this.constants.set(name, { value, type: INT });
    }
  }

  typedef(name: string): TypeName | undefined {
    return this.typedefs.get(name);
  }

  isValue(name: string): boolean {
    return this.constants.has(name) || this.objects.has(name) || this.variables.has(name) || name.startsWith('__bao_');
  }

  object(name: string): DeclaredObject | undefined {
    return this.objects.get(name);
  }

  value(name: Token, cursor: Cursor): ConstantValue {
    const constant = this.constants.get(name.text) ?? this.imageValue(name, cursor);
    if (constant !== undefined) {
      return constant;
    }
    const quoted = `'${shorten(name.text)}'`;
    if (this.variables.has(name.text) || this.objects.has(name.text)) {
      const message = `${quoted} is not a constant; make it a macro, an enumeration constant or const`;
      throw new SyntaxProblem('config-expression', message, name.use);
    }
    const near = suggestion(name.text, [...this.constants.keys(), ...this.macroNames()]);
    const message = `${quoted} is not known here${near}; headers are not read, so define it in this file`;
    throw new SyntaxProblem('config-unknown-name', message, name.use);
  }

  /** VM_IMAGE_OFFSET, VM_IMAGE_SIZE and the linker symbols behind them. */
  private imageValue(name: Token, cursor: Cursor): ConstantValue | undefined {
    const builtin = /^__bao_image_(offset|size)$/.exec(name.text);
    if (builtin !== null && cursor.accept('(')) {
      const image = cursor.next();
      cursor.expect(')', 'after the name of the image');
      return this.reference(image, image.text.slice(1, -1), builtin[1] === 'size' ? 'size' : 'offset');
    }
    const symbol = /^_(.+)_vm_(beg|size)$/.exec(name.text);
    return symbol === null ? undefined : this.reference(name, symbol[1]!, symbol[2] === 'size' ? 'size' : 'offset');
  }

  private reference(token: Token, name: string, part: 'offset' | 'size'): ConstantValue {
    if (!this.images.has(name)) {
      const near = suggestion(name, this.images.keys());
      const remedy = near === '' ? `; declare it with VM_IMAGE(${shorten(name)}, XSTR(path))` : near;
      const message = `there is no VM_IMAGE named '${shorten(name)}'${remedy}`;
      this.diagnostics.error('config-unknown-image', message, token.use);
    }
    return { value: 0n, type: UNSIGNED_LONG, image: { name, part, token } };
  }

  list(object: DeclaredObject, type: ArrayType): ArrayNode {
    const known = this.lists.get(object) ?? new Map<CType, ArrayNode>();
    this.lists.set(object, known);
    const list = known.get(type.element) ?? this.readList(object as FileObject, type);
    known.set(type.element, list);
    return list;
  }

  private readList(object: FileObject, type: ArrayType): ArrayNode {
    const cursor = new Cursor(this.tokens, object.start);
    const list = emptyNode(type, { first: object.name, last: object.name }) as ArrayNode;
    try {
      if (object.type.array) {
        return this.reader.read(cursor, type) as ArrayNode;
      }
      setChild(list, 0, this.reader.read(cursor, type.element));
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) {
        throw problem;
      }
      this.diagnostics.problem(problem);
    }
    return list;
  }

  // --- sizeof --------------------------------------------------------------------------------------------------------

  sizeOf(word: Token, cursor: Cursor): bigint {
    const type = readParenthesisedType(cursor, this);
    if (type !== undefined && !cursor.at('{')) {
      return this.sizeOfName(type, word);
    }
    if (type !== undefined) {
      return this.sizeOfList(type, this.reader.read(cursor, arrayOf(type)), word);
    }
    if (cursor.accept('(')) {
      const size = cursor.nested(() => this.sizeOf(word, cursor));
      cursor.expect(')', 'after the operand of sizeof');
      return size;
    }
    return this.sizeOfObject(word, cursor);
  }

  private sizeOfObject(word: Token, cursor: Cursor): bigint {
    const pointed = cursor.accept('*');
    const name = cursor.next();
    const object = this.objects.get(name.text);
    if (object === undefined) {
      const message = `sizeof '${shorten(name.text)}' is not known; use a type or a list of this file`;
      throw new SyntaxProblem('config-expression', message, name.use);
    }
    if (cursor.at('[')) {
      cursor.skipBalanced();
      return this.sizeOfName({ ...object.type, array: false }, word);
    }
    if (pointed || !object.type.array) {
      return this.sizeOfName({ ...object.type, array: false }, word);
    }
    return this.sizeOfList(object.type, this.list(object, arrayOf(object.type)), word);
  }

  private sizeOfList(type: TypeName, list: { kind: string; length?: number }, word: Token): bigint {
    const element = this.sizeOfName({ ...type, array: false }, word);
    return element * BigInt(list.length ?? 1);
  }

  private sizeOfName(type: TypeName, word: Token): bigint {
    if (type.array) {
      throw new SyntaxProblem('config-expression', 'sizeof an array type is not read; write the number', word.use);
    }
    if (type.pointer) {
      return 8n;
    }
    const known = NAMED_STRUCTS.get(type.name);
    if (known !== undefined) {
      return sizeOfType(known) ?? UNKNOWN_SIZE;
    }
    const integer = type.integer ?? INTEGER_TYPES.get(type.name);
    return integer === undefined ? UNKNOWN_SIZE : BigInt(integer.bits / 8);
  }
}

/** The list type that a declared type makes. */
function arrayOf(type: TypeName): ArrayType {
  const element = NAMED_STRUCTS.get(type.name) ?? SCALAR;
  return { kind: 'array', element };
}

const SCALAR: CType = { kind: 'scalar', integer: UNSIGNED_LONG };
