// SPDX-License-Identifier: Apache-2.0
/** From the paths in debug information to files on disk, and from a client's paths back. */

import { realpathSync } from 'node:fs';
import { basename, normalize } from 'node:path';
import type { Symbols } from '../symbols';
import type { SourceTexts } from '../system';
import type { Program } from './program';

/** A source file as a person can open it. */
export interface Source {
  readonly name: string;
  /** Absolute; undefined when the file is not there. */
  readonly path: string | undefined;
  /** As people write the path of the debug information. */
  readonly shown: string;
}

/** A source file that a program was built from. */
export interface ProgramFile {
  readonly program: Program;
  /** As the program's debug information has it. */
  readonly file: string;
}

export class SourcePaths {
  private readonly sources = new Map<string, Source>();
  /** By the files' last names: other files cannot be meant. */
  private readonly indices = new Map<Symbols, Map<string, string[]>>();

  constructor(
    private readonly programs: readonly Program[],
    private readonly texts: SourceTexts,
  ) {}

  /** @param file as the debug information has it */
  source(file: string): Source {
    let source = this.sources.get(file);
    if (source === undefined) {
      const shown = this.texts.shown(file);
      source = { name: basename(shown), path: this.texts.find(file), shown };
      this.sources.set(file, source);
    }
    return source;
  }

  /** All source files of all programs, each once. */
  all(): Source[] {
    const files = new Set(this.programs.flatMap(({ symbols }) => [...symbols.sourceFiles()]));
    const byPlace = new Map([...files].map((file) => [this.keyOf(file), this.source(file)]));
    return [...byPlace.values()];
  }

  /**
   * The programs that were built from a file.
   * @param path of a client: absolute. The file on disk that debug information leads to is meant; where that is not
   *   found, the path that has the most folders in common with this one, from the end, if there is only one such.
   */
  inPrograms(path: string): readonly ProgramFile[] {
    const wanted = normalize(path);
    const named = this.programs.flatMap((program) =>
      (this.indexOf(program.symbols).get(basename(wanted)) ?? []).map((file) => ({ program, file })),
    );
    const real = realPath(wanted);
    const same = named.filter(({ file }) => {
      const found = this.source(file).path;
      return found !== undefined && (found === wanted || realPath(found) === real);
    });
    return same.length > 0 ? same : this.alike(named, wanted);
  }

  private alike(named: readonly ProgramFile[], wanted: string): ProgramFile[] {
    const ranked = named
      .filter(({ file }) => this.source(file).path === undefined)
      .map((each) => ({ each, shown: this.source(each.file).shown }))
      .map(({ each, shown }) => ({ each, shown, common: commonEnd(shown, wanted) }));
    const most = Math.max(0, ...ranked.map(({ common }) => common));
    const best = ranked.filter(({ common }) => common === most);
    return new Set(best.map(({ shown }) => shown)).size === 1 ? best.map(({ each }) => each) : [];
  }

  private keyOf(file: string): string {
    const { path, shown } = this.source(file);
    return path ?? shown;
  }

  private indexOf(symbols: Symbols): Map<string, string[]> {
    let index = this.indices.get(symbols);
    if (index === undefined) {
      index = new Map();
      for (const file of symbols.sourceFiles()) {
        const name = basename(this.texts.shown(file));
        index.set(name, [...(index.get(name) ?? []), file]);
      }
      this.indices.set(symbols, index);
    }
    return index;
  }
}

/** Without links, which a client and a build may each have gone through or not. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** How many components two paths have in common at their ends. */
function commonEnd(one: string, other: string): number {
  const [left, right] = [one, other].map((path) => path.split(/[\\/]/).reverse()) as [string[], string[]];
  const different = left.findIndex((part, index) => part !== right[index]);
  return different < 0 ? left.length : different;
}
