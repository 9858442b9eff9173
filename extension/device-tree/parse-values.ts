// SPDX-License-Identifier: Apache-2.0
/** The right-hand sides of properties. */

import { resolveEscapes } from './escapes';
import { ExpressionReader } from './expression';
import type { Token } from './lex';
import { limits } from './limits';
import type { SourceRange } from './source';
import type { ByteString, Cell, CellArray, FileValue, Label, Reference, StringValue, Value } from './syntax';
import { SyntaxFault, type TokenCursor } from './token-cursor';

/** Reads the file of an `/incbin/`; `from` is the name of the file that asks. */
export type ReadBinary = (path: string, from: string) => Uint8Array | undefined;

const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

export class ValueParser {
  private binaryBytes = 0;

  constructor(
    private readonly cursor: TokenCursor,
    private readonly readBinary: ReadBinary | undefined,
  ) {}

  /** Parses values up to the semicolon; labels among them go to `labels`. */
  parseValues(labels: Label[]): Value[] {
    const values: Value[] = [];
    do {
      this.takeLabels(labels);
      values.push(this.parseValue(labels));
      this.takeLabels(labels);
    } while (this.cursor.accept(','));
    return values;
  }

  takeLabels(labels: Label[]): void {
    while (this.cursor.current.kind === 'label') {
      const token = this.cursor.take();
      labels.push({ name: token.text, range: this.cursor.range(token) });
    }
  }

  /** The reference that stands here, if one does. */
  takeReference(): Reference | undefined {
    const { kind, text } = this.cursor.current;
    if (kind !== 'label-reference' && kind !== 'path-reference') {
      return undefined;
    }
    const range = this.cursor.range(this.cursor.take());
    return { kind: kind === 'label-reference' ? 'label' : 'path', target: text, range };
  }

  /** A literal, or an expression in parentheses. */
  parseInteger(): { value: bigint; range: SourceRange } {
    const first = this.cursor.current;
    const value = first.text === '(' && first.kind === 'punctuation' ? this.parseExpression() : this.takeLiteral();
    if (value === undefined) {
      throw this.cursor.fault('a number or an expression in parentheses is expected');
    }
    return { value, range: this.cursor.rangeFrom(first) };
  }

  private parseValue(labels: Label[]): Value {
    const token = this.cursor.current;
    if (token.kind === 'string') {
      return this.parseString();
    }
    const reference = this.takeReference();
    if (reference) {
      return { kind: 'path', reference, range: reference.range };
    }
    if (this.cursor.sees('<') || this.cursor.sees('/bits/')) {
      return this.parseCells(labels);
    }
    if (this.cursor.sees('[')) {
      return this.parseBytes(labels);
    }
    if (this.cursor.sees('/incbin/')) {
      return this.parseFile();
    }
    throw this.cursor.fault('a value is expected: <cells>, "string", [bytes] or &reference');
  }

  private parseString(): StringValue {
    const token = this.cursor.take();
    return { kind: 'string', bytes: this.resolveEscapes(token), range: this.cursor.range(token) };
  }

  private resolveEscapes(token: Token): Uint8Array {
    const { bytes, fault } = resolveEscapes(token.text);
    if (fault !== undefined) {
      this.cursor.error('dts-escape', fault, this.cursor.range(token));
    }
    return bytes;
  }

  private parseCells(labels: Label[]): CellArray {
    const first = this.cursor.current;
    const bits = this.cursor.accept('/bits/') ? this.parseBits() : 32;
    this.cursor.expect('<', "'/bits/' and the width");
    const cells: Cell[] = [];
    this.takeLabels(labels);
    while (!this.cursor.accept('>')) {
      cells.push(this.parseCell(bits));
      this.takeLabels(labels);
    }
    return { kind: 'cells', bits, cells, range: this.cursor.rangeFrom(first) };
  }

  private parseBits(): CellArray['bits'] {
    const token = this.cursor.current;
    const width = token.kind === 'number' ? Number(this.takeLiteral()) : undefined;
    if (width === undefined) {
      throw this.cursor.fault("a width is expected after '/bits/'");
    }
    if (width === 8 || width === 16 || width === 32 || width === 64) {
      return width;
    }
    this.cursor.error('dts-bits', 'the cells of an array are 8, 16, 32 or 64 bits wide', this.cursor.range(token));
    return 32;
  }

  private parseCell(bits: CellArray['bits']): Cell {
    const reference = this.takeReference();
    if (reference) {
      if (bits !== 32) {
        this.cursor.error('dts-bits', 'references are possible in cells of 32 bits only', reference.range);
      }
      return { kind: 'phandle', reference, range: reference.range };
    }
    const { value, range } = this.parseInteger();
    const mask = (1n << BigInt(bits)) - 1n;
    // A negative number is one whose bits above the cell are all ones.
    if (value > mask && (value | mask) !== UINT64_MAX) {
      this.cursor.error('dts-cell-range', `0x${value.toString(16)} does not fit into ${bits} bits`, range);
    }
    return { kind: 'integer', value: value & mask, range };
  }

  private parseBytes(labels: Label[]): ByteString {
    const first = this.cursor.take();
    const bytes: number[] = [];
    this.takeLabels(labels);
    while (!this.cursor.accept(']')) {
      if (this.cursor.current.kind !== 'byte') {
        throw this.cursor.fault('two hexadecimal digits are expected');
      }
      bytes.push(Number.parseInt(this.cursor.take().text, 16));
      this.takeLabels(labels);
    }
    return { kind: 'bytes', bytes: Uint8Array.from(bytes), range: this.cursor.rangeFrom(first) };
  }

  private parseFile(): FileValue {
    const first = this.cursor.take();
    this.cursor.expect('(', "'/incbin/'");
    if (this.cursor.current.kind !== 'string') {
      throw this.cursor.fault('the name of a file in quotes is expected');
    }
    const path = new TextDecoder().decode(this.resolveEscapes(this.cursor.take()));
    const slice = this.parseSlice();
    this.cursor.expect(')', 'the arguments of /incbin/');
    const range = this.cursor.rangeFrom(first);
    return { kind: 'file', path, bytes: cut(this.readFile(path, range), slice), range };
  }

  private readFile(path: string, range: SourceRange): Uint8Array {
    const bytes = this.readBinary?.(path, range.file);
    if (!bytes) {
      this.cursor.error('dts-include', `cannot find the file ${path}`, range);
    }
    this.binaryBytes += bytes?.length ?? 0;
    if (this.binaryBytes > limits.binaryBytes) {
      this.cursor.error('dts-include', `the files hold more than ${limits.binaryBytes} bytes`, range);
      return new Uint8Array();
    }
    return bytes ?? new Uint8Array();
  }

  private parseSlice(): { offset: bigint; length: bigint } | undefined {
    if (!this.cursor.accept(',')) {
      return undefined;
    }
    const offset = this.parseInteger().value;
    this.cursor.expect(',', 'the offset');
    return { offset, length: this.parseInteger().value };
  }

  private parseExpression(): bigint {
    this.cursor.take();
    const value = new ExpressionReader(this.expressionSource(), false).read();
    if (value === undefined) {
      throw new SyntaxFault('the expression has been reported');
    }
    this.cursor.expect(')', 'the expression');
    return value;
  }

  private expressionSource() {
    const { cursor } = this;
    return {
      peek: () => (cursor.current.kind === 'punctuation' ? cursor.current.text : ''),
      advance: () => void cursor.take(),
      operand: () => this.takeLiteral(),
      fail: (message: string) => void cursor.fault(message),
    };
  }

  private takeLiteral(): bigint | undefined {
    const token = this.cursor.current;
    if (token.kind === 'number') {
      this.cursor.take();
      return this.numberOf(token);
    }
    if (token.kind !== 'character') {
      return undefined;
    }
    this.cursor.take();
    const bytes = this.resolveEscapes(token);
    if (bytes.length !== 1) {
      this.cursor.error('dts-literal', 'a character literal holds exactly one character', this.cursor.range(token));
    }
    return BigInt(bytes[0] ?? 0);
  }

  private numberOf(token: Token): bigint {
    const digits = token.text.replace(/[UL]+$/, '');
    const octal = /^0\d/.test(digits);
    if (octal && /[89]/.test(digits)) {
      this.cursor.error('dts-literal', `${digits} is octal, because it starts with 0`, this.cursor.range(token));
      return 0n;
    }
    // 64 bits need at most 22 digits besides leading zeros; longer ones would cost time.
    const significant = digits.replace(/^0[xX]?0*/, '');
    const value = significant.length > 22 ? UINT64_MAX + 1n : BigInt(octal ? `0o${significant || '0'}` : digits);
    if (value > UINT64_MAX) {
      this.cursor.error('dts-literal', 'the number does not fit into 64 bits', this.cursor.range(token));
      return 0n;
    }
    return value;
  }
}

/** As dtc: a slice that reaches past the end of the file ends there. */
function cut(bytes: Uint8Array, slice: { offset: bigint; length: bigint } | undefined): Uint8Array {
  if (!slice) {
    return bytes;
  }
  const size = BigInt(bytes.length);
  const start = slice.offset < size ? slice.offset : size;
  const length = slice.length < size - start ? slice.length : size - start;
  return bytes.subarray(Number(start), Number(start + length));
}
