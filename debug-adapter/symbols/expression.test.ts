// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import type { EncodedExpression, ExpressionUnit } from './encoded-expression';
import { evaluateExpression, type FunctionSurroundings, locateByExpression } from './expression';
import { operation as op } from './operations';
import type { Type } from './types';
import type { Location, LocationContext } from './variables';

const INT: Type = { kind: 'base', name: 'int', size: 4, encoding: 'signed' };
const UNSIGNED: Type = { kind: 'base', name: 'unsigned', size: 4, encoding: 'unsigned' };
const FLOAT: Type = { kind: 'base', name: 'float', size: 4, encoding: 'float' };
const DOUBLE: Type = { kind: 'base', name: 'double', size: 8, encoding: 'float' };
const TYPES: Readonly<Record<number, Type>> = { 1: INT, 2: UNSIGNED, 3: FLOAT, 4: DOUBLE, 5: { kind: 'void' } };
const OTHER_ENTRY = 0x100 + 0x20;

const UNIT: ExpressionUnit = {
  version: 5,
  offsetSize: 4,
  offset: 0x100,
  indexedAddress: (index) => 0x7000n + BigInt(index),
  typeAt: (offset) => TYPES[offset]!,
  expressionAt: (offset) => (offset === OTHER_ENTRY ? encode(op.literal0 + 9) : undefined),
};

/** Memory holds the low byte of each address; nothing is mapped from 0xf000 on. Register 31 is lost. */
const CONTEXT: LocationContext = {
  pc: 0x1000n,
  register: async (number) => (number === 31 ? undefined : 0x8000n + BigInt(number)),
  cfa: async () => 0x9000n,
  read: async (address, length) =>
    address >= 0xf000n ? undefined : Uint8Array.from({ length }, (_, index) => Number(address & 0xffn) + index),
  caller: async () => undefined,
};

const FUNCTION: FunctionSurroundings = {
  isEntry: () => false,
  frameBaseAt: () => encode(op.callFrameCfa),
  entryValue: async (what) => (what.kind === 'register' && what.number === 10 ? 77n : undefined),
};

function encode(...bytes: number[]): EncodedExpression {
  return { bytes: Uint8Array.from(bytes), addressSize: 8, unit: UNIT };
}

function locate(...bytes: number[]): Promise<Location> {
  return locateByExpression(encode(...bytes), CONTEXT, FUNCTION);
}

/** The address that an expression gives. */
async function run(...bytes: number[]): Promise<bigint> {
  const location = await locate(...bytes);
  assert.ok(location.kind === 'memory', location.kind === 'unavailable' ? location.reason : location.kind);
  return location.address;
}

async function reason(...bytes: number[]): Promise<string> {
  const location = await locate(...bytes);
  return location.kind === 'unavailable' ? location.reason : `is ${location.kind}`;
}

const lit = (value: number) => op.literal0 + value;
const MINUS_ONE = [op.constant1s, 0xff];

describe('location expressions', () => {
  it('push constants of every form', async () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 0x88];
    assert.equal(await run(op.address, ...eight), 0x8807_0605_0403_0201n);
    assert.equal(await run(op.constant8u, ...eight), 0x8807_0605_0403_0201n);
    assert.equal(await run(op.constant1u, 0xff), 0xffn);
    assert.equal(await run(op.constant1s, 0xff), 0xffff_ffff_ffff_ffffn);
    assert.equal(await run(op.constant2s, 0xfe, 0xff), 0xffff_ffff_ffff_fffen);
    assert.equal(await run(op.constant4u, 0xfe, 0xff, 0xff, 0xff), 0xffff_fffen);
    assert.equal(await run(op.constantUnsigned, 0xe5, 0x8e, 0x26), 624_485n);
    assert.equal(await run(op.constantSigned, 0x9b, 0xf1, 0x59), BigInt.asUintN(64, -624_485n));
    assert.equal(await run(lit(31)), 31n);
    assert.equal(await run(op.addressIndex, 5), 0x7005n);
    assert.equal(await run(op.constantIndex, 6), 0x7006n);
  });

  it('wrap at the size of an address', async () => {
    const narrow = { bytes: Uint8Array.from([...MINUS_ONE, lit(2), op.plus]), addressSize: 4 };
    assert.equal(await evaluateExpression(narrow, CONTEXT), 1n);
    assert.equal(await run(...MINUS_ONE, lit(2), op.plus), 1n);
  });

  it('move the stack about', async () => {
    assert.equal(await run(lit(1), lit(2), op.drop), 1n);
    assert.equal(await run(lit(5), op.duplicate, op.plus), 10n);
    assert.equal(await run(lit(7), lit(2), op.over, op.mul, op.plus), 21n);
    assert.equal(await run(lit(7), lit(2), op.swap, op.minus), BigInt.asUintN(64, -5n));
    assert.equal(await run(lit(9), lit(1), lit(2), op.pick, 2), 9n);
    // 1 2 3 becomes 3 1 2.
    assert.equal(await run(lit(1), lit(2), lit(3), op.rotate), 2n);
    assert.equal(await run(lit(1), lit(2), lit(3), op.rotate, op.drop), 1n);
    assert.equal(await run(lit(1), lit(2), lit(3), op.rotate, op.drop, op.drop), 3n);
  });

  it('calculate with the signs that the standard gives', async () => {
    assert.equal(await run(...MINUS_ONE, lit(2), op.div), 0n);
    assert.equal(await run(op.constant1s, 0xf8, lit(2), op.div), BigInt.asUintN(64, -4n));
    assert.equal(await run(...MINUS_ONE, lit(10), op.mod), 0xffff_ffff_ffff_ffffn % 10n);
    assert.equal(await run(...MINUS_ONE, lit(4), op.shr), 0x0fff_ffff_ffff_ffffn);
    assert.equal(await run(...MINUS_ONE, lit(4), op.shra), 0xffff_ffff_ffff_ffffn);
    assert.equal(await run(lit(1), op.constant1u, 64, op.shl), 0n);
    assert.equal(await run(...MINUS_ONE, lit(1), op.lt), 1n);
    assert.equal(await run(...MINUS_ONE, op.absolute), 1n);
    assert.equal(await run(lit(6), op.negate, op.not), 5n);
    assert.equal(await run(lit(12), lit(10), op.and, lit(1), op.or, lit(3), op.xor), 10n);
    assert.equal(await run(lit(3), op.plusConstant, 0x80, 1), 131n);
    for (const [code, wanted] of [
      [op.eq, 0n],
      [op.ne, 1n],
      [op.ge, 0n],
      [op.gt, 0n],
      [op.le, 1n],
    ] as const) {
      assert.equal(await run(lit(3), lit(4), code), wanted);
    }
  });

  it('branch', async () => {
    assert.equal(await run(lit(1), op.skip, 1, 0, lit(2)), 1n);
    assert.equal(await run(lit(7), lit(0), op.branch, 1, 0, lit(2)), 2n);
    assert.equal(await run(lit(7), lit(1), op.branch, 1, 0, lit(2)), 7n);
  });

  it('use registers, the frame and memory', async () => {
    assert.equal(await run(op.base0 + 8, 0x70), 0x8008n - 16n);
    assert.equal(await run(op.base, 40, 1), 0x8029n);
    assert.equal(await run(op.frameBase, 0x78), 0x9000n - 8n);
    assert.equal(await run(op.callFrameCfa), 0x9000n);
    assert.equal(await run(lit(16), op.dereferenceSize, 2), 0x1110n);
    assert.equal(await run(lit(1), op.dereference), 0x0807_0605_0403_0201n);
    assert.deepEqual(await locate(op.register0 + 10), { kind: 'register', number: 10 });
    assert.deepEqual(await locate(op.register, 40), { kind: 'register', number: 40 });
  });

  it('give values without a place', async () => {
    const value = (...bytes: number[]) => ({ kind: 'value', bytes: Uint8Array.from(bytes) });
    assert.deepEqual(await locate(lit(5), op.stackValue), value(5, 0, 0, 0, 0, 0, 0, 0));
    assert.deepEqual(await locate(op.implicitValue, 3, 1, 2, 3), value(1, 2, 3));
    assert.deepEqual(await locate(op.entryValue, 1, op.register0 + 10, op.stackValue), value(77, 0, 0, 0, 0, 0, 0, 0));
    assert.equal(await reason(op.entryValue, 1, op.register0 + 11, op.stackValue), 'optimized out');
    assert.equal(await reason(op.gnuEntryValue, 2, lit(1), lit(2), op.stackValue), 'optimized out');
    assert.match(await reason(op.implicitPointer, 0, 0, 0, 0, 0), /synthetic pointer/);
  });

  it('calculate with types', async () => {
    const typed = (type: number, ...bytes: number[]) => [op.constantType, type, bytes.length, ...bytes];
    const minusOne = typed(1, 0xff, 0xff, 0xff, 0xff);
    assert.equal(await run(...minusOne, op.convert, 0), 0xffff_ffff_ffff_ffffn);
    assert.equal(await run(...minusOne, op.reinterpret, 2, op.convert, 0), 0xffff_ffffn);
    assert.equal(await run(...minusOne, ...minusOne, op.lt), 0n);
    const [two, half] = [typed(3, 0, 0, 0, 0x40), typed(3, 0, 0, 0, 0x3f)];
    assert.equal(await run(...two, ...half, op.div, op.convert, 1, op.convert, 0), 4n);
    assert.equal(await run(...two, ...half, op.gt), 1n);
    assert.deepEqual(await locate(...two, op.negate, op.convert, 4, op.stackValue), {
      kind: 'value',
      bytes: Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0xc0]),
    });
    assert.equal(await run(op.registerType, 5, 2, op.convert, 0), 0x8005n);
    assert.equal(await run(op.constant1u, 0x80, op.dereferenceType, 4, 1, op.convert, 0), 0xffff_ffff_8382_8180n);
    assert.match(await reason(...minusOne, lit(1), op.plus), /different types/);
    assert.match(await reason(lit(1), op.convert, 5), /no number/);
  });

  it('take variables apart', async () => {
    const pieces = await locate(op.register0 + 10, op.piece, 8, op.piece, 4, lit(16), op.piece, 4);
    assert.deepEqual(pieces, {
      kind: 'pieces',
      pieces: [
        { bits: 64, location: { kind: 'register', number: 10 } },
        { bits: 32, location: { kind: 'unavailable', reason: 'optimized out' } },
        { bits: 32, location: { kind: 'memory', address: 16n } },
      ],
    });
    const bits = await locate(lit(3), op.stackValue, op.bitPiece, 5, 0, lit(16), op.bitPiece, 3, 8);
    assert.deepEqual(bits, {
      kind: 'pieces',
      pieces: [
        { bits: 5, location: { kind: 'value', bytes: Uint8Array.from([3, 0, 0, 0, 0, 0, 0, 0]) } },
        { bits: 3, location: { kind: 'memory', address: 17n } },
      ],
    });
  });

  it('call others', async () => {
    assert.equal(await run(op.call2, 0x20, 0, lit(1), op.plus), 10n);
    assert.equal(await run(op.call4, 0x20, 0, 0, 0), 9n);
    assert.equal(await run(op.callReference, 0x20, 1, 0, 0), 9n);
    // An entry without a location gives nothing.
    assert.equal(await run(lit(4), op.call2, 0x30, 0), 4n);
  });

  it('say why something is not known', async () => {
    assert.equal(await reason(), 'optimized out');
    assert.match(await reason(op.base0 + 31, 0), /register 31, whose value is lost/);
    assert.match(await reason(op.constant2u, 0, 0xf0, op.dereference), /memory at 0xf000, which cannot be read/);
    assert.match(await reason(lit(1), lit(0), op.div), /divides by zero/);
    assert.match(await reason(op.plus), /empty stack/);
    assert.match(await reason(0x02), /unknown operation 0x2/);
    assert.match(await reason(op.threadLocalAddress), /thread-local/);
    assert.match(await reason(op.constant4u, 1), /damaged.*ends too early/);
    assert.match(await reason(op.dereferenceSize, 200), /empty stack/);
    assert.match(await reason(lit(1), op.dereferenceSize, 200), /reads 200 bytes at once/);
  });

  it('never run without end', async () => {
    assert.match(await reason(op.skip, 0xfd, 0xff), /too many steps/);
    assert.match(await reason(lit(1), op.skip, 0xfc, 0xff), /too large a stack/);
    assert.match(await reason(op.skip, 0xff, 0x7f), /outside of the data/);
    const ring: ExpressionUnit = { ...UNIT, expressionAt: () => endless };
    const endless: EncodedExpression = { bytes: Uint8Array.from([op.call2, 0, 0]), addressSize: 8, unit: ring };
    const location = await locateByExpression(endless, CONTEXT);
    assert.match(location.kind === 'unavailable' ? location.reason : '', /too many others/);
  });

  it('start from what is on the stack', async () => {
    assert.equal(await evaluateExpression(encode(lit(8), op.minus), CONTEXT, [0x9000n]), 0x8ff8n);
    assert.equal(await evaluateExpression(encode(op.base0 + 31, 0), CONTEXT, []), undefined);
    assert.equal(await evaluateExpression(encode(op.register0 + 2), CONTEXT, []), 0x8002n);
  });
});
