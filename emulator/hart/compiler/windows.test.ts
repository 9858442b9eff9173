// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { SeededRandom } from '../../../test/support/random';
import { assemble, type Line } from '../../../test/support/riscv-assembler';
import { createHartCore, type HartCore, layout } from '..';
import { HART_COMPILED_RETIRED } from '../private-layout';

const RAM = 0x80000000n;
const SIZE = 4n << 20n;
/** Two regions of virtual pages, 64 MiB apart: their pages compete for the same places in the TLBs. */
const PAGES = 18;
const FIRST = 0x40000000n;
const SECOND = FIRST + (64n << 20n);
const FIRST_DATA = RAM + 0x100000n;
const SECOND_DATA = RAM + 0x180000n;
const ROOT = RAM + 0x300000n;
const MIDDLE = ROOT + 0x1000n;
const FIRST_LEAVES = ROOT + 0x2000n;
const SECOND_LEAVES = ROOT + 0x3000n;
const SATP = 0x180;
const ALL = 0xcfn;
const POINTER = 1n;

/** x8: where the walk is in the 16 pages from x18 on, with a page on either side; x19: the other region; x20: the first region's page table. */
function start(code: Uint8Array, compileAfter: number): HartCore {
  const options = { hartCount: 1, ramBase: RAM, ramSize: SIZE, instructionsPerTick: 100, eventCapacity: 16 };
  const core = createHartCore(options, { compileAfter });
  core.setStage2(0, [{ gpa: RAM, size: SIZE, pa: RAM }]);
  core.writePhysical(RAM, code);
  const entry = (table: bigint, index: bigint, to: bigint, flags: bigint): void => {
    const bytes = new Uint8Array(new BigUint64Array([((to >> 12n) << 10n) | flags]).buffer);
    core.writePhysical(table + 8n * index, bytes);
  };
  entry(ROOT, 1n, MIDDLE, POINTER);
  entry(ROOT, 2n, RAM, ALL);
  entry(MIDDLE, 0n, FIRST_LEAVES, POINTER);
  entry(MIDDLE, 32n, SECOND_LEAVES, POINTER);
  for (let page = 0n; page < BigInt(PAGES); page++) {
    entry(FIRST_LEAVES, page, FIRST_DATA + (page << 12n), ALL);
    entry(SECOND_LEAVES, page, SECOND_DATA + (page << 12n), ALL);
  }
  core.resetHart(0, { vm: 0, pc: RAM, a0: 0n, a1: 0n });
  core.writeCsr(0, SATP, (8n << 60n) | (ROOT >> 12n));
  const registers = {
    2: FIRST + 0x8000n,
    18: FIRST + 0x1000n,
    19: SECOND,
    20: FIRST_LEAVES,
    21: 0xffffn,
    22: 0x1000n >> 2n,
  };
  for (const [register, value] of Object.entries(registers)) {
    core.writeRegister(0, Number(register), value);
  }
  return core;
}

/** An access at x5, sometimes misaligned, sometimes across the end of a page; stores store what was read before. */
function access(random: SeededRandom): Line[] {
  const offset = random.pick([0, 8, 16, 4, -8, 2047, 3, -1]);
  const base = random.pick([5, 5, 5, 2]);
  const read = random.pick(['lb', 'lbu', 'lh', 'lw', 'lwu', 'ld', 'ld']);
  return random.pick<Line[]>([
    [
      [read, 6, base, offset],
      ['add', 10, 10, 6],
    ],
    [[random.pick(['sb', 'sh', 'sw', 'sd', 'sd']), 10, base, offset]],
  ]);
}

/** A walk over a region in a loop that calls nothing. */
function walk(random: SeededRandom, name: string): Line[] {
  const stride = random.pick([8, 24, 264, 1032, 1031, -520]);
  const lines: Line[] = [['addi', 17, 0, 3 + random.below(60)], `${name}:`, ['addi', 8, 8, stride], ['and', 8, 8, 21]];
  lines.push(['add', 5, 8, 18], ['addi', 10, 10, 1 + random.below(99)]);
  for (let count = 1 + random.below(3); count > 0; count--) {
    lines.push(...access(random));
  }
  return [...lines, ['addi', 17, 17, -1], ['bne', 17, 0, `@${name}`]];
}

/** What may make a window wrong: another page in a TLB's place, a page table written with or without a fence. */
function disturbance(random: SeededRandom): Line[] {
  const page = random.below(PAGES);
  return random.pick<Line[]>([
    [],
    [
      ['lui', 6, page],
      ['add', 6, 6, 19],
      [random.pick(['ld', 'sd']), 10, 6, 8],
    ],
    [
      ['ld', 6, 20, 8 * page],
      ['xor', 6, 6, 22],
      ['sd', 6, 20, 8 * page],
    ],
    [
      ['ld', 6, 20, 8 * page],
      ['xor', 6, 6, 22],
      ['sd', 6, 20, 8 * page],
      ['sfence.vma', 0, 0],
    ],
  ]);
}

function program(random: SeededRandom): Uint8Array {
  const lines: Line[] = ['start:'];
  for (let part = 0; part < 6; part++) {
    lines.push(...walk(random, `walk${part}`), ...disturbance(random));
  }
  return assemble([...lines, ['jal', 0, '@start']]).bytes;
}

function field32(core: HartCore, offset: number): number {
  return new DataView(core.memory.buffer).getUint32(core.hartBlock(0) + offset, true);
}

/** Runs so many instructions in slices; returns all that can be seen, and how many ran compiled. */
function execute(core: HartCore, total: number, slice: () => number): { state: string; compiled: number } {
  let compiled = 0;
  for (let left = total; left > 0; left -= field32(core, layout.HART_RUN_RETIRED)) {
    assert.equal(core.run(0, Math.min(left, slice())), layout.EXIT_BUDGET);
    compiled += field32(core, HART_COMPILED_RETIRED);
  }
  const registers = Array.from({ length: 32 }, (_, index) => core.readRegister(0, index).toString(16));
  const memory = Buffer.from(core.readPhysical(FIRST_DATA, 0x100000)).toString('base64');
  return { state: [core.readPc(0).toString(16), ...registers, memory].join(), compiled };
}

describe('windows of compiled code', () => {
  it('never show other memory than the TLB does, also to guests that forget a fence (40 random walks)', () => {
    let compiled = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const code = program(new SeededRandom(seed));
      const expected = execute(start(code, 0), 60_000, () => 60_000);
      for (const limit of [150, 2000]) {
        const random = new SeededRandom(seed);
        const outcome = execute(start(code, 1), 60_000, () => 1 + random.below(limit));
        assert.ok(outcome.state === expected.state, `seed ${seed}, slices of at most ${limit}`);
        compiled += outcome.compiled;
      }
    }
    assert.ok(compiled > 1_000_000, `only ${compiled} instructions ran compiled`);
  });
});
