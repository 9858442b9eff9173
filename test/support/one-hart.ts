// SPDX-License-Identifier: Apache-2.0
/** A hart core with one or more harts whose guest-physical memory is RAM at the same addresses, for tests of the core. */

import { createHartCore, type HartCore, layout } from '../../emulator/hart';
import { assemble, type Line } from './riscv-assembler';

export const RAM = 0x80000000n;
export const RAM_SIZE = 64n << 20n;
/** Where tests put code, data and page tables. */
export const CODE = RAM;
export const DATA = RAM + 0x10000n;
export const TABLES = RAM + 0x100000n;

export class OneHart {
  readonly core: HartCore;

  constructor(harts = 1) {
    this.core = createHartCore({
      hartCount: harts,
      ramBase: RAM,
      ramSize: RAM_SIZE,
      instructionsPerTick: 100,
      eventCapacity: 64,
    });
    this.core.setStage2(0, [{ gpa: RAM, size: RAM_SIZE, pa: RAM }]);
    for (let hart = 0; hart < harts; hart++) {
      this.core.resetHart(hart, { vm: 0, pc: CODE, a0: 0n, a1: 0n });
    }
  }

  /** Puts code at an address and returns the addresses of its labels. */
  load(lines: readonly Line[], address: bigint = CODE): Map<string, bigint> {
    const { bytes, labels } = assemble(lines);
    this.core.writePhysical(address, bytes);
    return new Map([...labels].map(([name, offset]) => [name, address + BigInt(offset)]));
  }

  set(registers: Record<string, bigint>, names: (name: string) => number, hart = 0): void {
    for (const [name, value] of Object.entries(registers)) {
      this.core.writeRegister(hart, names(name), BigInt.asUintN(64, value));
    }
  }

  word(pa: bigint): bigint {
    return new DataView(this.core.readPhysical(pa, 8).buffer).getBigUint64(0, true);
  }

  setWord(pa: bigint, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
    this.core.writePhysical(pa, bytes);
  }

  /** A 64-bit field of the hart block. */
  field(offset: number, hart = 0): bigint {
    return new DataView(this.core.memory.buffer).getBigUint64(this.core.hartBlock(hart) + offset, true);
  }

  /** A 32-bit field of the hart block. */
  field32(offset: number, hart = 0): number {
    return new DataView(this.core.memory.buffer).getUint32(this.core.hartBlock(hart) + offset, true);
  }

  retired(hart = 0): number {
    return this.field32(layout.HART_RUN_RETIRED, hart);
  }

  /** What the last EXIT_TRAP was about. */
  trap(hart = 0): { cause: number; value: bigint; gpa: bigint; instruction: number; implicit: number } {
    return {
      cause: Number(this.field(layout.HART_EXIT_CAUSE, hart)),
      value: this.field(layout.HART_EXIT_VALUE, hart),
      gpa: this.field(layout.HART_EXIT_GPA, hart),
      instruction: Number(this.field(layout.HART_EXIT_INSTRUCTION, hart)),
      implicit: this.field32(layout.HART_EXIT_IMPLICIT, hart),
    };
  }

  /** Maps 4 KiB pages one to one under Sv39, with the given flags, and switches to that address space. */
  enableSv39(pages: ReadonlyMap<bigint, { readonly pa: bigint; readonly flags: number }>, hart = 0): bigint {
    let next = TABLES + 4096n;
    const tables = new Map<string, bigint>();
    const child = (parent: bigint, index: bigint, key: string): bigint => {
      let table = tables.get(key);
      if (table === undefined) {
        table = next;
        next += 4096n;
        tables.set(key, table);
        this.setWord(parent + 8n * index, ((table >> 12n) << 10n) | 1n);
      }
      return table;
    };
    for (const [va, { pa, flags }] of pages) {
      const high = (va >> 30n) & 511n;
      const middle = (va >> 21n) & 511n;
      const first = child(TABLES, high, `${high}`);
      const second = child(first, middle, `${high}.${middle}`);
      this.setWord(second + 8n * ((va >> 12n) & 511n), ((pa >> 12n) << 10n) | BigInt(flags));
    }
    const satp = (8n << 60n) | (TABLES >> 12n);
    this.core.writeCsr(hart, 0x180, satp);
    this.core.flushTranslations(hart);
    return satp;
  }
}
