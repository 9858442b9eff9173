// SPDX-License-Identifier: Apache-2.0
/** What the parts of one answer have in common. */

import type { BaoState } from '../../target';
import type { Client } from '../client';
import type { Debuggee } from '../debuggee';
import { Guest } from './guest';

export class Surroundings {
  private readonly guests = new Map<number, Promise<Guest | undefined>>();

  constructor(
    readonly debuggee: Debuggee,
    readonly client: Client,
    readonly bao: BaoState,
  ) {}

  nameOf(vm: number): string {
    return this.bao.partitions.find((each) => each.vm === vm)?.name ?? `VM${vm}`;
  }

  /** Undefined when the virtual machine runs no Linux with symbols. */
  guest(vm: number): Promise<Guest | undefined> {
    const guest = this.guests.get(vm) ?? Guest.of(this.debuggee, vm);
    this.guests.set(vm, guest);
    return guest;
  }

  /** The virtual machine's part of the configuration. */
  configOf(vm: number) {
    return this.debuggee.config.vmlist[vm];
  }
}
