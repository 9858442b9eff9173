// SPDX-License-Identifier: Apache-2.0
/** Source files as a client shows them. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Source, SourcePaths } from '../programs';
import type { SourcePlace } from '../symbols';
import type { Client } from './client';

/** A line as a client wants it. */
export interface ClientPlace {
  readonly source: DebugProtocol.Source;
  readonly line: number;
}

/**
 * Files that are where the debug information says have a path. The others get a number, constant over the session,
 * under which the client asks for their text, and is told what can be done.
 */
export class ClientSources {
  /** As the debug information has them; number n is at n - 1. */
  private readonly missing: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly paths: SourcePaths,
    private readonly client: Client,
  ) {}

  all(): DebugProtocol.Source[] {
    return this.paths.all().map((source) => this.shown(source));
  }

  place({ file, line }: SourcePlace): ClientPlace {
    return { source: this.shown(this.paths.source(file)), line: this.client.line(line) };
  }

  /** The path that people know a missing file by; undefined for a number that was never given out. */
  missingFile(number: number): string | undefined {
    return this.missing[number - 1];
  }

  private shown({ name, path, shown }: Source): DebugProtocol.Source {
    if (path !== undefined) {
      return { name, path: this.client.path(path) };
    }
    const sourceReference = this.numberOf(shown);
    return { name, path: shown, sourceReference, presentationHint: 'deemphasize', origin: 'not found' };
  }

  private numberOf(file: string): number {
    const known = this.numbers.get(file) ?? this.missing.push(file);
    this.numbers.set(file, known);
    return known;
  }
}
