// SPDX-License-Identifier: Apache-2.0
/** The registers of a stopped vCPU. Read once, because a stop asks for the same ones again and again. */

import type { RegisterDescription, Target } from '../target';

/** Which register of a target has which name and DWARF number. */
export class RegisterNames {
  readonly pc: number;
  /** General registers and pc: what every stop needs. */
  readonly common: readonly number[];
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
    this.common = all.flatMap(({ group }, number) => (group === 'csr' ? [] : [number]));
  }

  /** Place in `Target.registers`; undefined when the target has no such register. */
  ofDwarf(dwarf: number): number | undefined {
    return this.byDwarf.get(dwarf);
  }

  named(name: string): number | undefined {
    return this.byName.get(name);
  }
}

/** The values of one vCPU at one stop. */
export class RegisterSet {
  private common: Promise<ReadonlyMap<number, bigint | undefined>> | undefined;

  constructor(
    private readonly target: Target,
    readonly names: RegisterNames,
    readonly hart: number,
  ) {}

  /** @param number place in `Target.registers` */
  async read(number: number): Promise<bigint | undefined> {
    if (this.names.all[number]?.group === 'csr') {
      return (await this.target.readRegisters(this.hart, [number]))[0];
    }
    this.common ??= this.readCommon();
    return (await this.common).get(number);
  }

  async readNamed(name: string): Promise<bigint | undefined> {
    const number = this.names.named(name);
    return number === undefined ? undefined : this.read(number);
  }

  async write(number: number, value: bigint): Promise<void> {
    this.common = undefined;
    await this.target.writeRegister(this.hart, number, value);
  }

  private async readCommon(): Promise<ReadonlyMap<number, bigint | undefined>> {
    const { common } = this.names;
    const values = await this.target.readRegisters(this.hart, common);
    return new Map(common.map((number, index) => [number, values[index]]));
  }
}
