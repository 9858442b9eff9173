// SPDX-License-Identifier: Apache-2.0
/** Reads a split virtqueue out of shared memory (virtio 1.2, section 2.7). All fields are little-endian. */

import type { Machine } from '../../../emulator';
import type { QueueSetup } from './history';

/** Larger than the specification allows, and still harmless. */
const MAX_QUEUE_SIZE = 32768;
const MAX_CHAIN = 16;
const FLAG_NEXT = 1;
const FLAG_WRITE = 2;
/** Bytes of a buffer shown. */
const PREVIEW = 64;

export interface Descriptor {
  readonly index: number;
  /** Guest-physical address. */
  readonly address: bigint;
  readonly length: number;
  /** The device writes into it. */
  readonly deviceWrites: boolean;
  readonly content: Uint8Array | undefined;
}

export interface RingEntry {
  /** Position in the ring since the queue was set up, 16 bits as in the ring. */
  readonly position: number;
  readonly chain: readonly Descriptor[];
  /** Bytes the device wrote, when it has used the chain. */
  readonly written: number | undefined;
}

export interface QueueContent {
  readonly setup: QueueSetup;
  /** Chains the driver has offered, and the device has used, so far (16 bits, as they wrap). */
  readonly availableIndex: number;
  readonly usedIndex: number;
  /** The latest ones, oldest first. */
  readonly entries: readonly RingEntry[];
}

/** Undefined when the rings are not in the frontend's memory. */
export function readQueue(machine: Machine, vm: number, setup: QueueSetup, latest: number): QueueContent | undefined {
  const { size } = setup;
  if (size === 0 || size > MAX_QUEUE_SIZE) {
    return undefined;
  }
  const available = view(machine, vm, setup.available, 4 + 2 * size);
  const used = view(machine, vm, setup.used, 4 + 8 * size);
  if (available === undefined || used === undefined) {
    return undefined;
  }
  const availableIndex = available.getUint16(2, true);
  const usedIndex = used.getUint16(2, true);
  const count = Math.min(latest, size, availableIndex);
  const entries = Array.from({ length: count }, (_, index): RingEntry => {
    const position = (availableIndex - count + index) & 0xffff;
    const head = available.getUint16(4 + 2 * (position % size), true);
    const isUsed = ((usedIndex - position) & 0xffff) <= size && usedIndex !== position && isBefore(position, usedIndex);
    const written = isUsed ? writtenBytes(used, size, usedIndex, head) : undefined;
    return { position, chain: readChain(machine, vm, setup, head), written };
  });
  return { setup, availableIndex, usedIndex, entries };
}

/** Order of 16-bit positions that wrap. */
function isBefore(one: number, other: number): boolean {
  const distance = (other - one) & 0xffff;
  return distance > 0 && distance < 0x8000;
}

/** The device may use chains in another order: looks the head up among the latest used ones. */
function writtenBytes(used: DataView, size: number, usedIndex: number, head: number): number | undefined {
  for (let back = 1; back <= size; back++) {
    const slot = 4 + 8 * (((usedIndex - back) & 0xffff) % size);
    if (used.getUint32(slot, true) === head) {
      return used.getUint32(slot + 4, true);
    }
  }
  return undefined;
}

function readChain(machine: Machine, vm: number, setup: QueueSetup, head: number): Descriptor[] {
  const chain: Descriptor[] = [];
  let index = head;
  while (chain.length < MAX_CHAIN && index < setup.size) {
    const descriptor = view(machine, vm, setup.descriptors + 16n * BigInt(index), 16);
    if (descriptor === undefined) {
      break;
    }
    const address = descriptor.getBigUint64(0, true);
    const length = descriptor.getUint32(8, true);
    const flags = descriptor.getUint16(12, true);
    const content = machine.readGuestPhysical(vm, address, Math.min(length, PREVIEW));
    chain.push({ index, address, length, deviceWrites: (flags & FLAG_WRITE) !== 0, content });
    if ((flags & FLAG_NEXT) === 0) {
      break;
    }
    index = descriptor.getUint16(14, true);
  }
  return chain;
}

function view(machine: Machine, vm: number, address: bigint, length: number): DataView | undefined {
  const bytes = machine.readGuestPhysical(vm, address, length);
  return bytes === undefined ? undefined : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
