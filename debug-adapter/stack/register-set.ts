// SPDX-License-Identifier: Apache-2.0
/** The registers of a stopped vCPU. Read once, because a stop asks for the same ones again and again. */

import type { RegisterDescription, Target } from '../target';
import { LOST, type RegisterPlace } from './register-place';

/** Which register of a target has which name and DWARF number. */
export class RegisterNames {
  readonly pc: number;
  private readonly byDwarf = new Map<number, number>();
  private readonly byName = new Map<string, number>();

  constructor(readonly all: readonly RegisterDescription[]) {
    all.forEach(({ name, aliases, dwarf }, number) => {
      for (const each of [name, ...aliases]) {
        this.byName.set(each, number);
      }
      if (dwarf !== undefined) {
        this.byDwarf.set(dwarf, number);
      }
    });
    this.pc = this.byName.get('pc') ?? -1;
  }

  /** Place in `Target.registers`; undefined when the target has no such register. */
  ofDwarf(dwarf: number): number | undefined {
    return this.byDwarf.get(dwarf);
  }

  named(name: string): number | undefined {
    return this.byName.get(name);
  }
}

/** The registers that a thread has in its innermost frame. */
export interface RegisterSource {
  readonly names: RegisterNames;
  /** Where a register by DWARF number is kept. */
  placeOf(dwarf: number): RegisterPlace;
  /** @param number place in `Target.registers` */
  read(number: number): Promise<bigint | undefined>;
  readNamed(name: string): Promise<bigint | undefined>;
  /** @returns whether there is a place where the register could be written */
  write(number: number, value: bigint): Promise<boolean>;
}

/** The values of one vCPU at one stop. */
export class RegisterSet implements RegisterSource {
  private readonly known = new Map<number, bigint | undefined>();

  constructor(
    private readonly target: Target,
    readonly names: RegisterNames,
    readonly hart: number,
  ) {}

  placeOf(dwarf: number): RegisterPlace {
    const number = this.names.ofDwarf(dwarf);
    return number === undefined ? LOST : { kind: 'live', number };
  }

  async read(number: number): Promise<bigint | undefined> {
    if (!this.known.has(number)) {
      const [value] = await this.target.readRegisters(this.hart, [number]);
      this.known.set(number, value);
    }
    return this.known.get(number);
  }

  async readNamed(name: string): Promise<bigint | undefined> {
    const number = this.names.named(name);
    return number === undefined ? undefined : this.read(number);
  }

  async write(number: number, value: bigint): Promise<boolean> {
    this.known.clear();
    await this.target.writeRegister(this.hart, number, value);
    return true;
  }
}
