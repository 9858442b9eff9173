// SPDX-License-Identifier: Apache-2.0
/** The Linux kernel of a virtual machine, as long as one is at work there, and its tasks as threads. */

import type { Programs } from '../../programs';
import { type RegisterNames, register, type SleepingThread } from '../../stack';
import type { Partition, Target, Vcpu, VirtualSpace } from '../../target';
import { type LinuxTask, readTasks, savedRegisterAddresses } from '../linux';
import { ProgramMemory } from '../structures';

const PAGE_BITS = 12n;

/** A task with the vCPU that it is on. */
export interface PlacedTask {
  readonly task: LinuxTask;
  /** Undefined when it is on none. */
  readonly vcpu: Vcpu | undefined;
}

export interface LinuxGuest {
  readonly kernel: ProgramMemory;
  readonly tasks: readonly PlacedTask[];
}

/** Undefined when no Linux kernel is known in a partition, or it has not made its tasks yet. */
export async function linuxGuest(
  target: Target,
  programs: Programs,
  names: RegisterNames,
  { vm, vcpus }: Partition,
): Promise<LinuxGuest | undefined> {
  const program = programs.ofVm(vm).find(({ isImage, symbols }) => isImage && isLinux(symbols));
  const space = program && (await mappedSpace(target, vcpus));
  if (program === undefined || space === undefined) {
    return undefined;
  }
  const kernel = new ProgramMemory(program.symbols, target, space);
  const { tasks } = await readTasks(kernel);
  const running = await runningTasks(target, names, vcpus, new Set(tasks.map(({ address }) => address)));
  return { kernel, tasks: tasks.map((task) => ({ task, vcpu: running.get(task.address) })) };
}

function isLinux(symbols: ProgramMemory['symbols']): boolean {
  return symbols.hasDebugInfo && symbols.symbolNamed('init_task') !== undefined;
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

/**
 * Which task a vCPU runs: Linux keeps it in tp while it is in the kernel and in sscratch while it is not. Between the
 * two, at the way in and out, tp may be the program's own.
 */
async function runningTasks(
  target: Target,
  names: RegisterNames,
  vcpus: readonly Vcpu[],
  known: ReadonlySet<bigint>,
): Promise<ReadonlyMap<bigint, Vcpu>> {
  const running = new Map<bigint, Vcpu>();
  const numbers = ['tp', 'sscratch'].flatMap((name) => names.named(name) ?? []);
  for (const vcpu of vcpus) {
    const values = await target.readRegisters(vcpu.hart, numbers);
    const task = values.find((value) => value !== undefined && known.has(value));
    if (task !== undefined) {
      running.set(task, vcpu);
    }
  }
  return running;
}

/** What a task goes on with that is on no vCPU. @throws StructureError */
export async function sleepingThread(
  target: Target,
  kernel: ProgramMemory,
  task: LinuxTask,
  key: string,
): Promise<SleepingThread> {
  return {
    key,
    space: await spaceOf(target, kernel.space, task),
    saved: savedRegisterAddresses(kernel, task.address),
    known: new Map([[register.tp, task.address]]),
  };
}

/** Kernel threads have no address space of their own. */
async function spaceOf(target: Target, space: VirtualSpace, { pageDirectory }: LinuxTask): Promise<VirtualSpace> {
  const table =
    pageDirectory === undefined ? undefined : await target.translate({ space, value: pageDirectory }, 'guest-physical');
  return table === undefined ? space : { ...space, root: table.value >> PAGE_BITS };
}
