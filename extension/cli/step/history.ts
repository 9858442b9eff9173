// SPDX-License-Identifier: Apache-2.0
/** What the REMIO requests so far say about the devices behind them: their kind, and where their queues lie. */

import { VIRTIO_MAGIC, VirtioOffset } from '../../../debug-adapter/awareness/virtio';
import type { BaoConfig, MachineEvent } from '../../../emulator';
import { REMIO_DEV_FRONTEND } from '../../../emulator';

type RequestEvent = Extract<MachineEvent, { kind: 'requestState' }>;

/** A split virtqueue as its driver has set it up (virtio 1.2, section 2.7); guest-physical addresses of the frontend. */
export interface QueueSetup {
  readonly index: number;
  size: number;
  descriptors: bigint;
  available: bigint;
  used: bigint;
  ready: boolean;
}

export interface DeviceHistory {
  readonly bindKey: bigint;
  /** Virtual machine of the frontend, and the guest-physical address of its registers there. */
  readonly vm: number;
  readonly base: bigint;
  /** It has answered with virtio's magic number. */
  isVirtio: boolean;
  deviceId: bigint | undefined;
  readonly queues: Map<number, QueueSetup>;
}

export class RequestHistory {
  private readonly devices = new Map<bigint, DeviceHistory>();
  private readonly open = new Map<bigint, RequestEvent>();
  private readonly selected = new Map<bigint, number>();

  constructor(config: BaoConfig) {
    for (const [vm, { platform }] of config.vmlist.entries()) {
      for (const { type, bindKey, va } of platform.remioDevs) {
        if (type.value === REMIO_DEV_FRONTEND) {
          const queues = new Map<number, QueueSetup>();
          const key = bindKey.value;
          this.devices.set(key, { bindKey: key, vm, base: va.value, isVirtio: false, deviceId: undefined, queues });
        }
      }
    }
  }

  device(bindKey: bigint): DeviceHistory | undefined {
    return this.devices.get(bindKey);
  }

  /** Offset of a request's register in its device. */
  offset(request: { readonly bindKey: bigint; readonly address: bigint }): number {
    return Number(request.address - (this.devices.get(request.bindKey)?.base ?? 0n));
  }

  observe(event: MachineEvent): void {
    if (event.kind === 'requestState' && event.state === 'PENDING') {
      this.open.set(event.serial, event);
      if (event.operation === 'WRITE') {
        this.written(event);
      }
    } else if (event.kind === 'vcpuResumed') {
      const request = this.open.get(event.requestSerial);
      this.open.delete(event.requestSerial);
      if (request?.operation === 'READ') {
        this.answered(request, event.value);
      }
    }
  }

  private answered(request: RequestEvent, value: bigint): void {
    const device = this.devices.get(request.bindKey);
    const offset = this.offset(request);
    if (device !== undefined && offset === VirtioOffset.magic) {
      device.isVirtio = BigInt.asUintN(32, value) === VIRTIO_MAGIC;
    } else if (device !== undefined && offset === VirtioOffset.deviceId) {
      device.deviceId = BigInt.asUintN(32, value);
    }
  }

  private written(request: RequestEvent): void {
    const device = this.devices.get(request.bindKey);
    if (device === undefined) {
      return;
    }
    const value = BigInt.asUintN(32, request.value);
    const offset = this.offset(request);
    if (offset === VirtioOffset.queueSelect) {
      this.selected.set(device.bindKey, Number(value));
    } else if (offset === VirtioOffset.status && value === 0n) {
      device.queues.clear();
    } else {
      setUp(this.selectedQueue(device), offset, value);
    }
  }

  private selectedQueue(device: DeviceHistory): QueueSetup {
    const index = this.selected.get(device.bindKey) ?? 0;
    const queue = device.queues.get(index) ?? newQueue(index);
    device.queues.set(index, queue);
    return queue;
  }
}

function newQueue(index: number): QueueSetup {
  return { index, size: 0, descriptors: 0n, available: 0n, used: 0n, ready: false };
}

function setUp(queue: QueueSetup, offset: number, value: bigint): void {
  const low = (old: bigint): bigint => (old & ~0xffff_ffffn) | value;
  const high = (old: bigint): bigint => (old & 0xffff_ffffn) | (value << 32n);
  switch (offset) {
    case VirtioOffset.queueSize:
      queue.size = Number(value);
      break;
    case VirtioOffset.queueReady:
      queue.ready = value === 1n;
      break;
    case VirtioOffset.descriptorLow:
      queue.descriptors = low(queue.descriptors);
      break;
    case VirtioOffset.descriptorHigh:
      queue.descriptors = high(queue.descriptors);
      break;
    case VirtioOffset.driverLow:
      queue.available = low(queue.available);
      break;
    case VirtioOffset.driverHigh:
      queue.available = high(queue.available);
      break;
    case VirtioOffset.deviceLow:
      queue.used = low(queue.used);
      break;
    case VirtioOffset.deviceHigh:
      queue.used = high(queue.used);
      break;
  }
}
