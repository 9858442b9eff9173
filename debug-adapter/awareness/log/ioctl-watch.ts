// SPDX-License-Identifier: Apache-2.0
/**
 * Watches the drivers' ioctls for the log, at the first instruction of the function that serves them and where that
 * returns to. System calls do not reach the hypervisor, so nothing else tells of them on a real machine; a stop at each
 * is what it costs. Neither function can have been inlined: the kernel calls them through file_operations.
 */

import type { CodeBreakpoint, Target } from '../../target';
import type { KnownPrograms } from '../requests';
import type { CallLog } from './call-log';

const FUNCTIONS = ['bao_dm_ioctl', 'bao_io_dispatcher_driver_ioctl'];
const RA = 1;
const SP = 2;
/** In the kernel the address of the current task. */
const TP = 4;
const A0 = 10;
const A1 = 11;
const A2 = 12;
/** Calls under way; those that never return must not fill memory. */
const MAX_OPEN = 4096;

interface OpenCall {
  readonly index: number;
  readonly back: bigint;
}

export class IoctlWatch {
  readonly points: CodeBreakpoint[] = [];
  private readonly entries = new Set<string>();
  private readonly returns = new Set<string>();
  /** By virtual machine, task and stack pointer. */
  private readonly open = new Map<string, OpenCall>();

  constructor(
    private readonly target: Target,
    programs: KnownPrograms,
    private readonly log: CallLog,
  ) {
    for (const { vm } of target.partitions) {
      const known = programs
        .ofVm(vm)
        .flatMap(({ symbols }) => FUNCTIONS.flatMap((name) => symbols.functionsNamed(name)));
      for (const { entry } of known) {
        this.entries.add(`${vm} ${entry}`);
        this.points.push({ vm, root: undefined, address: entry });
      }
    }
  }

  /** Why there will be no ioctls, for people; undefined when there will be. */
  get problem(): string | undefined {
    return this.entries.size > 0 ? undefined : `no program has a function ${FUNCTIONS.join(' or ')}: no ioctl is seen`;
  }

  async arrived(hart: number, pc: bigint): Promise<void> {
    const { vm } = await this.target.currentSpace(hart);
    const [ra = 0n, sp = 0n, task = 0n, a0 = 0n, command = 0n, argument = 0n] = await this.target.readRegisters(hart, [
      RA,
      SP,
      TP,
      A0,
      A1,
      A2,
    ]);
    const moment = await this.target.position();
    const call = `${vm} ${task} ${sp}`;
    if (this.entries.has(`${vm} ${pc}`)) {
      const index = this.log.ioctlBegins({ hart, vm, pc, ...moment }, task, BigInt.asUintN(32, command), argument);
      this.remember(call, { index, back: ra });
      this.addReturn(vm, ra);
      return;
    }
    const begun = this.open.get(call);
    if (begun?.back === pc) {
      this.open.delete(call);
      this.log.ioctlEnds(begun.index, a0, moment.time);
    }
  }

  private remember(call: string, begun: OpenCall): void {
    const [oldest] = this.open.keys();
    if (oldest !== undefined && this.open.size >= MAX_OPEN) {
      this.open.delete(oldest);
    }
    this.open.set(call, begun);
  }

  private addReturn(vm: number, address: bigint): void {
    const key = `${vm} ${address}`;
    if (!this.returns.has(key)) {
      this.returns.add(key);
      this.points.push({ vm, root: undefined, address });
    }
  }
}
