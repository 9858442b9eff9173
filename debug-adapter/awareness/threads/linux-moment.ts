// SPDX-License-Identifier: Apache-2.0
/** A Linux guest while nothing runs: its tasks, and which vCPU has which. Each thing is read when it is asked for. */

import { type RegisterNames, register, type SleepingThread } from '../../stack';
import type { Symbols } from '../../symbols';
import type { Target, Vcpu, VirtualSpace } from '../../target';
import { isLinked, type LinuxTask, readTasks, savedRegisterAddresses, type TaskState, taskAt } from '../linux';
import { PagedMemory, ProgramMemory } from '../structures';

const PAGE_BITS = 12n;
/** Linux keeps the current task in tp while it is in the kernel and in sscratch while it is not. */
const CURRENT = ['tp', 'sscratch'];

/** A task with the vCPU that it is on. */
export interface PlacedTask {
  readonly task: LinuxTask;
  /** Undefined when it is on none. */
  readonly vcpu: Vcpu | undefined;
}

export interface PlacedTasks {
  readonly tasks: readonly PlacedTask[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

export class LinuxMoment {
  readonly kernel: ProgramMemory;
  private readonly spaces = new Map<bigint, Promise<VirtualSpace>>();
  private all: Promise<PlacedTasks> | undefined;

  /** @param current what the vCPUs have where Linux keeps their tasks: guest-virtual addresses, or anything else */
  private constructor(
    private readonly target: Target,
    symbols: Symbols,
    private readonly space: VirtualSpace,
    private readonly current: ReadonlyMap<Vcpu, readonly bigint[]>,
  ) {
    this.kernel = new ProgramMemory(symbols, new PagedMemory(target), space);
  }

  /** Undefined as long as no vCPU has turned address translation on: the kernel is not where it was linked to. */
  static async of(
    target: Target,
    names: RegisterNames,
    symbols: Symbols,
    vcpus: readonly Vcpu[],
  ): Promise<LinuxMoment | undefined> {
    const space = await mappedSpace(target, vcpus);
    const numbers = CURRENT.flatMap((name) => names.named(name) ?? []);
    const current = new Map<Vcpu, readonly bigint[]>();
    for (const vcpu of vcpus) {
      const values = await target.readRegisters(vcpu.hart, numbers);
      current.set(
        vcpu,
        values.flatMap((value) => value ?? []),
      );
    }
    return space && new LinuxMoment(target, symbols, space, current);
  }

  /** Every task of the kernel's list. @throws StructureError when there is none to begin with */
  tasks(): Promise<PlacedTasks> {
    this.all ??= readTasks(this.kernel).then(({ tasks, problems }) => ({
      tasks: tasks.map((task) => this.placed(task)),
      problems,
    }));
    return this.all;
  }

  /** One task alone; nothing tells whether there is one. @throws StructureError */
  async taskAt(address: bigint): Promise<PlacedTask> {
    return this.placed(await taskAt(this.kernel, address));
  }

  isLinked(address: bigint): Promise<boolean> {
    return isLinked(this.kernel, address);
  }

  /** Guest-virtual addresses that may be those of the task on a vCPU. At the way in and out, tp is the program's own. */
  currentOf(hart: number): readonly bigint[] {
    return [...this.current].find(([vcpu]) => vcpu.hart === hart)?.[1] ?? [];
  }

  /** What a task goes on with that is on no vCPU. @throws StructureError */
  async sleeping(task: LinuxTask, key: string): Promise<SleepingThread> {
    return {
      key,
      space: task.pageDirectory === undefined ? this.space : await this.spaceOf(task.pageDirectory),
      saved: savedRegisterAddresses(this.kernel, task.address),
      known: new Map([[register.tp, task.address]]),
    };
  }

  private placed(task: LinuxTask): PlacedTask {
    const vcpu = [...this.current].find(([, values]) => values.includes(task.address))?.[0];
    return { task: { ...task, state: stateOn(vcpu, task.state) }, vcpu };
  }

  private spaceOf(pageDirectory: bigint): Promise<VirtualSpace> {
    let space = this.spaces.get(pageDirectory);
    if (space === undefined) {
      space = this.target
        .translate({ space: this.space, value: pageDirectory }, 'guest-physical')
        .then((table) => (table === undefined ? this.space : { ...this.space, root: table.value >> PAGE_BITS }));
      this.spaces.set(pageDirectory, space);
    }
    return space;
  }
}

/** What registers say counts more than what the kernel has noted, or has not yet: one that is being switched to or from
 *  counts as on a CPU. */
function stateOn(vcpu: Vcpu | undefined, noted: TaskState): TaskState {
  if (vcpu === undefined) {
    return noted === 'running' ? 'runnable' : noted;
  }
  return noted === 'runnable' ? 'running' : noted;
}

/** An address space with the kernel in it: every one has, once translation is on. */
async function mappedSpace(target: Target, vcpus: readonly Vcpu[]): Promise<VirtualSpace | undefined> {
  for (const { hart } of vcpus) {
    const space = await target.currentSpace(hart);
    if (space.root !== 0n) {
      return space;
    }
  }
  return undefined;
}
