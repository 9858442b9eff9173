// SPDX-License-Identifier: Apache-2.0

import type { Convenience } from '../../expressions';
import type { BaoState, Target } from '../../target';
import { ValueError } from '../../values';
import { Guest } from '../guests';
import type { PlacedTask, Threads } from '../threads';
import { deviceWithKey } from './device';
import { deviceModelsOf, deviceModelWithId } from './device-model';
import type { Facts } from './facts';
import { ipcObjectsOf, ipcObjectWithId } from './ipc';
import { requestInSlot } from './request';
import { taskValue } from './task';
import { virtualCpu, virtualMachine } from './virtual-machine';

/** Reads each thing once, when it is asked for. */
export class SystemFacts implements Facts {
  private readState: Promise<BaoState> | undefined;
  private readonly guests = new Map<number, Guest | undefined>();

  constructor(
    readonly target: Target,
    private readonly threads: Threads,
  ) {}

  state(): Promise<BaoState> {
    this.readState ??= this.target.bao?.state();
    if (this.readState === undefined) {
      throw new ValueError('the state of the hypervisor cannot be read on this machine');
    }
    return this.readState;
  }

  guest(vm: number): Guest | undefined {
    if (this.guests.size === 0) {
      this.threads.forget();
    }
    const guest = this.guests.get(vm) ?? Guest.of(this.threads, vm);
    this.guests.set(vm, guest);
    return guest;
  }

  nameOf(vm: number): string {
    return `${this.target.partitions.find((each) => each.vm === vm)?.name ?? '?'} (VM${vm})`;
  }

  virtualMachine(vm: number): Convenience {
    return virtualMachine(this, vm);
  }

  vcpu(hart: number): Convenience {
    return virtualCpu(this, hart);
  }

  task(placed: PlacedTask, vm: number): Convenience {
    return taskValue(this, placed, vm);
  }

  request(slot: bigint): Promise<Convenience> {
    return requestInSlot(this, slot);
  }

  device(bindKey: bigint): Promise<Convenience> {
    return deviceWithKey(this, bindKey);
  }

  deviceModels(vm: number): Promise<Convenience> {
    return deviceModelsOf(this, vm);
  }

  deviceModel(vm: bigint, id: bigint): Promise<Convenience> {
    return deviceModelWithId(this, vm, id);
  }

  ipcObjects(vm: number): Promise<Convenience> {
    return ipcObjectsOf(this, vm);
  }

  ipcObject(vm: bigint, id: bigint): Promise<Convenience> {
    return ipcObjectWithId(this, vm, id);
  }
}
