// SPDX-License-Identifier: Apache-2.0
/** Findings on standard output, for people or for programs. */

import { readFileSync } from 'node:fs';
import { type BindingFinding, type BindingLibrary, type Diagnostic, placeInBinding } from '../../device-tree';
import { formatDiagnostic, shownPath } from '../diagnostics';
import type { Environment } from '../environment';
import { SarifReporter } from './sarif';

export type ReportFormat = 'text' | 'json' | 'sarif';

export interface Reporter {
  report(finding: Diagnostic | BindingFinding): void;
  /** To be called after the last one. */
  finish(): void;
}

/** @param library for the places in bindings that findings come from */
export function reporterFor(format: ReportFormat, environment: Environment, library?: BindingLibrary): Reporter {
  switch (format) {
    case 'json':
      return new JsonReporter(environment);
    case 'sarif':
      return new SarifReporter(environment);
    case 'text':
      return new TextReporter(environment, library);
  }
}

class JsonReporter implements Reporter {
  constructor(private readonly environment: Environment) {}

  report(finding: Diagnostic | BindingFinding): void {
    const { range, severity, code, message } = finding;
    const { start, end } = range;
    const common = { file: range.file, range: { start, end }, severity, code, message };
    const record = 'kind' in finding ? { ...common, ...verdict(finding) } : common;
    this.environment.output.line(JSON.stringify(record));
  }

  finish(): void {}
}

function verdict({ node, propertyPath, schema, kind }: BindingFinding): object {
  return { node, property_path: propertyPath, schema, kind };
}

class TextReporter implements Reporter {
  private readonly lines = new Map<string, readonly string[]>();

  constructor(
    private readonly environment: Environment,
    private readonly library: BindingLibrary | undefined,
  ) {}

  report(finding: Diagnostic | BindingFinding): void {
    const { output, style } = this.environment;
    if ('kind' in finding && finding.isConsequence) {
      // It goes with the faults that it follows from, and those are told.
      return;
    }
    output.line(formatDiagnostic(finding, style, (file, line) => this.linesOf(file)[line]));
    const origin = 'kind' in finding ? this.originOf(finding) : undefined;
    if (origin !== undefined) {
      output.line(style.dim(`    ${origin}`));
    }
  }

  finish(): void {}

  /** Which line of which binding wants it, of which node, and why that binding. */
  private originOf({ node, schema, selectedBy, failure }: BindingFinding): string | undefined {
    const place = failure && this.library && placeInBinding(failure, this.library, readText);
    if (!place) {
      return undefined;
    }
    const wanted = `wanted by ${shownPath(place.file)}:${place.start.line + 1} of ${node}`;
    const name = schema?.split('/').at(-1);
    return selectedBy === null
      ? `${wanted} (${name} applies to nodes like this)`
      : `${wanted} (${name} is the binding of '${selectedBy}')`;
  }

  private linesOf(file: string): readonly string[] {
    const known = this.lines.get(file);
    if (known) {
      return known;
    }
    // Findings are told without the line when the file cannot be read any more.
    const lines = readText(file)?.split(/\r?\n/) ?? [];
    this.lines.set(file, lines);
    return lines;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
