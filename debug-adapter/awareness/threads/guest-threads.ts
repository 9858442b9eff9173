// SPDX-License-Identifier: Apache-2.0
/**
 * The tasks of one virtual machine's Linux as threads. At a stop only the task that runs is read; the list of all tasks
 * is walked when somebody wants all, or a task that nobody has seen yet.
 */

import type { RegisterNames, ThreadKey } from '../../stack';
import type { Symbols } from '../../symbols';
import type { Partition, Target, Vcpu } from '../../target';
import type { LinuxTask } from '../linux';
import { reason } from '../structures';
import { LinuxMoment, type PlacedTask } from './linux-moment';
import { type Thread, vcpuThread } from './thread';
import { type LinuxWaits, NO_WAITS, type WaitReader } from './waits';

export interface TaskThread extends PlacedTask {
  /** Undefined for tasks that are no threads: idle ones, and those that are dead. */
  readonly thread: Thread | undefined;
}

export interface TaskThreads {
  readonly tasks: readonly TaskThread[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

/** What stays the same of a task as long as it lives; a later one at the same address differs. */
type Identity = Pick<LinuxTask, 'address' | 'pid' | 'startTime'>;

/** The highest half of the addresses is the kernel's. */
const KERNEL_HALF = 63n;

export class GuestThreads {
  private readonly seen = new Map<bigint, Identity>();
  private readonly byNumber = new Map<number, Identity>();
  private now: Promise<LinuxMoment | undefined> | undefined;
  private everything: Promise<TaskThreads> | undefined;
  private waiting: Promise<LinuxWaits> | undefined;

  /** @param numbers gives a number to each identity, the same one every time */
  constructor(
    private readonly target: Target,
    private readonly names: RegisterNames,
    private readonly partition: Partition,
    private readonly symbols: Symbols,
    private readonly numbers: (identity: string) => number,
    private readonly waitReader: WaitReader,
  ) {}

  /** To be called whenever something has run, or memory or registers were changed. */
  forget(): void {
    this.now = undefined;
    this.everything = undefined;
    this.waiting = undefined;
  }

  /** The kernel as it is; undefined as long as it is not up. */
  moment(): Promise<LinuxMoment | undefined> {
    this.now ??= LinuxMoment.of(this.target, this.names, this.symbols, this.partition.vcpus);
    return this.now;
  }

  /** Every task, by pid. */
  all(): Promise<TaskThreads> {
    this.everything ??= this.readAll();
    return this.everything;
  }

  /** What tasks wait for. */
  waits(): Promise<LinuxWaits> {
    this.waiting ??= this.readWaits();
    return this.waiting;
  }

  /** The task that a vCPU runs; undefined when that is the idle one, or not known. */
  async onVcpu(vcpu: Vcpu): Promise<Thread | undefined> {
    const placed = await this.taskOn(vcpu.hart);
    const moment = await this.moment();
    return placed && moment && this.threadOf(moment, placed);
  }

  /** The task that a vCPU runs, the idle one included; undefined when it is not known. @param hart physical CPU */
  async taskOn(hart: number): Promise<PlacedTask | undefined> {
    const moment = await this.moment();
    if (moment === undefined) {
      return undefined;
    }
    const addresses = moment.currentOf(hart);
    for (const identity of addresses.flatMap((address) => this.seen.get(address) ?? [])) {
      const placed = await this.still(moment, identity);
      if (placed !== undefined) {
        return placed;
      }
    }
    return (await idleAmong(moment, addresses)) ?? (await this.all()).tasks.find(({ vcpu }) => vcpu?.hart === hart);
  }

  /** A task by the guest-virtual address of its task_struct; undefined when none is there. */
  async taskAt(address: bigint): Promise<PlacedTask | undefined> {
    try {
      return await (await this.moment())?.taskAt(address);
    } catch (error) {
      reason(error);
      return undefined;
    }
  }

  /** A thread by its number; undefined when its task has ended. */
  async byId(id: number): Promise<Thread | undefined> {
    const identity = this.byNumber.get(id);
    const moment = identity && (await this.moment());
    if (identity === undefined || moment === undefined) {
      return undefined;
    }
    if (this.everything === undefined) {
      const placed = await this.still(moment, identity);
      if (placed !== undefined && (placed.vcpu !== undefined || (await moment.isLinked(identity.address)))) {
        return this.threadOf(moment, placed);
      }
    }
    return (await this.all()).tasks.find(({ thread }) => thread?.id === id)?.thread;
  }

  private async readWaits(): Promise<LinuxWaits> {
    const moment = await this.moment();
    return moment === undefined ? NO_WAITS : this.waitReader.read(moment.kernel, (await this.all()).tasks);
  }

  private async readAll(): Promise<TaskThreads> {
    try {
      const moment = await this.moment();
      const { tasks, problems } = (await moment?.tasks()) ?? { tasks: [], problems: [NOT_UP] };
      const threads: TaskThread[] = [];
      for (const placed of [...tasks].sort((one, other) => one.task.pid - other.task.pid)) {
        this.seen.set(placed.task.address, placed.task);
        threads.push({ ...placed, thread: moment && (await this.threadOf(moment, placed)) });
      }
      return { tasks: threads, problems };
    } catch (error) {
      return { tasks: [], problems: [reason(error)] };
    }
  }

  /** A task that has been seen before, as it is now, if it is still the same one. */
  private async still(moment: LinuxMoment, { address, pid, startTime }: Identity): Promise<PlacedTask | undefined> {
    try {
      const placed = await moment.taskAt(address);
      return placed.task.pid === pid && placed.task.startTime === startTime ? placed : undefined;
    } catch (error) {
      reason(error);
      return undefined;
    }
  }

  private async threadOf(moment: LinuxMoment, placed: PlacedTask): Promise<Thread | undefined> {
    const { task, vcpu } = placed;
    if (task.kind === 'idle task' || task.state === 'dead') {
      return undefined;
    }
    const { vm } = this.partition;
    const identity = `${vm} ${task.address} ${task.pid} ${task.startTime}`;
    const key = vcpu?.hart ?? (await sleepingKey(moment, task, identity));
    if (key === undefined) {
      return undefined;
    }
    const id = this.numbers(identity);
    this.byNumber.set(id, task);
    return { id, name: taskName(this.partition, placed), vm, key };
  }
}

/** Undefined in a kernel that saves registers in another way. */
async function sleepingKey(moment: LinuxMoment, task: LinuxTask, identity: string): Promise<ThreadKey | undefined> {
  try {
    return await moment.sleeping(task, identity);
  } catch (error) {
    reason(error);
    return undefined;
  }
}

/** Why nothing is known of a kernel that has not set itself up. */
export const NOT_UP = 'Linux is not up: none of its vCPUs has turned address translation on';

/** The idle tasks of further CPUs are on no list. */
async function idleAmong(moment: LinuxMoment, addresses: readonly bigint[]): Promise<PlacedTask | undefined> {
  for (const address of addresses.filter((each) => each >> KERNEL_HALF === 1n)) {
    try {
      const placed = await moment.taskAt(address);
      if (placed.task.kind === 'idle task') {
        return placed;
      }
    } catch (error) {
      reason(error);
    }
  }
  return undefined;
}

/** The virtual machine's vCPUs that run no task that is a thread, and its tasks by number. */
export function shownThreads(partition: Partition, { tasks }: TaskThreads): Thread[] {
  const threads = tasks.flatMap(({ thread }) => thread ?? []);
  const taken = new Set(threads.map(({ key }) => key));
  return [
    ...partition.vcpus.filter(({ hart }) => !taken.has(hart)).map((vcpu) => vcpuThread(partition, vcpu)),
    ...threads,
  ];
}

function taskName({ name }: Partition, { task, vcpu }: PlacedTask): string {
  const state = vcpu === undefined ? task.state : `running on vCPU ${vcpu.vcpu}`;
  return `${name}: ${task.name} (pid ${task.pid}, ${state})`;
}
