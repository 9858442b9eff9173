// SPDX-License-Identifier: Apache-2.0
/** A Linux guest, read at most once for one answer, and only what is asked for. */

import { type DeviceModels, type IpcShmems, readDeviceModels, readIpcShmems } from '../../awareness/drivers';
import { readTasks, type TaskList } from '../../awareness/linux';
import { ProgramMemory, reason } from '../../awareness/structures';
import type { VirtualSpace } from '../../target';
import type { Debuggee } from '../debuggee';

export class Guest {
  private readTasks: Promise<TaskList> | undefined;
  private readModels: Promise<DeviceModels> | undefined;
  private readIpc: Promise<IpcShmems> | undefined;

  private constructor(private readonly kernel: ProgramMemory | string) {}

  /** @returns undefined for a virtual machine that runs something else */
  static async of(debuggee: Debuggee, vm: number): Promise<Guest | undefined> {
    const program = debuggee.programs
      .ofVm(vm)
      .find(({ isImage, symbols }) => isImage && symbols.symbolNamed('init_task') !== undefined);
    if (program === undefined) {
      return undefined;
    }
    const space = await kernelSpace(debuggee, vm);
    return new Guest(
      space === undefined
        ? 'Linux is not up: none of its vCPUs has turned address translation on'
        : new ProgramMemory(program.symbols, debuggee.target, space),
    );
  }

  tasks(): Promise<TaskList> {
    this.readTasks ??= this.read(tasksOf, (problems) => ({ tasks: [], problems }));
    return this.readTasks;
  }

  deviceModels(): Promise<DeviceModels> {
    this.readModels ??= this.read(readDeviceModels, (problems) => ({ models: [], problems }));
    return this.readModels;
  }

  ipcShmems(): Promise<IpcShmems> {
    this.readIpc ??= this.read(readIpcShmems, (problems) => ({ instances: [], problems }));
    return this.readIpc;
  }

  private async read<Found>(
    read: (kernel: ProgramMemory) => Promise<Found>,
    without: (problems: readonly string[]) => Found,
  ): Promise<Found> {
    return typeof this.kernel === 'string' ? without([this.kernel]) : read(this.kernel);
  }
}

/** The kernel is mapped alike in every address space of its guest. */
async function kernelSpace({ target }: Debuggee, vm: number): Promise<VirtualSpace | undefined> {
  for (const { hart } of target.partitions.find((partition) => partition.vm === vm)?.vcpus ?? []) {
    const space = await target.currentSpace(hart);
    if (space.root !== 0n) {
      return space;
    }
  }
  return undefined;
}

async function tasksOf(kernel: ProgramMemory): Promise<TaskList> {
  try {
    return await readTasks(kernel);
  } catch (error) {
    return { tasks: [], problems: [reason(error)] };
  }
}
