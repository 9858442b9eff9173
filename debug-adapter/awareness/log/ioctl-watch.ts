// SPDX-License-Identifier: Apache-2.0
/** Watches the drivers' ioctls for the log, with what is in the structure that the argument points at. */

import type { CodeBreakpoint, Target, VirtualSpace } from '../../target';
import { type FunctionCalls, type FunctionReturn, type Ioctl, ioctlCalls } from '../calls';
import type { KnownPrograms } from '../requests';
import { ProgramMemory } from '../structures';
import type { CallLog } from './call-log';
import type { LogTask } from './entry';
import { dataBytes, MAX_DATA } from './ioctl-data';

export class IoctlWatch {
  private readonly calls: FunctionCalls;
  /** Numbers of the entries of calls under way. */
  private readonly numbers = new WeakMap<Ioctl, number>();

  constructor(
    private readonly target: Target,
    private readonly programs: KnownPrograms,
    private readonly log: CallLog,
  ) {
    this.calls = ioctlCalls(target, programs, {
      begins: (call) => this.begins(call),
      ends: (call, end) => this.ends(call, end),
    });
  }

  get points(): readonly CodeBreakpoint[] {
    return this.calls.points;
  }

  /** Why there will be no ioctls, for people; undefined when there will be. */
  get problem(): string | undefined {
    return this.calls.problem && `${this.calls.problem}: no ioctl is seen`;
  }

  arrived(hart: number, pc: bigint): Promise<void> {
    return this.calls.arrived(hart, pc);
  }

  private async begins(call: Ioctl): Promise<void> {
    const space = await this.target.currentSpace(call.hart);
    const task = await this.taskAt(space, call.task);
    const data = await this.dataOf(space, call);
    this.numbers.set(call, this.log.ioctlBegins(call, task, call, data));
  }

  private async ends(call: Ioctl, { hart, result, time }: FunctionReturn): Promise<void> {
    const number = this.numbers.get(call);
    if (number !== undefined) {
      const space = await this.target.currentSpace(hart);
      this.log.ioctlEnds(number, result, time, await this.dataOf(space, call));
    }
  }

  /** The structure in the caller's memory; empty where there is none. */
  private async dataOf(space: VirtualSpace, { command, argument }: Ioctl): Promise<Uint8Array> {
    const length = Math.min(dataBytes(command), MAX_DATA);
    return length === 0 ? new Uint8Array() : this.target.readMemory({ space, value: argument }, length);
  }

  /** A kernel whose types are not known has tasks without names. */
  private async taskAt(space: VirtualSpace, address: bigint): Promise<LogTask> {
    for (const { symbols } of this.programs.ofVm(space.vm).filter(({ isImage }) => isImage)) {
      try {
        const task = new ProgramMemory(symbols, this.target, space).at('struct task_struct', address);
        return { address, name: await task.text('comm'), pid: await task.number('pid') };
      } catch {
        // Another image may know.
      }
    }
    return { address, name: undefined, pid: undefined };
  }
}
