// SPDX-License-Identifier: Apache-2.0
/** What the parts of one answer have in common. */

import { Guest } from '../../awareness/guests';
import { vcpuThreadId } from '../../awareness/threads';
import type { FrontendState, MemoryState } from '../../protocol';
import type { BaoState, RemioRequest, Space } from '../../target';
import type { Client } from '../client';
import type { Debuggee } from '../debuggee';
import { hex } from './values';

export class Surroundings {
  private readonly guests = new Map<number, Guest | undefined>();

  constructor(
    readonly debuggee: Debuggee,
    readonly client: Client,
    readonly bao: BaoState,
  ) {}

  nameOf(vm: number): string {
    return this.bao.partitions.find((each) => each.vm === vm)?.name ?? `VM${vm}`;
  }

  /** Undefined when the virtual machine runs no Linux with symbols. */
  guest(vm: number): Guest | undefined {
    const guest = this.guests.get(vm) ?? Guest.of(this.debuggee.threads, vm);
    this.guests.set(vm, guest);
    return guest;
  }

  /** @param base guest-physical address @param size bytes */
  guestMemory(vm: number, base: bigint, size: bigint): MemoryState {
    return this.memory({ kind: 'guest-physical', vm }, base, size);
  }

  /** @param value address of the first byte @param size bytes */
  memory(space: Space, value: bigint, size: bigint): MemoryState {
    return { reference: this.debuggee.references.encode({ space, value }), size: hex(size) };
  }

  /** The virtual machine's part of the configuration. */
  configOf(vm: number) {
    return this.debuggee.config.vmlist[vm];
  }
}

/** Who waits for a request; undefined when that is not known, or nobody does any more. */
export function frontendOf(around: Surroundings, request: RemioRequest | undefined): FrontendState | undefined {
  if (request?.frontend === undefined || !request.allocated) {
    return undefined;
  }
  const { vm, hart } = request.frontend;
  return { ...request.frontend, name: around.nameOf(vm), threadId: vcpuThreadId(hart) };
}
