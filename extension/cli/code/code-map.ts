// SPDX-License-Identifier: Apache-2.0
/** What stands behind a pc in the programs of a virtual machine: its function and its source line. */

import { openPrograms, type Program } from '../../../debug-adapter/programs';
import type { CodeFrame, Symbols } from '../../../debug-adapter/symbols';
import { type LoadedSystem, manifestFor, SourceTexts } from '../../../debug-adapter/system';

export interface SourceFrame {
  readonly function: string;
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number | undefined;
  /** The line itself, without the indentation. */
  readonly text: string | undefined;
}

export class CodeMap {
  readonly programs: readonly Program[];
  /** Why symbols are missing, for people. */
  readonly problems: readonly string[];
  private readonly sources: SourceTexts;

  constructor(system: LoadedSystem) {
    const { programs, problems } = openPrograms(system);
    this.programs = programs;
    this.problems = problems;
    this.sources = new SourceTexts(manifestFor(system.file));
  }

  /** Function and line of a pc in the first program that has code there; undefined without symbols. */
  place(vm: number | undefined, pc: bigint): SourceFrame | undefined {
    const program = vm === undefined ? undefined : this.ofVm(vm).find(({ symbols }) => holdsCode(symbols, pc));
    const location = program?.symbols.lookup(pc);
    return location && this.shown(location.frames);
  }

  /** The frame to show: the innermost one in a source file rather than in a header of inline helpers. */
  private shown(frames: readonly CodeFrame[]): SourceFrame {
    return this.frame(frames.find(({ place }) => place !== undefined && !place.file.endsWith('.h')) ?? frames[0]!);
  }

  /** One level of calls with the text of its line. */
  frame({ function: name, place }: CodeFrame): SourceFrame {
    const line = place === undefined || place.line === 0 ? undefined : place.line;
    const text = place === undefined || line === undefined ? undefined : this.lineText(place.file, line, name);
    return { function: name, file: place && this.sources.shown(place.file), line, text };
  }

  private lineText(file: string, line: number, functionName: string): string | undefined {
    const text = this.sources.line(file, line)?.trim();
    if (text !== '{') {
      return text;
    }
    // A function's first instruction belongs to its brace; its head says more.
    const above = [1, 2, 3].map((distance) => this.sources.line(file, line - distance)?.trim());
    return above.find((each) => each?.includes(`${functionName}(`)) ?? text;
  }

  /** First instructions of functions in a virtual machine's programs. */
  functionEntries(vm: number, names: readonly string[]): bigint[] {
    return this.ofVm(vm).flatMap(({ symbols }) =>
      names.flatMap((name) => symbols.functionsNamed(name).map(({ entry }) => entry)),
    );
  }

  /** The programs of a virtual machine, its image first. */
  ofVm(vm: number): readonly Program[] {
    return this.programs.filter((program) => program.vm === vm);
  }
}

function holdsCode(symbols: Symbols, pc: bigint): boolean {
  return symbols.segments.some(
    ({ address, memorySize, executable }) => executable && pc >= address && pc < address + BigInt(memorySize),
  );
}
