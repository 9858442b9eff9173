// SPDX-License-Identifier: Apache-2.0
/** The tasks of a Linux kernel, from `init_task` on (include/linux/sched.h). */

import { type Members, type ProgramMemory, reason, type Structure, StructureError, walkList } from '../structures';

export type TaskState =
  | 'running'
  /** Would run, but another one does. */
  | 'runnable'
  | 'sleeping'
  /** Sleeps, and no signal wakes it. */
  | 'waiting'
  | 'stopped'
  | 'idle'
  | 'new'
  | 'zombie'
  | 'dead';

export interface LinuxTask {
  /** Guest-virtual address of its task_struct: its identity while it lives. */
  readonly address: bigint;
  readonly pid: number;
  /** Of its thread group, which is what user space calls a process. */
  readonly tgid: number;
  /** When it was made, in nanoseconds of the kernel's clock; a later task at the same address has a later one. */
  readonly startTime: bigint;
  readonly name: string;
  readonly kind: 'kernel thread' | 'process' | 'idle task';
  readonly state: TaskState;
  /** Number of the CPU it is on, as Linux counts them. */
  readonly cpu: number;
  /** It is on a CPU now; its registers are that CPU's. */
  readonly onCpu: boolean;
  /** Guest-virtual address of its page directory; undefined for kernel threads, which use any. */
  readonly pageDirectory: bigint | undefined;
  /** It says itself which mutex it waits for: see mutexOfTask. */
  readonly isBlocked: boolean;
  /** How often another task has taken its place; undefined in a kernel that does not count. */
  readonly switches: bigint | undefined;
}

export interface TaskList {
  readonly tasks: readonly LinuxTask[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

const PF_IDLE = 0x2n;
const PF_KTHREAD = 0x20_0000n;
const TASK_INTERRUPTIBLE = 0x1n;
const TASK_UNINTERRUPTIBLE = 0x2n;
const STOPPED_OR_TRACED = 0xcn;
const TASK_DEAD = 0x80n;
const TASK_NOLOAD = 0x400n;
const TASK_NEW = 0x800n;
const EXIT_DEAD = 0x10n;
const EXIT_ZOMBIE = 0x20n;
const MAX_TASKS = 10_000;

/** All tasks, the idle task of the first CPU first. */
export async function readTasks(kernel: ProgramMemory): Promise<TaskList> {
  const tasks: LinuxTask[] = [];
  const problems: string[] = [];
  for await (const found of structures(kernel, problems)) {
    try {
      tasks.push(await readTask(found));
    } catch (error) {
      problems.push(`task at 0x${found.address.toString(16)}: ${reason(error)}`);
    }
    if (tasks.length >= MAX_TASKS) {
      problems.push(`there are more than ${MAX_TASKS} tasks`);
      break;
    }
  }
  return { tasks, problems };
}

/** One task, by the guest-virtual address of its task_struct. @throws StructureError */
export function taskAt(kernel: ProgramMemory, address: bigint): Promise<LinuxTask> {
  return readTask(kernel.at('struct task_struct', address));
}

/**
 * Whether a task is among the threads of its process: it was not freed. The first task of all is not, and nothing is
 * said of kernels that link threads in another way.
 */
export async function isLinked(kernel: ProgramMemory, address: bigint): Promise<boolean> {
  const task = kernel.at('struct task_struct', address);
  if (!task.has('thread_node')) {
    return false;
  }
  const node = task.member('thread_node');
  try {
    const before = await node.target('prev');
    return before !== undefined && before.address !== node.address && (await before.integer('next')) === node.address;
  } catch (error) {
    reason(error);
    return false;
  }
}

/** Thread groups are linked by their leaders; the threads of one, by its signal_struct. */
async function* structures(kernel: ProgramMemory, problems: string[]): AsyncGenerator<Structure> {
  const seen = new Set<bigint>();
  const first = kernel.variable('init_task');
  const leaders = await walkList(first.member('tasks'), first.type, 'tasks');
  note(problems, 'init_task.tasks', leaders.problem);
  for (const leader of [first, ...leaders.entries]) {
    for (const task of [leader, ...(await threadsOf(leader, problems))]) {
      if (!seen.has(task.address)) {
        seen.add(task.address);
        yield task;
      }
    }
  }
}

async function threadsOf(leader: Structure, problems: string[]): Promise<readonly Structure[]> {
  try {
    const signal = await leader.target('signal');
    if (signal === undefined || !signal.has('thread_head') || (await isEmptyYet(signal))) {
      return [];
    }
    const walk = await walkList(signal.member('thread_head'), leader.type, 'thread_node');
    note(problems, `threads of the task at 0x${leader.address.toString(16)}`, walk.problem);
    return walk.entries;
  } catch (error) {
    problems.push(`threads of the task at 0x${leader.address.toString(16)}: ${reason(error)}`);
    return [];
  }
}

/** Tasks that are being made have lists of zeros. */
async function isEmptyYet(signal: Structure): Promise<boolean> {
  return (await signal.member('thread_head').integer('next')) === 0n;
}

function note(problems: string[], where: string, problem: string | undefined): void {
  if (problem !== undefined) {
    problems.push(`${where}: ${problem}`);
  }
}

async function readTask(structure: Structure): Promise<LinuxTask> {
  const task = await structure.load();
  const flags = task.integer('flags');
  // Kernels for one CPU do without these two.
  const onCpu = structure.has('on_cpu') && task.isSet('on_cpu');
  const cpu = structure.member('thread_info').has('cpu') ? task.number('thread_info.cpu') : 0;
  const isKernelThread = (flags & PF_KTHREAD) !== 0n;
  return {
    address: structure.address,
    pid: task.number('pid'),
    tgid: task.number('tgid'),
    startTime: structure.has('start_time') ? task.integer('start_time') : 0n,
    name: task.text('comm'),
    kind: (flags & PF_IDLE) !== 0n ? 'idle task' : isKernelThread ? 'kernel thread' : 'process',
    state: stateOf(task, flags, onCpu),
    cpu,
    onCpu,
    pageDirectory: await pageDirectoryOf(task),
    isBlocked: structure.has('blocked_on') && task.isSet('blocked_on'),
    switches: structure.has('nvcsw') ? task.integer('nvcsw') + task.integer('nivcsw') : undefined,
  };
}

function stateOf(task: Members, flags: bigint, onCpu: boolean): TaskState {
  const state = task.integer(task.of.has('__state') ? '__state' : 'state');
  const exit = task.integer('exit_state');
  if ((exit & EXIT_DEAD) !== 0n || (state & TASK_DEAD) !== 0n) {
    return 'dead';
  }
  if ((exit & EXIT_ZOMBIE) !== 0n) {
    return 'zombie';
  }
  if (onCpu) {
    return (flags & PF_IDLE) !== 0n ? 'idle' : 'running';
  }
  if (state === 0n) {
    return (flags & PF_IDLE) !== 0n ? 'idle' : 'runnable';
  }
  return sleepOf(state);
}

function sleepOf(state: bigint): TaskState {
  if ((state & TASK_NEW) !== 0n) {
    return 'new';
  }
  if ((state & STOPPED_OR_TRACED) !== 0n) {
    return 'stopped';
  }
  const isIdle = (state & TASK_NOLOAD) !== 0n;
  if ((state & TASK_UNINTERRUPTIBLE) !== 0n && !isIdle) {
    return 'waiting';
  }
  return (state & TASK_INTERRUPTIBLE) !== 0n || isIdle ? 'sleeping' : 'stopped';
}

async function pageDirectoryOf(task: Members): Promise<bigint | undefined> {
  const memory = task.target('mm');
  return memory === undefined ? undefined : optional(memory.integer('pgd'));
}

async function optional(value: Promise<bigint>): Promise<bigint | undefined> {
  return (await value) || undefined;
}

/**
 * Where the registers are that a task which is not on a CPU will go on with: guest-virtual addresses by DWARF number
 * (asm/processor.h: thread_struct). It goes on at the saved ra.
 * @throws StructureError when this kernel's tasks have no such registers
 */
export function savedRegisterAddresses(kernel: ProgramMemory, task: bigint): ReadonlyMap<number, bigint> {
  const thread = kernel.at('struct task_struct', task).member('thread');
  const { address } = thread.member('s');
  const saved = SAVED.map((register, index): [number, bigint] => [register, address + BigInt(index * REGISTER_BYTES)]);
  return new Map([[RA, thread.member('ra').address], [SP, thread.member('sp').address], ...saved]);
}

/** The registers that a task which is not on a CPU will go on with, by DWARF number. */
export async function savedRegisters(kernel: ProgramMemory, task: bigint): Promise<ReadonlyMap<number, bigint>> {
  const registers = new Map<number, bigint>([[TP, task]]);
  for (const [register, address] of savedRegisterAddresses(kernel, task)) {
    const bytes = await kernel.read(address, REGISTER_BYTES);
    if (bytes.length < REGISTER_BYTES) {
      throw new StructureError(`the saved registers at 0x${address.toString(16)} are not mapped`);
    }
    registers.set(register, new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  }
  return registers;
}

const REGISTER_BYTES = 8;
const RA = 1;
const SP = 2;
/** Linux keeps the current task there while it is in the kernel. */
const TP = 4;
/** s0 to s11. */
const SAVED = [8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27];
