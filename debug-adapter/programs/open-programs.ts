// SPDX-License-Identifier: Apache-2.0
/** Finds and opens the symbol files of a system. */

import { type FileSource, fileSource, openSymbols, SymbolFileError, type Symbols } from '../symbols';
import { type LoadedSystem, manifestFor } from '../system';
import type { Program } from './program';

export interface OpenedPrograms {
  /** By virtual machine; in each the image comes first. */
  readonly programs: readonly Program[];
  /** Why symbols are missing, for people. */
  readonly problems: readonly string[];
  /** Closes the files; their symbols can answer no more. */
  close(): void;
}

/** The programs of every virtual machine: its image, and what the manifest beside the configuration says is inside. */
export function openPrograms(system: LoadedSystem): OpenedPrograms {
  const manifest = manifestFor(system.file);
  const opener = new Opener();
  for (const [vm, { image }] of system.config.vmlist.entries()) {
    const loaded = image.name === undefined ? undefined : system.images.get(image.name.value);
    if (loaded === undefined) {
      continue;
    }
    if (loaded.symbolFile === undefined) {
      opener.problems.add(`${loaded.path} has no .elf beside it: its functions and lines are not known`);
      continue;
    }
    const inside = manifest.programs.get(loaded.symbolFile) ?? [];
    for (const file of [loaded.symbolFile, ...inside]) {
      opener.add({ vm, vmName: loaded.name, file, isImage: file === loaded.symbolFile });
    }
  }
  return {
    programs: opener.programs,
    problems: [...opener.problems],
    close: () => opener.close(),
  };
}

class Opener {
  readonly programs: Program[] = [];
  readonly problems = new Set<string>();
  /** What is known of a file is read once, however many virtual machines run it. */
  private readonly opened = new Map<string, Symbols | undefined>();
  private readonly sources: FileSource[] = [];

  add(program: Omit<Program, 'id' | 'symbols'>): void {
    if (!this.opened.has(program.file)) {
      this.opened.set(program.file, this.open(program.file));
    }
    const symbols = this.opened.get(program.file);
    if (symbols !== undefined) {
      this.programs.push({ ...program, id: this.programs.length, symbols });
    }
  }

  close(): void {
    for (const source of this.sources.splice(0)) {
      source.close();
    }
  }

  private open(file: string): Symbols | undefined {
    try {
      const source = fileSource(file);
      this.sources.push(source);
      const symbols = openSymbols(source);
      if (!symbols.hasSymbolTable && !symbols.hasDebugInfo) {
        this.problems.add(`${file} is stripped: its functions and lines are not known`);
      }
      return symbols;
    } catch (error) {
      if (!(error instanceof SymbolFileError)) {
        throw error;
      }
      this.problems.add(error.message);
      return undefined;
    }
  }
}
