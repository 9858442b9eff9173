// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { SeededRandom } from '../../../test/support/random';
import { assemble, type Line } from '../../../test/support/riscv-assembler';
import { createHartCore, type HartCore, layout } from '..';

const RAM = 0x80000000n;
const SIZE = 4n << 20n;
const DATA = RAM + 0x10000n;
const COMPILED_RETIRED = 740;

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

interface Outcome {
  readonly state: string;
  readonly compiled: number;
}

function field32(core: HartCore, offset: number): number {
  return new DataView(core.memory.buffer).getUint32(core.hartBlock(0) + offset, true);
}

function execute(
  code: Uint8Array,
  seed: number,
  compileAfter: number,
  slice: (random: SeededRandom) => number,
): Outcome {
  const options = { hartCount: 1, ramBase: RAM, ramSize: SIZE, instructionsPerTick: 100, eventCapacity: 16 };
  const core = createHartCore(options, { compileAfter });
  core.setStage2(0, [{ gpa: RAM, size: SIZE, pa: RAM }]);
  core.resetHart(0, { vm: 0, pc: RAM, a0: 0n, a1: 0n });
  core.writePhysical(RAM, code);
  const values = new SeededRandom(seed + 77);
  for (const target of targets) {
    const low = BigInt(values.below(0x7fffffff));
    core.writeRegister(0, target, values.pick([0n, 1n, -1n, -(1n << 63n), low, -low, low << 32n]));
  }
  core.writeRegister(0, 8, DATA + BigInt(values.below(64)));
  core.writeRegister(0, 9, DATA + 4096n);
  core.writeRegister(0, 16, 150n);
  const random = new SeededRandom(seed);
  let compiled = 0;
  let exit = layout.EXIT_BUDGET as number;
  for (let slices = 0; exit === layout.EXIT_BUDGET && slices < 100_000; slices++) {
    exit = core.run(0, slice(random));
    compiled += field32(core, COMPILED_RETIRED);
  }
  const registers = Array.from({ length: 32 }, (_, index) => core.readRegister(0, index).toString(16));
  const memory = Buffer.from(core.readPhysical(DATA - 4096n, 16384)).toString('base64');
  const view = new DataView(core.memory.buffer);
  const retired = view.getBigUint64(core.hartBlock(0) + layout.HART_INSTRET, true);
  const cause = view.getBigUint64(core.hartBlock(0) + layout.HART_EXIT_CAUSE, true);
  return { state: [exit, cause, core.readPc(0), retired, ...registers, memory].join(), compiled };
}

describe('compiled guest code', () => {
  it('does exactly what interpreted code does, however the run is cut (60 random loops)', () => {
    let compiled = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { bytes } = assemble(randomLoop(new SeededRandom(seed)));
      const interpreted = execute(bytes, seed, 0, () => 1_000_000);
      for (const slice of [
        (random: SeededRandom) => 1 + random.below(40),
        (random: SeededRandom) => 1 + random.below(2000),
      ]) {
        const outcome = execute(bytes, seed, 1, slice);
        assert.equal(outcome.state, interpreted.state, `seed ${seed}`);
        compiled += outcome.compiled;
      }
      assert.equal(interpreted.compiled, 0);
    }
    assert.ok(compiled > 100_000, `only ${compiled} instructions ran compiled`);
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
    assert.ok(field32(core, COMPILED_RETIRED) > 2000);
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
