// SPDX-License-Identifier: Apache-2.0
/** Brings a machine to many different places of one program: instructions drawn from all of its functions. */

import { disassemble } from '../../debug-adapter/disassembly';
import type { Program, Programs } from '../../debug-adapter/programs';
import type { Symbols } from '../../debug-adapter/symbols';
import type { EmbeddedTarget } from '../../debug-adapter/target/embedded';
import type { SeededRandom } from '../support/random';

/** Breakpoints set at a time. */
const BREAKPOINTS = 400;
/** Instructions of all harts after which other places are tried. */
const PATIENCE = 400_000n;
/** Runs from the machine's start, at most. */
const MAX_RUNS = 40;

export class Stops {
  readonly #target: EmbeddedTarget;
  readonly #programs: Programs;
  readonly #program: Program;
  readonly #random: SeededRandom;
  /** Most instructions that pass without breakpoints between two stops, so that the stops spread over the run. */
  readonly #gap: number;
  readonly #all: readonly bigint[];
  /** Places where this run has not stopped yet. */
  #unvisited: bigint[] = [];
  #runs = 0;

  constructor(target: EmbeddedTarget, programs: Programs, program: Program, random: SeededRandom) {
    this.#target = target;
    this.#programs = programs;
    this.#program = program;
    this.#random = random;
    this.#all = codeAddresses(program.symbols);
    this.#unvisited = [...this.#all];
    this.#gap = 1 + Math.floor(this.#all.length / 2);
  }

  /** Goes to the next stop. @returns the hart that stopped there; undefined when there are no more */
  async next(): Promise<number | undefined> {
    this.#target.machine.setBreakpoints([]);
    await this.#run(BigInt(1 + this.#random.below(this.#gap)));
    while (this.#runs < MAX_RUNS && this.#unvisited.length > 0) {
      const places = this.#draw();
      const hart = await this.#runTo(places);
      if (hart !== undefined) {
        return hart;
      }
    }
    return undefined;
  }

  /** Places to stop at, at random. */
  #draw(): Set<bigint> {
    const places = new Set<bigint>();
    for (let count = 0; count < BREAKPOINTS; count++) {
      places.add(this.#random.pick(this.#unvisited));
    }
    return places;
  }

  async #runTo(places: Set<bigint>): Promise<number | undefined> {
    const { machine } = this.#target;
    machine.setBreakpoints([...places].map((address) => ({ vm: this.#program.vm, address })));
    const reason = await this.#run(PATIENCE);
    if (reason.kind !== 'breakpoint') {
      return undefined;
    }
    this.#unvisited.splice(this.#unvisited.indexOf(reason.pc), 1);
    this.#programs.forget();
    const space = await this.#target.currentSpace(reason.hart);
    // Another program of the virtual machine may be linked at the same addresses.
    const program = await this.#programs.at(space, reason.pc);
    return program === this.#program ? reason.hart : undefined;
  }

  async #run(instructions: bigint) {
    const { reason } = this.#target.machine.run({ instructions });
    if (reason.kind === 'finished') {
      this.#runs++;
      this.#unvisited = [...this.#all];
      await this.#target.restart();
    }
    return reason;
  }
}

/** The instructions of all functions. */
function codeAddresses(symbols: Symbols): bigint[] {
  return symbols.segments
    .filter(({ executable }) => executable)
    .flatMap((segment) => disassemble('riscv64', symbols.segmentData(segment), segment.address))
    .map(({ address }) => address)
    .filter((address) => {
      const found = symbols.symbolAt(address);
      return found?.inside === true && found.symbol.kind === 'function';
    });
}
