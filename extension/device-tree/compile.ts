// SPDX-License-Identifier: Apache-2.0
/** All phases in a row: device-tree source in, flattened tree out. */

import { type Diagnostic, DiagnosticList } from './diagnostics';
import { flatten } from './flatten';
import { lex } from './lex';
import { parse } from './parse';
import type { ReadBinary } from './parse-values';
import { type PreprocessOptions, preprocess } from './preprocess';
import { type ResolveOptions, resolve } from './resolve';
import type { SyntaxTree } from './syntax';
import type { DeviceTree } from './tree';

export interface CompileOptions extends PreprocessOptions, ResolveOptions {
  /** Reads the file of an `/incbin/`. */
  readonly readBinary?: ReadBinary | undefined;
}

export interface CompileResult {
  /** The flattened tree, byte for byte as dtc 1.6.1 writes it; absent when there are errors. */
  readonly dtb?: Uint8Array;
  /** The resolved tree, as far as the source can be understood; absent without a root node. */
  readonly tree?: DeviceTree;
  readonly syntax: SyntaxTree;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles device-tree source, C preprocessor directives included.
 * @param text the main file
 * @param options its name, and callbacks for what it includes
 */
export function compileDts(text: string, options: CompileOptions): CompileResult {
  const list = new DiagnosticList();
  const source = preprocess(text, options, list);
  const syntax = parse(lex(source, list), source, list, options.readBinary);
  const tree = resolve(syntax, list, options);
  const diagnostics = list.items;
  if (!tree) {
    return { syntax, diagnostics };
  }
  return list.hasErrors ? { tree, syntax, diagnostics } : { dtb: flatten(tree), tree, syntax, diagnostics };
}
