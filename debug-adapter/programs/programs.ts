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
/** Windows in which programs that are alike are compared further. */
const MAX_PLACES = 16;
/** Some pages of a process may not be mapped. */
const MAX_PLACES_IN_PAGE = 2;
/** Bytes of a program that are searched for such windows. */
const MAX_SEARCHED = 1 << 20;

interface Likeness {
  readonly program: Program;
  readonly score: number;
}

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
    const ranked = await this.rank(candidates, space, [pc & WINDOW_MASK]);
    const best = ranked[0]!;
    if (best.score <= 1 / 2) {
      return undefined;
    }
    const alike = ranked.filter(({ score }) => score === best.score).map(({ program }) => program);
    // Programs with a library in common may have it at the same address. Then other places tell.
    return alike.length === 1 ? best.program : (await this.rank(alike, space, this.differences(alike)))[0]!.program;
  }

  /** The most alike first. @param places addresses of windows of code */
  private async rank(
    programs: readonly Program[],
    space: VirtualSpace,
    places: readonly bigint[],
  ): Promise<Likeness[]> {
    const windows = await Promise.all(
      places.map(async (start) => ({ start, memory: await this.target.readMemory({ space, value: start }, WINDOW) })),
    );
    return programs
      .map((program) => {
        const scores = windows.map(({ start, memory }) => this.likeness(program, start, memory));
        return { program, score: scores.reduce((sum, score) => sum + score, 0) };
      })
      .sort((one, other) => other.score - one.score);
  }

  /** Where programs that share addresses have other code: some windows, in different pages as far as possible. */
  private differences(programs: readonly Program[]): bigint[] {
    const places: bigint[] = [];
    for (const segment of programs[0]!.symbols.segments.filter(({ executable }) => executable)) {
      const end = segment.address + BigInt(Math.min(segment.fileSize, MAX_SEARCHED));
      let inPage = 0;
      for (let start = segment.address & WINDOW_MASK; start < end && places.length < MAX_PLACES; ) {
        const codes = new Set(programs.map((program) => this.windowOf(program, start)));
        if (codes.size > 1) {
          places.push(start);
          inPage++;
        }
        const isDone = inPage === MAX_PLACES_IN_PAGE;
        inPage = isDone ? 0 : inPage;
        start = isDone ? ((start >> PAGE_BITS) + 1n) << PAGE_BITS : start + BigInt(WINDOW);
      }
    }
    return places;
  }

  /** A window of code as a text that is the same for the same bytes. */
  private windowOf(program: Program, start: bigint): string {
    for (const segment of program.symbols.segments) {
      const offset = start - segment.address;
      if (segment.executable && offset >= 0n && offset < BigInt(segment.fileSize)) {
        return this.bytesOf(program, segment)
          .subarray(Number(offset), Number(offset) + WINDOW)
          .join();
      }
    }
    return '';
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
