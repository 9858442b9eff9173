// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { FakeEvaluation } from '../../test/support/fake-evaluation';
import { SeededRandom } from '../../test/support/random';
import type { BaseEncoding, Location, Member, Type } from '../symbols';
import { childrenOf, describeValue, type Value, ValueError } from '.';

const CASES = 3000;
const TYPES_PER_CASE = 12;
const MAX_OPENED = 5;

const ENCODINGS: readonly BaseEncoding[] = [
  'boolean',
  'signed',
  'unsigned',
  'signed-char',
  'unsigned-char',
  'float',
  'unicode',
];

/** Types as damaged debug information may describe them: in rings, with sizes and places that cannot be. */
function damagedTypes(random: SeededRandom): Type[] {
  const types: Type[] = [];
  const any = (): (() => Type) => {
    const chosen = random.below(TYPES_PER_CASE);
    return () => types[chosen]!;
  };
  const number = (): number =>
    random.pick([0, 1, 2, 4, 8, 16, 3, 24, 255, -1, -8, 2 ** 31, 2 ** 40, 2 ** 53, 1e300, Number.NaN, 0.5]);
  const member = (): Member => ({
    name: random.chance(70) ? `m${random.below(9)}` : undefined,
    type: any(),
    offset: number(),
    bitOffset: random.chance(20) ? number() : undefined,
    bitSize: random.chance(20) ? number() : undefined,
  });
  const make = (): Type => {
    const target = types[random.below(types.length)] ?? { kind: 'void' };
    const members = Array.from({ length: random.below(5) }, member);
    const name = random.pick(['char', 'x', 'long long']);
    const other = any();
    const enumerators = members.map((_, index) => ({
      name: `E${index}`,
      value: BigInt(index) << (random.word() % 70n),
    }));
    return random.pick<Type>([
      { kind: 'base', name, size: number(), encoding: random.pick(ENCODINGS) },
      { kind: 'pointer', size: random.pick([8, 8, 4, number()]), target: random.chance(50) ? any() : () => target },
      { kind: 'struct', name, size: number(), members: () => members, incomplete: random.chance(5), place: undefined },
      { kind: 'union', name: undefined, size: 8, members: () => members, incomplete: false, place: undefined },
      { kind: 'enum', name, size: number(), signed: random.chance(50), enumerators: () => enumerators },
      { kind: 'array', element: any(), count: random.chance(20) ? undefined : number() },
      { kind: 'typedef', name, target: random.chance(50) ? any() : () => target },
      { kind: random.pick(['const', 'volatile', 'atomic']), target: any() },
      { kind: 'function', returns: any(), parameters: () => [target, other()], variadic: random.chance(50) },
      { kind: 'unknown', size: number(), reason: 'unknown' },
    ]);
  };
  while (types.length < TYPES_PER_CASE) {
    types.push(make());
  }
  return types;
}

function location(random: SeededRandom, depth: number): Location {
  const pieces = Array.from({ length: depth > 0 ? random.below(4) : 0 }, () => ({
    bits: random.pick([1, 8, 32, 64, 0, 7]),
    location: location(random, depth - 1),
  }));
  return random.pick<Location>([
    { kind: 'memory', address: 0x1000n + BigInt(random.below(0xff0)) },
    { kind: 'memory', address: random.word() },
    { kind: 'register', number: random.below(3) },
    { kind: 'value', bytes: new Uint8Array(random.below(20)).fill(random.below(256)) },
    { kind: 'pieces', pieces },
    { kind: 'unavailable', reason: 'optimized out' },
  ]);
}

async function open(value: Value, access: FakeEvaluation, depth: number): Promise<number> {
  const description = await describeValue(value, access, depth % 2 === 0 ? {} : { radix: 'hex', text: true });
  assert.ok(description.text.length < 20_000 && description.type.length < 20_000);
  assert.ok(Number.isSafeInteger(description.named) && Number.isSafeInteger(description.indexed));
  if (depth === 0) {
    return 1;
  }
  let seen = 1;
  try {
    for (const child of await childrenOf(value, access, { count: MAX_OPENED, expression: 'v' })) {
      seen += await open(child.value, access, depth - 1);
    }
  } catch (error) {
    assert.ok(error instanceof ValueError, String(error instanceof Error ? error.stack : error));
  }
  return seen;
}

describe('values of damaged types', () => {
  it('are shown as well as they can be', async () => {
    const random = new SeededRandom(8);
    const access = new FakeEvaluation();
    access.memory.forEach((_, index) => {
      access.memory[index] = index % 8 === 1 ? 0x10 : random.chance(40) ? random.below(256) : 0;
    });
    access.registers.set(0, 0x1200n).set(1, random.word());
    let seen = 0;
    for (let index = 0; index < CASES; index++) {
      const type = random.pick(damagedTypes(random));
      seen += await open({ type, location: location(random, 2) }, access, 3);
    }
    assert.ok(seen > CASES * 2, `only ${seen} values were seen`);
  });
});
