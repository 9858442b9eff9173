// SPDX-License-Identifier: Apache-2.0
/** The registers of a thread that is on no vCPU: those that it has saved. */

import type { Target } from '../target';
import { register } from './abi';
import { bytesOf, LOST, REGISTER_BYTES, type RegisterPlace, wordOf } from './register-place';
import type { RegisterNames, RegisterSource } from './register-set';
import type { SleepingThread } from './thread';

export class SavedRegisters implements RegisterSource {
  constructor(
    private readonly target: Target,
    readonly names: RegisterNames,
    private readonly thread: SleepingThread,
  ) {}

  placeOf(dwarf: number): RegisterPlace {
    const { saved, known } = this.thread;
    const address = saved.get(dwarf);
    if (address !== undefined) {
      return { kind: 'memory', address };
    }
    const value = known.get(dwarf);
    return value === undefined ? LOST : { kind: 'known', value };
  }

  async read(number: number): Promise<bigint | undefined> {
    const place = this.placeOfNumber(number);
    if (place.kind !== 'memory') {
      return place.kind === 'known' ? place.value : undefined;
    }
    const bytes = await this.target.readMemory(this.at(place.address), REGISTER_BYTES);
    return bytes.length === REGISTER_BYTES ? wordOf(bytes) : undefined;
  }

  async readNamed(name: string): Promise<bigint | undefined> {
    const number = this.names.named(name);
    return number === undefined ? undefined : this.read(number);
  }

  async write(number: number, value: bigint): Promise<boolean> {
    const place = this.placeOfNumber(number);
    return (
      place.kind === 'memory' &&
      (await this.target.writeMemory(this.at(place.address), bytesOf(value))) === REGISTER_BYTES
    );
  }

  /** What a sleeping thread has for a pc is where it goes on. */
  private placeOfNumber(number: number): RegisterPlace {
    const dwarf = number === this.names.pc ? register.ra : this.names.all[number]?.dwarf;
    return dwarf === undefined ? LOST : this.placeOf(dwarf);
  }

  private at(value: bigint) {
    return { space: this.thread.space, value };
  }
}
