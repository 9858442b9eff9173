// SPDX-License-Identifier: Apache-2.0
/** From the text of a config.c to the typed configuration. */

import { buildConfig } from './build';
import { checkConfig } from './checks';
import type { ConfigResult } from './config';
import { Cursor } from './cursor';
import { DeclarationReader } from './declarations';
import { DiagnosticList, LimitReached } from './diagnostics';
import { Preprocessor, type ReadInclude } from './preprocessor';
import { FileScope } from './scope';
import { SourceText } from './source';

export interface ReadConfigOptions {
  /** Finds quoted includes (`#include "ram.h"`); without it, and for what it does not find, includes are ignored. */
  readonly readInclude?: ReadInclude;
}

/**
 * Reads Bao's configuration as C: `file` names it in ranges, `text` is its content. Never throws: what is wrong is in
 * the diagnostics, and `config` is absent only when there is nothing usable. The result is the same for the same text.
 */
export function readConfig(file: string, text: string, options: ReadConfigOptions = {}): ConfigResult {
  const source = new SourceText(file, text);
  const diagnostics = new DiagnosticList();
  try {
    return { ...read(source, diagnostics, options), diagnostics: diagnostics.list };
  } catch (problem) {
    if (!(problem instanceof LimitReached)) {
      throw problem;
    }
    return { diagnostics: diagnostics.list };
  }
}

function read(
  source: SourceText,
  diagnostics: DiagnosticList,
  options: ReadConfigOptions,
): Omit<ConfigResult, 'diagnostics'> {
  const preprocessor = new Preprocessor(diagnostics, options.readInclude);
  const tokens = preprocessor.run(source);
  const scope = new FileScope(tokens, diagnostics, () => preprocessor.macroNames());
  const { config: found, misnamed } = new DeclarationReader(new Cursor(tokens), scope, diagnostics).read();
  if (found === undefined) {
    const start = { source, start: 0, end: 0 };
    if (misnamed !== undefined) {
      const message = "Bao looks for a variable named 'config'; rename this one";
      diagnostics.error('config-missing', message, misnamed.use);
    } else if (!diagnostics.hasErrors) {
      const message = 'this file defines no configuration; Bao needs struct config config = { ... };';
      diagnostics.error('config-missing', message, start);
    }
    return {};
  }
  const config = buildConfig(source.file, found, scope);
  // After an error parts of the configuration are missing, and what is missing must not be counted.
  if (!diagnostics.hasErrors) {
    for (const finding of checkConfig(config)) {
      diagnostics.add(finding);
    }
  }
  return { config };
}
