// SPDX-License-Identifier: Apache-2.0
/** Runs a benchmark program on the hart core: its SBI calls are the console (1) and the end (8). */

import { createHartCore, layout } from '../../../emulator/hart';
import type { Image } from './elf';

const RAM_BASE = 0x80000000n;
const RAM_SIZE = 256n << 20n;
const QUANTUM = 200_000;
const LIMIT = 20e9;
const CONSOLE = 1n;
const SHUTDOWN = 8n;

export interface CoreResult {
  readonly output: string;
  readonly instructions: number;
  /** Processor time, seconds. */
  readonly seconds: number;
}

/** @throws {Error} when the program does anything but end. */
export function runImage(image: Image): CoreResult {
  const core = createHartCore({
    hartCount: 1,
    ramBase: RAM_BASE,
    ramSize: RAM_SIZE,
    instructionsPerTick: 100,
    eventCapacity: 1024,
  });
  core.setStage2(0, [{ gpa: RAM_BASE, size: RAM_SIZE, pa: RAM_BASE }]);
  for (const { address, bytes } of image.segments) {
    core.writePhysical(address, bytes);
  }
  core.resetHart(0, { vm: 0, pc: image.entry, a0: 0n, a1: 0n });
  const before = process.cpuUsage();
  let output = '';
  let instructions = 0;
  while (instructions < LIMIT) {
    const exit = core.run(0, QUANTUM);
    const view = new DataView(core.memory.buffer);
    instructions += view.getUint32(core.hartBlock(0) + layout.HART_RUN_RETIRED, true);
    if (exit === layout.EXIT_BUDGET) {
      continue;
    }
    const cause = view.getBigUint64(core.hartBlock(0) + layout.HART_EXIT_CAUSE, true);
    if (exit !== layout.EXIT_TRAP || cause !== BigInt(layout.CAUSE_ECALL_VS)) {
      throw new Error(`the program stopped with ${exit}, cause ${cause}, at 0x${core.readPc(0).toString(16)}`);
    }
    if (core.readRegister(0, 17) === SHUTDOWN) {
      const { user, system } = process.cpuUsage(before);
      return { output: output.trim(), instructions, seconds: (user + system) / 1e6 };
    }
    if (core.readRegister(0, 17) === CONSOLE) {
      output += String.fromCharCode(Number(core.readRegister(0, 10) & 0xffn));
    }
    core.writePc(0, core.readPc(0) + 4n);
  }
  throw new Error('the program does not end');
}
