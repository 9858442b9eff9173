// SPDX-License-Identifier: Apache-2.0
/**
 * The threads of all virtual machines at a stop: the tasks of a Linux guest, and vCPUs where nothing is known of tasks
 * or none runs. Everything is read anew at each stop; numbers stay with what they were given to.
 */

import type { Programs } from '../../programs';
import type { RegisterNames } from '../../stack';
import type { Symbols } from '../../symbols';
import type { Partition, Target } from '../../target';
import { GuestThreads, shownThreads } from './guest-threads';
import { type Thread, vcpuThread } from './thread';
import { WaitReader } from './waits';

/** Numbers below are vCPUs'. */
const FIRST_TASK = 1000;

export class Threads {
  private readonly taskIds = new Map<string, number>();
  private guests: ReadonlyMap<number, GuestThreads> | undefined;
  private current: Promise<readonly Thread[]> | undefined;
  private known: readonly Thread[];

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly names: RegisterNames,
  ) {
    this.known = target.partitions.flatMap(vcpuThreads);
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
    for (const guest of this.guests?.values() ?? []) {
      guest.forget();
    }
  }

  /** What a vCPU runs now: the thread of its task if one is known, else its own. */
  async onVcpu(hart: number): Promise<Thread | undefined> {
    const partition = this.target.partitions.find(({ vcpus }) => vcpus.some((vcpu) => vcpu.hart === hart));
    const vcpu = partition?.vcpus.find((each) => each.hart === hart);
    if (partition === undefined || vcpu === undefined) {
      return undefined;
    }
    const task = await this.guest(partition.vm)?.onVcpu(vcpu);
    return task ?? vcpuThread(partition, vcpu);
  }

  /** A thread by its number. A vCPU's own is good also while a task of it is shown in its place. */
  async byId(id: number): Promise<Thread | undefined> {
    if (id < FIRST_TASK) {
      return this.target.partitions.flatMap(vcpuThreads).find((thread) => thread.id === id);
    }
    for (const { vm } of this.target.partitions) {
      const thread = await this.guest(vm)?.byId(id);
      if (thread !== undefined) {
        return thread;
      }
    }
    return undefined;
  }

  /** The tasks of a virtual machine's Linux; undefined when it runs something else. */
  guest(vm: number): GuestThreads | undefined {
    this.guests ??= this.findGuests();
    return this.guests.get(vm);
  }

  private async read(): Promise<readonly Thread[]> {
    const found: Thread[] = [];
    for (const partition of this.target.partitions) {
      // A machine that is lost has its vCPUs still.
      const tasks = await this.guest(partition.vm)
        ?.all()
        .catch(() => undefined);
      found.push(...(tasks === undefined ? vcpuThreads(partition) : shownThreads(partition, tasks)));
    }
    this.known = found;
    return found;
  }

  private findGuests(): ReadonlyMap<number, GuestThreads> {
    const found = new Map<number, GuestThreads>();
    for (const partition of this.target.partitions.filter(({ started }) => started)) {
      const linux = this.programs.ofVm(partition.vm).find(({ isImage, symbols }) => isImage && isLinux(symbols));
      if (linux !== undefined) {
        const numbers = (identity: string) => this.idOf(identity);
        const waits = new WaitReader(this.target, this.programs);
        const { target, names } = this;
        found.set(partition.vm, new GuestThreads(target, names, partition, linux.symbols, numbers, waits));
      }
    }
    return found;
  }

  private idOf(identity: string): number {
    const id = this.taskIds.get(identity) ?? FIRST_TASK + this.taskIds.size;
    this.taskIds.set(identity, id);
    return id;
  }
}

function isLinux(symbols: Symbols): boolean {
  return symbols.symbolNamed('init_task') !== undefined;
}

function vcpuThreads(partition: Partition): Thread[] {
  return partition.vcpus.map((vcpu) => vcpuThread(partition, vcpu));
}
