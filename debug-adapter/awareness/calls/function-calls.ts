// SPDX-License-Identifier: Apache-2.0
/**
 * Sees calls of functions, at their first instruction and where they return to. A stop of the target at each is what it
 * costs. Functions are found by name; a copy that is inlined in its caller has no such places and is not seen.
 */

import type { CodeBreakpoint, Position, Target } from '../../target';
import type { KnownPrograms } from '../requests';

const RA = 1;
const SP = 2;
/** In a Linux kernel the address of the current task. */
const TP = 4;
const ARGUMENTS = [10, 11, 12];
/** Calls under way; those that never return must not fill memory. */
const MAX_OPEN = 4096;

/** A call that has come to its function. */
export interface FunctionCall extends Position {
  readonly hart: number;
  readonly vm: number;
  /** Guest-virtual address of the function's first instruction. */
  readonly pc: bigint;
  /** Guest-virtual address of the task_struct of who makes it, in a Linux kernel. */
  readonly task: bigint;
  /** a0 to a2. */
  readonly arguments: readonly [bigint, bigint, bigint];
  /** Where it returns to. */
  readonly back: bigint;
}

/** How it has ended. */
export interface FunctionReturn extends Position {
  readonly hart: number;
  readonly pc: bigint;
  /** a0, unsigned. */
  readonly result: bigint;
}

/** Who hears of them. */
export interface CallListener {
  begins(call: FunctionCall): void | Promise<void>;
  /** @param call the very object that `begins` was given */
  ends(call: FunctionCall, end: FunctionReturn): void | Promise<void>;
}

/** An observer of code points, see Breakpoints.observe. */
export class FunctionCalls {
  readonly points: CodeBreakpoint[] = [];
  private readonly entries = new Set<string>();
  private readonly returns = new Set<string>();
  /** By virtual machine, task and stack pointer. */
  private readonly open = new Map<string, FunctionCall>();

  constructor(
    private readonly target: Target,
    programs: KnownPrograms,
    private readonly names: readonly string[],
    private readonly listener: CallListener,
  ) {
    for (const { vm } of target.partitions) {
      const known = programs.ofVm(vm).flatMap(({ symbols }) => names.flatMap((name) => symbols.functionsNamed(name)));
      for (const { entry } of known) {
        this.entries.add(`${vm} ${entry}`);
        this.points.push({ vm, root: undefined, address: entry });
      }
    }
  }

  /** Why there will be no calls, for people; undefined when there will be. */
  get problem(): string | undefined {
    return this.entries.size > 0 ? undefined : `no program has a function ${this.names.join(' or ')}`;
  }

  async arrived(hart: number, pc: bigint): Promise<void> {
    const { vm } = await this.target.currentSpace(hart);
    const [ra = 0n, sp = 0n, task = 0n, a0 = 0n, a1 = 0n, a2 = 0n] = await this.target.readRegisters(hart, [
      RA,
      SP,
      TP,
      ...ARGUMENTS,
    ]);
    const moment = await this.target.position();
    const key = `${vm} ${task} ${sp}`;
    if (this.entries.has(`${vm} ${pc}`)) {
      const call: FunctionCall = { hart, vm, pc, ...moment, task, arguments: [a0, a1, a2], back: ra };
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

  /** The target has been restarted: no call is under way. */
  restarted(): void {
    this.open.clear();
  }

  private remember(key: string, call: FunctionCall): void {
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
