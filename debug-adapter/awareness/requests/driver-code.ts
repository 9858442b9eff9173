// SPDX-License-Identifier: Apache-2.0
/**
 * Where the drivers of a backend handle requests, by the names that the posted driver and ours have in common. Two
 * stages are visible nowhere but there. At the entry of a function its arguments are in registers; where the compiler has
 * copied it into its caller, the debug information knows where they are. Without somebody who reads that, the stage is
 * named among those that cannot be seen.
 */

import type { Program } from '../../programs';
import type { Symbols } from '../../symbols';
import type { CodeBreakpoint } from '../../target';

type KnownProgram = Pick<Program, 'symbols' | 'isImage'>;

/** What is known of the programs of virtual machines. */
export interface KnownPrograms {
  ofVm(vm: number): readonly KnownProgram[];
}

export type DriverPlace = 'dispatch' | 'serve' | 'system call return' | 'irqfd';

/** Values of the parameters, in their order, of the innermost function at which a vCPU stands, inlined ones included;
 *  undefined for what the compiler has not kept. */
export type ReadParameters = (hart: number) => Promise<readonly (bigint | undefined)[]>;

/** A stage that cannot be seen, and why; for people. */
export interface Gap {
  readonly stage: string;
  readonly reason: string;
}

const FUNCTIONS: Readonly<Record<Exclude<DriverPlace, 'system call return'>, { name: string; stage: string }>> = {
  dispatch: { name: 'bao_io_client_push_request', stage: 'queued to a client' },
  serve: { name: 'bao_ioeventfd_handler', stage: 'served by the ioeventfd client' },
  irqfd: { name: 'bao_irqfd_wakeup', stage: 'irqfd signalled' },
};
const ECALL = 0x0000_0073;
const ECALL_BYTES = 4;

export class DriverCode {
  readonly gaps: readonly Gap[];
  private readonly places = new Map<bigint, DriverPlace>();
  private readonly copies = new Set<bigint>();

  /** @param vm the backend @param wanted places that matter @param parameters reads those of inlined functions */
  constructor(
    programs: KnownPrograms,
    readonly vm: number,
    wanted: readonly DriverPlace[],
    private readonly parameters?: ReadParameters | undefined,
  ) {
    const all = programs.ofVm(vm);
    this.gaps = wanted.flatMap((place) =>
      place === 'system call return' ? this.findReturns(all) : this.findFunction(all, place),
    );
  }

  get points(): CodeBreakpoint[] {
    return [...this.places.keys()].map((address) => ({ vm: this.vm, root: undefined, address }));
  }

  at(address: bigint): DriverPlace | undefined {
    return this.places.get(address);
  }

  /** What the function at an address was called with. @param registers a0 and what follows, as they are there */
  async argumentsAt(
    address: bigint,
    hart: number,
    registers: readonly (bigint | undefined)[],
  ): Promise<readonly (bigint | undefined)[]> {
    return this.copies.has(address) ? ((await this.parameters?.(hart)) ?? []) : registers;
  }

  private findFunction(programs: readonly KnownProgram[], place: keyof typeof FUNCTIONS): Gap[] {
    const { name, stage } = FUNCTIONS[place];
    const entries = programs.flatMap(({ symbols }) => symbols.functionsNamed(name).map(({ entry }) => entry));
    for (const entry of entries) {
      this.places.set(entry, place);
    }
    const copies = programs
      .filter(({ symbols }) => symbols.hasDebugInfo)
      .flatMap(({ symbols }) => inlinedCopies(symbols, name).map((address) => ({ symbols, address })));
    if (copies.length > 0 && this.parameters === undefined) {
      const owners = [...new Set(copies.map(({ symbols }) => symbols.name))];
      return [{ stage, reason: `${name} is inlined in ${owners.join(', ')}` }];
    }
    for (const { address } of copies) {
      this.places.set(address, place);
      this.copies.add(address);
    }
    return entries.length + copies.length > 0
      ? []
      : [{ stage, reason: `no program of the backend has a function ${name}` }];
  }

  private findReturns(programs: readonly KnownProgram[]): Gap[] {
    const returns = programs.filter(({ isImage }) => !isImage).flatMap(({ symbols }) => ecallReturns(symbols));
    for (const address of returns) {
      this.places.set(address, 'system call return');
    }
    return returns.length > 0
      ? []
      : [{ stage: 'taken by the device model', reason: 'no program of the backend is known but its image' }];
  }
}

function inlinedCopies(symbols: Symbols, name: string): bigint[] {
  return symbols
    .copiesOf(name)
    .filter(({ inlined }) => inlined)
    .map(({ address }) => address);
}

/** The instructions behind every ecall: where system calls return. */
function ecallReturns(symbols: Symbols): bigint[] {
  return symbols.segments
    .filter(({ executable }) => executable)
    .flatMap((segment) => {
      const bytes = symbols.segmentData(segment);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const found: bigint[] = [];
      for (let offset = 0; offset + ECALL_BYTES <= bytes.length; offset += 2) {
        if (view.getUint32(offset, true) === ECALL) {
          found.push(segment.address + BigInt(offset + ECALL_BYTES));
        }
      }
      return found;
    });
}
