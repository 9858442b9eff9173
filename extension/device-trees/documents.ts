// SPDX-License-Identifier: Apache-2.0
/** Which documents the language server is for. */

import * as vscode from 'vscode';

/** By name rather than by language, because other extensions may call the language differently. Configurations of
 *  the hypervisor are named `config.c`, or stand in a folder `configs` as those of Bao's demos do. */
export const DOCUMENTS = [
  '**/*.{dts,dtsi,dtso,overlay}',
  '**/config.c',
  '**/configs/*.c',
  '**/[bB]indings/**/*.yaml',
].map((pattern) => ({
  scheme: 'file',
  pattern,
}));

/** What the server is told about when it changes on the disk: sources, headers, configurations and bindings. */
export const WATCHED = '**/{*.dts,*.dtsi,*.dtso,*.overlay,*.h,config.c,configs/*.c,*.yaml}';

/** Whether a document is a reason to start the server. */
export function isServed(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(DOCUMENTS, document) === 0) {
    return false;
  }
  // Other programs have files of that name too.
  return !document.fileName.endsWith('.c') || /\bstruct\s+config\s+config\b/.test(document.getText());
}
