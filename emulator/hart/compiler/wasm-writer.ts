// SPDX-License-Identifier: Apache-2.0
/** Writes the parts of WebAssembly's binary format that compiled guest code needs (core specification, chapter 5). */

export const I32 = 0x7f;
export const I64 = 0x7e;

export const Opcode = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  i64Load8S: 0x30,
  i64Load8U: 0x31,
  i64Load16S: 0x32,
  i64Load16U: 0x33,
  i64Load32S: 0x34,
  i64Load32U: 0x35,
  i32Store: 0x36,
  i64Store: 0x37,
  i64Store8: 0x3c,
  i64Store16: 0x3d,
  i64Store32: 0x3e,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32LtS: 0x48,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GeS: 0x59,
  i64GeU: 0x5a,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64DivU: 0x80,
  i64RemS: 0x81,
  i64RemU: 0x82,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i64Rotr: 0x8a,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
} as const;

const VOID = 0x40;

export function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return bytes;
}

export function signedLeb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) {
      return bytes;
    }
  }
}

/** The body of a function, instruction by instruction. */
export class CodeWriter {
  readonly bytes: number[] = [];

  append(code: readonly number[]): this {
    for (const byte of code) {
      this.bytes.push(byte);
    }
    return this;
  }

  op(...opcodes: number[]): this {
    this.bytes.push(...opcodes);
    return this;
  }

  get(local: number): this {
    this.bytes.push(Opcode.get, ...unsignedLeb(local));
    return this;
  }

  set(local: number): this {
    this.bytes.push(Opcode.set, ...unsignedLeb(local));
    return this;
  }

  tee(local: number): this {
    this.bytes.push(Opcode.tee, ...unsignedLeb(local));
    return this;
  }

  i32(value: number): this {
    this.bytes.push(Opcode.i32Const, ...signedLeb(BigInt(value | 0)));
    return this;
  }

  i64(value: bigint | number): this {
    this.bytes.push(Opcode.i64Const, ...signedLeb(BigInt(value)));
    return this;
  }

  /** A load or store, of any alignment. */
  memory(opcode: number, offset: number): this {
    this.bytes.push(opcode, 0, ...unsignedLeb(offset));
    return this;
  }

  /** block, loop or if without results. */
  open(opcode: number, result: number = VOID): this {
    this.bytes.push(opcode, result);
    return this;
  }

  end(): this {
    this.bytes.push(Opcode.end);
    return this;
  }

  br(depth: number): this {
    this.bytes.push(Opcode.br, ...unsignedLeb(depth));
    return this;
  }

  brIf(depth: number): this {
    this.bytes.push(Opcode.brIf, ...unsignedLeb(depth));
    return this;
  }

  /** Label k for value k; the last one for anything else. */
  brTable(depths: readonly number[]): this {
    this.bytes.push(Opcode.brTable, ...unsignedLeb(depths.length - 1));
    for (const depth of depths) {
      this.bytes.push(...unsignedLeb(depth));
    }
    return this;
  }

  call(func: number): this {
    this.bytes.push(Opcode.call, ...unsignedLeb(func));
    return this;
  }
}

export interface FunctionBody {
  readonly params: readonly number[];
  readonly result: number;
  /** Counts and types of locals behind the parameters. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly code: readonly number[];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsignedLeb(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsignedLeb(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return [text.length, ...new TextEncoder().encode(text)];
}

/** A module over the shared memory env.memory whose first function is exported as "run". */
export function writeModule(functions: readonly FunctionBody[], maximumPages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params, result }) => [0x60, params.length, ...params, 1, result]);
  const memory = [...name('env'), ...name('memory'), 0x02, 0x03, ...unsignedLeb(1), ...unsignedLeb(maximumPages)];
  const bodies = functions.map(({ locals, code }) => {
    const body = [...vector(locals.map(([count, type]) => [...unsignedLeb(count), type])), ...code, Opcode.end];
    return [...unsignedLeb(body.length), ...body];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, index) => unsignedLeb(index)))),
    ...section(7, vector([[...name('run'), 0x00, 0]])),
    ...section(10, vector(bodies)),
  ]);
}
