// SPDX-License-Identifier: Apache-2.0
/** Which vCPU a person wants to look at when everything is paused: one that was busy rather than one that waits. */

import type { RegisterNames } from '../stack';
import type { Target, Vcpu } from '../target';

/** wfi (RISC-V privileged specification, "Wait for Interrupt"). */
const WFI = 0x10500073;
const INSTRUCTION_BYTES = 4;

export class Activity {
  private readonly instret: number | undefined;
  private before = new Map<number, bigint>();

  constructor(
    private readonly target: Target,
    private readonly names: RegisterNames,
  ) {
    this.instret = names.named('instret');
  }

  /** A run begins. */
  async begin(): Promise<void> {
    this.before = await this.retired();
  }

  /** The vCPU that did most in this run; of those that did nothing, the given one or one that does not wait. */
  async busiest(current: number): Promise<number> {
    const after = await this.retired();
    const done = (hart: number) => (after.get(hart) ?? 0n) - (this.before.get(hart) ?? 0n);
    const harts = this.vcpus().map(({ hart }) => hart);
    const most = harts.reduce((best, hart) => (done(hart) > done(best) ? hart : best), current);
    if (done(most) > 0n || !(await this.waits(current))) {
      return most;
    }
    for (const hart of harts) {
      if (!(await this.waits(hart))) {
        return hart;
      }
    }
    return current;
  }

  private vcpus(): readonly Vcpu[] {
    return this.target.partitions.filter(({ started }) => started).flatMap(({ vcpus }) => vcpus);
  }

  /** Instructions that each vCPU has retired; empty where the target does not count them. */
  private async retired(): Promise<Map<number, bigint>> {
    const found = new Map<number, bigint>();
    for (const { hart } of this.instret === undefined ? [] : this.vcpus()) {
      const [count] = await this.target.readRegisters(hart, [this.instret!]);
      found.set(hart, count ?? 0n);
    }
    return found;
  }

  private async waits(hart: number): Promise<boolean> {
    const [pc] = await this.target.readRegisters(hart, [this.names.pc]);
    const space = await this.target.currentSpace(hart);
    const before = BigInt.asUintN(64, (pc ?? 0n) - BigInt(INSTRUCTION_BYTES));
    const bytes = await this.target.readMemory({ space, value: before }, INSTRUCTION_BYTES);
    return (
      bytes.length === INSTRUCTION_BYTES && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === WFI
    );
  }
}
