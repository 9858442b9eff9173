// SPDX-License-Identifier: Apache-2.0
/** Findings on standard output, for people or for programs. */

import { readFileSync } from 'node:fs';
import type { BindingFinding, Diagnostic } from '../../device-tree';
import { formatDiagnostic } from '../diagnostics';
import type { Environment } from '../environment';

export interface Reporter {
  report(finding: Diagnostic | BindingFinding): void;
}

export function reporterFor({ json }: { readonly json: boolean }, environment: Environment): Reporter {
  return json ? new JsonReporter(environment) : new TextReporter(environment);
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
}

function verdict({ node, propertyPath, schema, kind }: BindingFinding): object {
  return { node, property_path: propertyPath, schema, kind };
}

class TextReporter implements Reporter {
  private readonly lines = new Map<string, readonly string[]>();

  constructor(private readonly environment: Environment) {}

  report(finding: Diagnostic | BindingFinding): void {
    const { output, style } = this.environment;
    output.line(formatDiagnostic(finding, style, (file, line) => this.linesOf(file)[line]));
    if ('kind' in finding && finding.schema !== null) {
      output.line(style.dim(`    by the binding ${finding.schema}, of the node ${finding.node}`));
    }
  }

  private linesOf(file: string): readonly string[] {
    const known = this.lines.get(file);
    if (known) {
      return known;
    }
    const lines = readLines(file);
    this.lines.set(file, lines);
    return lines;
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    // Findings are told without the line then.
    return [];
  }
}
