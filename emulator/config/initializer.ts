// SPDX-License-Identifier: Apache-2.0
/** Initialisers of C (C11 6.7.9): designators, nested and elided braces, compound literals, the last one given wins. */

import type { Cursor } from './cursor';
import { type DiagnosticList, SyntaxProblem, shorten } from './diagnostics';
import { type ConstantValue, type ExpressionScope, evaluate } from './expression';
import { convert, UNSIGNED_LONG } from './integer';
import { MAX_ELEMENTS, MAX_INITIALIZERS } from './limits';
import { suggestion } from './nearest';
import {
  type ArrayNode,
  childType,
  type Extent,
  emptyNode,
  getChild,
  type Node,
  type StructNode,
  setChild,
} from './node';
import {
  type ArrayType,
  type CType,
  findMember,
  memberNames,
  NAMED_STRUCTS,
  type PointerType,
  type ScalarType,
  type StructType,
  typeText,
} from './schema';
import { isPunctuator, type Token, useOf } from './token';
import { readParenthesisedType, type TypeName } from './type-name';

/** What initialisers may name beside constants: objects of the file that hold lists. */
export interface ObjectScope extends ExpressionScope {
  /** An array or struct declared before, by name. */
  object(name: string): DeclaredObject | undefined;
  /** Its elements, read as elements of this type. */
  list(object: DeclaredObject, type: ArrayType): ArrayNode;
}

export interface DeclaredObject {
  readonly name: Token;
  readonly type: TypeName;
}

/** Where the next value goes: a child of an aggregate. */
interface Frame {
  readonly node: StructNode | ArrayNode;
  index: number;
}

/** A designated place: the aggregates on the way, the last one with the index of the child. */
interface Place {
  readonly frames: Frame[];
  /** Set for `[first ... last]`, GNU C's range. */
  readonly rangeEnd?: number | undefined;
  /** The name, when it is a member that an open struct does not know. */
  readonly extra?: string | undefined;
}

/** After an error in a struct: which member comes next is not known until a designator says so. */
const UNKNOWN_INDEX = -1;
const OPEN: StructType = { kind: 'struct', union: false, names: [], members: [], open: true };
const ANY: ScalarType = { kind: 'scalar', integer: UNSIGNED_LONG };

export class InitializerReader {
  private count = 0;

  constructor(
    private readonly scope: ObjectScope,
    private readonly diagnostics: DiagnosticList,
  ) {}

  /** Reads the initialiser of an object of this type; the cursor stands at its first token. Throws SyntaxProblem. */
  read(cursor: Cursor, type: CType): Node {
    return new Reading(cursor, this.scope, this.diagnostics, (span) => this.countOne(span)).value(type);
  }

  private countOne(token: Token): void {
    if (++this.count > MAX_INITIALIZERS) {
      this.diagnostics.limit('config-limit', `more than ${MAX_INITIALIZERS} initialisers`, token.use);
    }
  }
}

class Reading {
  /** The initialiser has ended with braces still open, and that has been said. */
  private truncated = false;

  constructor(
    private readonly cursor: Cursor,
    private readonly scope: ObjectScope,
    private readonly diagnostics: DiagnosticList,
    private readonly countOne: (token: Token) => void,
  ) {}

  value(type: CType): Node {
    this.countOne(this.cursor.peek());
    return this.cursor.nested(() => {
      switch (type.kind) {
        case 'scalar':
          return this.scalar(type);
        case 'pointer':
          return this.pointer(type);
        default:
          return this.aggregate(type);
      }
    });
  }

  // --- scalars -------------------------------------------------------------------------------------------------------

  private scalar(type: ScalarType): Node {
    if (this.cursor.at('{')) {
      return this.scalarInBraces(type);
    }
    const first = this.cursor.peek();
    const value = evaluate(this.cursor, this.scope, this.diagnostics);
    const extent = { first, last: this.cursor.previous() };
    return { kind: 'scalar', value: this.converted(value, type, extent), extent };
  }

  private scalarInBraces(type: ScalarType): Node {
    const start = this.cursor.index;
    try {
      this.cursor.next();
      const inner = this.value(type);
      this.cursor.accept(',');
      this.cursor.expect('}', 'after the one value of a scalar');
      return inner;
    } catch (problem) {
      this.cursor.index = start;
      this.cursor.skipBalanced();
      throw problem;
    }
  }

  private converted(value: ConstantValue, type: ScalarType, extent: Extent): ConstantValue {
    const stored = BigInt.asUintN(64, convert(value.value, type.integer));
    const lost = !type.integer.bool && stored !== BigInt.asUintN(64, value.value) && value.value >= 0n;
    if (value.value < -1n && type.integer.bits === 64) {
      const message = `this is the negative int ${value.value}; Bao sees 0x${stored.toString(16)} (write constants with UL)`;
      this.diagnostics.warning('config-overflow', message, useOf(extent.first, extent.last));
    }
    if (lost) {
      const message = `${value.value} does not fit the ${type.integer.bits} bits of this field; Bao sees ${stored}`;
      this.diagnostics.warning('config-overflow', message, useOf(extent.first, extent.last));
    }
    return { value: stored, type: type.integer, image: value.image };
  }

  // --- lists behind pointers -----------------------------------------------------------------------------------------

  private pointer(type: PointerType): Node {
    const first = this.cursor.peek();
    const arrayType: ArrayType = { kind: 'array', element: type.element };
    if (this.cursor.at('{')) {
      return this.bareBraces(type, arrayType);
    }
    const address = this.cursor.accept('&');
    const literal = readParenthesisedType(this.cursor, this.scope);
    if (literal !== undefined) {
      return this.castOrLiteral(type, arrayType, literal, first, address);
    }
    if (this.cursor.at('(')) {
      return this.inParentheses(type);
    }
    const name = this.cursor.peek();
    const object = name.kind === 'identifier' ? this.scope.object(name.text) : undefined;
    if (object !== undefined) {
      this.cursor.next();
      this.checkElement(type, object.type, name);
      return this.part(this.scope.list(object, arrayType), name);
    }
    return this.null(type);
  }

  private bareBraces(type: PointerType, arrayType: ArrayType): Node {
    if (!type.bracesAllowed) {
      const literal = `(${typeText(type.element)}[]) { ... }`;
      const message = `this field is a pointer and takes a compound literal; write ${literal}`;
      this.diagnostics.error('config-type', message, this.cursor.peek().use);
    }
    return this.aggregate(arrayType);
  }

  private castOrLiteral(
    type: PointerType,
    arrayType: ArrayType,
    literal: TypeName,
    first: Token,
    address: boolean,
  ): Node {
    if (!this.cursor.at('{')) {
      return this.value(type);
    }
    this.checkElement(type, literal, first);
    if (literal.array) {
      return this.aggregate(arrayType);
    }
    if (!address) {
      const message = `this makes one object where a list is needed; write (${typeText(type.element)}[])`;
      throw new SyntaxProblem('config-type', message, useOf(first, this.cursor.previous()));
    }
    const element = this.value(type.element);
    const list = emptyNode(arrayType, { first, last: this.cursor.previous() });
    setChild(list, 0, element);
    return list;
  }

  private inParentheses(type: PointerType): Node {
    this.cursor.next();
    const inner = this.value(type);
    this.cursor.expect(')', "to close the '(' before");
    return inner;
  }

  /** `list + 2` and `&list[2]`. */
  private part(list: ArrayNode, name: Token): Node {
    const indexed = this.cursor.accept('[');
    if (!indexed && !this.cursor.accept('+')) {
      return list;
    }
    const start = evaluate(this.cursor, this.scope, this.diagnostics).value;
    if (indexed) {
      this.cursor.expect(']', 'after the index');
    }
    const extent = { first: name, last: this.cursor.previous() };
    if (start < 0n || start > BigInt(list.length)) {
      const message = `${shorten(name.text)} has ${list.length} elements; there is none at ${start}`;
      throw new SyntaxProblem('config-index', message, useOf(extent.first, extent.last));
    }
    const rest = emptyNode(list.type, extent) as ArrayNode;
    for (const [index, element] of list.elements) {
      if (index >= Number(start)) {
        setChild(rest, index - Number(start), element);
      }
    }
    return rest;
  }

  private null(type: PointerType): Node {
    const first = this.cursor.peek();
    const value = evaluate(this.cursor, this.scope, this.diagnostics);
    const extent = { first, last: this.cursor.previous() };
    if (value.value !== 0n || value.image !== undefined) {
      const message = `a list is needed here, as in (${typeText(type.element)}[]) { ... }, not a number`;
      throw new SyntaxProblem('config-type', message, useOf(extent.first, extent.last));
    }
    return { kind: 'scalar', value: { ...value, value: 0n }, extent };
  }

  /** Whether a list of this type may stand where `type` is wanted. */
  private checkElement(type: PointerType, given: TypeName, place: Token): void {
    const wanted = type.element;
    const known = NAMED_STRUCTS.get(given.name);
    const wrong = wanted.kind === 'struct' ? known !== undefined && known !== wanted : known !== undefined;
    if (wrong) {
      const message = `this is a list of struct ${shorten(given.name)}; the field takes ${typeText(wanted)}[]`;
      this.diagnostics.error('config-type', message, useOf(place, this.cursor.previous()));
    }
  }

  // --- structs and arrays --------------------------------------------------------------------------------------------

  private aggregate(type: StructType | ArrayType): Node {
    if (this.cursor.at('{')) {
      return this.braced(type);
    }
    const first = this.cursor.peek();
    const literal = readParenthesisedType(this.cursor, this.scope);
    if (literal !== undefined && this.cursor.at('{')) {
      this.checkStruct(type, literal, first);
      return this.braced(type);
    }
    throw this.cursor.unexpected(`'{'`, `to begin ${typeText(type)}`);
  }

  private checkStruct(type: StructType | ArrayType, given: TypeName, place: Token): void {
    const known = NAMED_STRUCTS.get(given.name);
    if (type.kind === 'struct' && type.names.length > 0 && known !== undefined && known !== type) {
      const message = `this is a struct ${shorten(given.name)}; the field takes ${typeText(type)}`;
      this.diagnostics.error('config-type', message, useOf(place, this.cursor.previous()));
    }
  }

  private braced(type: StructType | ArrayType): Node {
    const open = this.cursor.next();
    const node = emptyNode(type, { first: open, last: open });
    let frames: Frame[] = [{ node, index: 0 }];
    while (!this.cursor.at('}') && !this.truncated) {
      try {
        if (this.cursor.atEnd() || this.cursor.at(';')) {
          throw this.missingComma(open);
        }
        frames = this.item(node, frames);
        if (!this.truncated && !this.cursor.at('}') && !this.cursor.accept(',')) {
          throw this.missingComma(open);
        }
      } catch (problem) {
        if (!(problem instanceof SyntaxProblem)) {
          throw problem;
        }
        this.diagnostics.problem(problem);
        this.recover(open);
        frames = [{ node, index: node.kind === 'array' ? node.length : UNKNOWN_INDEX }];
      }
    }
    this.cursor.accept('}');
    node.extent = { first: open, last: this.cursor.previous() };
    return node;
  }

  private missingComma(open: Token): SyntaxProblem {
    const token = this.cursor.peek();
    if (token.kind === 'end' || isPunctuator(token, ';')) {
      this.truncated = true;
      return neverClosed(open);
    }
    const previous = this.cursor.previous();
    const wanted = isPunctuator(token, '.') || isPunctuator(token, '{') ? `','` : `',' or '}'`;
    return this.cursor.unexpected(wanted, `after '${shorten(previous.text)}'`);
  }

  /** Goes on after the next comma of this list, or gives up when the list has no end. */
  private recover(open: Token): void {
    if (this.truncated) {
      return;
    }
    this.cursor.skipTo(',', ';');
    while (this.cursor.at(')') || this.cursor.at(']')) {
      this.cursor.next();
      this.cursor.skipTo(',', ';');
    }
    if (!this.cursor.accept(',') && !this.cursor.at('}')) {
      this.truncated = true;
      this.diagnostics.problem(neverClosed(open));
    }
  }

  /** Reads one initialiser with its designators; returns where the next one without designators goes. */
  private item(node: StructNode | ArrayNode, frames: Frame[]): Frame[] {
    if (!this.atDesignator()) {
      return this.positional(node, frames);
    }
    const place = this.designators(node);
    const previous = this.cursor.previous();
    // GNU C also knows `field: value`, and `[1] value` without a '='.
    const complete = isPunctuator(previous, ':') || isPunctuator(previous, ']');
    if (!this.cursor.accept('=') && !complete) {
      throw this.cursor.unexpected(`'='`, `after '.${shorten(previous.text)}'`);
    }
    return this.assign(place);
  }

  private atDesignator(): boolean {
    const token = this.cursor.peek();
    const old = token.kind === 'identifier' && isPunctuator(this.cursor.peek(1), ':');
    return isPunctuator(token, '.') || isPunctuator(token, '[') || old;
  }

  private positional(node: StructNode | ArrayNode, frames: Frame[]): Frame[] {
    while (frames.length > 1 && isFull(frames.at(-1)!)) {
      frames.pop();
      advance(frames.at(-1)!);
    }
    const frame = frames.at(-1)!;
    if (frame.index === UNKNOWN_INDEX) {
      this.cursor.skipTo(',', ';');
      return frames;
    }
    const type = childType(frame.node, frame.index);
    if (type === undefined || isFull(frame)) {
      return this.excess(node, frames);
    }
    this.checkIndex(frame);
    return this.assign({ frames });
  }

  private excess(node: StructNode | ArrayNode, frames: Frame[]): Frame[] {
    const first = this.cursor.peek();
    if (node.kind === 'struct' && node.type.open) {
      this.value(this.cursor.at('{') ? OPEN : ANY);
      return frames;
    }
    this.cursor.skipTo(',', ';');
    const span = useOf(first, this.cursor.previous());
    throw new SyntaxProblem('config-excess', `${typeText(node.type)} has no further member for this value`, span);
  }

  private checkIndex(frame: Frame): void {
    if (frame.node.kind === 'array' && frame.index >= MAX_ELEMENTS) {
      const message = `element ${frame.index}: lists of more than ${MAX_ELEMENTS} elements are not read`;
      this.diagnostics.limit('config-limit', message, this.cursor.peek().use);
    }
  }

  // --- designators ---------------------------------------------------------------------------------------------------

  private designators(node: StructNode | ArrayNode): Place {
    let place: Place = this.designator([], node);
    while (this.cursor.at('.') || this.cursor.at('[')) {
      if (place.extra !== undefined) {
        place = this.designator([], this.extraStruct(place));
        continue;
      }
      place = this.designator(place.frames, this.descend(place.frames.at(-1)!));
    }
    return place;
  }

  private extraStruct(place: Place): StructNode {
    const owner = place.frames.at(-1)!.node as StructNode;
    const existing = owner.extra.get(place.extra!);
    if (existing?.kind === 'struct') {
      return existing;
    }
    const here = this.cursor.previous();
    const created = emptyNode(OPEN, { first: here, last: here }) as StructNode;
    owner.extra.set(place.extra!, created);
    return created;
  }

  private designator(frames: Frame[], node: StructNode | ArrayNode): Place {
    if (this.cursor.at('[')) {
      return this.indexDesignator(frames, node);
    }
    const dot = this.cursor.accept('.');
    const name = this.cursor.peek();
    if (name.kind !== 'identifier') {
      throw this.cursor.unexpected("a field's name", "after '.'");
    }
    this.cursor.next();
    if (!dot) {
      this.cursor.next();
    }
    if (node.kind === 'array') {
      const message = `.${shorten(name.text)} names a field, but ${typeText(node.type)} has elements; write [index] = or {`;
      throw new SyntaxProblem('config-designator', message, name.use);
    }
    const path = findMember(node.type, name.text);
    if (path === undefined) {
      return this.unknown(frames, node, name);
    }
    return { frames: this.follow(frames, node, path) };
  }

  private unknown(frames: Frame[], node: StructNode, name: Token): Place {
    const near = suggestion(name.text, memberNames(node.type));
    const message = `${typeText(node.type)} has no field '${shorten(name.text)}'${near}`;
    if (!node.type.open) {
      throw new SyntaxProblem('config-unknown-field', message, name.use);
    }
    if (node.type.names.includes('arch_vm_platform')) {
      this.diagnostics.warning('config-unknown-field', `${message}; it is ignored`, name.use);
    }
    return { frames: [...frames, { node, index: node.type.members.length }], extra: name.text };
  }

  /** Walks through the anonymous members on the way to a member. */
  private follow(frames: Frame[], node: StructNode, path: readonly number[]): Frame[] {
    const result = [...frames];
    let current: StructNode | ArrayNode = node;
    for (const [step, index] of path.entries()) {
      const frame = { node: current, index };
      result.push(frame);
      if (step < path.length - 1) {
        current = this.descend(frame);
      }
    }
    return result;
  }

  private indexDesignator(frames: Frame[], node: StructNode | ArrayNode): Place {
    const open = this.cursor.next();
    const first = this.index(open);
    const rangeEnd = this.cursor.accept('...') ? this.index(open) : undefined;
    this.cursor.expect(']', 'after the index');
    const span = useOf(open, this.cursor.previous());
    if (node.kind === 'struct') {
      const message = `${typeText(node.type)} has fields and no elements; write .field =`;
      throw new SyntaxProblem('config-designator', message, span);
    }
    if (rangeEnd !== undefined && rangeEnd < first) {
      throw new SyntaxProblem('config-index', `the range ends at ${rangeEnd}, before it begins`, span);
    }
    return { frames: [...frames, { node, index: first }], rangeEnd };
  }

  private index(open: Token): number {
    const value = evaluate(this.cursor, this.scope, this.diagnostics).value;
    if (value < 0n || value >= BigInt(MAX_ELEMENTS)) {
      const message = `index ${value} is out of range; lists have at most ${MAX_ELEMENTS} elements`;
      throw new SyntaxProblem('config-index', message, useOf(open, this.cursor.previous()));
    }
    return Number(value);
  }

  /** The aggregate at a frame's child, made when there is none. Throws SyntaxProblem when the child is none. */
  private descend(frame: Frame): StructNode | ArrayNode {
    const type = childType(frame.node, frame.index);
    const existing = getChild(frame.node, frame.index);
    if (existing !== undefined && existing.kind !== 'scalar' && type?.kind !== 'pointer') {
      return existing;
    }
    if (type?.kind !== 'struct' && type?.kind !== 'array') {
      throw this.cursor.unexpected(`'='`, 'because this field has no parts');
    }
    const here = this.cursor.previous();
    const created = emptyNode(type, { first: here, last: here });
    setChild(frame.node, frame.index, created);
    return created;
  }

  // --- assignment ----------------------------------------------------------------------------------------------------

  private assign(place: Place): Frame[] {
    const target = place.frames.at(-1)!;
    if (place.extra !== undefined) {
      const type = this.cursor.at('{') ? OPEN : ANY;
      (target.node as StructNode).extra.set(place.extra, this.extraValue(type));
      return place.frames;
    }
    const frames = this.innermost(place.frames);
    const frame = frames.at(-1)!;
    const type = childType(frame.node, frame.index)!;
    const value = this.value(type);
    setChild(frame.node, frame.index, value);
    for (let index = target.index + 1; index <= (place.rangeEnd ?? -1) && frame === target; index++) {
      setChild(target.node, index, this.copy(value));
      target.index = index;
    }
    advance(frame);
    return frames;
  }

  private copy(node: Node): Node {
    this.countOne(this.cursor.previous());
    if (node.kind === 'scalar') {
      return node;
    }
    const result = emptyNode(node.type, node.extent);
    for (const [index, child] of node.kind === 'struct' ? node.members : node.elements) {
      setChild(result, index, this.copy(child));
    }
    return result;
  }

  /** A value of unknown type: anything that parses, or else skipped. */
  private extraValue(type: CType): Node {
    const start = this.cursor.index;
    try {
      return this.value(type);
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) {
        throw problem;
      }
      this.cursor.index = start;
      const first = this.cursor.peek();
      this.cursor.skipTo(',', ';');
      return emptyNode(OPEN, { first, last: this.cursor.previous() });
    }
  }

  /** Where braces are left out, a value goes to the first scalar inside (C11 6.7.9 p20). */
  private innermost(frames: Frame[]): Frame[] {
    const result = [...frames];
    for (;;) {
      const frame = result.at(-1)!;
      const type = childType(frame.node, frame.index)!;
      if (type.kind === 'scalar' || type.kind === 'pointer' || this.atAggregate()) {
        return result;
      }
      if (type.kind === 'struct' && type.members.length === 0) {
        return result;
      }
      result.push({ node: this.descend(frame), index: 0 });
    }
  }

  private atAggregate(): boolean {
    if (this.cursor.at('{')) {
      return true;
    }
    const start = this.cursor.index;
    const literal = readParenthesisedType(this.cursor, this.scope) !== undefined && this.cursor.at('{');
    this.cursor.index = start;
    return literal;
  }
}

function neverClosed(open: Token): SyntaxProblem {
  return new SyntaxProblem('config-syntax', "this '{' is never closed; a '}' is missing", open.use);
}

function advance(frame: Frame): void {
  const isUnion = frame.node.kind === 'struct' && frame.node.type.union;
  frame.index = isUnion ? (frame.node as StructNode).type.members.length : frame.index + 1;
}

function isFull(frame: Frame): boolean {
  return frame.node.kind === 'struct' && frame.index >= frame.node.type.members.length;
}
