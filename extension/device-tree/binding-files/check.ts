// SPDX-License-Identifier: Apache-2.0
import type { Node } from 'yaml';
import { parseBindingYaml } from '../bindings';
import type { Diagnostic } from '../diagnostics';
import { checkRules } from './check-rules';
import { checkExamples } from './examples';
import { Findings } from './findings';
import type { BindingFileOptions } from './options';
import { mappingOf } from './yaml-map';

/** Whether it is a file that is checked as a binding. */
export function isBindingFile(file: string): boolean {
  return file.endsWith('.yaml');
}

/**
 * Checks a binding's file. A file that is no YAML gives one finding.
 * @param text the file's contents
 */
export function checkBindingFile(text: string, options: BindingFileOptions): readonly Diagnostic[] {
  const { file } = options;
  const parsed = parseBindingYaml({ file, text });
  if (parsed.problem) {
    const { message, range } = parsed.problem;
    return [{ severity: 'error', code: 'binding-file', message: `this is no binding: ${message}`, range }];
  }
  const { document, lines } = parsed;
  const findings = new Findings(file, lines);
  const top = mappingOf((document.contents as Node | null) ?? undefined);
  if (!top) {
    const start = { line: 0, column: 0 };
    const message = 'this is no binding: it should be a map with $id, properties and more';
    return [{ severity: 'error', code: 'binding-file', message, range: { file, start, end: start } }];
  }
  checkRules(top, findings);
  return [...findings.items, ...checkExamples(top, text, findings, options)];
}
