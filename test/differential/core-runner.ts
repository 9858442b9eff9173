// SPDX-License-Identifier: Apache-2.0
/** Runs a batch on our core; what the M-mode shim does in QEMU (shim.ts) is done here for each exit. */

import { createHartCore, type HartCore, layout } from '../../emulator/hart';
import type { SeededRandom } from '../support/random';
import {
  AREA_SIZE,
  areaBase,
  DONE,
  EXIT_COUNT,
  EXIT_LIMIT,
  EXIT_LOG,
  FINAL_CSRS,
  FINAL_REGISTERS,
  GP_OFFSET,
  HANDLER,
  INITIAL_REGISTERS,
  RAM_BASE,
  RAM_SIZE,
  RECOVERY,
  USED_SIZE,
} from './area';
import type { Program } from './generator';
import { GUEST_CSRS, shimFor } from './shim';

/** How a program's run is cut: a random number generator for seeded budgets, or single steps reported by pc. */
export type Slicing = { readonly budgets: SeededRandom } | { readonly onStep: (pc: bigint) => void };

/** No program is longer than this. */
const INSTRUCTION_LIMIT = 200_000;
const CAUSE_ECALL_VS = BigInt(layout.CAUSE_ECALL_VS);

class BatchRunner {
  private readonly core: HartCore;

  constructor(private readonly programs: readonly Program[]) {
    this.core = createHartCore(
      {
        hartCount: 1,
        ramBase: RAM_BASE,
        ramSize: RAM_SIZE,
        instructionsPerTick: 100,
        eventCapacity: 16,
      },
      // Compile whatever a run ends in, so that compiled code is compared as well.
      { compileAfter: 1 },
    );
    this.core.setStage2(0, [{ gpa: RAM_BASE, size: RAM_SIZE, pa: RAM_BASE }]);
    // A program that reads where it should not sees the same bytes on both sides.
    this.core.writePhysical(RAM_BASE, shimFor(programs.length));
    programs.forEach(({ image }, index) => {
      this.core.writePhysical(areaBase(index), image);
    });
  }

  /** The used part of each program's area after all have run. */
  run(slicing: Slicing): Uint8Array[] {
    this.programs.forEach((_, index) => {
      this.runProgram(areaBase(index), slicing);
    });
    return this.programs.map((_, index) => this.core.readPhysical(areaBase(index), USED_SIZE));
  }

  private word(pa: bigint): bigint {
    return new DataView(this.core.readPhysical(pa, 8).buffer).getBigUint64(0, true);
  }

  private setWord(pa: bigint, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
    this.core.writePhysical(pa, bytes);
  }

  private field(offset: number): bigint {
    return new DataView(this.core.memory.buffer).getBigUint64(this.core.hartBlock(0) + offset, true);
  }

  private runProgram(base: bigint, slicing: Slicing): void {
    const { core } = this;
    core.resetHart(0, { vm: 0, pc: this.word(base + BigInt(RECOVERY)), a0: 0n, a1: 0n });
    core.flushTranslations(0);
    for (let index = 1; index < 32; index++) {
      core.writeRegister(0, index, this.word(base + BigInt(INITIAL_REGISTERS + 8 * index)));
    }
    core.writeCsr(0, 0x105, base + BigInt(HANDLER + 1));
    core.writeCsr(0, 0x140, base);
    let left = INSTRUCTION_LIMIT;
    while (left > 0) {
      const exit = this.slice(slicing);
      left -= Math.max(
        1,
        new DataView(core.memory.buffer).getUint32(core.hartBlock(0) + layout.HART_RUN_RETIRED, true),
      );
      if (exit === layout.EXIT_TRAP && this.handleExit(base)) {
        this.storeFinalState(base);
        return;
      }
      if (exit !== layout.EXIT_TRAP && exit !== layout.EXIT_BUDGET) {
        throw new Error(`the core returned ${exit}`);
      }
    }
    throw new Error(`the program at 0x${base.toString(16)} does not end`);
  }

  private slice(slicing: Slicing): number {
    if ('onStep' in slicing) {
      slicing.onStep(this.core.readPc(0));
      return this.core.step(0);
    }
    const { budgets } = slicing;
    return this.core.run(0, budgets.chance(50) ? 1 + budgets.below(12) : 1 + budgets.below(2000));
  }

  /** True when the program is done. */
  private handleExit(base: bigint): boolean {
    const { core } = this;
    const count = this.word(base + BigInt(EXIT_COUNT));
    const cause = this.field(layout.HART_EXIT_CAUSE);
    if ((cause === CAUSE_ECALL_VS && core.readRegister(0, 17) === BigInt(DONE)) || count >= EXIT_LIMIT) {
      return true;
    }
    const record = base + BigInt(EXIT_LOG) + 32n * count;
    this.setWord(base + BigInt(EXIT_COUNT), count + 1n);
    this.setWord(record, cause);
    this.setWord(record + 8n, this.field(layout.HART_EXIT_VALUE));
    this.setWord(record + 16n, this.field(layout.HART_EXIT_GPA) >> 2n);
    this.setWord(record + 24n, core.readPc(0));
    if (this.field(layout.HART_EXIT_VALUE) === core.readPc(0)) {
      core.writePc(0, this.word(base + BigInt(RECOVERY)));
      core.writeRegister(0, 3, base + BigInt(GP_OFFSET));
      new DataView(core.memory.buffer).setUint32(core.hartBlock(0) + layout.HART_PRIVILEGE, 1, true);
    } else {
      core.writePc(0, core.readPc(0) + 4n);
    }
    return false;
  }

  private storeFinalState(base: bigint): void {
    const { core } = this;
    const privilege = new DataView(core.memory.buffer).getUint32(core.hartBlock(0) + layout.HART_PRIVILEGE, true);
    for (let index = 1; index < 32; index++) {
      this.setWord(base + BigInt(FINAL_REGISTERS + 8 * index), core.readRegister(0, index));
    }
    // The hypervisor reads CSRs whatever the guest's privilege is.
    new DataView(core.memory.buffer).setUint32(core.hartBlock(0) + layout.HART_PRIVILEGE, 1, true);
    const csrs = GUEST_CSRS.map((csr) => core.readCsr(0, csr) ?? 0n);
    [...csrs, core.readPc(0), BigInt(privilege)].forEach((value, index) => {
      this.setWord(base + BigInt(FINAL_CSRS + 8 * index), value);
    });
  }
}

/** Runs a batch; the result is the used part of each area. */
export function runOnCore(programs: readonly Program[], slicing: Slicing): Uint8Array[] {
  if (programs.length * AREA_SIZE >= Number(RAM_SIZE)) {
    throw new Error('the batch does not fit into RAM');
  }
  return new BatchRunner(programs).run(slicing);
}
