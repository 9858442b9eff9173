// SPDX-License-Identifier: Apache-2.0
/** The door: compares our core with QEMU over seeded random programs. */

import { SeededRandom } from '../support/random';
import { BATCH_LIMIT, EXIT_COUNT, EXIT_LOG, TRAP_COUNT, TRAP_LOG } from './area';
import { differences } from './compare';
import { runOnCore } from './core-runner';
import { generate, type Program } from './generator';
import { runInQemu } from './qemu';

export { mnemonics } from '../support/riscv-assembler';

export interface Comparison {
  /** What differs, as text; empty when nothing does. */
  readonly differences: string[];
  /** How often each mnemonic was executed. */
  readonly executed: Map<string, number>;
  /** How often each scause was taken by a program's own handler. */
  readonly traps: Map<bigint, number>;
  /** How often each exception code reached the hypervisor. */
  readonly exits: Map<bigint, number>;
}

function add<K>(counts: Map<K, number>, key: K, number = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + number);
}

function countLog(area: Uint8Array, countAt: number, log: number, counts: Map<bigint, number>): void {
  const view = new DataView(area.buffer);
  const count = Number(view.getBigUint64(countAt, true));
  for (let index = 0; index < count; index++) {
    add(counts, view.getBigUint64(log + 32 * index, true));
  }
}

/** Executes the batch step by step, which must end as it does in slices, and counts what is executed. */
function stepBatch(programs: readonly Program[], executed: Map<string, number>): Uint8Array[] {
  const names = new Map<bigint, string>();
  programs.forEach(({ listing }, index) => {
    for (const [offset, name] of listing) {
      const low = BigInt((index + 1) * 0x200000 + offset);
      names.set(0x80000000n + low, name);
    }
  });
  let current = 0x80000000n;
  return runOnCore(programs, {
    onStep: (pc) => {
      if (pc >> 30n === 2n) {
        current = pc & ~0x1fffffn;
      }
      const inArea = pc >> 30n === 1n ? current + (pc & 0x1fffffn) : pc;
      const name = names.get(inArea);
      if (name) {
        add(executed, name);
      }
    },
  });
}

function compareBatch(firstSeed: number, count: number, comparison: Comparison): void {
  const programs = Array.from({ length: count }, (_, index) => generate(firstSeed + index, index));
  const ours = runOnCore(programs, { budgets: new SeededRandom(firstSeed) });
  const theirs = runInQemu(programs);
  const stepped = stepBatch(programs, comparison.executed);
  programs.forEach((program, index) => {
    comparison.differences.push(...differences(program, index, ours[index]!, theirs[index]!));
    if (Buffer.compare(ours[index]!, stepped[index]!) !== 0) {
      comparison.differences.push(`program of seed ${program.seed} ends differently when it is stepped`);
    }
    countLog(ours[index]!, TRAP_COUNT, TRAP_LOG, comparison.traps);
    countLog(ours[index]!, EXIT_COUNT, EXIT_LOG, comparison.exits);
  });
}

/** Runs the programs of `count` seeds from `firstSeed` on here and in QEMU. */
export function comparePrograms(firstSeed: number, count: number): Comparison {
  const comparison: Comparison = { differences: [], executed: new Map(), traps: new Map(), exits: new Map() };
  for (let done = 0; done < count; done += BATCH_LIMIT) {
    compareBatch(firstSeed + done, Math.min(BATCH_LIMIT, count - done), comparison);
  }
  return comparison;
}
