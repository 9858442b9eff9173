// SPDX-License-Identifier: Apache-2.0
/**
 * Sees the drivers' ioctls, at the first instruction of the function that serves them and where that returns to. System
 * calls do not reach the hypervisor, so nothing else tells of them on a real machine; a stop at each is what it costs.
 * Neither function can have been inlined: the kernel calls them through file_operations.
 */

import type { CodeBreakpoint, Position, Target } from '../../target';
import type { KnownPrograms } from '../requests';

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

/** An ioctl that has come to its driver. */
export interface IoctlCall extends Position {
  readonly hart: number;
  readonly vm: number;
  /** Guest-virtual address of the driver's first instruction. */
  readonly pc: bigint;
  /** Guest-virtual addresses of the task_struct of who makes it, and of its struct file. */
  readonly task: bigint;
  readonly file: bigint;
  /** 32 bits. */
  readonly command: bigint;
  readonly argument: bigint;
  /** Where it returns to. */
  readonly back: bigint;
}

/** How it has ended. */
export interface IoctlReturn extends Position {
  readonly hart: number;
  readonly pc: bigint;
  /** a0, unsigned. */
  readonly result: bigint;
}

/** Who hears of them. */
export interface IoctlListener {
  begins(call: IoctlCall): void | Promise<void>;
  /** @param call the very object that `begins` was given */
  ends(call: IoctlCall, end: IoctlReturn): void | Promise<void>;
}

/** An observer of code points, see Breakpoints.observe. */
export class IoctlCalls {
  readonly points: CodeBreakpoint[] = [];
  private readonly entries = new Set<string>();
  private readonly returns = new Set<string>();
  /** By virtual machine, task and stack pointer. */
  private readonly open = new Map<string, IoctlCall>();

  constructor(
    private readonly target: Target,
    programs: KnownPrograms,
    private readonly listener: IoctlListener,
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
    const key = `${vm} ${task} ${sp}`;
    if (this.entries.has(`${vm} ${pc}`)) {
      const place = { hart, vm, pc, ...moment };
      const call = { ...place, task, file: a0, command: BigInt.asUintN(32, command), argument, back: ra };
      this.remember(key, call);
      this.addReturn(vm, ra);
      await this.listener.begins(call);
      return;
    }
    const begun = this.open.get(key);
    if (begun?.back === pc) {
      this.open.delete(key);
      await this.listener.ends(begun, { hart, pc, ...moment, result: a0 });
    }
  }

  private remember(key: string, call: IoctlCall): void {
    const [oldest] = this.open.keys();
    if (oldest !== undefined && this.open.size >= MAX_OPEN) {
      this.open.delete(oldest);
    }
    this.open.set(key, call);
  }

  private addReturn(vm: number, address: bigint): void {
    const key = `${vm} ${address}`;
    if (!this.returns.has(key)) {
      this.returns.add(key);
      this.points.push({ vm, root: undefined, address });
    }
  }
}
