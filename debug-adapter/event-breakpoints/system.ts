// SPDX-License-Identifier: Apache-2.0
/** The system that event breakpoints are in: what its parts are called, and what detectors share. */

import { type FunctionReturn, type Ioctl, ioctlCalls } from '../awareness/calls';
import { findRegister } from '../awareness/virtio';
import type { Programs } from '../programs';
import type { BaoState, RemioDevice, Target, TargetEventKind } from '../target';

/** Bytes behind the start of a device's registers that have names. */
const NAMED_BYTES = 0x200n;

/** The parameters of a breakpoint do not fit this system; the message is for people. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

type IoctlHeard = (call: Ioctl, end: FunctionReturn | undefined) => Promise<void>;

export class EventSystem {
  /** Who hears of ioctls. */
  readonly ioctlListeners = new Set<IoctlHeard>();
  /** Calls under way are known as long as somebody listens, also to one who begins to. */
  readonly ioctls;

  /** @param bao as it was when the breakpoints were set; what is asked of it here does not change in a session */
  constructor(
    readonly target: Target,
    readonly programs: Programs,
    readonly bao: BaoState | undefined,
  ) {
    this.ioctls = ioctlCalls(target, programs, {
      begins: (call) => this.tell(call, undefined),
      ends: (call, end) => this.tell(call, end),
    });
  }

  /** @throws ParameterError when the target does not tell of such events */
  requireEvents(kind: TargetEventKind, what: string): void {
    if (!this.target.capabilities.events.includes(kind)) {
      throw new ParameterError(`the ${this.target.name} does not tell of ${what}`);
    }
  }

  /** A virtual machine by its partition's name or its number. @throws ParameterError when there is none */
  vmNamed(text: string): number {
    const { partitions } = this.target;
    const found = partitions.find(({ name }) => name === text) ?? partitions.find(({ vm }) => `${vm}` === text);
    if (found === undefined) {
      const names = partitions.map(({ name, vm }) => `${name} (${vm})`).join(', ');
      throw new ParameterError(`there is no partition '${text}'; there is ${names}`);
    }
    return found.vm;
  }

  optionalVm(text: string | undefined): number | undefined {
    return text === undefined ? undefined : this.vmNamed(text);
  }

  /** A REMIO device by its bind key. @throws ParameterError when there is none */
  deviceNamed(bindKey: bigint): RemioDevice {
    const devices = this.bao?.devices ?? [];
    const found = devices.find((device) => device.bindKey === bindKey);
    if (found === undefined) {
      const keys = devices.map((device) => `${device.bindKey} (${this.deviceName(device.bindKey)})`).join(', ');
      const there = keys === '' ? 'this system has no REMIO devices' : `there is ${keys}`;
      throw new ParameterError(`there is no device with bind key ${bindKey}; ${there}`);
    }
    return found;
  }

  vmName(vm: number | undefined): string {
    return this.target.partitions.find((partition) => partition.vm === vm)?.name ?? `VM${vm ?? '?'}`;
  }

  vmOfHart(hart: number | undefined): number | undefined {
    return this.target.partitions.find(({ vcpus }) => vcpus.some((vcpu) => vcpu.hart === hart))?.vm;
  }

  deviceOf(bindKey: bigint): RemioDevice | undefined {
    return this.bao?.devices.find((device) => device.bindKey === bindKey);
  }

  deviceName(bindKey: bigint): string {
    const device = this.deviceOf(bindKey);
    return device === undefined
      ? `the device with bind key ${bindKey}`
      : `${this.vmName(device.frontend.vm)} → ${this.vmName(device.backend.vm)}`;
  }

  /** The device's register at a guest-physical address of its frontend. */
  registerAt(bindKey: bigint, address: bigint): string | undefined {
    const base = this.deviceOf(bindKey)?.registers.base;
    return base !== undefined && address >= base && address < base + NAMED_BYTES
      ? findRegister(Number(address - base))
      : undefined;
  }

  private async tell(call: Ioctl, end: FunctionReturn | undefined): Promise<void> {
    for (const listener of [...this.ioctlListeners]) {
      await listener(call, end);
    }
  }
}

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
