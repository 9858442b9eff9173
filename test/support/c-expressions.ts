// SPDX-License-Identifier: Apache-2.0
/** Random C expressions whose meaning C defines, over a fixed set of variables. */

import type { EnumType, StructType, Type } from '../../debug-adapter/symbols';
import { FakeEvaluation } from './fake-evaluation';
import { array, bitField, enumeration, made, pointer, structure } from './made-types';
import type { SeededRandom } from './random';

const SCALARS = {
  sc: made.signedChar,
  uc: made.unsignedChar,
  flag: made.bool,
  s: made.short,
  us: made.unsignedShort,
  i: made.int,
  j: made.int,
  u: made.unsigned,
  l: made.long,
  ul: made.unsignedLong,
  ll: made.longLong,
  ull: made.unsignedLongLong,
} as const;
const INTEGER_TYPES = Object.values(SCALARS).map((type) => type.name);
const FLOATS = { f: made.float, d: made.double } as const;
const ARRAY_AT = 0x1800n;
const ARRAY = [7, -3, 0, 2147483647, -2147483648, 12345, -1, 99];
const POINTED = 3;

export const plainEnum: EnumType = enumeration('plain', { ZERO: 0n, FIVE: 5n, BIG: 2_000_000_000n });
export const signedEnum: EnumType = enumeration('negative', { MINUS: -7n, PLUS: 7n }, true);
const bits: StructType = structure('bits', 16, [
  bitField('a', made.int, 0, 0, 3),
  bitField('b', made.unsigned, 0, 3, 5),
  bitField('c', made.unsigned, 0, 8, 31),
  bitField('e', made.bool, 4, 7, 1),
  bitField('g', made.unsigned, 8, 0, 32),
  bitField('h', made.short, 12, 5, 9),
]);

/** The variables in C, and the same ones for our expressions. */
export interface World {
  readonly declarations: string;
  readonly context: FakeEvaluation;
  /** Address of `array`, which pointers are printed against. */
  readonly arrayAddress: bigint;
}

export function makeWorld(random: SeededRandom): World {
  const context = new FakeEvaluation();
  const lines: string[] = [];
  let next = 0x1000n;
  const add = (name: string, type: Type, size: number, bytes: number[]): void => {
    context.at(name, type, next, bytes);
    next += BigInt(size);
  };
  for (const [name, type] of Object.entries(SCALARS)) {
    const bytes = randomBytes(random, type.size, type.encoding === 'boolean');
    add(name, type, type.size, bytes);
    lines.push(`${type.name} ${name} = (${type.name})0x${hex(bytes)}ull;`);
  }
  for (const [name, type] of Object.entries(FLOATS)) {
    const value = random.below(2000) / 8 - 100;
    const bytes = type.size === 4 ? Float32Array.of(value) : Float64Array.of(value);
    add(name, type, type.size, [...new Uint8Array(bytes.buffer)]);
    lines.push(`${type.name} ${name} = ${value};`);
  }
  addOthers(context, lines, next, random);
  return { declarations: lines.join('\n'), context, arrayAddress: ARRAY_AT };
}

function addOthers(context: FakeEvaluation, lines: string[], free: bigint, random: SeededRandom): void {
  const enumerators = { ZERO: [plainEnum, 0], FIVE: [plainEnum, 5], MINUS: [signedEnum, -7] } as const;
  for (const [name, [type, value]] of Object.entries(enumerators)) {
    context.variable(name, type, { kind: 'value', bytes: new Uint8Array(Int32Array.of(value).buffer) });
  }
  context.at('pe', plainEnum, free, bytesOf(5)).at('ne', signedEnum, free + 4n, bytesOf(-7));
  lines.push('enum plain { ZERO, FIVE = 5, BIG = 2000000000 } pe = FIVE;');
  lines.push('enum negative { MINUS = -7, PLUS = 7 } ne = MINUS;');
  context.at('array', array(made.int, ARRAY.length), ARRAY_AT, ARRAY.flatMap(bytesOf));
  context.at('p', pointer(made.int), free + 8n, [...addressBytes(ARRAY_AT + BigInt(POINTED * 4))]);
  lines.push(`int array[] = {${ARRAY.map((one) => (one === -2147483648 ? '-2147483647 - 1' : one)).join()}};`);
  lines.push(`int *p = array + ${POINTED};`);
  const content = randomBytes(random, 16, false);
  context.at('bits', bits, free + 16n, content);
  lines.push(
    'struct { int a : 3; unsigned b : 5; unsigned c : 31; _Bool e : 1; unsigned g : 32; short h : 9; } bits = {',
  );
  lines.push(`${fieldsOf(content).join(', ')} };`);
}

/** The values of the bit fields, by another way than ours. */
function fieldsOf(content: readonly number[]): string[] {
  const all = content
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .reverse()
    .join('');
  const field = (from: number, size: number): number => Number.parseInt(all.slice(128 - from - size, 128 - from), 2);
  const signed = (value: number, size: number): number => (value >= 2 ** (size - 1) ? value - 2 ** size : value);
  return [signed(field(0, 3), 3), `${field(3, 5)}u`, `${field(8, 31)}u`, field(39, 1), `${field(64, 32)}u`]
    .map(String)
    .concat(String(signed(field(101, 9), 9)));
}

function randomBytes(random: SeededRandom, size: number, isBool: boolean): number[] {
  const word = isBool ? random.word() & 1n : random.chance(30) ? BigInt(random.below(100)) : random.word();
  const second = random.word();
  const all = (second << 64n) | word;
  return Array.from({ length: size }, (_, index) => Number((all >> BigInt(index * 8)) & 0xffn));
}

function hex(bytes: readonly number[]): string {
  return [...bytes]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function bytesOf(value: number): number[] {
  return [...new Uint8Array(Int32Array.of(value).buffer)];
}

function addressBytes(address: bigint): Uint8Array {
  return new Uint8Array(BigUint64Array.of(address).buffer);
}

/** An integer expression. Division, shifts and indices are kept where C defines them. */
export function integerExpression(random: SeededRandom, depth: number): string {
  if (depth === 0) {
    return integerLeaf(random);
  }
  const e = (): string => integerExpression(random, depth - 1);
  const f = (): string => floatExpression(random, depth - 1);
  const forms: readonly (() => string)[] = [
    () => `${e()} ${random.pick(['+', '-', '*', '&', '|', '^'])} ${e()}`,
    () => `${e()} ${random.pick(['/', '%'])} ((${e()} & 15) + 1)`,
    () => `${e()} ${random.pick(['<<', '>>'])} (${e()} & 7)`,
    () => `${e()} ${random.pick(['==', '!=', '<', '>', '<=', '>='])} ${e()}`,
    () => `${f()} ${random.pick(['==', '!=', '<', '>', '<=', '>='])} ${random.chance(50) ? f() : e()}`,
    () => `${e()} ${random.pick(['&&', '||'])} ${e()}`,
    () => `${random.pick(['-', '+', '~', '!', '- -'])}${e()}`,
    () => `${e()} ? ${e()} : ${e()}`,
    () => `(${random.pick(INTEGER_TYPES)})${e()}`,
    () => `(${random.pick(['int', 'long', '_Bool'])})${random.pick(['f', 'd', '(d * 2)', '-7.75', '.5f'])}`,
    () => `array[${e()} & 7]`,
    () => `p[${e()} & 3]`,
    () => `*(p + (${e()} & 3))`,
    () => `${pointerExpression(random, depth - 1)} - ${pointerExpression(random, depth - 1)}`,
    () =>
      `${pointerExpression(random, depth - 1)} ${random.pick(['==', '<', '>='])} ${pointerExpression(random, depth - 1)}`,
    () => `sizeof(${random.chance(50) ? e() : random.pick(INTEGER_TYPES)})`,
    () => `sizeof ${random.pick(['array', 'p', '*p', 'f', '(l)', '"text"', "'c'"])}`,
  ];
  return `(${random.pick(forms)()})`;
}

function integerLeaf(random: SeededRandom): string {
  const constant = random.pick([
    '0',
    '1',
    '2',
    '42',
    '010',
    '0x7f',
    "'A'",
    "'\\n'",
    '2147483647',
    '4294967295',
    '0b101',
  ]);
  const suffix = random.pick(['', '', 'u', 'l', 'ul', 'll', 'ULL', 'LLU']);
  const large = random.pick(['0xffffffff', '0x80000000', '2147483648', '0xffffffffffffffff', '9223372036854775807']);
  const leaves = [
    random.pick(Object.keys(SCALARS)),
    random.pick(Object.keys(SCALARS)),
    random.pick(['+pe', '+ne', 'FIVE', 'MINUS', 'ZERO']),
    `+bits.${random.pick(['a', 'b', 'c', 'e', 'g', 'h'])}`,
    `(bits.${random.pick(['a', 'b', 'c', 'e', 'g', 'h'])} + 0)`,
    constant.startsWith("'") ? constant : constant + suffix,
    large,
    '*p',
    `array[${random.below(8)}]`,
  ];
  const leaf = random.pick(leaves);
  return leaf.startsWith('+') ? `(${leaf})` : leaf;
}

export function floatExpression(random: SeededRandom, depth: number): string {
  if (depth === 0) {
    return random.pick([
      'f',
      'd',
      '1.5',
      '0.1',
      '2.5f',
      '1e3',
      '.25',
      '3.f',
      '(float)u',
      '(double)l',
      '(float)ull',
      '(float)ll',
    ]);
  }
  const one = floatExpression(random, depth - 1);
  const mixed = random.chance(50) ? floatExpression(random, depth - 1) : integerExpression(random, depth - 1);
  const [left, right] = random.chance(50) ? [one, mixed] : [mixed, one];
  const forms = [
    `${left} ${random.pick(['+', '-', '*', '/'])} ${right}`,
    `${integerExpression(random, depth - 1)} ? ${left} : ${right}`,
    `-${one}`,
    `(${random.pick(['float', 'double'])})${random.pick([one, mixed])}`,
  ];
  return `(${random.pick(forms)})`;
}

/** A pointer into `array`, or one behind it. */
export function pointerExpression(random: SeededRandom, depth: number): string {
  const e = (): string => integerExpression(random, Math.max(0, depth - 1));
  const forms = [
    () => 'p',
    () => 'array',
    () => `(array + (${e()} & 7))`,
    () => `((${e()} & 3) + p)`,
    () => `(p - (${e()} & 3))`,
    () => `&array[${e()} & 7]`,
    () => `&*p`,
    () => `(${e()} ? p : array)`,
    () => `(int *)(void *)p`,
    () => `(int *)((char *)array + 4 * (${e()} & 3))`,
  ];
  return random.pick(forms)();
}
