// SPDX-License-Identifier: Apache-2.0
/** A virtual machine as Bao holds it while it runs. */

import type { RemioDevice as RemioDeviceConfig, VmConfig } from '../config/config';
import type { Uart16550 } from '../devices';
import type { Vplic } from './vplic';

/** A device page range of the second stage that is not RAM. Guest-physical and physical base, bytes. */
export interface DeviceRange {
  readonly base: number;
  readonly size: number;
  readonly pa: number;
}

/** A UART that is passed through. */
export interface VmUart {
  readonly uart: Uart16550;
  /** Physical address of its registers. */
  readonly pa: number;
  /** Its interrupt when it is assigned to the virtual machine, else 0. */
  readonly interrupt: number;
}

/** A range that Bao emulates, in the order in which Bao searches them (struct emul_mem). */
export interface EmulatedRange {
  readonly base: number;
  readonly size: number;
  readonly handler: 'plic-global' | 'plic-hart' | 'remio';
}

/** An IPC object as the VM's configuration gives it. */
export interface IpcObject {
  readonly shmemId: number;
  readonly interrupts: readonly number[];
}

/** An entry of `remio_devs` with the fields that matter at run time as numbers. */
export interface RemioEntry {
  readonly va: number;
  readonly size: number;
  readonly config: RemioDeviceConfig;
}

export class Vm {
  readonly id: number;
  readonly name: string;
  readonly config: VmConfig;
  readonly cpuNum: number;
  /** Physical CPU of each vCPU, ascending; complete once all have been assigned. */
  harts: number[] = [];
  /** Physical CPU that boots the virtual machine and takes its IPC and REMIO messages; -1 for none. */
  master = -1;
  started = false;
  devices: DeviceRange[] = [];
  emulated: EmulatedRange[] = [];
  ipcs: IpcObject[] = [];
  remio: RemioEntry[] = [];
  /** Interrupts assigned to the virtual machine by its devices. */
  readonly hardwareInterrupts = new Set<number>();
  readonly uarts: VmUart[] = [];
  vplic: Vplic | undefined;

  constructor(id: number, name: string, config: VmConfig, cpuNum: number) {
    this.id = id;
    this.name = name;
    this.config = config;
    this.cpuNum = cpuNum;
  }

  /** How texts name it. */
  get label(): string {
    return `VM${this.id} (${this.name})`;
  }

  /** Bit mask of its physical CPUs. */
  get cpuMask(): bigint {
    return this.harts.reduce((mask, hart) => mask | (1n << BigInt(hart)), 0n);
  }
}
