// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { SeededRandom } from '../../../test/support/random';
import { assemble, type Line } from '../../../test/support/riscv-assembler';
import { createHartCore, type HartCore, layout } from '..';
import { HART_COMPILED_RETIRED } from '../private-layout';

const RAM = 0x80000000n;
const SIZE = 4n << 20n;
const DATA = RAM + 0x10000n;

const register =
  'add sub sll slt sltu xor srl sra or and addw subw sllw srlw sraw mul mulh mulhsu mulhu div divu rem remu mulw divw ' +
  'divuw remw remuw';
const immediate = 'addi slti sltiu xori ori andi addiw';
const shifts = 'slli srli srai slliw srliw sraiw';
const loads = 'lb lh lw ld lbu lhu lwu';
const stores = 'sb sh sw sd';
const branches = 'beq bne blt bge bltu bgeu';

/** x5..x15 hold values; x8 and x9 point into the data; x16 counts the rounds; x1 links. */
const targets = [5, 6, 7, 10, 11, 12, 13, 14, 15, 0];

function randomLine(random: SeededRandom): Line {
  const words = (list: string): string => random.pick(list.split(' '));
  const target = (): number => random.pick(targets);
  const source = (): number => random.below(16);
  switch (random.below(8)) {
    case 0:
    case 1:
      return [words(register), target(), source(), source()];
    case 2:
      return [words(immediate), target(), source(), random.below(4096) - 2048];
    case 3: {
      const name = words(shifts);
      return [name, target(), source(), random.below(name.endsWith('w') ? 32 : 64)];
    }
    case 4:
      return [words(loads), target(), random.pick([8, 9]), random.below(512) - 256];
    case 5:
      return [words(stores), source(), random.pick([8, 9]), random.below(512) - 256];
    case 6:
      return random.pick<Line>([
        ['lui', target(), random.below(1 << 20)],
        ['auipc', target(), random.below(1 << 20)],
        ['c.addi', 10, 1 + random.below(31)],
        ['c.mv', 11, 12],
      ]);
    default:
      return random.pick<Line>([['amoadd.d', 12, 13, 9], ['csrrs', 14, 0x140, 0], ['fence'], ['xor', 15, 15, 10]]);
  }
}

/** A loop with branches, an inner loop and a call in it. */
function randomLoop(random: SeededRandom): Line[] {
  const lines: Line[] = ['start:'];
  const parts = 6 + random.below(8);
  for (let part = 0; part < parts; part++) {
    for (let count = random.below(6); count > 0; count--) {
      lines.push(randomLine(random));
    }
    const name = random.pick(branches.split(' '));
    const choice = random.below(5);
    if (choice < 3) {
      lines.push([name, random.below(16), random.below(16), `@after${part}`]);
      lines.push(randomLine(random), randomLine(random), `after${part}:`);
    } else if (choice === 3) {
      lines.push(['addi', 17, 0, 1 + random.below(5)], `inner${part}:`, randomLine(random));
      lines.push(['addi', 17, 17, -1], ['bne', 17, 0, `@inner${part}`]);
    } else {
      lines.push(['jal', 1, '@function']);
    }
  }
  lines.push(['addi', 16, 16, -1], ['bne', 16, 0, '@start'], ['ecall']);
  lines.push('function:', randomLine(random), randomLine(random), ['c.jr', 1]);
  return lines;
}

/** Blocks that jump anywhere: loops with several entries, branches out of and into them, calls. It never ends. */
function randomTangle(random: SeededRandom): Line[] {
  const count = 4 + random.below(10);
  const anywhere = (): string => `@block${random.below(count)}`;
  const lines: Line[] = [];
  for (let block = 0; block < count; block++) {
    lines.push(`block${block}:`);
    for (let length = 1 + random.below(4); length > 0; length--) {
      lines.push(randomLine(random));
    }
    lines.push(['addi', 10, 10, 1 + random.below(9)]);
    const bit = random.below(6);
    lines.push(['srli', 5, 10, bit], ['andi', 5, 5, 1], [random.pick(['beq', 'bne']), 5, 0, anywhere()]);
    const choice = random.below(4);
    if (choice === 0) {
      lines.push(['jal', 0, anywhere()]);
    } else if (choice === 1) {
      lines.push(['jal', 1, '@function']);
    }
  }
  lines.push(['jal', 0, '@block0'], 'function:', randomLine(random), ['c.jr', 1]);
  return lines;
}

interface Outcome {
  readonly state: string;
  readonly compiled: number;
}

function field32(core: HartCore, offset: number): number {
  return new DataView(core.memory.buffer).getUint32(core.hartBlock(0) + offset, true);
}

function startCore(code: Uint8Array, seed: number, compileAfter: number, hartCount = 1, regions = 4096): HartCore {
  const options = { hartCount, ramBase: RAM, ramSize: SIZE, instructionsPerTick: 100, eventCapacity: 16 };
  const core = createHartCore(options, { compileAfter, regions });
  core.setStage2(0, [{ gpa: RAM, size: SIZE / 2n, pa: RAM }]);
  core.writePhysical(RAM, code);
  for (let hart = 0; hart < hartCount; hart++) {
    core.resetHart(hart, { vm: 0, pc: RAM, a0: 0n, a1: 0n });
    const values = new SeededRandom(seed + 77);
    for (const target of targets) {
      const low = BigInt(values.below(0x7fffffff));
      core.writeRegister(hart, target, values.pick([0n, 1n, -1n, -(1n << 63n), low, -low, low << 32n]));
    }
    core.writeRegister(hart, 8, DATA + BigInt(values.below(64)));
    core.writeRegister(hart, 9, DATA + 4096n);
    core.writeRegister(hart, 16, 150n);
  }
  return core;
}

/** All that a guest, or the hypervisor, can see of a hart. */
function observe(core: HartCore, exit: number, hart = 0): string {
  const registers = Array.from({ length: 32 }, (_, index) => core.readRegister(hart, index).toString(16));
  const memory = Buffer.from(core.readPhysical(DATA - 4096n, 16384)).toString('base64');
  const view = new DataView(core.memory.buffer);
  const field = (offset: number): bigint => view.getBigUint64(core.hartBlock(hart) + offset, true);
  const { HART_EXIT_CAUSE, HART_EXIT_GPA, HART_EXIT_VALUE, HART_INSTRET } = layout;
  const fields = [HART_EXIT_CAUSE, HART_EXIT_GPA, HART_EXIT_VALUE, HART_INSTRET].map(field);
  return [exit, core.readPc(hart).toString(16), ...fields, ...registers, memory].join();
}

/** Runs until something happens, or for so many instructions. */
function execute(
  code: Uint8Array,
  seed: number,
  compileAfter: number,
  slice: (random: SeededRandom) => number,
  total = 1_000_000,
): Outcome {
  const core = startCore(code, seed, compileAfter);
  const random = new SeededRandom(seed);
  let compiled = 0;
  let exit = layout.EXIT_BUDGET as number;
  for (let left = total; exit === layout.EXIT_BUDGET && left > 0; left -= field32(core, layout.HART_RUN_RETIRED)) {
    exit = core.run(0, Math.min(left, slice(random)));
    compiled += field32(core, HART_COMPILED_RETIRED);
  }
  return { state: observe(core, exit), compiled };
}

/** Offsets of a program's instructions. */
function instructionOffsets(lines: readonly Line[]): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const line of lines.filter((each) => typeof each !== 'string')) {
    offsets.push(offset);
    offset += (line[0] as string).startsWith('c.') ? 2 : 4;
  }
  return offsets;
}

/** Runs a core that compiles and one that does not side by side while breakpoints come and go; both must stop alike.
 *  @returns instructions that ran compiled while there were breakpoints, and how often one was hit */
function compareStops(lines: readonly Line[], seed: number, regions: number): { compiled: number; hits: number } {
  const { bytes } = assemble(lines);
  const cores = [startCore(bytes, seed, 0), startCore(bytes, seed, 1, 1, regions)];
  const random = new SeededRandom(seed);
  const offsets = instructionOffsets(lines);
  let compiled = 0;
  let hits = 0;
  for (let round = 0; round < 120; round++) {
    if (round % 12 === 0) {
      const chosen = Array.from({ length: random.below(3) }, () => ({
        vm: 0,
        address: RAM + BigInt(random.pick(offsets)),
      }));
      for (const core of cores) {
        core.setBreakpoints([...chosen, { vm: 0, address: RAM + 0xff0n }]);
      }
    }
    const budget = 1 + random.below(2000);
    const exits = cores.map((core) => core.run(0, budget));
    compiled += field32(cores[1]!, HART_COMPILED_RETIRED);
    assert.equal(observe(cores[1]!, exits[1]!), observe(cores[0]!, exits[0]!), `seed ${seed}, round ${round}`);
    if (exits[0] === layout.EXIT_BREAKPOINT) {
      hits++;
      for (const core of cores) {
        core.step(0);
      }
    }
  }
  return { compiled, hits };
}

/** Runs cut into slices of different sizes must all end as one that is never compiled; returns what ran compiled. */
function compare(lines: Line[], seed: number, total?: number): number {
  const { bytes } = assemble(lines);
  const interpreted = execute(bytes, seed, 0, () => 1_000_000, total);
  assert.equal(interpreted.compiled, 0);
  let compiled = 0;
  for (const limit of [40, 300, 2000]) {
    const outcome = execute(bytes, seed, 1, (random) => 1 + random.below(limit), total);
    assert.equal(outcome.state, interpreted.state, `seed ${seed}, slices of at most ${limit}`);
    compiled += outcome.compiled;
  }
  return compiled;
}

describe('compiled guest code', () => {
  it('does exactly what interpreted code does, however the run is cut (60 random loops)', () => {
    let compiled = 0;
    for (let seed = 1; seed <= 60; seed++) {
      compiled += compare(randomLoop(new SeededRandom(seed)), seed);
    }
    assert.ok(compiled > 100_000, `only ${compiled} instructions ran compiled`);
  });

  it('follows jumps from anywhere to anywhere (60 random tangles)', () => {
    let compiled = 0;
    for (let seed = 1; seed <= 60; seed++) {
      compiled += compare(randomTangle(new SeededRandom(seed)), seed, 30_000);
    }
    assert.ok(compiled > 1_000_000, `only ${compiled} instructions ran compiled`);
  });

  it('shifts up and down again as two instructions would, whatever the registers and the bits', () => {
    const pairs = [28, 32, 33].flatMap((up) =>
      [1, 30, 32, 33].flatMap((down): Line[] => [
        ['add', 11, 11, 10],
        ['slli', 12, 11, up],
        ['srli', 12, 12, down],
        ['xor', 10, 10, 12],
        ['slli', 12, 11, up],
        ['srli', 13, 12, down],
        ['srli', 12, 11, down],
        ['add', 10, 10, 12],
        ['add', 11, 11, 13],
        ['slli', 0, 11, up],
        ['srli', 0, 0, down],
      ]),
    );
    const lines: Line[] = ['start:', ...pairs, ['addi', 16, 16, -1], ['bne', 16, 0, '@start'], ['ecall']];
    for (let seed = 1; seed <= 4; seed++) {
      assert.ok(compare(lines, seed) > 1000);
    }
  });

  it('stops in the middle of nested loops after exactly the instructions it was given', () => {
    const { bytes } = assemble([
      'outer:',
      ['addi', 17, 0, 7],
      'inner:',
      ['add', 10, 10, 17],
      ['andi', 5, 10, 4],
      ['beq', 5, 0, '@even'],
      ['sd', 10, 8, 16],
      'even:',
      ['addi', 17, 17, -1],
      ['bne', 17, 0, '@inner'],
      ['ld', 11, 8, 16],
      ['jal', 0, '@outer'],
    ]);
    const compiled = startCore(bytes, 1, 1);
    const interpreted = startCore(bytes, 1, 0);
    for (let count = 0; count < 10; count++) {
      compiled.run(0, 1000);
      interpreted.run(0, 1000);
    }
    assert.ok(field32(compiled, HART_COMPILED_RETIRED) > 500);
    for (let budget = 1; budget < 250; budget++) {
      const exits = [compiled, interpreted].map((core) => observe(core, core.run(0, budget)));
      assert.equal(exits[0], exits[1], `budget ${budget}`);
    }
  });

  it('leaves the state of the instruction that faults (20 random loops that walk out of memory)', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const lines: Line[] = ['start:', ['add', 9, 9, 18], randomLine(random), [random.pick(['ld', 'sd']), 6, 9, 0]];
      lines.push('inner:', randomLine(random), ['addi', 16, 16, -1], ['andi', 17, 16, 3], ['bne', 17, 0, '@inner']);
      lines.push(randomLine(random), ['jal', 0, '@start']);
      const { bytes } = assemble([['lui', 18, 1], ...lines]);
      const outcomes = [0, 1].map((after) => execute(bytes, seed, after, (slices) => 1 + slices.below(900)));
      assert.equal(outcomes[1]!.state, outcomes[0]!.state, `seed ${seed}`);
      assert.match(outcomes[0]!.state, new RegExp(`^${layout.EXIT_TRAP},`));
      assert.ok(outcomes[1]!.compiled > 0);
    }
  });

  it('executes what it has written over its own loop', () => {
    // Every 1024 rounds the loop's first instruction is written anew: it adds 3 from the first time on, not 1.
    const [increment] = new Uint32Array(assemble([['addi', 10, 10, 3]]).bytes.slice(0, 4).buffer);
    const lines: Line[] = ['start:', ['addi', 10, 10, 1], ['addi', 17, 17, 1], ['andi', 5, 17, 1023]];
    lines.push(['bne', 5, 0, '@start'], ['auipc', 6, 0], ['sw', 13, 6, -16], ['fence.i'], ['jal', 0, '@start']);
    const { bytes } = assemble([
      ['lui', 13, (increment! + 0x800) >>> 12],
      ['addiw', 13, 13, (increment! << 20) >> 20],
      ...lines,
    ]);
    const outcomes = [0, 1].map((after) => execute(bytes, 1, after, (random) => 1 + random.below(700), 40_000));
    assert.equal(outcomes[1]!.state, outcomes[0]!.state);
    const [x10, x17] = [10, 17].map((index) => Number.parseInt(outcomes[1]!.state.split(',')[6 + index]!, 16));
    assert.ok(x10! > 2 * x17!, 'the loop has not changed');
    assert.ok(outcomes[1]!.compiled > 20_000);
  });

  it('is shared by the harts of a machine, each with registers of its own', () => {
    const { bytes } = assemble(randomTangle(new SeededRandom(3)));
    const cores = [0, 1].map((after) => startCore(bytes, 3, after, 3));
    // Hart 2 belongs to another machine that sees the same memory: the code is not compiled for it.
    for (const core of cores) {
      core.setStage2(1, [{ gpa: RAM, size: SIZE / 2n, pa: RAM }]);
      core.resetHart(2, { vm: 1, pc: RAM, a0: 5n, a1: 6n });
      core.writeRegister(2, 8, DATA);
      core.writeRegister(2, 9, DATA + 4096n);
    }
    const retired = [0, 0, 0];
    for (let count = 0; count < 60; count++) {
      const hart = count % 3;
      const states = cores.map((core) => observe(core, core.run(hart, 1500), hart));
      assert.equal(states[1], states[0], `run ${count}`);
      retired[hart]! += new DataView(cores[1]!.memory.buffer).getUint32(
        cores[1]!.hartBlock(hart) + HART_COMPILED_RETIRED,
        true,
      );
    }
    assert.ok(retired[0]! > 10_000 && retired[1]! > 10_000, retired.join());
    assert.equal(retired[2], 0);
  });

  it('stops at breakpoints exactly, as they come and go, in pages that are compiled (20 random tangles)', () => {
    let compiled = 0;
    let hits = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const outcome = compareStops(randomTangle(new SeededRandom(seed)), seed, 4096);
      compiled += outcome.compiled;
      hits += outcome.hits;
    }
    assert.ok(compiled > 200_000 && hits > 500, `${compiled} instructions ran compiled, ${hits} breakpoints were hit`);
  });

  it('makes room when all of it is used up', () => {
    // Each change of breakpoints makes the page be compiled anew: more often than there is room.
    const { compiled } = compareStops(randomTangle(new SeededRandom(5)), 5, 3);
    assert.ok(compiled > 10_000, `only ${compiled} instructions ran compiled`);
  });

  it('stays as it is when breakpoints are set elsewhere', () => {
    const { bytes } = assemble(['start:', ['addi', 10, 10, 1], ['sd', 10, 9, 0], ['jal', 0, '@start']]);
    const core = startCore(bytes, 3, 1);
    for (let count = 0; count < 5; count++) {
      core.run(0, 1000);
    }
    for (const address of [RAM + 0x1000n, RAM + 0x2000n]) {
      core.setBreakpoints([{ vm: 0, address }]);
      core.run(0, 1000);
      assert.ok(field32(core, HART_COMPILED_RETIRED) > 500, 'compiled code goes on at once');
    }
  });

  it('is left when its code is written, and when a breakpoint or a watchpoint is set', () => {
    const { bytes, labels } = assemble([
      'start:',
      ['addi', 10, 10, 1],
      'store:',
      ['sd', 10, 8, 0],
      ['jal', 0, '@start'],
    ]);
    const options = { hartCount: 1, ramBase: RAM, ramSize: SIZE, instructionsPerTick: 100, eventCapacity: 16 };
    const core = createHartCore(options, { compileAfter: 1 });
    core.setStage2(0, [{ gpa: RAM, size: SIZE, pa: RAM }]);
    core.resetHart(0, { vm: 0, pc: RAM, a0: 0n, a1: 0n });
    core.writePhysical(RAM, bytes);
    core.writeRegister(0, 8, DATA);
    for (let count = 0; count < 5; count++) {
      core.run(0, 3000);
    }
    assert.ok(field32(core, HART_COMPILED_RETIRED) > 2000);
    core.setWatchpoints([{ pa: DATA, size: 8, onRead: false, onWrite: true }]);
    assert.equal(core.run(0, 3000), layout.EXIT_WATCHPOINT);
    core.setWatchpoints([]);
    core.setBreakpoints([{ vm: 0, address: RAM + BigInt(labels.get('store')!) }]);
    assert.equal(core.run(0, 3000), layout.EXIT_BREAKPOINT);
    core.setBreakpoints([]);
    core.run(0, 3000);
    core.run(0, 3000);
    // addi x10, x10, 0 instead of 1: it stays as it is.
    core.writePhysical(RAM, assemble([['addi', 10, 10, 0]]).bytes);
    core.run(0, 3);
    const value = core.readRegister(0, 10);
    core.run(0, 3000);
    assert.equal(core.readRegister(0, 10), value);
  });
});
