// SPDX-License-Identifier: Apache-2.0
/**
 * The threads of all virtual machines at a stop: the tasks of a Linux guest, and vCPUs where nothing is known of tasks
 * or none runs. Everything is read anew at each stop; numbers stay with what they were given to.
 */

import type { Programs } from '../../programs';
import type { RegisterNames, ThreadKey } from '../../stack';
import type { Partition, Target, Vcpu } from '../../target';
import type { LinuxTask } from '../linux';
import { type LinuxGuest, linuxGuest, type PlacedTask, sleepingThread } from './linux-guest';

export interface Thread {
  /** Positive; never given to another one. */
  readonly id: number;
  /** For people. */
  readonly name: string;
  readonly vm: number;
  readonly key: ThreadKey;
}

/** Numbers below are vCPUs'. */
const FIRST_TASK = 1000;

export class Threads {
  private readonly taskIds = new Map<string, number>();
  private current: Promise<readonly Thread[]> | undefined;
  private known: readonly Thread[];

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly names: RegisterNames,
  ) {
    this.known = this.vcpus();
  }

  /** As it was at the last stop that somebody looked at. */
  get last(): readonly Thread[] {
    return this.known;
  }

  /** The threads of a stopped machine. */
  list(): Promise<readonly Thread[]> {
    this.current ??= this.read();
    return this.current;
  }

  /** To be called whenever something has run, or memory or registers were changed. */
  forget(): void {
    this.current = undefined;
  }

  /** What a vCPU runs now: the thread of its task if one is known, else its own. */
  async onVcpu(hart: number): Promise<Thread | undefined> {
    return (await this.list()).find(({ key }) => key === hart);
  }

  /** A thread by its number. A vCPU's own is good also while a task of it is shown in its place. */
  async byId(id: number): Promise<Thread | undefined> {
    return (await this.list()).find((thread) => thread.id === id) ?? this.vcpus().find((thread) => thread.id === id);
  }

  private async read(): Promise<readonly Thread[]> {
    const found: Thread[] = [];
    for (const partition of this.target.partitions) {
      found.push(...(await this.ofPartition(partition)));
    }
    this.known = found;
    return found;
  }

  /** A guest whose memory makes no sense still has its vCPUs. */
  private async ofPartition(partition: Partition): Promise<readonly Thread[]> {
    const guest = partition.started
      ? await linuxGuest(this.target, this.programs, this.names, partition).catch(() => undefined)
      : undefined;
    const tasks = guest === undefined ? [] : await this.tasksOf(partition, guest);
    const taken = new Set(tasks.map(({ key }) => key));
    return [...vcpusOf(partition).filter(({ key }) => !taken.has(key)), ...tasks];
  }

  private async tasksOf(partition: Partition, { kernel, tasks }: LinuxGuest): Promise<readonly Thread[]> {
    const shown = tasks.filter(({ task }) => task.kind !== 'idle task' && task.state !== 'dead');
    const threads: Thread[] = [];
    for (const placed of shown.sort((one, other) => one.task.pid - other.task.pid)) {
      const { task, vcpu } = placed;
      const identity = `${partition.vm} ${task.address} ${task.pid} ${task.startTime}`;
      const key = vcpu?.hart ?? (await sleepingThread(this.target, kernel, task, identity).catch(() => undefined));
      if (key !== undefined) {
        threads.push({ id: this.idOf(identity), name: taskName(partition, placed), vm: partition.vm, key });
      }
    }
    return threads;
  }

  private idOf(identity: string): number {
    const id = this.taskIds.get(identity) ?? FIRST_TASK + this.taskIds.size;
    this.taskIds.set(identity, id);
    return id;
  }

  private vcpus(): readonly Thread[] {
    return this.target.partitions.flatMap(vcpusOf);
  }
}

/** A vCPU's number is its physical CPU's, from 1 on, because clients take 0 for none. */
export function vcpuThreadId(hart: number): number {
  return hart + 1;
}

function vcpusOf(partition: Partition): Thread[] {
  return partition.vcpus.map((vcpu) => ({
    id: vcpuThreadId(vcpu.hart),
    name: vcpuName(partition, vcpu),
    vm: partition.vm,
    key: vcpu.hart,
  }));
}

function vcpuName({ name, vm }: Partition, { vcpu, hart }: Vcpu): string {
  return `${name} vCPU ${vcpu} (VM${vm}, hart ${hart})`;
}

function taskName({ name }: Partition, { task, vcpu }: PlacedTask): string {
  const state = vcpu === undefined ? stateOf(task) : `running on vCPU ${vcpu.vcpu}`;
  return `${name}: ${task.name} (pid ${task.pid}, ${state})`;
}

/** One that is just being switched to or from counts as on a CPU although no vCPU has its registers. */
function stateOf({ state }: LinuxTask): string {
  return state === 'running' ? 'runnable' : state;
}
