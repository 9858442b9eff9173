// SPDX-License-Identifier: Apache-2.0
/** Functions and lines of the instructions that calls come from, by symbols alone: nothing that runs is asked. */

import type { SourcePlace } from '../../symbols';
import type { KnownPrograms } from '../requests';

export interface CodePlace {
  readonly function: string | undefined;
  readonly place: SourcePlace | undefined;
}

const UNKNOWN: CodePlace = { function: undefined, place: undefined };
/** Calls come from few places; a guest that makes them from everywhere must not fill memory. */
const MAX_KNOWN = 10_000;

export class CodePlaces {
  /** By virtual machine and address. */
  private readonly known = new Map<string, CodePlace>();

  constructor(private readonly programs: KnownPrograms) {}

  /** What is at a guest-virtual address. Images go before programs inside them, which may share addresses. */
  at(vm: number, pc: bigint): CodePlace {
    const key = `${vm} ${pc}`;
    let place = this.known.get(key);
    if (place === undefined) {
      place = this.find(vm, pc);
      if (this.known.size >= MAX_KNOWN) {
        this.known.clear();
      }
      this.known.set(key, place);
    }
    return place;
  }

  /** Who makes a call is told rather than the header's wrapper around an instruction, where that is inlined. */
  private find(vm: number, pc: bigint): CodePlace {
    const all = this.programs.ofVm(vm);
    for (const { symbols } of [...all.filter(({ isImage }) => isImage), ...all.filter(({ isImage }) => !isImage)]) {
      const frames = symbols.lookup(pc)?.frames ?? [];
      const caller = frames.find(({ inlined, place }) => !(inlined && isHeader(place))) ?? frames[0];
      if (caller !== undefined) {
        return { function: caller.function, place: caller.place };
      }
    }
    return UNKNOWN;
  }
}

function isHeader(place: SourcePlace | undefined): boolean {
  return place?.file.endsWith('.h') === true;
}
