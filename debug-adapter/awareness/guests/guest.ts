// SPDX-License-Identifier: Apache-2.0
/** A Linux guest, read at most once for one answer, and only what is asked for. */

import type { VirtualSpace } from '../../target';
import {
  type DeviceModelList,
  type DeviceModels,
  type IpcShmems,
  listDeviceModels,
  readDeviceModels,
  readIpcShmems,
} from '../drivers';
import { type LinuxBuses, readBuses } from '../linux';
import type { ProgramMemory } from '../structures';
import {
  type GuestThreads,
  type LinuxWaits,
  NOT_UP,
  type PlacedTask,
  type TaskThreads,
  type Threads,
} from '../threads';

export class Guest {
  private readModels: Promise<DeviceModels> | undefined;
  private readList: Promise<DeviceModelList> | undefined;
  private readIpc: Promise<IpcShmems> | undefined;
  private readBuses: Promise<LinuxBuses> | undefined;

  private constructor(private readonly threads: GuestThreads) {}

  /** @returns undefined for a virtual machine that runs something else */
  static of(threads: Threads, vm: number): Guest | undefined {
    const guest = threads.guest(vm);
    return guest && new Guest(guest);
  }

  /** The task that a vCPU runs; undefined when it is not known. @param hart physical CPU */
  taskOn(hart: number): Promise<PlacedTask | undefined> {
    return this.threads.taskOn(hart);
  }

  /** @param address guest-virtual, of a task_struct */
  taskAt(address: bigint): Promise<PlacedTask | undefined> {
    return this.threads.taskAt(address);
  }

  tasks(): Promise<TaskThreads> {
    return this.threads.all();
  }

  waits(): Promise<LinuxWaits> {
    return this.threads.waits();
  }

  /** Undefined as long as it is not up. */
  async kernel(): Promise<ProgramMemory | undefined> {
    return (await this.threads.moment())?.kernel;
  }

  buses(): Promise<LinuxBuses> {
    this.readBuses ??= this.read(readBuses, () => ({ drivers: [], devices: [], problems: [] }));
    return this.readBuses;
  }

  deviceModels(): Promise<DeviceModels> {
    this.readModels ??= this.read(readDeviceModels, (problems) => ({ models: [], problems }));
    return this.readModels;
  }

  /** The device models by number alone. */
  deviceModelList(): Promise<DeviceModelList> {
    this.readList ??= this.read(listDeviceModels, (problems) => ({ models: [], problems }));
    return this.readList;
  }

  ipcShmems(): Promise<IpcShmems> {
    this.readIpc ??= this.read(readIpcShmems, (problems) => ({ instances: [], problems }));
    return this.readIpc;
  }

  /** Addresses of the kernel's own mean something there; undefined as long as it is not up. */
  async kernelSpace(): Promise<VirtualSpace | undefined> {
    return (await this.threads.moment())?.kernel.space;
  }

  private async read<Found>(
    read: (kernel: ProgramMemory) => Promise<Found>,
    without: (problems: readonly string[]) => Found,
  ): Promise<Found> {
    const moment = await this.threads.moment();
    return moment === undefined ? without([NOT_UP]) : read(moment.kernel);
  }
}
