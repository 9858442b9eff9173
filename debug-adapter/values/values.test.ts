// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { FakeEvaluation } from '../../test/support/fake-evaluation';
import {
  alias,
  array,
  bitField,
  constant,
  enumeration,
  made,
  member,
  pointer,
  structure,
} from '../../test/support/made-types';
import type { Location, Type } from '../symbols';
import { childrenOf, describeValue, readScalar, type Value, type ValueFormat, writeScalar } from '.';

function known(type: Type, ...bytes: number[]): Value {
  return { type, location: { kind: 'value', bytes: Uint8Array.from(bytes) } };
}

function memory(type: Type, address: bigint): Value {
  return { type, location: { kind: 'memory', address } };
}

async function text(value: Value, format: ValueFormat = {}, access = new FakeEvaluation()): Promise<string> {
  return (await describeValue(value, access, format)).text;
}

function float(value: number): Value {
  return known(made.float, ...new Uint8Array(Float32Array.of(value).buffer));
}

function double(value: number): Value {
  return known(made.double, ...new Uint8Array(Float64Array.of(value).buffer));
}

function ascii(value: string): number[] {
  return [...Buffer.from(value)];
}

describe('texts of values', () => {
  it('are decimal numbers, and others when asked for', async () => {
    const value = known(alias('s32', constant(made.int)), 0xfe, 0xff, 0xff, 0xff);
    const formats: ValueFormat[] = [{}, { radix: 'hex' }, { radix: 'octal' }, { radix: 'decimal' }];
    assert.deepEqual(await Promise.all(formats.map((one) => text(value, one))), [
      '-2',
      '0xfffffffe',
      '037777777776',
      '-2',
    ]);
    assert.equal(await text(known(made.unsignedShort, 5, 0), { radix: 'binary' }), '0b101');
  });

  it('show characters, truth values and floating-point numbers as C writes them', async () => {
    assert.equal(await text(known(made.char, 65)), "65 'A'");
    assert.equal(await text(known(made.signedChar, 0xff)), "-1 '\\377'");
    assert.equal(await text(known(made.char, 39), { radix: 'hex' }), "0x27 '\\''");
    assert.equal(await text(known(made.bool, 1)), 'true');
    assert.equal(await text(known(made.bool, 7)), '7');
    assert.deepEqual(await Promise.all([0.1, 1e30, -0, Number.NaN, 16777216].map((one) => text(float(one)))), [
      '0.1',
      '1e+30',
      '-0',
      'NaN',
      '16777216',
    ]);
    assert.equal(await text(double(0.1 + 0.2)), '0.30000000000000004');
    const quad = { kind: 'base', name: 'long double', size: 16, encoding: 'float' } as const;
    assert.equal(await text(known(quad, ...Array(13).fill(0), 0x80, 0xff, 0x3f)), '1.5');
  });

  it('name enumerators and combinations of flags', async () => {
    const state = enumeration('state', { FREE: 0n, PENDING: 1n, DONE: 2n, LOST: 3n });
    const flags = enumeration('flags', { READ: 1n, WRITE: 2n, EXECUTE: 4n });
    assert.equal(await text(known(state, 2, 0, 0, 0)), 'DONE');
    assert.equal(await text(known(state, 2, 0, 0, 0), { radix: 'hex' }), 'DONE (0x2)');
    assert.equal(await text(known(state, 9, 0, 0, 0)), '9');
    assert.equal(await text(known(flags, 3, 0, 0, 0)), 'READ | WRITE (0x3)');
    assert.equal(await text(known(flags, 11, 0, 0, 0)), '11');
  });

  it('show pointers with what is there', async () => {
    const access = new FakeEvaluation();
    access.symbols.set(0x1100n, 'table').set(0x8000n, 'handler+0x12');
    access.memory.set(ascii('virtio\0'), 0x200);
    access.memory.fill(120, 0x300, 0x500);
    const to = (target: Type, address: number): Value =>
      known(pointer(target), address & 0xff, address >> 8, 0, 0, 0, 0, 0, 0);
    const handler: Type = { kind: 'function', returns: () => made.void, parameters: () => [], variadic: false };
    const shown = [
      to(made.int, 0x1100),
      to(handler, 0x8000),
      to(made.int, 0),
      to(constant(made.char), 0x1200),
      to(made.char, 0x7000),
      to(made.char, 0x1300),
      to(made.unsignedChar, 0x1200),
    ].map((value) => text(value, {}, access));
    assert.deepEqual(await Promise.all(shown), [
      '0x1100 <table>',
      '0x8000 <handler+0x12>',
      '0x0',
      '0x1200 "virtio"',
      '0x7000 <cannot read 0x7000>',
      `0x1300 "${'x'.repeat(200)}"...`,
      '0x1200',
    ]);
    assert.equal(await text(to(made.unsignedChar, 0x1200), { text: true }, access), '0x1200 "virtio"');
    assert.equal(await text(memory(handler, 0x8000n), {}, access), '0x8000 <handler+0x12>');
  });

  it('end a text where memory ends', async () => {
    const access = new FakeEvaluation();
    access.memory.fill(97, 0xffd);
    assert.equal(
      await text(known(pointer(made.char), 0xfd, 0x1f, 0, 0, 0, 0, 0, 0), {}, access),
      '0x1ffd "aaa"...<cannot read 0x2000>',
    );
  });

  it('escape what no terminal should get', async () => {
    const bytes = ascii('a"\\\n\u001b[1m');
    assert.equal(await text(known(array(made.char, bytes.length), ...bytes)), '"a\\"\\\\\\n\\033[1m"');
    assert.equal(await text(known(array(made.char, 6), ...ascii('grün'), 0)), '"grün"');
    assert.equal(await text(known(array(made.char, 3), 0xff, 0xc3, 0)), '"\\377\\303"');
  });

  it('summarise structs, also those that are only partly known', async () => {
    const inner = structure('inner', 8, [member('x', made.int, 0), member('y', made.int, 4)]);
    const outer = structure('outer', 24, [
      member('at', inner, 0),
      member(
        undefined,
        structure(undefined, 4, [member('whole', made.unsigned, 0), member('part', made.short, 0)], 'union'),
        8,
      ),
      bitField('low', made.unsigned, 12, 0, 4),
      bitField('high', made.int, 12, 12, 3),
      member('list', array(made.unsignedChar, 3), 16),
    ]);
    const access = new FakeEvaluation();
    access.memory.set([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 0, 0x5f, 0x70, 0, 0, 65, 66, 67], 0);
    const wanted = '{at = {x = 1, y = 2}, {whole = 65539, part = 3}, low = 15, high = -1, list = {65, 66, 67}}';
    assert.equal(await text(memory(outer, 0x1000n), {}, access), wanted);
    assert.equal(access.reads, 1);
    const half: Location = {
      kind: 'pieces',
      pieces: [
        { bits: 32, location: { kind: 'unavailable', reason: 'optimized out' } },
        { bits: 32, location: { kind: 'register', number: 9 } },
      ],
    };
    access.registers.set(9, 0xffff_ffff_0000_0007n);
    assert.equal(await text({ type: inner, location: half }, {}, access), '{x = <optimized out>, y = 7}');
    assert.equal(await text(memory(inner, 0x1ffcn), {}, access), '{x = 0, y = <cannot read 0x2000>}');
    assert.equal(await text(memory(inner, 0x9000n), {}, access), '<cannot read 0x9000>');
  });

  it('stay short', async () => {
    const large = structure(
      'large',
      4000,
      Array.from({ length: 1000 }, (_, index) => member(`m${index}`, made.int, index * 4)),
    );
    const shown = await text(memory(large, 0x1000n));
    assert.ok(shown.length < 200 && shown.endsWith(', ...}'), shown);
    const ring = structure('ring', 8, [member('self', () => ring, 0)]);
    assert.equal(await text(memory(ring, 0x1000n)), '{self = {self = {self = {...}}}}');
    assert.match(await text(memory(array(made.int, 1e9), 0x1000n)), /^\{0, 0, .*, \.\.\.\}$/);
  });

  it('say why a value is not known', async () => {
    assert.equal(
      await text({ type: made.int, location: { kind: 'unavailable', reason: 'optimized out' } }),
      '<optimized out>',
    );
    assert.equal(
      await text({ type: made.int, location: { kind: 'register', number: 3 } }),
      '<the register that held it was overwritten>',
    );
    assert.equal(await text(known({ kind: 'unknown', size: 4, reason: 'tag 0x4711' })), '<tag 0x4711>');
    assert.equal(await text(known(made.long, 1, 2)), '<only 2 bytes of the value are known>');
    assert.equal(
      await text(known({ kind: 'base', name: 'huge', size: 2 ** 40, encoding: 'signed' })),
      '<numbers of 1099511627776 bytes are not known>',
    );
    const one = { bits: 32, location: { kind: 'value', bytes: Uint8Array.of(1, 2, 3, 4) } } as const;
    const half: Value = { type: made.long, location: { kind: 'pieces', pieces: [one] } };
    assert.equal(await text(half), '<the debug information describes only a part of it>');
    const incomplete = { ...structure('hidden', 0, []), incomplete: true };
    assert.equal(await text(memory(incomplete, 0x1000n)), '<its members are not known in this program>');
  });
});

describe('descriptions', () => {
  it('tell the type, the children and the memory', async () => {
    const access = new FakeEvaluation();
    const node = structure('node', 16, [member('value', made.int, 0), member('next', () => pointer(node), 8)]);
    access.at('p', pointer(node), 0x1000n, [0x40, 0x10]);
    const { text: _, ...seen } = await describeValue(memory(pointer(constant(node)), 0x1000n), access);
    assert.deepEqual(seen, { type: 'const struct node *', named: 2, indexed: 0, memoryReference: 0x1040n });
    const { text: __, ...list } = await describeValue(memory(array(array(made.int, 3), 2), 0x1000n), access);
    assert.deepEqual(list, { type: 'int [2][3]', named: 0, indexed: 2, memoryReference: 0x1000n });
    const nothing = await describeValue(known(pointer(node), 0, 0, 0, 0, 0, 0, 0, 0), access);
    assert.deepEqual([nothing.named, nothing.memoryReference], [0, 0n]);
  });
});

describe('children', () => {
  const node = structure('node', 32, [
    member('value', made.int, 0),
    member(undefined, structure(undefined, 8, [member('a', made.int, 0), member('b', made.long, 0)], 'union'), 8),
    member('next', () => pointer(node), 16),
  ]);
  const access = new FakeEvaluation();
  access.at('n', node, 0x1000n, [7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x10]);
  access.memory.set(
    Array.from({ length: 100 }, (_, index) => index),
    0x100,
  );

  it('of a struct are its members, with expressions that lead to them', async () => {
    const seen = await childrenOf(memory(node, 0x1000n), access, { expression: 'n' });
    assert.deepEqual(
      await Promise.all(
        seen.map(async ({ name, evaluateName, value }) => [name, evaluateName, await text(value, {}, access)]),
      ),
      [
        ['value', 'n.value', '7'],
        ['(anonymous union)', undefined, '{a = 8, b = 8}'],
        ['next', 'n.next', '0x1000'],
      ],
    );
    const [inner] = await childrenOf(seen[1]!.value, access, { expression: seen[1]!.expression });
    assert.equal(inner?.evaluateName, 'n.a');
  });

  it('of a pointer are what it points to', async () => {
    const next = memory(pointer(node), 0x1010n);
    const seen = await childrenOf(next, access, { expression: 'n.next' });
    assert.deepEqual(
      seen.map(({ evaluateName }) => evaluateName),
      ['n.next->value', undefined, 'n.next->next'],
    );
    assert.equal(seen[1]?.expression, '(*n.next)');
    const [pointee] = await childrenOf(memory(pointer(made.long), 0x1010n), access, { expression: 'p + 1' });
    assert.deepEqual([pointee?.name, await text(pointee!.value, {}, access)], ['*(p + 1)', '7']);
    assert.deepEqual(await childrenOf(memory(pointer(made.void), 0x1010n), access), []);
  });

  it('of an array come in pages', async () => {
    const list = memory(array(made.unsignedChar, 1_000_000), 0x1100n);
    const seen = await childrenOf(list, access, { start: 65, count: 2, expression: '*p@100' });
    assert.deepEqual(
      await Promise.all(
        seen.map(async ({ name, evaluateName, value }) => [name, evaluateName, await text(value, {}, access)]),
      ),
      [
        ['[65]', '(*p@100)[65]', "65 'A'"],
        ['[66]', '(*p@100)[66]', "66 'B'"],
      ],
    );
    assert.equal((await childrenOf(list, access, { start: 999_999, count: 50 })).length, 1);
    assert.equal((await childrenOf(list, access)).length, 10_000);
  });
});

describe('places of values', () => {
  it('may be a part of a register', async () => {
    const access = new FakeEvaluation();
    const pair = structure('pair', 8, [member('low', made.short, 0), member('high', made.int, 4)]);
    access.registers.set(10, 0x89abcdef_0000_7654n);
    const inRegister: Value = { type: pair, location: { kind: 'register', number: 10 } };
    const [low, high] = await childrenOf(inRegister, access);
    assert.deepEqual(
      [await readScalar(low!.value, access), await readScalar(high!.value, access)],
      [0x7654n, -0x76543211n],
    );
    await writeScalar(low!.value, -1n, access);
    assert.equal(access.registers.get(10), 0x89abcdef_0000_ffffn);
  });

  it('may be bits across bytes, next to others', async () => {
    const access = new FakeEvaluation();
    const packed = structure('packed', 8, [
      bitField('wide', made.long, 0, 3, 41),
      bitField('rest', made.long, 0, 44, 20),
    ]);
    access.memory.fill(0xff, 0, 16);
    const [wide, rest] = await childrenOf(memory(packed, 0x1000n), access);
    await writeScalar(wide!.value, -0xaa_bbcc_ddeen, access);
    assert.deepEqual(
      [await readScalar(wide!.value, access), await readScalar(rest!.value, access)],
      [-0xaa_bbcc_ddeen, -1n],
    );
    assert.deepEqual([access.memory[0]! & 7, access.memory[8]], [7, 0xff]);
  });
});
