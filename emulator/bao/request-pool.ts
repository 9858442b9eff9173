// SPDX-License-Identifier: Apache-2.0
/** The one pool of REMIO requests that all devices share: as many slots as the platform has CPUs. */

import type { Access } from './decode';

export const RequestState = { free: 0, pending: 1, processing: 2, complete: 3 } as const;

const TWO_TO_32 = 0x1_0000_0000;

export class RequestPool {
  readonly size: number;
  readonly state: Uint8Array;
  /** 1 while the slot is taken; a freed slot keeps its contents. */
  readonly allocated: Uint8Array;
  /** Number of the request over the whole run. */
  readonly serial: Float64Array;
  /** Index of the device, -1 in a slot never used. */
  readonly device: Int16Array;
  /** Instructions that all harts had retired when the request was made. */
  readonly created: Float64Array;
  readonly addressLow: Int32Array;
  readonly addressHigh: Int32Array;
  readonly width: Uint8Array;
  /** 0 = WRITE, 1 = READ. */
  readonly operation: Uint8Array;
  readonly valueLow: Int32Array;
  readonly valueHigh: Int32Array;
  readonly register: Uint8Array;
  /** Physical CPU of the frontend. */
  readonly cpu: Uint8Array;
  /** 1 when the request was taken off its queue without being given to anybody. */
  readonly lost: Uint8Array;
  #nextSerial = 0;

  constructor(size: number) {
    this.size = size;
    this.state = new Uint8Array(size);
    this.allocated = new Uint8Array(size);
    this.serial = new Float64Array(size);
    this.device = new Int16Array(size).fill(-1);
    this.created = new Float64Array(size);
    this.addressLow = new Int32Array(size);
    this.addressHigh = new Int32Array(size);
    this.width = new Uint8Array(size);
    this.operation = new Uint8Array(size);
    this.valueLow = new Int32Array(size);
    this.valueHigh = new Int32Array(size);
    this.register = new Uint8Array(size);
    this.cpu = new Uint8Array(size);
    this.lost = new Uint8Array(size);
  }

  /** Takes the lowest free slot for an access, with value 0.
   *  @param now instructions that all harts have retired
   *  @returns its number, or -1 when all are taken */
  allocate(hart: number, device: number, access: Access, now: number): number {
    const slot = this.allocated.indexOf(0);
    if (slot < 0) {
      return -1;
    }
    this.allocated[slot] = 1;
    this.serial[slot] = this.#nextSerial++;
    this.device[slot] = device;
    this.created[slot] = now;
    this.addressLow[slot] = access.address % TWO_TO_32;
    this.addressHigh[slot] = Math.floor(access.address / TWO_TO_32);
    this.width[slot] = access.width;
    this.operation[slot] = access.write ? 0 : 1;
    this.setValue(slot, 0, 0);
    this.register[slot] = access.register;
    this.cpu[slot] = hart;
    this.lost[slot] = 0;
    return slot;
  }

  setValue(slot: number, low: number, high: number): void {
    this.valueLow[slot] = low;
    this.valueHigh[slot] = high;
  }

  release(slot: number): void {
    this.allocated[slot] = 0;
  }

  /** The address or value of a slot as a bigint. */
  address(slot: number): bigint {
    return join(this.addressLow[slot]!, this.addressHigh[slot]!);
  }

  value(slot: number): bigint {
    return join(this.valueLow[slot]!, this.valueHigh[slot]!);
  }

  /** Everything, for saving and comparing. */
  snapshot(): object {
    return {
      nextSerial: this.#nextSerial,
      slots: Array.from({ length: this.size }, (_, slot) => [
        this.state[slot],
        this.allocated[slot],
        this.serial[slot],
        this.device[slot],
        this.created[slot],
        `${this.address(slot)}`,
        this.width[slot],
        this.operation[slot],
        `${this.value(slot)}`,
        this.register[slot],
        this.cpu[slot],
        this.lost[slot],
      ]),
    };
  }
}

function join(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
