// SPDX-License-Identifier: Apache-2.0
/** Findings as a SARIF 2.1.0 document, for tools that collect those of many programs. */

import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../../device-tree';
import type { Environment } from '../environment';

type Range = Diagnostic['range'];

export class SarifReporter {
  private readonly results: object[] = [];
  private readonly rules = new Set<string>();

  constructor(private readonly environment: Environment) {}

  report({ code, severity, message, range, related = [] }: Diagnostic): void {
    this.rules.add(code);
    this.results.push({
      ruleId: code,
      level: severity,
      message: { text: message },
      locations: [location(range)],
      ...(related.length > 0 && {
        relatedLocations: related.map((each) => ({ ...location(each.range), message: { text: each.message } })),
      }),
    });
  }

  finish(): void {
    const rules = [...this.rules].sort().map((id) => ({ id }));
    const run = { tool: { driver: { name: 'bao-debug', rules } }, columnKind: 'utf16CodeUnits', results: this.results };
    this.environment.output.line(JSON.stringify({ version: '2.1.0', runs: [run] }, undefined, 2));
  }
}

/** Lines and columns count from 1 there. */
function location({ file, start, end }: Range): object {
  const region = {
    ...{ startLine: start.line + 1, startColumn: start.column + 1 },
    ...{ endLine: end.line + 1, endColumn: end.column + 1 },
  };
  return { physicalLocation: { artifactLocation: { uri: pathToFileURL(file).href }, region } };
}
