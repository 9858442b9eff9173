// SPDX-License-Identifier: Apache-2.0
/** What stands behind a pc: the program of a virtual machine it belongs to, its function and its source line. */

import { type CodeFrame, fileSource, openSymbols, SymbolFileError, type Symbols } from '../../../debug-adapter/symbols';
import { type LoadedSystem, type Manifest, manifestFor, SourceTexts } from '../../../debug-adapter/system';
import type { Machine } from '../../../emulator';

/** Bytes compared to tell programs apart that are linked at the same address. */
const FINGERPRINT = 16;

export interface Program {
  readonly vm: number;
  readonly symbols: Symbols;
  /** The image itself, not a program inside it. */
  readonly isImage: boolean;
}

export interface SourceFrame {
  readonly function: string;
  readonly file: string | undefined;
  /** Counted from 1. */
  readonly line: number | undefined;
  /** The line itself, without the indentation. */
  readonly text: string | undefined;
}

export interface CodePlace extends SourceFrame {
  /** Calls that lead to the pc by inlining, innermost first; the last is the real function. */
  readonly frames: readonly CodeFrame[];
}

export class CodeMap {
  readonly programs: readonly Program[];
  /** Why symbols are missing, for people. */
  readonly problems: readonly string[];
  private readonly sources: SourceTexts;

  constructor(
    system: LoadedSystem,
    private readonly machine: Machine,
  ) {
    const manifest = manifestFor(system.file);
    const problems: string[] = [];
    this.sources = new SourceTexts(manifest);
    this.programs = system.config.vmlist.flatMap((vm, index) => {
      const image = vm.image.name === undefined ? undefined : system.images.get(vm.image.name.value);
      if (image === undefined) {
        return [];
      }
      if (image.symbolFile === undefined) {
        problems.push(`${image.path} has no .elf beside it: its functions and lines are not known`);
        return [];
      }
      return openPrograms(index, image.symbolFile, manifest, problems);
    });
    this.problems = [...new Set(problems)];
  }

  /** The programs whose code may be at an address of a virtual machine. */
  private candidates(vm: number, pc: bigint): Program[] {
    return this.programs.filter(
      (program) =>
        program.vm === vm &&
        program.symbols.segments.some(
          ({ address, memorySize, executable }) => executable && pc >= address && pc < address + BigInt(memorySize),
        ),
    );
  }

  /** The program that runs at a pc. Among several at one address the one whose code is in the hart's memory. */
  programAt(vm: number, pc: bigint, hart?: number): Program | undefined {
    const candidates = this.candidates(vm, pc);
    if (candidates.length < 2 || hart === undefined) {
      return candidates[0];
    }
    const memory = this.machine.readVirtual(hart, pc, FINGERPRINT);
    return candidates.find((program) => memory !== undefined && equalBytes(codeBytes(program.symbols, pc), memory));
  }

  /** Function and line of a pc; undefined without symbols. */
  place(vm: number | undefined, pc: bigint, hart?: number): CodePlace | undefined {
    const program = vm === undefined ? undefined : this.programAt(vm, pc, hart);
    const location = program?.symbols.lookup(pc);
    if (location === undefined) {
      return undefined;
    }
    return this.shown(location.frames);
  }

  /** The frame to show: the innermost one in a source file rather than in a header of inline helpers. */
  private shown(frames: readonly CodeFrame[]): CodePlace {
    const frame = frames.find((each) => each.place !== undefined && !each.place.file.endsWith('.h')) ?? frames[0]!;
    return { ...this.frame(frame), frames };
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

  /** Whether a pc is the first instruction of its function, so that the caller is in ra. */
  isEntry(vm: number, pc: bigint, hart: number): boolean {
    const found = this.programAt(vm, pc, hart)?.symbols.symbolAt(pc);
    return found !== undefined && found.offset === 0;
  }

  /** First instructions of functions in a virtual machine's programs. */
  functionEntries(vm: number, names: readonly string[]): bigint[] {
    return this.ofVm(vm).flatMap(({ symbols }) =>
      names.flatMap((name) => symbols.functionsNamed(name).map(({ entry }) => entry)),
    );
  }

  /** The instructions behind every ecall in the programs inside a virtual machine's image: where system calls return. */
  systemCallReturns(vm: number): bigint[] {
    return this.ofVm(vm)
      .filter(({ isImage }) => !isImage)
      .flatMap(({ symbols }) => ecallReturns(symbols));
  }

  private ofVm(vm: number): Program[] {
    return this.programs.filter((program) => program.vm === vm);
  }
}

const ECALL = 0x00000073;

function ecallReturns(symbols: Symbols): bigint[] {
  return symbols.segments
    .filter(({ executable }) => executable)
    .flatMap((segment) => {
      const bytes = symbols.segmentData(segment);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const found: bigint[] = [];
      for (let offset = 0; offset + 4 <= bytes.length; offset += 2) {
        if (view.getUint32(offset, true) === ECALL) {
          found.push(segment.address + BigInt(offset + 4));
        }
      }
      return found;
    });
}

function openPrograms(vm: number, file: string, manifest: Manifest, problems: string[]): Program[] {
  const files = [file, ...(manifest.programs.get(file) ?? [])];
  return files.flatMap((path, index) => {
    try {
      const symbols = openSymbols(fileSource(path));
      if (!symbols.hasSymbolTable && !symbols.hasDebugInfo) {
        problems.push(`${path} is stripped: its functions and lines are not known`);
      }
      return [{ vm, symbols, isImage: index === 0 }];
    } catch (error) {
      if (!(error instanceof SymbolFileError)) {
        throw error;
      }
      problems.push(error.message);
      return [];
    }
  });
}

/** The bytes that the program file has at an address. */
function codeBytes(symbols: Symbols, address: bigint): Uint8Array {
  const segment = symbols.segments.find(
    (each) => address >= each.address && address < each.address + BigInt(each.fileSize),
  );
  if (segment === undefined) {
    return new Uint8Array();
  }
  const start = Number(address - segment.address);
  return symbols.segmentData(segment).subarray(start, start + FINGERPRINT);
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length > 0 && one.every((byte, index) => byte === other[index]);
}
