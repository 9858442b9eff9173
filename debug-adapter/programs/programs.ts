// SPDX-License-Identifier: Apache-2.0
/**
 * Which program runs at an address. Several programs of a virtual machine may be linked at one virtual address, and a
 * process may replace its program, so the code in memory decides: the program whose file has the most bytes in common
 * with it around the address. Not all bytes need to be equal, because kernels patch themselves.
 */

import type { Segment } from '../symbols';
import type { Target, VirtualSpace } from '../target';
import type { Program } from './program';

/** Bytes compared, from an address that is a multiple of it. */
const WINDOW = 64;
const WINDOW_MASK = ~BigInt(WINDOW - 1);
/** Code is of one page from one program. */
const PAGE_BITS = 12n;

export class Programs {
  readonly all: readonly Program[];
  private readonly byVm = new Map<number, Program[]>();
  /** What stands in a page, by space and page; good until something runs. */
  private readonly known = new Map<string, Program>();
  /** The same for images that have an address for themselves: what runs there once is not replaced. */
  private readonly knownImages = new Map<string, Program>();
  /** The bytes of segments that have been compared with memory. */
  private readonly code = new Map<Segment, Uint8Array>();

  constructor(
    private readonly target: Target,
    programs: readonly Program[],
  ) {
    this.all = programs;
    for (const program of programs) {
      this.byVm.set(program.vm, [...this.ofVm(program.vm), program]);
    }
  }

  ofVm(vm: number): readonly Program[] {
    return this.byVm.get(vm) ?? [];
  }

  /** The program whose code is at an address now; undefined when it is none of those known. */
  async at(space: VirtualSpace, pc: bigint): Promise<Program | undefined> {
    const candidates = this.ofVm(space.vm).filter((program) => holdsCode(program, pc));
    if (candidates.length === 0) {
      return undefined;
    }
    const known = candidates.length === 1 && candidates[0]!.isImage ? this.knownImages : this.known;
    const key = `${space.vm} ${space.root} ${pc >> PAGE_BITS}`;
    const found = known.get(key) ?? (await this.compare(candidates, space, pc));
    if (found !== undefined) {
      known.set(key, found);
    }
    return found;
  }

  /** To be called whenever something has run or memory was written: what was known may be so no more. */
  forget(): void {
    this.known.clear();
  }

  private async compare(candidates: readonly Program[], space: VirtualSpace, pc: bigint): Promise<Program | undefined> {
    const start = pc & WINDOW_MASK;
    const memory = await this.target.readMemory({ space, value: start }, WINDOW);
    const ranked = candidates
      .map((program) => ({ program, score: this.likeness(program, start, memory) }))
      .sort((one, other) => other.score - one.score);
    const best = ranked[0]!;
    return best.score > 1 / 2 ? best.program : undefined;
  }

  /** The part of the bytes in memory that the program's file has too: 0 to 1. */
  private likeness(program: Program, start: bigint, memory: Uint8Array): number {
    let compared = 0;
    let equal = 0;
    for (const segment of program.symbols.segments) {
      const offset = start - segment.address;
      if (!segment.executable || offset + BigInt(memory.length) <= 0n || offset >= BigInt(segment.fileSize)) {
        continue;
      }
      const bytes = this.bytesOf(program, segment);
      for (let at = 0; at < memory.length; at++) {
        const inFile = bytes[Number(offset) + at];
        compared += inFile === undefined ? 0 : 1;
        equal += inFile === memory[at] ? 1 : 0;
      }
    }
    return compared === 0 ? 0 : equal / compared;
  }

  private bytesOf({ symbols }: Program, segment: Segment): Uint8Array {
    let bytes = this.code.get(segment);
    if (bytes === undefined) {
      bytes = symbols.segmentData(segment);
      this.code.set(segment, bytes);
    }
    return bytes;
  }
}

function holdsCode({ symbols }: Program, address: bigint): boolean {
  return symbols.segments.some(
    (segment) =>
      segment.executable && address >= segment.address && address < segment.address + BigInt(segment.fileSize),
  );
}
